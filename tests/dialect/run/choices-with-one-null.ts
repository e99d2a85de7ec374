/** A choice of which nothing is expected has the type that both branches convert to. */
interface Node extends Struct {
  value: u32;
}
type Pair = { readonly a: u8; readonly b: u16 };
type Frame = Branded<u64, 'Frame'>;

const NODE: Node = zeroed();
let isLate: bool = false;

function plain(): u32 {
  return 1;
}

function maybe(): u32 | null {
  return isLate ? 2 : null;
}

function node(): Node {
  return NODE;
}

function maybeNode(): Node | null {
  return isLate ? null : NODE;
}

function pair(): Pair {
  return { a: 1, b: 2 };
}

function frame(): Frame {
  return brand<Frame>(7n);
}

function show(value: u32 | null): void {
  if (value === null) print('null');
  else print(`${value}`);
}

function run(): void {
  const first = isLate ? plain() : maybe();
  show(first);
  const second = isLate ? maybe() : plain();
  show(second);
  const nested = isLate ? 5 : NODE.value === 0 ? plain() : maybe();
  show(nested);
  const behind = NODE.value === 1 ? plain() : isLate ? plain() : maybe();
  show(behind);
  const behindNull = NODE.value === 1 ? maybe() : isLate ? null : plain();
  show(behindNull);
  const literal = isLate ? null : 4;
  show(literal);
  const reference = isLate ? node() : maybeNode();
  show(reference === null ? null : reference.value);
  const absent = isLate ? null : NODE;
  print(`${absent === null}`);
  const sum = isLate ? 8n + u64(plain()) : frame();
  print(`${sum}`);
  const record = isLate ? { a: 3, b: 4 } : pair();
  print(`${record.a} ${record.b}`);
  const chosen = isLate ? pair() : NODE.value === 0 ? { a: 5, b: 6 } : { a: 7, b: 8 };
  print(`${chosen.a} ${chosen.b}`);
}

export function main(): void {
  run();
  isLate = true;
  NODE.value = 3;
  run();
}
