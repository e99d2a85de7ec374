/** Type arguments found through aliases, function types and types written in place. */

interface Box<T> extends Struct {
  held: T;
  next: Box<T> | null;
}
type Maybe<T> = T | null;
type Triple<T> = FixedArray<T, 3>;
type Grid<N extends number, T> = FixedArray<T, N>;
type BoxOf<T> = Box<T>;
type Second<T, U> = Pair<U, T>;
type Pair<T, U> = { readonly left: T; readonly right: U };
type Map<T, U> = (value: T) => U;

const BOX: Box<u8> = zeroed();
const WORDS: Triple<u16> = [7, 8, 9];
const NODES: Triple<Box<u8> | null> = zeroed();

function orElse<T>(value: Maybe<T>, other: T): T {
  return value === null ? other : value;
}

function last<T>(values: Triple<T>): T {
  return values[values.length - 1];
}

function lengthAndFirst<N extends number, T>(values: Grid<N, T>): Pair<u32, T> {
  return { left: values.length, right: values[0] };
}

function held<T>(box: BoxOf<T>): T {
  return box.held;
}

function heldIn<T>(box: Maybe<BoxOf<T>>, other: T): T {
  return box === null ? other : box.held;
}

function leftOf<T, U>(pair: Second<T, U>): U {
  return pair.left;
}

function apply<T, U>(map: Map<T, U>, value: T): U {
  return map(value);
}

function applyIf<T>(action: ((value: T) => T) | null, value: T): T {
  return action === null ? value : action(value);
}

function inPlace<T>(value: T): { readonly only: T } | null {
  return { only: value };
}

function widen(value: u8): u64 {
  return u64(value) + 1000n;
}

function find(value: u32): u32 | null {
  return value > 3 ? value : null;
}

function double(value: u16): u16 {
  return value * 2;
}

export function main(): void {
  BOX.held = 200;
  BOX.next = BOX;
  print(`${orElse(BOX.next, BOX) === BOX} ${orElse(NODES[0], BOX).held} ${orElse(find(1), 5)}`);
  print(`${last(WORDS)} ${last(NODES) === null} ${lengthAndFirst(WORDS).left}`);
  print(`${lengthAndFirst(WORDS).right} ${held(BOX)} ${heldIn(BOX.next, 3)}`);
  const pair: Pair<u8, i64> = { left: 9, right: -9n };
  print(`${leftOf(pair)} ${apply(widen, 255)} ${apply(find, 2) === null}`);
  print(`${applyIf(double, 700)} ${inPlace(find(4)) === null}`);
}
