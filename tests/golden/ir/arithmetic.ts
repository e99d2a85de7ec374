/** Checked, wrapping and folded arithmetic; conversions. */
const UNIT: u64 = 4096n;

export function pages(bytes: u64): u32 {
  return u32((bytes + UNIT - 1n) / UNIT);
}

export function mix(a: u8, b: i32): i32 {
  let sum: i32 = i32(a) << 2;
  sum += -b;
  sum = wrappingMul(sum, 3) ^ ~b;
  return sum % 7;
}

export function isFree(address: PhysAddr): bool {
  return isAligned(address, UNIT) && address !== 0n;
}
