/** `X | null` of structs, with every way of testing it. */

interface Node extends Struct {
  value: u32;
  next: Node | null;
}

let head: Node | null = null;

export function early(node: Node | null): u32 {
  if (node === null) return 0;
  return node.value;
}

export function inside(node: Node | null): u32 {
  if (node !== null) return node.value;
  return 0;
}

export function both(node: Node | null): bool {
  return node !== null && node.value === 3;
}

export function either(node: Node | null): bool {
  return node === null || node.value === 3;
}

export function conditional(node: Node | null): u32 {
  return node === null ? 0 : node.value;
}

export function reversed(node: Node | null): bool {
  return null === node;
}

export function asserted(node: Node | null): u32 {
  assert(node !== null, 'test: there is a node');
  return node.value;
}

export function walk(start: Node): u32 {
  let count: u32 = 0;
  for (let node: Node | null = start; node !== null; node = node.next) count += 1;
  return count;
}

export function field(node: Node): u32 {
  if (node.next !== null) return node.next.value;
  const next = node.next;
  return next === null ? 0 : 1;
}

export function push(node: Node): void {
  node.next = head;
  head = node;
}

export function pop(): Node | null {
  const node = head;
  if (node !== null) head = node.next;
  return node;
}

export function same(a: Node, b: Node | null): bool {
  return a === b && b === head;
}

export function orPanic(node: Node | null): Node {
  if (node === null) panic('test: no node');
  return node;
}
