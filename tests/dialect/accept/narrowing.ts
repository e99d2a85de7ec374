/** What tests make known, and for how long. */

interface Node extends Struct {
  value: u32;
  next: Node | null;
}

type Result = { readonly kind: 'ok'; readonly node: Node } | { readonly kind: 'none' };

let head: Node | null = null;

export function staticTwice(): u32 {
  if (head !== null && head.next !== null) return head.value + head.next.value;
  return 0;
}

export function afterLoop(start: Node | null): u32 {
  let node = start;
  while (node !== null && node.value !== 3) node = node.next;
  if (node === null) return 0;
  return node.value;
}

export function assigned(node: Node | null, other: Node): u32 {
  let it = node;
  if (it === null) it = other;
  return it.value;
}

export function inLoop(start: Node): u32 {
  let total: u32 = 0;
  let node: Node | null = start;
  while (true) {
    if (node === null) break;
    total += node.value;
    node = node.next;
  }
  return total;
}

export function element(table: FixedArray<Node | null, 4>): u32 {
  const node = table[1];
  return node === null ? 0 : node.value;
}

export function ofUnion(result: Result): u32 {
  if (result.kind === 'none') return 0;
  return result.node.next === null ? result.node.value : result.node.next.value;
}

export function conditionVariable(node: Node | null): u32 {
  const isThere = node !== null;
  return isThere ? node.value : 0;
}
