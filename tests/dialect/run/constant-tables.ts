/** Constant tables: integers of all kinds, booleans, enums, functions. */
enum Size {
  Small,
  Large,
}

const BYTES: FixedArray<u8, 4> = [0x7f, 0x45, 0x4c, 0x46];
const SIGNED: FixedArray<i16, 3> = [-32768, 0, 32767];
const BIG: FixedArray<u64, 2> = [0xffff_ffff_8000_0000n, 1n << 63n];
const FLAGS: FixedArray<bool, 3> = [true, false, 1 < 2];
const SIZES: FixedArray<Size, 2> = [Size.Large, Size.Small];
const STEP: u32 = 4;
const STEPS: FixedArray<u32, 3> = [STEP, STEP * 2, STEP * STEP];
const ACTIONS: FixedArray<(value: u32) => u32, 3> = [double, square, half];

function double(value: u32): u32 {
  return value * 2;
}

function square(value: u32): u32 {
  return value * value;
}

function half(value: u32): u32 {
  return value / 2;
}

export function main(): void {
  for (const byte of BYTES) print(`${hex(byte)}`);
  print(`${SIGNED[0]} ${SIGNED[1]} ${SIGNED[2]}`);
  print(`${hex(BIG[0])} ${hex(BIG[1])}`);
  print(`${FLAGS[0]} ${FLAGS[1]} ${FLAGS[2]}`);
  print(`${SIZES[0]} ${SIZES[1]}`);
  print(`${STEPS[0]} ${STEPS[1]} ${STEPS[2]}`);
  for (const action of ACTIONS) print(`${action(6)}`);
  const chosen = ACTIONS[1];
  print(`${chosen(9)} ${BYTES.length}`);
}
