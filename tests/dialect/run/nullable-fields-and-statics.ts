/** Nullable references and functions in structs and statics, tested in every form. */
interface Node extends Struct {
  id: u8;
  next: Node | null;
  action: ((id: u8) => u32) | null;
}
interface Pool extends Struct {
  nodes: FixedArray<Node, 3>;
  spare: FixedArray<Node | null, 2>;
}

const POOL: Pool = zeroed();
let head: Node | null = null;
let last: u32 | null = null;
let hook: (() => void) | null = null;

function link(): void {
  for (const i of range(0, 3)) {
    const node = POOL.nodes[i];
    node.id = u8(i) + 1;
    node.next = head;
    head = node;
  }
}

function sum(): u32 {
  let total: u32 = 0;
  for (let node: Node | null = head; node !== null; node = node.next) {
    total = total * 10 + u32(node.id);
  }
  return total;
}

function call(node: Node): u32 {
  return node.action === null ? 0 : node.action(node.id);
}

function spareAt(index: u32): Node | null {
  return POOL.spare[index];
}

export function main(): void {
  print(`${head === null} ${sum()} ${last === null} ${hook === null}`);
  link();
  print(`${sum()} ${head !== null && head.next !== null ? head.next.id : 0}`);
  POOL.nodes[1].action = (id) => u32(id) * 100;
  print(`${call(POOL.nodes[0])} ${call(POOL.nodes[1])}`);
  POOL.spare[1] = POOL.nodes[2];
  const spare = spareAt(1);
  print(`${POOL.spare[0] === null} ${spare === head} ${spare !== null && spare.id === 3}`);
  if (head !== null) head = head.next;
  print(`${sum()}`);
  last = 0;
  print(`${last === null ? 9 : last}`);
  hook = () => print('hooked');
  if (hook !== null) hook();
  hook = null;
  POOL.spare[1] = null;
  print(`${POOL.spare[1] === null} ${hook === null}`);
}
