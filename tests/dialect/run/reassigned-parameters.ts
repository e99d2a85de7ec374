/** Parameters are variables of the function: assigning one changes nothing outside. */
interface Cell extends Struct {
  value: u32;
}
type Pair = { readonly a: u32; readonly b: u32 };

const FIRST: Cell = zeroed();
const SECOND: Cell = zeroed();

function integer(value: u32): u32 {
  value += 1;
  value *= 2;
  return value;
}

function reference(cell: Cell, other: Cell): void {
  cell.value += 1;
  cell = other;
  cell.value += 10;
}

function record(pair: Pair): u32 {
  pair = { a: pair.b, b: pair.a };
  return pair.a;
}

function nullable(value: u32 | null): u32 {
  if (value === null) value = 7;
  return value;
}

function text(name: string): string {
  if (name.length === 0) name = 'empty';
  return name;
}

function countDown(count: u8): u32 {
  let rounds: u32 = 0;
  while (count > 0) {
    count -= 1;
    rounds += 1;
  }
  return rounds;
}

export function main(): void {
  const value: u32 = 5;
  print(`${integer(value)} ${value}`);
  reference(FIRST, SECOND);
  print(`${FIRST.value} ${SECOND.value}`);
  const pair: Pair = { a: 1, b: 2 };
  print(`${record(pair)} ${pair.a}`);
  print(`${nullable(null)} ${nullable(3)} ${text('')} ${text('x')} ${countDown(4)}`);
}
