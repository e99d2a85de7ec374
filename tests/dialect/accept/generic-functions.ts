/** Functions with type parameters, over integers, structs, records and lengths. */

interface Node extends Struct {
  value: u32;
}

type Pair<T> = { readonly left: T; readonly right: T };

export function largest<T extends number | bigint>(a: T, b: T): T {
  return a > b ? a : b;
}

export function identity<T>(value: T): T {
  return value;
}

export function orElse<T extends number | bigint>(value: T | null, other: T): T {
  return value === null ? other : value;
}

export function swap<T>(pair: Pair<T>): Pair<T> {
  return { left: pair.right, right: pair.left };
}

export function sum<N extends number>(values: FixedArray<u8, N>): u32 {
  let total: u32 = 0;
  for (const value of values) total += u32(value);
  return total + values.length;
}

export function isSame<T extends Struct>(a: T, b: T): bool {
  return a === b;
}

export function bytesOf<T>(): usize {
  return sizeOf<T>();
}

export function apply<T>(value: T, action: (value: T) => void): void {
  action(value);
}

export function showNode(node: Node): void {
  print(`${node.value}`);
}

export function use(node: Node, table: FixedArray<u8, 4>): u64 {
  const a: u8 = largest(1, 2);
  const b = largest(1n, 2n);
  const c = largest<i16>(-1, 2);
  const d: Pair<u8> = { left: 1, right: a };
  const e = swap(d).left + u8(sum(table)) + u8(c);
  apply(identity(node), showNode);
  return b + u64(e) + bytesOf<Node>() + (isSame(node, node) ? 1n : 0n) + orElse<u64>(null, 3n);
}
