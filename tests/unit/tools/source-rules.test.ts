import { describe, expect, test } from 'vitest';

import { findViolations } from '../../../tools/dependency-rule.ts';
import { findSuppressions } from '../../../tools/suppressions.ts';

function importsOf(file: string, ...specifiers: readonly string[]): readonly string[] {
  const source = specifiers.map((specifier) => `import { a } from '${specifier}';`).join('\n');
  return findViolations(file, source).map((found) => `${found.line}: ${found.imported}`);
}

describe('dependency rule', () => {
  test('lets the kernel import itself and the contract only', () => {
    expect(
      importsOf(
        'kernel/mm/heap.ts',
        './frame.ts',
        '../../runtime/contract/memory.ts',
        '../../runtime/host/machine.ts',
        '../../compiler/ir/types.ts',
        'node:fs',
      ),
    ).toEqual(['3: runtime/host/machine.ts', '4: compiler/ir/types.ts', '5: node:fs']);
  });

  test('keeps the compiler from importing the kernel', () => {
    expect(importsOf('compiler/compile.ts', '../kernel/main.ts', 'typescript')).toEqual([
      '1: kernel/main.ts',
    ]);
  });

  test('keeps the intermediate representation from importing front end and back ends', () => {
    expect(
      importsOf('compiler/ir/verify.ts', './types.ts', '../lower/types.ts', '../backend-c/emit.ts'),
    ).toEqual(['2: compiler/lower/types.ts', '3: compiler/backend-c/emit.ts']);
  });

  test('keeps the two back ends apart', () => {
    expect(importsOf('compiler/backend-js/emit.ts', '../backend-c/emit.ts')).toEqual([
      '1: compiler/backend-c/emit.ts',
    ]);
  });

  test('sees type imports, exports from and imports in the middle of a file', () => {
    const source =
      "const a = 1;\nexport { b } from '../compiler/x.ts';\nimport type { C } from 'c';";
    expect(findViolations('kernel/a.ts', source).map((found) => found.line)).toEqual([2, 3]);
  });

  test('says nothing about tests of the compiler', () => {
    expect(importsOf('tests/unit/ir/verify.test.ts', '../../../compiler/ir/types.ts')).toEqual([]);
  });
});

describe('suppressions', () => {
  test('are found with their line', () => {
    const source = `const a = 1;\n// ${'@ts'}-ignore\nconst b = 2;\n/* ${'eslint'}-disable */`;
    expect(findSuppressions(source).map((found) => found.line)).toEqual([2, 4]);
  });

  test('are not seen where there are none', () => {
    expect(findSuppressions('// Ignores the second result.\nconst disable = 1;')).toEqual([]);
  });
});
