/** Constants that do not fit their type. */
export function byteTooLarge(): u8 {
  return 256; //! KD0305: 256 does not fit u8
}

export function signedTooLarge(): i8 {
  return 128; //! KD0305: 128 does not fit i8
  //     ^^^ i8 holds [-128, 127]
}

export function signedTooSmall(): i8 {
  return -129; //! KD0305: -129 does not fit i8
}

export function negativeUnsigned(): u32 {
  return -1; //! KD0305: -1 does not fit u32
  //     ^^ u32 holds [0, 4294967295]
}

export function wordTooLarge(): u16 {
  return 65_536; //! KD0305: 65536 does not fit u16
}

export function u32TooLarge(): u32 {
  return 4_294_967_296; //! KD0305: 4294967296 does not fit u32
}

export function i32TooLarge(): i32 {
  return 2147483648; //! KD0305: 2147483648 does not fit i32
}

export function u64TooLarge(): u64 {
  return 0x1_0000_0000_0000_0000n; //! KD0305: 18446744073709551616 does not fit u64
}

export function i64TooLarge(): i64 {
  return 9223372036854775808n; //! KD0305: 9223372036854775808 does not fit i64
}

export function negativeU64(): u64 {
  return -1n; //! KD0305: -1 does not fit u64
}

export function sum(): u8 {
  return 255 + 1; //! KD0305: 256 does not fit u8
}

export function difference(): u32 {
  return 1 - 2; //! KD0305: -1 does not fit u32
}

export function product(): u16 {
  return 256 * 256; //! KD0305: 65536 does not fit u16
}

export function divideByZero(): u32 {
  return 1 / 0; //! KD0305: division by zero
}

export function remainderByZero(): u64 {
  return 1n % 0n; //! KD0305: division by zero
}

export function shiftTooFar(): u32 {
  return 1 << 32; //! KD0305: the shift count 32 is outside [0, 32)
}

export function shiftVariableTooFar(a: u8): u8 {
  return a << 8; //! KD0305: the shift count 8 is outside [0, 8)
}

export function shiftNegative(a: u32): u32 {
  return a >> -1; //! KD0305: -1 does not fit u32
}

export function shiftLosesBits(): u8 {
  return 128 << 1; //! KD0305: 256 does not fit u8
}

export function argumentTooLarge(): void {
  print(`${takesByte(300)}`); //! KD0305: 300 does not fit u8
}

export function takesByte(a: u8): u8 {
  return a;
}

export function castTooLarge(): u8 {
  return u8(300); //! KD0305: 300 does not fit u8
}

export function castNegative(): u32 {
  return u32(-1); //! KD0305: -1 does not fit u32
}

export function castBig(): u32 {
  return u32(0x1_0000_0000n); //! KD0305: 4294967296 does not fit u32
}

export function assigned(a: u8): void {
  let b = a;
  b = 1000; //! KD0305: 1000 does not fit u8
  b += 256; //! KD0305: 256 does not fit u8
}

export function compared(a: u8): bool {
  return a === 256; //! KD0305: 256 does not fit u8
}

export function comparedNegative(a: u32): bool {
  return a > -1; //! KD0305: -1 does not fit u32
}

export function fraction(): u32 {
  return 3.14; //! KD0202: 3.14 is not an integer literal
}

export function alignmentNotPower(a: u64): u64 {
  return alignUp(a, 24n); //! KD0305: the alignment 24 is no power of two
}

export function alignmentZero(a: u64): bool {
  return isAligned(a, 0n); //! KD0305: the alignment 0 is no power of two
}

export function minimumNegate(): i8 {
  return -(-128); //! KD0305: 128 does not fit i8
}

const LIMIT: u8 = 200;
export function constantSum(): u8 {
  return LIMIT + 56; //! KD0305: 256 does not fit u8
}

const TOO_LARGE: u8 = 256; //! KD0305: 256 does not fit u8
const NEGATIVE: u64 = -1n; //! KD0305: -1 does not fit u64
const OVERFLOW: u32 = 0xffff_ffff + 1; //! KD0305: 4294967296 does not fit u32
export let counter: u8 = 256; //! KD0305: 256 does not fit u8
const TABLE: FixedArray<u8, 2> = [255, 256]; //! KD0305: 256 does not fit u8

export const NEGATIVE_FRACTION: i32 = -1.5; //! KD0202: 1.5 is not an integer literal
export const NEGATIVE_EXPONENT: i32 = -1e3; //! KD0202: 1e3 is not an integer literal
export function negativeFraction(): i32 {
  return -(1.5); //! KD0202: 1.5 is not an integer literal
}
export function usesNegative(): i32 {
  return NEGATIVE_FRACTION + NEGATIVE_EXPONENT;
}
