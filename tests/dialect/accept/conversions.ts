/** Conversions between all integer types. */

enum Level {
  Low,
  High,
}

export function widen(a: u8): u64 {
  return u64(u32(u16(a)));
}

export function narrowAll(a: u64): i8 {
  return i8(i16(i32(i64(a))));
}

export function size(a: u32): usize {
  return usize(a);
}

export function fromEnum(level: Level): u8 {
  return u8(level);
}

export function toEnumlike(flag: bool): u32 {
  return flag ? 1 : 0;
}

export function lowBits(a: i64): u8 {
  return truncate<u8>(a);
}

export function lowBitsConstant(): u16 {
  return truncate<u16>(0x1234_5678n);
}

export function sameType(a: u32): u32 {
  return u32(a);
}

export function ofLiteral(): u64 {
  return u64(7) + u64(7n);
}

export function ofAddress(a: PhysAddr): u64 {
  return u64(a);
}
