/**
 * Chains of calls that are longer than the stack of the compiler's own process.
 */

import { expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FILE = 'kernel/main.ts';

/** Functions that each call the next one; the last one calls `last`. */
function chain(length: number, last: string): string {
  const names = Array.from({ length }, (_, index) => `f${index}`);
  return names
    .map((name, index) => `export function ${name}(): void { ${names[index + 1] ?? last}(); }`)
    .join('\n');
}

function errorsOf(source: string): readonly string[] {
  const sources = new Map([[FILE, source]]);
  const { diagnostics } = compile({ projectDirectory, roots: [FILE], sources });
  return diagnostics.map(({ code, line }) => `${code} in line ${line}`);
}

test('a chain of ten thousand calls is no recursion', () => {
  expect(errorsOf(`${chain(10_000, 'end')}\nfunction end(): void {}`)).toEqual([]);
});

test('a circle of ten thousand calls is, where it closes', () => {
  expect(errorsOf(chain(10_000, 'f0'))).toEqual(['KD0502 in line 10000']);
});
