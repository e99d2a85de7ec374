/** A program of several translation units: what is in which, and that it does the same as one unit. */

import { describe, expect, test } from 'vitest';

import { emitC, emitUnits, type UnitOptions } from '../../../compiler/backend-c/emit.ts';
import { compile } from '../../../compiler/compile.ts';
import { constantOf, contractFunction, FunctionBuilder } from '../../../compiler/ir/build.ts';
import { type Function, functionType, type Program } from '../../../compiler/ir/program.ts';
import { U64 } from '../../../compiler/ir/types.ts';
import { projectDirectory } from '../../../tools/paths.ts';
import { runJavaScript } from '../../support/run-javascript.ts';
import { runNative } from '../../support/run-native.ts';

const FOLDER = 'tests/dialect/';
const ENTRY = { module: `${FOLDER}main.ts`, name: 'run' };
const SYMBOL = 'kx_tests_dialect_main__run';

/** Enough operations for a unit of its own: as many as `statements`, at least. */
function bulk(statements: number): string {
  const lines = Array.from({ length: statements }, () => '  work = wrappingAdd(work, 1n);');
  return [
    'let work: u64 = 0n;',
    'export function bulk(): u64 {',
    ...lines,
    '  return work;',
    '}',
    '',
  ].join('\n');
}

const TABLE = `${bulk(700)}

export type Action = () => void;
export const SQUARES: FixedArray<u32, 4> = tabulate(square);
export let counter: u32 = 7;

function square(index: u32): u32 {
  return index * index;
}

export function count(step: u8): u8 {
  counter += 1;
  return step + 250;
}

export function small(): void {
  counter += 1;
}

export function smallThere(): Action {
  return small;
}
`;

const MAIN = `${bulk(700)}
import { type Action, bulk as otherBulk, count, counter, small, smallThere, SQUARES } from './table.ts';

function nothing(): void {}

export function run(): void {
  print(\`\${bulk()} \${otherBulk()}\`);
  print(\`\${count(5)} \${counter} \${SQUARES[3]}\`);
  const here = small;
  const other: Action = nothing;
  here();
  print(\`\${counter} \${here === smallThere()} \${here === other}\`);
  print(\`\${count(6)}\`);
}
`;

const PRINTED = [
  '700 700',
  '255 8 9',
  '9 true false',
  'panic: tests/dialect/table.ts:717:10: u8 addition overflows: 6 + 250',
];

function compiled(...modules: readonly (readonly [name: string, text: string])[]): Program {
  const sources = new Map(modules.map(([name, text]) => [`${FOLDER}${name}.ts`, text]));
  const roots = [ENTRY.module, 'kernel/panic.ts'];
  const { program, diagnostics } = compile({ projectDirectory, roots, sources });
  expect(diagnostics).toEqual([]);
  if (program === null) throw new Error('there is no program');
  return program;
}

const OPTIONS = { entryPoints: [SYMBOL], checks: 'on' } as const;

/** The texts of the units, in the order of their numbers. */
function textsOf(program: Program, options: UnitOptions): readonly string[] {
  const units = [...emitUnits(program, options)];
  return units.sort((left, right) => left.number - right.number).map(({ text }) => text);
}

/** The one unit of `units` that says what it is made from. */
function unitOf(units: readonly string[], module: string): string {
  const [unit = '', ...others] = units.filter((each) =>
    (each.split('\n', 1)[0] ?? '').includes(`${FOLDER}${module}.ts`),
  );
  expect(others).toEqual([]);
  return unit;
}

describe('translation units', () => {
  const program = compiled(['main', MAIN], ['table', TABLE]);
  const units = textsOf(program, OPTIONS);
  const main = unitOf(units, 'main');
  const table = unitOf(units, 'table');

  test('are several when a program is large', () => {
    expect(units.length).toBeGreaterThan(1);
    expect(main).not.toBe(table);
    expect(textsOf(program, OPTIONS)).toEqual(units);
  });

  test('come with what has changed first, and with the same texts', () => {
    for (const module of ['main', 'table']) {
      const changedModules = new Set([`${FOLDER}${module}.ts`]);
      const [first] = emitUnits(program, { ...OPTIONS, changedModules });
      expect(first?.text).toBe(unitOf(units, module));
      expect(textsOf(program, { ...OPTIONS, changedModules })).toEqual(units);
    }
  });

  test('are one when it is small, the same as asked for', () => {
    const small = compiled(['main', 'export function run(): void {}']);
    expect(textsOf(small, OPTIONS)).toEqual([emitC(small, OPTIONS)]);
  });

  test('define each large function once', () => {
    const definition = /^u64 kx_tests_dialect_table__bulk\(void\) \{$/m;
    expect(table).toMatch(definition);
    expect(main).not.toMatch(definition);
    expect(main).toMatch(/^.* u64 kx_tests_dialect_table__bulk\(void\);$/m);
    // Nobody else calls it.
    expect(main).toMatch(/^static u64 kx_tests_dialect_main__bulk\(void\) \{$/m);
  });

  test('have small functions where they are called, and only there', () => {
    const definition = /^static (inline )?u8 kx_tests_dialect_table__count\(u8 step\) \{$/m;
    expect(main).toMatch(definition);
    expect(table).not.toMatch(definition);
  });

  test('have the lines of what they copy from its home, where a line more changes nothing else', () => {
    const line = 'KX_LINE_kx_tests_dialect_table__count';
    expect(main).toContain(`extern const u32 ${line};\n`);
    expect(main).toContain(`{ { "${FOLDER}table.ts", 22u }, &${line} },`);
    expect(table).toContain(`\nconst u32 ${line} = 715u;\n`);
    expect(main).toContain(`#line 715 "${FOLDER}table.ts"`);

    const options = { ...OPTIONS, copyLines: 'of the function' } as const;
    const before = textsOf(program, options);
    expect(unitOf(before, 'main')).toContain(
      `#line 1 "${FOLDER}table.ts#kx_tests_dialect_table__count"`,
    );
    const longer = TABLE.replace('export function count', '// A line more.\nexport function count');
    const after = textsOf(compiled(['main', MAIN], ['table', longer]), options);
    expect(unitOf(after, 'main')).toBe(unitOf(before, 'main'));
    expect(unitOf(after, 'table')).toContain(`\nconst u32 ${line} = 716u;\n`);
  });

  test('share variables and constants', () => {
    expect(table).toContain('\nu32 kx_tests_dialect_table__counter = 7u;\n');
    expect(main).toContain('\nextern u32 kx_tests_dialect_table__counter;\n');
    expect(main).toMatch(/^extern const .*kx_tests_dialect_table__SQUARES;$/m);
    expect(table).toMatch(/^static u64 kx_tests_dialect_table__work/m);
  });

  test('have no copy of a function whose reference is taken', () => {
    expect(main).not.toMatch(/kx_tests_dialect_table__small\(void\) \{/);
    expect(table).toMatch(/^void kx_tests_dialect_table__small\(void\) \{$/m);
  });

  test('do the same as JavaScript', async () => {
    const runs = [runJavaScript(program, ENTRY), await runNative(program, ENTRY, 'partition')];
    for (const { output } of runs) {
      expect(output.trimEnd().split('\n').slice(0, PRINTED.length)).toEqual(PRINTED);
    }
  });

  test('have one function for each of the runtime whose reference is taken', () => {
    const contract = contractFunction('pause', []);
    const referring = (module: string): Function => {
      const f = new FunctionBuilder(module, 'refer', {}, functionType(contract));
      for (let index = 0; index < 2001; index++) {
        f.emit({
          op: 'declare',
          local: f.local(`v${String(index)}`, U64),
          value: constantOf(U64, 0),
        });
      }
      f.return({ kind: 'function', function: contract });
      return f.function;
    };
    const functions = ['kernel/a.ts', 'kernel/b.ts'].map(referring);
    const modules = [
      ...functions.map((each) => ({ path: each.module, statics: [], functions: [each] })),
      { path: contract.module, statics: [], functions: [contract] },
    ];
    const entryPoints = functions.map((each) => each.symbol);
    const texts = textsOf({ modules, types: [], checkFailed: null }, { entryPoints, checks: 'on' });
    expect(texts.map((text) => /^.*kx_contract_pause\(void\).*$/m.exec(text)?.[0])).toEqual([
      'void kx_contract_pause(void);',
      'void kx_contract_pause(void);',
      'KX_NO_DEBUG void kx_contract_pause(void) { rt_pause(); }',
    ]);
  });
});
