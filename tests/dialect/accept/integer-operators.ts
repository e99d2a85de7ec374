/** Every operator on integers. */

export function unsigned(a: u32, b: u32): u32 {
  return (((a + b) * (a - b)) / (b % a)) ^ (a & b) ^ (a | b) ^ ~a ^ (a << b) ^ (a >> b) ^ (a >>> b);
}

export function signed(a: i32, b: i32): i32 {
  return -(((a + b) * (a - b)) / (b % a)) ^ (a & b) ^ (a | b) ^ ~a ^ (a << b) ^ (a >> b);
}

export function wide(a: u64, b: u64): u64 {
  return (((a + b) * (a - b)) / (b % a)) ^ (a & b) ^ (a | b) ^ ~a ^ (a << b) ^ (a >> b);
}

export function wideSigned(a: i64, b: i64): i64 {
  return -(((a + b) * (a - b)) / (b % a)) ^ (a & b) ^ (a | b) ^ ~a ^ (a << b) ^ (a >> b);
}

export function bytes(a: u8, b: u8, c: i8, d: i8): bool {
  return a + b < 7 || c * d >= -7 || a !== b || c === d || a <= 3 || c > 0;
}

export function words(a: u16, c: i16): u16 {
  return c < 0 ? a >> 3 : a << 3;
}
