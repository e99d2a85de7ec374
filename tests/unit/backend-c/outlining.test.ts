/** Functions with one caller are inlined while they are small together, and named in C when not. */

import { describe, expect, test } from 'vitest';

import { emitC } from '../../../compiler/backend-c/emit.ts';
import { compile } from '../../../compiler/compile.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FILE = 'tests/dialect/example.ts';
const PREFIX = 'kx_tests_dialect_example__';

/** A function of at least `statements` operations, which calls `callees`. */
function declare(name: string, statements: number, ...callees: readonly string[]): string {
  return [
    `function ${name}(): void {`,
    ...Array.from({ length: statements }, () => '  total = wrappingAdd(total, 1n);'),
    ...callees.map((callee) => `  ${callee}();`),
    '}',
  ].join('\n');
}

/** The functions that the C of `declarations`, with the entry point `entry`, tells clang to keep. */
function kept(...declarations: readonly string[]): readonly string[] {
  const text = `let total: u64 = 0n;\n${declarations.join('\n')}`.replace(
    'function entry',
    'export function entry',
  );
  const { program, diagnostics } = compile({
    projectDirectory,
    roots: [FILE],
    sources: new Map([[FILE, text]]),
  });
  expect(diagnostics).toEqual([]);
  if (program === null) return [];
  const c = emitC(program, { entryPoints: [`${PREFIX}entry`], checks: 'on' });
  return [
    ...c.matchAll(/^__attribute__\(\(noinline\)\) static .*?kx_tests_dialect_example__(\w+)/gm),
  ]
    .map(([, name = '']) => name)
    .sort();
}

describe('a function with one caller', () => {
  test('is left to clang when it is small', () => {
    expect(kept(declare('small', 5), declare('entry', 1, 'small'))).toEqual([]);
  });

  test('is kept when it is large', () => {
    expect(kept(declare('large', 200), declare('entry', 1, 'large'))).toEqual(['large']);
  });

  test('is kept when it has become large by what it takes in', () => {
    const chain = [
      declare('first', 20),
      declare('second', 20, 'first'),
      declare('third', 20, 'second'),
      declare('entry', 1, 'third'),
    ];
    expect(kept(...chain)).toEqual(['third']);
  });

  test('counts what is kept as a call only', () => {
    const chain = [
      declare('large', 200),
      declare('outer', 30, 'large'),
      declare('entry', 1, 'outer'),
    ];
    expect(kept(...chain)).toEqual(['large']);
  });
});

test('a function with two callers is left to clang', () => {
  const two = declare('large', 200);
  expect(kept(two, declare('entry', 1, 'large', 'large'))).toEqual([]);
});
