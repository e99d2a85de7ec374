/** Help lines whose advice, followed, must not lead to the next error. */

import { expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FILE = 'tests/dialect/example.ts';

/** Declarations that the statements below may use. */
const DECLARATIONS = `
interface Pair extends Struct {
  first: u64;
  second: u64;
}

const PAIR: Pair = zeroed();
const OTHER: Pair = zeroed();
const CELLS: FixedArray<u32, 4> = zeroed();
const PRIMES: FixedArray<u32, 4> = [2, 3, 5, 7];
const LIMIT: u32 = 5;
`;

/** What is said of one statement, in a function with a `wide: u64` and a `narrow: u32`. */
function said(statement: string): readonly string[] {
  const text = `${DECLARATIONS}
export function example(wide: u64, narrow: u32, cells: FixedArray<u32, 4>): void {
  ${statement}
}
`;
  const { diagnostics } = compile({
    projectDirectory,
    roots: [FILE],
    sources: new Map([[FILE, text]]),
  });
  return diagnostics.map(({ code, message, help }) => `${code}: ${message}; ${help ?? ''}`);
}

const NARROW_HELP =
  'KD0203: expected u32, got u64; convert: u32(wide) checks that the value fits, truncate<u32>(wide) keeps the low bits';

test.for([
  ['const result: u32 = 1 << wide;', NARROW_HELP],
  ['const result: u32 = (2 * 3) + wide;', NARROW_HELP],
  ['const result: u64 = 1n << narrow;', 'KD0203: expected u64, got u32; widen it: u64(narrow)'],
  // Nothing else is expected here, so the literal is what is wrong.
  ['if (1 < wide) print("more");', 'KD0203: expected u64, got a 32-bit literal; write 1n'],
  [
    'PAIR = OTHER;',
    'KD0306: `PAIR` is a constant; assign its fields or elements, or use copyMemory',
  ],
  [
    'CELLS = cells;',
    'KD0306: `CELLS` is a constant; assign its fields or elements, or use copyMemory',
  ],
  [
    'PRIMES = cells;',
    'KD0306: `PRIMES` is a constant; use `zeroed()` storage for elements that change',
  ],
  ['LIMIT = 6;', 'KD0306: `LIMIT` is a constant; declare it with `let` if it changes'],
])('%s', ([statement = '', expected]) => {
  expect(said(statement)).toEqual([expected]);
});

test.for([
  'const result: u32 = 1 << u32(wide); print(`${result}`);',
  'const result: u64 = 1n << u64(narrow); print(`${result}`);',
])('%s, which is what the help says, compiles', (statement) => {
  expect(said(statement)).toEqual([]);
});
