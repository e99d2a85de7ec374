/** A binary search tree of structs, without recursion: parents lead back. */
interface Node extends Struct {
  key: u32;
  left: Node | null;
  right: Node | null;
  parent: Node | null;
}
interface Nodes extends Struct {
  items: FixedArray<Node, 8>;
  count: u32;
}

const NODES: Nodes = zeroed();
let root: Node | null = null;

function add(key: u32): bool {
  let parent: Node | null = null;
  let place: Node | null = root;
  while (place !== null) {
    if (place.key === key) return false;
    parent = place;
    place = key < place.key ? place.left : place.right;
  }
  const node = NODES.items[NODES.count];
  NODES.count += 1;
  node.key = key;
  node.parent = parent;
  if (parent === null) root = node;
  else if (key < parent.key) parent.left = node;
  else parent.right = node;
  return true;
}

function smallest(start: Node): Node {
  let node: Node = start;
  for (let next: Node | null = node.left; next !== null; next = node.left) node = next;
  return node;
}

function next(node: Node): Node | null {
  if (node.right !== null) return smallest(node.right);
  let child: Node = node;
  let parent: Node | null = node.parent;
  while (parent !== null && parent.right === child) {
    child = parent;
    parent = parent.parent;
  }
  return parent;
}

function depth(node: Node): u32 {
  let levels: u32 = 0;
  for (let up: Node | null = node.parent; up !== null; up = up.parent) levels += 1;
  return levels;
}

export function main(): void {
  print(`${add(50)} ${add(20)} ${add(70)} ${add(20)} ${add(60)} ${add(80)} ${add(10)} ${add(30)}`);
  let node: Node | null = root === null ? null : smallest(root);
  while (node !== null) {
    print(`${node.key} at depth ${depth(node)}`);
    node = next(node);
  }
}
