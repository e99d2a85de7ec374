/** A literal has the type that its surroundings want. */

export function returned(): u8 {
  return 255;
}

export function variable(): u64 {
  const a: u64 = 1n;
  let b: u16 = 0xffff;
  b = 0;
  return a + u64(b);
}

export function otherSide(a: u8, b: i64): bool {
  return a + 1 > 3 && -1n < b && 0n === b;
}

export function argument(): u8 {
  return other(7, -7n);
}

export function other(a: u8, b: i64): u8 {
  return b < 0n ? a : 0;
}

export function untyped(): u64 {
  const a = 1;
  const b = 1n;
  const c: u32 = a;
  return b + u64(c);
}

export function nested(a: u16): u16 {
  return (a + (1 + 2) * 3) % (1 << 4);
}

export function forms(): u32 {
  return 0b1010 + 0o17 + 0xff + 1_000_000;
}

export function negative(): i8 {
  return -128;
}

export function negativeBig(): i64 {
  return -9223372036854775808n;
}
