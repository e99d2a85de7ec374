/** The bound of a type parameter may be any type: what the body does is what it must allow. */

interface Shape extends Struct {
  side: u32;
}
interface Header extends Packed {
  side: u8;
}
enum Color {
  Red,
  Green,
}
type Sized = { readonly sizeBytes: u64 };

const SHAPE: Shape = zeroed();
const HEADER: Header = zeroed();

function side<T extends Shape>(shape: T): u32 {
  return shape.side;
}

function same<T extends Struct>(a: T, b: T): bool {
  return a === b;
}

function size<T extends Sized>(sized: T): u64 {
  return sized.sizeBytes;
}

function opposite<T extends boolean>(value: T): bool {
  return !value;
}

function isRed<T extends Color>(value: T): bool {
  return value === Color.Red;
}

function number<T extends number>(value: T): T {
  return value;
}

export function main(): void {
  SHAPE.side = 5;
  const sized: Sized = { sizeBytes: 3n };
  print(`${side(SHAPE)} ${same(SHAPE, SHAPE)} ${same(HEADER, HEADER)} ${size(sized)}`);
  print(`${opposite(true)} ${isRed(Color.Green)} ${number(Color.Green)} ${number(7)}`);
}
