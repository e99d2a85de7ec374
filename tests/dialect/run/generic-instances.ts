/** Each instance of a generic function has its own width, sign and checks. */
import { attempt } from '../support/attempt.ts';

type Span<T> = { readonly start: T; readonly end: T };
interface Cell<T> extends Struct {
  value: T;
  old: T;
}
interface Cells extends Struct {
  small: Cell<i8>;
  wide: Cell<u64>;
  flag: Cell<bool>;
}

const CELLS: Cells = zeroed();

function product<T extends number | bigint>(a: T, b: T): T {
  return brand<T>(a * b);
}

function lengthOf<T extends number | bigint>(span: Span<T>): T {
  return brand<T>(span.end - span.start);
}

function store<T>(cell: Cell<T>, value: T): void {
  cell.old = cell.value;
  cell.value = value;
}

function isZero<T extends number | bigint>(value: T, zero: T): bool {
  return value === zero;
}

function firstOf<T, N extends number>(values: FixedArray<T, N>): T {
  return values[0];
}

function twice<T>(value: T, action: (value: T) => T): T {
  return action(action(value));
}

function sizeOfHeld<R>(_: R, size: u32): u32 {
  return size;
}

/** A record written in place is a type of its own in each instance. */
function holdInPlace<T>(value: T, size: u32): u32 {
  const held: { readonly value: T } = { value };
  return sizeOfHeld(held, size);
}

function addBytes(): void {
  const a: u8 = 200;
  print(`${product(a, 2)}`);
}

function addSigned(): void {
  print(`${product<i8>(-100, 2)}`);
}

const BYTES: FixedArray<u8, 2> = [7, 8];
const WORDS: FixedArray<i64, 3> = [-7n, 8n, 9n];

export function main(): void {
  print(`${product<u16>(200, 100)} ${product<i32>(-5, 3)} ${product(1n, 2n)}`);
  attempt(addBytes);
  attempt(addSigned);
  print(`${lengthOf<u8>({ start: 3, end: 250 })} ${lengthOf<i64>({ start: -5n, end: 5n })}`);
  store(CELLS.small, -128);
  store(CELLS.small, 127);
  store(CELLS.wide, 0xffff_ffff_ffff_ffffn);
  store(CELLS.flag, true);
  print(`${CELLS.small.value} ${CELLS.small.old} ${CELLS.wide.value} ${CELLS.flag.value}`);
  print(`${isZero(0, 0)} ${isZero(5n, 0n)}`);
  print(`${firstOf(BYTES)} ${firstOf(WORDS)} ${sizeOf<Cells>()}`);
  print(`${twice<u8>(3, (value) => value * value)} ${twice(2n, (value) => value << 10n)}`);
  print(`${holdInPlace<u8>(1, 1)} ${holdInPlace(1n, 8)}`);
}
