/**
 * Type arguments that are written alike and are not the same: structs of two modules, brands of two
 * bases, types written in place. Each makes instances of its own.
 */
import type * as Other from '../support/same-names.ts';

interface Node extends Struct {
  small: u8;
}
interface Cell<T> extends Struct {
  first: u8;
  value: T;
}
interface Outer<T> extends Struct {
  inner: T;
  end: u32;
}
type Narrow = Branded<u8, 'Tag'>;
type Wide = Branded<u64, 'Tag'>;

const HERE: Outer<Cell<Node>> = zeroed();
const THERE: Outer<Cell<Other.Node>> = zeroed();
const NARROW: Cell<Narrow> = zeroed();
const WIDE: Cell<Wide> = zeroed();

function sizeIn<T>(): usize {
  return sizeOf<T>();
}

function sizeOfThis<T>(_value: T): usize {
  return sizeOf<T>();
}

function get<T>(cell: Cell<T>): T {
  return cell.value;
}

function both<T, U>(left: T, right: U): { readonly left: T; readonly right: U } {
  return { left, right };
}

/** As `both`, but its second type argument is found first. */
function bothBackwards<T, U>(
  right: FixedArray<U, 1>,
  left: T,
): { readonly left: T; readonly right: U } {
  return { left, right: right[0] };
}

function calls<T>(value: T, action: (value: T) => u64): u64 {
  return action(value);
}

const BYTES: FixedArray<u8, 1> = [200];
const WORDS: FixedArray<u16, 1> = [3000];

export function main(): void {
  print(`${sizeIn<Cell<Node>>()} ${sizeIn<Cell<Other.Node>>()}`);
  print(`${sizeOf<Outer<Cell<Node>>>()} ${sizeOf<Outer<Cell<Other.Node>>>()}`);
  print(`${sizeOfThis(HERE.inner)} ${sizeOfThis(THERE.inner)}`);
  THERE.inner.value.large[2] = 0xffff_ffff_ffff_ffffn;
  print(`${HERE.end} ${THERE.end} ${hex(get(THERE.inner).large[2])} ${get(HERE.inner).small}`);

  NARROW.value = brand<Narrow>(255);
  WIDE.value = brand<Wide>(0x1_0000_0000n);
  print(`${get(NARROW)} ${get(WIDE)} ${sizeIn<Cell<Narrow>>()} ${sizeIn<Cell<Wide>>()}`);

  const byte: u8 = 100;
  const word: u16 = 1000;
  const first = both(byte, word);
  const second = both(word, byte);
  print(`${first.left} ${first.right} ${second.left} ${second.right}`);
  const third = bothBackwards(WORDS, byte);
  const fourth = bothBackwards(BYTES, word);
  print(`${third.left} ${third.right} ${fourth.left} ${fourth.right}`);
  print(`${calls(first, (pair) => u64(pair.right))} ${calls(second, (pair) => u64(pair.left))}`);
}
