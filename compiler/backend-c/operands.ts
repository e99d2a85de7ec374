/**
 * Constants in C.
 *
 * Used by: all of `backend-c`.            Uses: `ir/types.ts`.
 * Invariants:
 *   I1. A constant has the C type of its IR type, or one that converts to it without change.
 */

import { type IntKind, isSigned, minValue, widthBits } from '../ir/types.ts';

/** From here on numbers are written in hexadecimal: masks and addresses rather than counts. */
const FIRST_HEXADECIMAL = 0x1_0000n;

/** An integer constant of `kind`. */
export function cInteger(kind: IntKind, value: bigint): string {
  const suffix = widthBits(kind) === 64 ? 'll' : '';
  if (isSigned(kind)) {
    // The minimum has no literal: the minus sign is an operator on a literal that does not fit.
    if (value === minValue(kind)) return `(${value + 1n}${suffix} - 1)`;
    return value < 0n ? `(${value}${suffix})` : `${value}${suffix}`;
  }
  const digits = value >= FIRST_HEXADECIMAL ? `0x${value.toString(16)}` : `${value}`;
  return `${digits}u${suffix}`;
}

/** A string literal of the bytes of `text` (ASCII). */
export function cString(text: string): string {
  let literal = '';
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (character === '"' || character === '\\') literal += `\\${character}`;
    else if (character === '?' || code < 0x20 || code > 0x7e) {
      // Three octal digits end by themselves; `?` could begin a trigraph.
      literal += `\\${code.toString(8).padStart(3, '0')}`;
    } else literal += character;
  }
  return `"${literal}"`;
}
