/** Tables of constants, written out or computed. */

enum Size {
  Small,
  Large,
}

const BYTES: FixedArray<u8, 3> = [1, 2, 0xff];
const SIGNED: FixedArray<i64, 2> = [-1n, 1n];
const FLAGS: FixedArray<bool, 2> = [true, !true];
const SIZES: FixedArray<Size, 2> = [Size.Large, Size.Small];
const ADDRESSES: FixedArray<PhysAddr, 2> = [phys(0n), phys(4096n)];
const ACTIONS: FixedArray<(a: u32) => u32, 2> = [double, half];
const SQUARES: FixedArray<u32, 8> = tabulate(square);

function square(index: u32): u32 {
  return index * index;
}

function double(a: u32): u32 {
  return a * 2;
}

function half(a: u32): u32 {
  return a / 2;
}

export function use(index: u32): u32 {
  const action = ACTIONS[index];
  const isLarge = SIZES[index] === Size.Large && FLAGS[index];
  return action(SQUARES[index]) + u32(BYTES[index]) + (isLarge ? 1 : u32(SIGNED[index]));
}

export function address(index: u32): PhysAddr {
  return ADDRESSES[index];
}
