/** The prelude's functions on integers, at every width. */

export function wrapping(a: u8, b: i16, c: u32, d: i64): u8 {
  const e = wrappingAdd(b, -1);
  const f = wrappingSub(c, 1);
  const g = wrappingMul(d, 3n);
  const h = wrappingShl(c, 31);
  return wrappingAdd(a, truncate<u8>(e)) + truncate<u8>(f) + truncate<u8>(g) + truncate<u8>(h);
}

export function saturating(a: u8, b: i64): i64 {
  return saturatingAdd(b, i64(saturatingSub(a, 1))) + saturatingMul(b, 2n);
}

export function checked(a: u32, b: u64): u64 | null {
  const sum = checkedAdd(a, 1);
  if (sum === null) return null;
  const product = checkedMul(b, u64(sum));
  return product === null ? checkedSub(b, 1n) : product;
}

export function bits(a: u8, b: u64, c: i32): u32 {
  return countLeadingZeros(a) + countTrailingZeros(b) + countOnes(c);
}

export function rotate(a: u8, b: u64): u64 {
  return rotateLeft(b, 7n) ^ rotateRight(b, 9n) ^ u64(rotateLeft(a, 1));
}

export function extremes(a: i8, b: i8, c: PhysAddr): i8 {
  return min(a, b) + max(a, 3) + i8(min(c, 1n));
}

export function aligned(a: u32, b: u64, unit: u64): bool {
  return isAligned(a, 4) && isAligned(alignUp(b, unit), unit) && alignDown(b, 4096n) === b;
}

export function high(a: u64): u64 {
  return multiplyHigh(a, 0x1_0000_0000n);
}
