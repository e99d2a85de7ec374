/**
 * What is reported of files and texts before lowering: roots that are none, syntax without end,
 * and no path of this machine.
 */

import { describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import { NESTING_LIMIT } from '../../../compiler/frontend/nesting.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FILE = 'tests/dialect/loaded.ts';

/** `file:line:column: code: message` of every error. */
function errorsOf(text: string, roots: readonly string[] = [FILE]): readonly string[] {
  const { program, diagnostics } = compile({
    projectDirectory,
    roots,
    sources: new Map([[FILE, text]]),
  });
  expect(program === null).toBe(diagnostics.length > 0);
  return diagnostics.map(
    ({ file, line, column, code, message }) => `${file}:${line}:${column}: ${code}: ${message}`,
  );
}

describe('roots', () => {
  const good = 'export function one(): u32 {\n  return 1;\n}\n';

  test('that are not there are reported beside other errors', () => {
    expect(errorsOf('export const wrong: u32 = 1n;\n', [FILE, 'tests/dialect/none.ts'])).toEqual([
      `${FILE}:1:27: KD0203: expected u32, got a 64-bit literal`,
      'tests/dialect/none.ts:1:1: KD0003: there is no file `tests/dialect/none.ts`',
    ]);
    expect(errorsOf('export const wrong = ;\n', [FILE, 'tests/dialect/none.ts'])).toEqual([
      `${FILE}:1:22: KD0001: Expression expected. (TS1109)`,
      'tests/dialect/none.ts:1:1: KD0003: there is no file `tests/dialect/none.ts`',
    ]);
  });

  test.each(['compiler/compile.ts', 'package.json', 'runtime/host/index.ts'])(
    '%s is no module of the dialect, and nothing in it is reported',
    (file) => {
      expect(errorsOf(good, [FILE, file])).toEqual([
        `${file}:1:1: KD0003: \`${file}\` is not a dialect module`,
      ]);
    },
  );
});

describe('a syntax error', () => {
  const wrong = (name: string): string => `export const ${name}: u32 = 1n;\n`;
  const errors = (
    sources: Readonly<Record<string, string>>,
    ...roots: readonly string[]
  ): readonly string[] =>
    compile({
      projectDirectory,
      roots: roots.map((name) => `tests/dialect/${name}.ts`),
      sources: new Map(
        Object.entries(sources).map(([name, text]) => [`tests/dialect/${name}.ts`, text]),
      ),
    }).diagnostics.map(({ file, line, code }) => `${file}:${line}: ${code}`);

  test('hides nothing of modules that do not reach it', () => {
    const sources = {
      broken: `export const none = ;\n${wrong('hidden')}`,
      near: `import { none } from './broken.ts';\nexport const other: u32 = none;\n${wrong('near')}`,
      far: `import { near } from './near.ts';\nexport const one: u32 = near;\n${wrong('far')}`,
      apart: wrong('apart'),
      reader: `import { apart } from './apart.ts';\nexport const two: u64 = apart;\n`,
    };
    expect(errors(sources, 'far', 'reader')).toEqual([
      'tests/dialect/apart.ts:1: KD0203',
      'tests/dialect/broken.ts:1: KD0001',
      'tests/dialect/reader.ts:2: KD0203',
    ]);
  });

  test('in what all modules need is reported alone', () => {
    const panic = 'kernel/panic.ts';
    const { diagnostics } = compile({
      projectDirectory,
      roots: [FILE],
      sources: new Map([
        [panic, 'export const none = ;\n'],
        [FILE, wrong('apart')],
      ]),
    });
    expect(diagnostics.map(({ file, code }) => `${file}: ${code}`)).toEqual([`${panic}: KD0001`]);
  });
});

test("paths in TypeScript's texts are relative to the project", () => {
  const text = [
    "import * as Enums from './accept/enums.ts';",
    'export function f<T extends u32>(a: T): u32 {',
    '  return Enums;',
    '}',
  ];
  expect(errorsOf(`${text.join('\n')}\n`)).toEqual([
    `${FILE}:3:3: KD0203: Type 'typeof import("tests/dialect/accept/enums")' is not assignable to type 'number'. (TS2322)`,
  ]);
});

describe('nesting', () => {
  /** Modules whose syntax nests about `depth` levels deep. */
  const kinds: Readonly<Record<string, (depth: number) => string>> = {
    'if in if': (depth) =>
      `export function f(a: u32): void {\n${'if (a === 1) {'.repeat(depth / 2)}${'}'.repeat(depth / 2)}\n}`,
    parentheses: (depth) =>
      `export function f(a: u32): u32 {\nreturn ${'('.repeat(depth)}a${')'.repeat(depth)};\n}`,
    'else if': (depth) =>
      `export function f(a: u32): void {\n${'if (a === 1) return;\nelse '.repeat(depth)}return;\n}`,
    operands: (depth) => `export function f(a: u32): u32 {\nreturn a${' ^ a'.repeat(depth)};\n}`,
    types: (depth) => `export type A = ${'Box<'.repeat(depth)}u32${'>'.repeat(depth)};\n`,
  };

  test.each(Object.entries(kinds))('of %s beyond the limit is one error', (_, made) => {
    for (const depth of [NESTING_LIMIT + 1, 2 * NESTING_LIMIT, 20_000]) {
      const errors = errorsOf(made(depth));
      expect(errors).toHaveLength(1);
      expect(errors[0]).toContain(`KD0006: syntax nests more than ${NESTING_LIMIT} levels deep`);
    }
  });

  test.each(['if in if', 'parentheses', 'else if', 'operands'])(
    'of %s within the limit compiles',
    (kind) => {
      // The function and its statement have levels of their own.
      expect(errorsOf(kinds[kind]?.(NESTING_LIMIT - 10) ?? '')).toEqual([]);
    },
  );
});

test('structs in structs beyond the limit are an error where they go too deep', () => {
  const structs = (count: number): string => {
    const fields = (level: number): string => (level < count ? `inner: S${level + 1};` : '');
    const declarations = Array.from(
      { length: count },
      (_, index) =>
        `export interface S${index + 1} extends Struct { a: u32; ${fields(index + 1)} }`,
    );
    return `${declarations.join('\n')}\n`;
  };
  expect(errorsOf(structs(NESTING_LIMIT))).toEqual([]);
  const [first] = errorsOf(structs(1000));
  expect(first).toContain(`KD0006: structs lie in each other more than ${NESTING_LIMIT} levels`);
  expect(errorsOf(structs(1000)).filter((error) => !error.includes('KD0006'))).toEqual([]);
});

test('a function with more conditions than TypeScript follows is one error', () => {
  const conditions = Array.from({ length: 2500 }, (_, count) => `if (a === ${count}) b += 1;`);
  const errors = errorsOf(
    `export function f(a: u32): u32 {\nlet b: u32 = 0;\n${conditions.join('\n')}\nreturn b;\n}`,
  );
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain('KD0008');
});
