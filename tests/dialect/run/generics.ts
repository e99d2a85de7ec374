/** Generic functions: one instance per set of type arguments. */
interface Node<T> extends Struct {
  value: T;
  next: Node<T> | null;
}
interface Two extends Struct {
  bytes: FixedArray<u8, 3>;
  words: FixedArray<u64, 2>;
  first: Node<u8>;
  second: Node<u64>;
}
type Both<T> = { readonly left: T; readonly right: T };

const TWO: Two = zeroed();

function largest<T extends number | bigint>(a: T, b: T): T {
  return a > b ? a : b;
}

function sum<T extends number | bigint>(values: FixedArray<T, 3>, zero: T): T {
  let total: T = zero;
  for (const value of values) total = pick(value, total);
  return total;
}

function pick<T extends number | bigint>(a: T, b: T): T {
  return largest<T>(a, b);
}

function swap<T>(both: Both<T>): Both<T> {
  return { left: both.right, right: both.left };
}

function same<T extends Struct>(a: T, b: T): bool {
  return a === b;
}

function lengthOf<T, N extends number>(array: FixedArray<T, N>): u32 {
  return array.length;
}

function sizeIn<T>(): usize {
  return sizeOf<T>();
}

function push<T>(node: Node<T>, value: T, next: Node<T> | null): void {
  node.value = value;
  node.next = next;
}

export function main(): void {
  print(`${largest(3, 4)} ${largest(5n, 4n)} ${largest<i8>(-1, -2)}`);
  const byte: u8 = 200;
  print(`${largest(byte, 100)}`);
  TWO.bytes[1] = 77;
  print(`${sum(TWO.bytes, u8(3))}`);
  const both: Both<u16> = { left: 1, right: 2 };
  const swapped = swap(both);
  print(`${swapped.left} ${swapped.right}`);
  const flags: Both<bool> = { left: true, right: false };
  print(`${swap(flags).left}`);
  print(`${same(TWO.first, TWO.first)}`);
  print(`${lengthOf(TWO.bytes)} ${lengthOf(TWO.words)}`);
  print(`${sizeIn<u16>()} ${sizeIn<Node<u8>>()} ${sizeIn<Two>()}`);
  push(TWO.first, 9, null);
  push(TWO.second, 0xffff_ffff_ffff_ffffn, TWO.second);
  print(`${TWO.first.value} ${hex(TWO.second.value)}`);
  print(`${TWO.first.next === null} ${TWO.second.next === TWO.second}`);
}
