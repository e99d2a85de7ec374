/** `?:` over every kind of value, nested, in arguments and indexes. */
enum Color {
  Red,
  Green,
}
interface Node extends Struct {
  value: u32;
}
type Pair = { readonly a: u8; readonly b: i64 };
type Result = { readonly kind: 'some'; readonly value: u32 } | { readonly kind: 'none' };

const FIRST: Node = zeroed();
const SECOND: Node = zeroed();
const TABLE: FixedArray<u32, 3> = [10, 20, 30];

function pick(flag: bool): Node {
  return flag ? FIRST : SECOND;
}

function maybe(flag: bool): Node | null {
  return flag ? FIRST : null;
}

function pair(flag: bool): Pair {
  return flag ? { a: 1, b: -1n } : { b: 9n, a: 2 };
}

function result(value: u32): Result {
  return value > 2 ? { kind: 'some', value } : { kind: 'none' };
}

function size(value: i32): string {
  return value < 0 ? 'negative' : value === 0 ? 'zero' : value < 10 ? 'small' : 'large';
}

export function main(): void {
  FIRST.value = 1;
  SECOND.value = 2;
  print(`${pick(true).value} ${pick(false).value} ${maybe(false) === null}`);
  print(`${pair(true).b} ${pair(false).a}`);
  const found = result(3);
  print(found.kind === 'some' ? 'some' : 'none');
  print(`${found.kind === 'some' ? found.value : 0} ${result(2).kind === 'none'}`);
  print(`${size(-5)} ${size(0)} ${size(9)} ${size(10)}`);
  const color = FIRST.value > 0 ? Color.Green : Color.Red;
  print(`${color} ${color === Color.Red ? 1 : 2}`);
  for (const i of range(0, 4)) print(`${TABLE[i < 3 ? i : 0]}`);
  const wide: u64 = color === Color.Green ? 0xffff_ffff_ffff_ffffn : 0n;
  const nullable: u32 | null = wide === 0n ? null : 5;
  print(`${wide} ${nullable === null ? 0 : nullable}`);
}
