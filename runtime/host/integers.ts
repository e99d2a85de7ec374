/**
 * Integer operations that emitted code does not spell out.
 *
 * Values are in the range of their type: up to 32 bits as numbers, 64 bits as BigInts. Operations
 * on signed values take the value; where bits are counted or moved, its two's complement pattern.
 *
 * Used by: emitted code through `index.ts`.            Uses: nothing.
 * Not handled here: checked arithmetic, which is emitted in place (`compiler/backend-js`).
 */

const WORD_BITS = 32;
const DOUBLE_BITS = 64n;
const MASK_32 = 0xffff_ffffn;
const MASK_64 = 0xffff_ffff_ffff_ffffn;

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

export function clampBig(value: bigint, low: bigint, high: bigint): bigint {
  return value < low ? low : value > high ? high : value;
}

/** `Math.imul` gives the low 32 bits; the exact product of two 32-bit values, clamped. */
export function multiplyClamped(left: number, right: number, low: number, high: number): number {
  // Inexact only beyond 2^53, where it is clamped anyway. `+ 0` turns -0 into 0.
  return clamp(left * right + 0, low, high);
}

/** `value` has `width` bits, 8, 16 or 32. */
export function rotateLeft(value: number, count: number, width: number): number {
  const left = count % width;
  if (left === 0) return value;
  const mask = width === WORD_BITS ? 0xffff_ffff : (1 << width) - 1;
  return (((value << left) | (value >>> (width - left))) & mask) >>> 0;
}

export function rotateRight(value: number, count: number, width: number): number {
  return rotateLeft(value, width - (count % width), width);
}

export function rotateLeft64(value: bigint, count: bigint): bigint {
  const left = count % DOUBLE_BITS;
  return BigInt.asUintN(64, (value << left) | (value >> (DOUBLE_BITS - left)));
}

export function rotateRight64(value: bigint, count: bigint): bigint {
  return rotateLeft64(value, DOUBLE_BITS - (count % DOUBLE_BITS));
}

/** The pattern of the low `width` bits, 8, 16 or 32, as an unsigned number. */
function lowBits(value: number, width: number): number {
  return width === WORD_BITS ? value >>> 0 : value & ((1 << width) - 1);
}

export function countLeadingZeros(value: number, width: number): number {
  return Math.clz32(lowBits(value, width)) - (WORD_BITS - width);
}

export function countTrailingZeros(value: number, width: number): number {
  const pattern = lowBits(value, width);
  return pattern === 0 ? width : WORD_BITS - 1 - Math.clz32(pattern & -pattern);
}

export function countOnes(value: number, width: number): number {
  let pattern = lowBits(value, width);
  pattern -= (pattern >>> 1) & 0x5555_5555;
  pattern = (pattern & 0x3333_3333) + ((pattern >>> 2) & 0x3333_3333);
  return Math.imul((pattern + (pattern >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

function highHalf(value: bigint): number {
  return Number((value >> 32n) & MASK_32);
}

function lowHalf(value: bigint): number {
  return Number(value & MASK_32);
}

export function countLeadingZeros64(value: bigint): number {
  const high = highHalf(value);
  return high === 0 ? WORD_BITS + Math.clz32(lowHalf(value)) : Math.clz32(high);
}

export function countTrailingZeros64(value: bigint): number {
  const low = lowHalf(value);
  if (low !== 0) return countTrailingZeros(low, WORD_BITS);
  return WORD_BITS + countTrailingZeros(highHalf(value), WORD_BITS);
}

export function countOnes64(value: bigint): number {
  return countOnes(lowHalf(value), WORD_BITS) + countOnes(highHalf(value), WORD_BITS);
}

export function multiplyHigh(left: bigint, right: bigint): bigint {
  return ((left & MASK_64) * (right & MASK_64)) >> DOUBLE_BITS;
}

/** Whether exactly one bit of the unsigned value is set. */
export function isPowerOfTwo(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0;
}

export function isPowerOfTwo64(value: bigint): boolean {
  return value > 0n && (value & (value - 1n)) === 0n;
}
