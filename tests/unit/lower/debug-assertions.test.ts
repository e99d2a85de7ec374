/** `debugAssert`: compiled in unless the request says otherwise, and checked in any case. */

import { describe, expect, test } from 'vitest';

import { compile, type CompileResult } from '../../../compiler/compile.ts';
import { printProgram } from '../../../compiler/ir/print.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FILE = 'tests/dialect/example.ts';

function compileText(text: string, debugAssertions?: boolean): CompileResult {
  return compile({
    projectDirectory,
    roots: [FILE],
    sources: new Map([[FILE, text]]),
    ...(debugAssertions === undefined ? {} : { debugAssertions }),
  });
}

/** The operations of module `FILE`. */
function operations(result: CompileResult): string {
  const { program } = result;
  if (program === null) return '';
  const modules = program.modules.filter((module) => module.path === FILE);
  return printProgram({ ...program, modules });
}

const SOURCE = `
function isSorted(values: FixedArray<u32, 4>): bool {
  return values[0] <= values[1];
}

export function use(values: FixedArray<u32, 4>): void {
  assert(values[3] === 0, 'test: kept');
  debugAssert(isSorted(values), 'test: expensive');
}
`;

describe('debugAssert', () => {
  test('is compiled in when nothing is said', () => {
    expect(operations(compileText(SOURCE))).toContain('test: expensive');
  });

  test('leaves no operation behind when it is left out; assert stays', () => {
    const text = operations(compileText(SOURCE, false));
    expect(text).toContain('test: kept');
    expect(text).not.toContain('test: expensive');
    expect(text).not.toMatch(/call .*isSorted/);
  });

  test('is checked in both', () => {
    const wrong = `export function use(a: u32): void { debugAssert(a === 5n, 'test: wrong'); }`;
    for (const debugAssertions of [true, false]) {
      const { diagnostics } = compileText(wrong, debugAssertions);
      expect(diagnostics.map(({ code }) => code)).toHaveLength(1);
    }
  });
});
