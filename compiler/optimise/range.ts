/**
 * What is known of an integer before the program runs: bounds, and low bits that are zero.
 *
 * The functions here are the arithmetic of such knowledge: what is known of a result when so much is
 * known of the operands. Bounds are those of the mathematical value, so they may leave the type of
 * an operation; that they do not is what makes its check needless.
 *
 * Used by: the files beside this one.            Uses: `ir/types.ts`.
 * Invariants:
 *   I1. Every value that the operands may have gives a value in the result: nothing is left out.
 *   I2. lowest <= highest; both are multiples of 2^zeroBits.
 */

import { type IntKind, isSigned, maxValue, minValue, widthBits } from '../ir/types.ts';

/** The integers of `[lowest, highest]` that are multiples of 2^zeroBits. */
export interface Range {
  readonly lowest: bigint;
  readonly highest: bigint;
  readonly zeroBits: number;
}

/** Zero has all of its bits zero; a 64-bit value has no more. */
const ALL_ZERO_BITS = 64;

/** Number of zero bits below the lowest one bit of `value`. */
export function trailingZeroBits(value: bigint): number {
  if (value === 0n) return ALL_ZERO_BITS;
  let bits = 0;
  let rest = value;
  while ((rest & 0xffn) === 0n) {
    rest >>= 8n;
    bits += 8;
  }
  while ((rest & 1n) === 0n) {
    rest >>= 1n;
    bits += 1;
  }
  return Math.min(bits, ALL_ZERO_BITS);
}

/** The range with these bounds, tightened to multiples; null when no integer is in it. */
export function rangeOf(lowest: bigint, highest: bigint, zeroBits = 0): Range | null {
  if (lowest > highest) return null;
  if (lowest === highest) {
    const bits = trailingZeroBits(lowest);
    return bits >= zeroBits ? { lowest, highest, zeroBits: bits } : null;
  }
  if (zeroBits === 0) return { lowest, highest, zeroBits };
  const unit = 1n << BigInt(zeroBits);
  const mask = -unit;
  const first = (lowest + unit - 1n) & mask;
  const last = highest & mask;
  if (first > last) return null;
  return first === last ? exactly(first) : { lowest: first, highest: last, zeroBits };
}

/** As `rangeOf`, for bounds that enclose a value that exists. */
function enclosing(lowest: bigint, highest: bigint, zeroBits = 0): Range {
  return rangeOf(lowest, highest, zeroBits) ?? { lowest, highest, zeroBits: 0 };
}

export function exactly(value: bigint): Range {
  return { lowest: value, highest: value, zeroBits: trailingZeroBits(value) };
}

const WHOLE = new Map<IntKind, Range>();

/** All values of `kind`. */
export function wholeRange(kind: IntKind): Range {
  let whole = WHOLE.get(kind);
  if (whole === undefined) {
    whole = { lowest: minValue(kind), highest: maxValue(kind), zeroBits: 0 };
    WHOLE.set(kind, whole);
  }
  return whole;
}

export function isWithin(inner: Range, outer: Range): boolean {
  return (
    inner.lowest >= outer.lowest &&
    inner.highest <= outer.highest &&
    inner.zeroBits >= outer.zeroBits
  );
}

/** Whether every value of `range` is a value of `kind`. */
export function fits(range: Range, kind: IntKind): boolean {
  return range.lowest >= minValue(kind) && range.highest <= maxValue(kind);
}

function lower(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function higher(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}

/** The values of either. */
export function union(left: Range, right: Range): Range {
  if (left === right) return left;
  return {
    lowest: lower(left.lowest, right.lowest),
    highest: higher(left.highest, right.highest),
    zeroBits: Math.min(left.zeroBits, right.zeroBits),
  };
}

/** The values of both; null when there is none. */
export function intersection(left: Range, right: Range): Range | null {
  if (isWithin(left, right)) return left;
  return rangeOf(
    higher(left.lowest, right.lowest),
    lower(left.highest, right.highest),
    Math.max(left.zeroBits, right.zeroBits),
  );
}

/**
 * `before` made so wide that it holds `found`: up to the bounds of `whole` in each direction in which
 * it grows, so that it cannot grow often.
 */
export function widened(before: Range, found: Range, whole: Range): Range {
  const zeroBits = Math.min(before.zeroBits, found.zeroBits);
  const unit = 1n << BigInt(zeroBits);
  return {
    lowest: found.lowest < before.lowest ? whole.lowest : before.lowest,
    highest: found.highest > before.highest ? whole.highest & -unit : before.highest,
    zeroBits,
  };
}

/**
 * `exact` as a result of `kind`: itself where it fits, else what is left after it wrapped around.
 */
export function wrappedTo(kind: IntKind, exact: Range): Range {
  if (fits(exact, kind)) return exact;
  const { lowest, highest } = wholeRange(kind);
  return enclosing(lowest, highest, Math.min(exact.zeroBits, widthBits(kind) - 1));
}

// ── Exact results ───────────────────────────────────────────────────────────────────────────────

export function sum(left: Range, right: Range): Range {
  const zeroBits = Math.min(left.zeroBits, right.zeroBits);
  return enclosing(left.lowest + right.lowest, left.highest + right.highest, zeroBits);
}

export function difference(left: Range, right: Range): Range {
  const zeroBits = Math.min(left.zeroBits, right.zeroBits);
  return enclosing(left.lowest - right.highest, left.highest - right.lowest, zeroBits);
}

export function product(left: Range, right: Range): Range {
  const corners = [
    left.lowest * right.lowest,
    left.lowest * right.highest,
    left.highest * right.lowest,
    left.highest * right.highest,
  ];
  const zeroBits = Math.min(left.zeroBits + right.zeroBits, ALL_ZERO_BITS);
  return enclosing(corners.reduce(lower), corners.reduce(higher), zeroBits);
}

function areNatural(left: Range, right: Range): boolean {
  return left.lowest >= 0n && right.lowest >= 0n;
}

/** left / right towards zero, for a right side that is not 0; null when nothing useful is known. */
export function quotient(left: Range, right: Range): Range | null {
  if (!areNatural(left, right) || right.highest === 0n) return null;
  return rangeOf(left.lowest / right.highest, left.highest / higher(right.lowest, 1n));
}

/** left % right, for a right side that is not 0; null when nothing useful is known. */
export function remainder(left: Range, right: Range): Range | null {
  if (!areNatural(left, right) || right.highest === 0n) return null;
  if (left.highest < right.lowest) return left;
  const zeroBits = Math.min(left.zeroBits, right.zeroBits);
  return rangeOf(0n, lower(left.highest, right.highest - 1n), zeroBits);
}

// ── Bits ────────────────────────────────────────────────────────────────────────────────────────

/** The smallest 2^n - 1 that is not below `value`, which is not negative. */
function maskOver(value: bigint): bigint {
  return value === 0n ? 0n : (1n << BigInt(value.toString(2).length)) - 1n;
}

/** left & right; null when nothing is known. */
export function conjunction(left: Range, right: Range): Range | null {
  const zeroBits = Math.max(left.zeroBits, right.zeroBits);
  if (left.lowest >= 0n && right.lowest >= 0n) {
    return enclosing(0n, lower(left.highest, right.highest), zeroBits);
  }
  // A side that is not negative clears the sign of the other.
  if (left.lowest >= 0n) return enclosing(0n, left.highest, zeroBits);
  return right.lowest >= 0n ? enclosing(0n, right.highest, zeroBits) : null;
}

/** left | right, or left ^ right when `isExclusive`; null when nothing is known. */
export function disjunction(left: Range, right: Range, isExclusive: boolean): Range | null {
  if (!areNatural(left, right)) return null;
  const lowest = isExclusive ? 0n : higher(left.lowest, right.lowest);
  const highest = maskOver(higher(left.highest, right.highest));
  return enclosing(lowest, highest, Math.min(left.zeroBits, right.zeroBits));
}

/** ~value in `kind`. */
export function complementOf(kind: IntKind, value: Range): Range {
  const ones = isSigned(kind) ? -1n : maxValue(kind);
  return enclosing(ones - value.highest, ones - value.lowest);
}

/** value << count without a limit; `count` lies in [0, 64). */
export function shiftedLeft(value: Range, count: Range): Range {
  const zeroBits = Math.min(value.zeroBits + Number(count.lowest), ALL_ZERO_BITS);
  const lowest = value.lowest << (value.lowest < 0n ? count.highest : count.lowest);
  const highest = value.highest << (value.highest < 0n ? count.lowest : count.highest);
  return enclosing(lowest, highest, zeroBits);
}

/** value >> count, arithmetic; `count` lies in [0, 64). */
export function shiftedRight(value: Range, count: Range): Range {
  const zeroBits = Math.max(value.zeroBits - Number(count.highest), 0);
  const lowest = value.lowest >> (value.lowest < 0n ? count.lowest : count.highest);
  const highest = value.highest >> (value.highest < 0n ? count.highest : count.lowest);
  return enclosing(lowest, highest, zeroBits);
}

export function smaller(left: Range, right: Range): Range {
  return enclosing(
    lower(left.lowest, right.lowest),
    lower(left.highest, right.highest),
    Math.min(left.zeroBits, right.zeroBits),
  );
}

export function greater(left: Range, right: Range): Range {
  return enclosing(
    higher(left.lowest, right.lowest),
    higher(left.highest, right.highest),
    Math.min(left.zeroBits, right.zeroBits),
  );
}
