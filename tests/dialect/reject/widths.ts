/** Integers of different types do not mix. */
export function addWidths(a: u8, b: u16): u16 {
  return a + b; //! KD0301: `+` needs both sides of one type, got u8 and u16
}

export function addSigned(a: u32, b: i32): u32 {
  return a + b; //! KD0301: `+` needs both sides of one type, got u32 and i32
}

export function addNumberAndBigint(a: u32, b: u64): u64 {
  return a + b; //! KD0301: `+` needs both sides of one type, got u32 and u64
}

export function compareWidths(a: u8, b: u32): bool {
  return a < b; //! KD0301: `<` needs both sides of one type, got u8 and u32
}

export function equalWidths(a: u16, b: u32): bool {
  return a === b; //! KD0301: `===` needs both sides of one type, got u16 and u32
}

export function equalNumberAndBigint(a: u32, b: u64): bool {
  return a === b; //! KD0301: `===` needs both sides of one type, got u32 and u64
}

export function widen(a: u32): u64 {
  return a; //! KD0203: expected u64, got u32
}

export function narrowDown(a: u64): u32 {
  return a; //! KD0203: expected u32, got u64
}

export function narrowByte(a: u32): u8 {
  return a; //! KD0203: expected u8, got u32
}

export function widenByte(a: u8): u32 {
  return a; //! KD0203: expected u32, got u8
}

export function changeSign(a: u32): i32 {
  return a; //! KD0203: expected i32, got u32
}

export function changeSign64(a: i64): u64 {
  return a; //! KD0203: expected u64, got i64
}

export function variable(a: u32): void {
  const b: u8 = a; //! KD0203: expected u8, got u32
}

export function assignment(a: u32): void {
  let b: u16 = 1;
  b = a; //! KD0203: expected u16, got u32
}

export function compound(a: u32): void {
  let b: u16 = 1;
  b += a; //! KD0301: `+` needs both sides of one type, got u16 and u32
}

export function shiftCount(a: u64, n: u32): u64 {
  return a << n; //! KD0301: `<<` needs both sides of one type, got u64 and u32
}

export function shiftCountNarrow(a: u32, n: u8): u32 {
  return a << n; //! KD0301: `<<` needs both sides of one type, got u32 and u8
}

export function argument(a: u64): void {
  print(`${addWidths(a, 1)}`); //! KD0203: expected u8, got u64
}

export function narrowArgument(a: u32): void {
  print(`${addWidths(a, 1)}`); //! KD0203: expected u8, got u32
}

export function conditional(flag: bool, a: u8, b: u32): u32 {
  return flag ? a : b; //! KD0203: expected u32, got u8
}

export function minimum(a: u8, b: u32): u32 {
  return min(a, b); //! KD0301: `min` needs both sides of one type, got u8 and u32
}

export function minimumMixed(a: u32, b: u64): u64 {
  return min(a, b); //! KD0301: `min` needs both sides of one type, got u32 and u64
}

export function wrapping(a: u16, b: u32): u32 {
  return wrappingAdd(a, b); //! KD0301: `wrappingAdd` needs both sides of one type, got u16 and u32
}

export function align(a: u32, b: u64): u64 {
  return alignUp(a, b); //! KD0301: `alignUp` needs both sides of one type, got u32 and u64
}

export function highHalf(a: i64): u64 {
  return multiplyHigh(a, 2n); //! KD0310: multiplyHigh() takes u64, not i64
}

export function rotateSigned(a: i32): i32 {
  return rotateLeft(a, 1); //! KD0310: rotateLeft() takes unsigned integers
}

export function alignSigned(a: i64): i64 {
  return alignDown(a, 16n); //! KD0310: alignment is defined for unsigned integers only
}

export function negate(a: u32): u32 {
  return -a; //! KD0302: `-` is not defined for u32
}

export function negate64(a: u64): u64 {
  return -a; //! KD0302: `-` is not defined for u64
}

export function rangeMixed(a: u8, b: u32): void {
  for (const i of range(a, b)) print(`${i}`); //! KD0301: `range` needs both sides of one type, got u8 and u32
}

export function bigLiteral(a: u32): u32 {
  return a + 1n; //! KD0203: expected u32, got a 64-bit literal
}

export function smallLiteral(a: u64): u64 {
  return a + 1; //! KD0203: expected u64, got a 32-bit literal
}

export function smallLiteralCompared(a: u64): bool {
  return a === 0; //! KD0203: expected u64, got a 32-bit literal
}

export function bigLiteralVariable(): void {
  const a: u32 = 1n; //! KD0203: expected u32, got a 64-bit literal
  const b: u64 = 1; //! KD0203: expected u64, got a 32-bit literal
}

export function bigLiteralReturned(): u32 {
  return 0n; //! KD0203: expected u32, got a 64-bit literal
}

export function bigLiteralArgument(): void {
  print(`${compareWidths(1n, 2)}`); //! KD0203: expected u8, got a 64-bit literal
}
