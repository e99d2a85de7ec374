/** Comparisons are signed or unsigned as the type is. */
function unsigned(a: u32, b: u32): void {
  print(`${a < b} ${a <= b} ${a > b} ${a >= b} ${a === b} ${a !== b}`);
}

function signed(a: i32, b: i32): void {
  print(`${a < b} ${a <= b} ${a > b} ${a >= b} ${a === b} ${a !== b}`);
}

function wide(a: u64, b: u64): void {
  print(`${a < b} ${a >= b} ${a === b}`);
}

function wideSigned(a: i64, b: i64): void {
  print(`${a < b} ${a >= b} ${a === b}`);
}

export function main(): void {
  unsigned(0xffff_ffff, 1);
  signed(-1, 1);
  unsigned(5, 5);
  wide(0xffff_ffff_ffff_ffffn, 1n);
  wideSigned(-1n, 1n);
  wide(0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn);
  wideSigned(-9223372036854775808n, 9223372036854775807n);
  const a: u8 = 255;
  const b: i8 = -1;
  print(`${a > 0} ${b > 0} ${i16(a) > i16(b)}`);
  const isEqual = true === (a === 255);
  print(`${isEqual} ${isEqual !== false} ${isEqual === !isEqual}`);
}
