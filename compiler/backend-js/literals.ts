/**
 * Constants as JavaScript: numbers up to 32 bits, BigInts for 64, booleans.
 *
 * Used by: all of `backend-js`.            Uses: `ir/types.ts`.
 * Invariants:
 *   I1. A literal binds tighter than any operator: negative ones are in parentheses.
 */

import { type IntKind, maxValue, minValue, type Type, widthBits } from '../ir/types.ts';

/** From here on literals are hexadecimal: masks and addresses rather than counts. */
const FIRST_HEXADECIMAL = 0x1_0000n;

/** Whether values of `kind` are BigInts. */
export function isBig(kind: IntKind): boolean {
  return widthBits(kind) === 64;
}

export function intLiteral(kind: IntKind, value: bigint): string {
  const digits = value >= FIRST_HEXADECIMAL ? `0x${value.toString(16)}` : value.toString();
  const literal = isBig(kind) ? `${digits}n` : digits;
  return value < 0n ? `(${literal})` : literal;
}

export function minLiteral(kind: IntKind): string {
  return intLiteral(kind, minValue(kind));
}

export function maxLiteral(kind: IntKind): string {
  return intLiteral(kind, maxValue(kind));
}

/** A constant operand: an int, bool or enum. */
export function constantLiteral(type: Type, value: bigint): string {
  if (type.kind === 'bool') return value === 0n ? 'false' : 'true';
  return intLiteral(type.kind === 'int' ? type.int : 'u32', value);
}
