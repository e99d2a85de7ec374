/** Ranges leave no value out: each operation is tried with all small operands. */

import { describe, expect, test } from 'vitest';

import {
  complementOf,
  conjunction,
  difference,
  disjunction,
  exactly,
  fits,
  greater,
  intersection,
  product,
  quotient,
  type Range,
  rangeOf,
  remainder,
  shiftedLeft,
  shiftedRight,
  smaller,
  sum,
  trailingZeroBits,
  union,
  wrappedTo,
} from '../../../compiler/optimise/range.ts';
import { wrapToKind } from '../../../compiler/ir/types.ts';

function contains(range: Range, value: bigint): boolean {
  const unit = 1n << BigInt(range.zeroBits);
  return value >= range.lowest && value <= range.highest && (value & (unit - 1n)) === 0n;
}

const BOUNDS = [-9n, -8n, -5n, -1n, 0n, 1n, 2n, 4n, 7n, 8n, 12n];

/** Ranges with different signs and alignments. */
const RANGES: readonly Range[] = BOUNDS.flatMap((lowest) =>
  BOUNDS.flatMap((highest) => [0, 1, 2, 3].map((zeroBits) => rangeOf(lowest, highest, zeroBits))),
).filter((range) => range !== null);

function valuesIn(range: Range): readonly bigint[] {
  const values: bigint[] = [];
  for (let value = range.lowest; value <= range.highest; value++) {
    if (contains(range, value)) values.push(value);
  }
  return values;
}

const VALUES = new Map(RANGES.map((range) => [range, valuesIn(range)]));

/** The first operands whose result `operation` leaves out, as a text; empty when there are none. */
function leftOut(
  operation: (left: Range, right: Range) => Range | null,
  exact: (left: bigint, right: bigint) => bigint | null,
): string {
  for (const left of RANGES) {
    for (const right of RANGES) {
      const range = operation(left, right);
      if (range === null) continue;
      for (const a of VALUES.get(left) ?? []) {
        for (const b of VALUES.get(right) ?? []) {
          const result = exact(a, b);
          if (result !== null && !contains(range, result)) return `${a}, ${b} gives ${result}`;
        }
      }
    }
  }
  return '';
}

const isShiftCount = (range: Range): boolean => range.lowest >= 0n;

describe('a range', () => {
  test('has bounds that are multiples, or does not exist', () => {
    expect(rangeOf(1n, 17n, 3)).toEqual({ lowest: 8n, highest: 16n, zeroBits: 3 });
    expect(rangeOf(9n, 15n, 3)).toBeNull();
    expect(rangeOf(3n, 2n)).toBeNull();
    expect(rangeOf(-7n, 9n, 3)).toEqual({ lowest: 0n, highest: 8n, zeroBits: 3 });
    expect(exactly(0n).zeroBits).toBe(64);
  });

  test('knows the zero bits of every value', () => {
    expect([1n, 2n, 96n, -8n, 1n << 63n].map(trailingZeroBits)).toEqual([0, 1, 5, 3, 63]);
  });
});

describe('no result is left out by', () => {
  test.each<
    [string, (l: Range, r: Range) => Range | null, (l: bigint, r: bigint) => bigint | null]
  >([
    ['sums', sum, (a, b) => a + b],
    ['differences', difference, (a, b) => a - b],
    ['products', product, (a, b) => a * b],
    ['quotients', quotient, (a, b) => (b === 0n ? null : a / b)],
    ['remainders', remainder, (a, b) => (b === 0n ? null : a % b)],
    ['conjunctions', conjunction, (a, b) => a & b],
    ['disjunctions', (l, r) => disjunction(l, r, false), (a, b) => a | b],
    ['exclusive disjunctions', (l, r) => disjunction(l, r, true), (a, b) => a ^ b],
    ['minima', smaller, (a, b) => (a < b ? a : b)],
    ['maxima', greater, (a, b) => (a > b ? a : b)],
    ['unions', union, (a) => a],
    ['intersections', (l) => intersection(l, l), (a) => a],
    ['left shifts', (l, r) => (isShiftCount(r) ? shiftedLeft(l, r) : null), (a, b) => a << b],
    ['right shifts', (l, r) => (isShiftCount(r) ? shiftedRight(l, r) : null), (a, b) => a >> b],
    ['signed complements', (l) => complementOf('i32', l), (a) => ~a],
    [
      'wrapping to a signed type',
      (l, r) => wrappedTo('i8', product(l, product(r, r))),
      (a, b) => wrapToKind('i8', a * b * b),
    ],
    [
      'wrapping to an unsigned type',
      (l, r) => wrappedTo('u8', difference(l, r)),
      (a, b) => wrapToKind('u8', a - b),
    ],
  ])('%s', (_, operation, exact) => {
    expect(leftOut(operation, exact)).toBe('');
  });

  test('complements of unsigned values', () => {
    for (const range of RANGES.filter((each) => each.lowest >= 0n)) {
      const result = complementOf('u8', range);
      for (const value of VALUES.get(range) ?? [])
        expect(contains(result, 255n - value)).toBe(true);
    }
  });

  test('intersections of different ranges', () => {
    for (const left of RANGES) {
      for (const right of RANGES) {
        const both = intersection(left, right);
        const common = (VALUES.get(left) ?? []).filter((value) => contains(right, value));
        expect(common.every((value) => both !== null && contains(both, value))).toBe(true);
      }
    }
  });
});

test('a range fits a type when both bounds do', () => {
  expect(fits({ lowest: 0n, highest: 255n, zeroBits: 0 }, 'u8')).toBe(true);
  expect(fits({ lowest: 0n, highest: 256n, zeroBits: 0 }, 'u8')).toBe(false);
  expect(fits({ lowest: -1n, highest: 5n, zeroBits: 0 }, 'u8')).toBe(false);
  expect(fits({ lowest: -128n, highest: 127n, zeroBits: 0 }, 'i8')).toBe(true);
});
