/**
 * What every generated program declares: types, static storage, and helpers that the rest calls.
 *
 * Used by: `generate.ts`, `expressions.ts`.            Uses: nothing.
 */

export const INTEGERS = ['u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'i32', 'i64'] as const;
export type Integer = (typeof INTEGERS)[number];

/** Lengths of the arrays in the store. */
export const ARRAY_LENGTHS: Readonly<Record<Integer, number>> = {
  u8: 5,
  u16: 3,
  u32: 8,
  u64: 4,
  i8: 7,
  i16: 2,
  i32: 6,
  i64: 4,
};

const TEXT = `enum Color {
  Red,
  Green = 5,
  Blue,
}

type Pair = { readonly first: u32; readonly second: i64 };

type Shape =
  | { readonly kind: 'dot' }
  | { readonly kind: 'line'; readonly length: u64 }
  | { readonly kind: 'box'; readonly width: u16; readonly filled: bool };

type MaybeByte = u8 | null;
type MaybePair = Pair | null;
type Nest = { readonly pair: Pair; readonly shape: Shape; readonly maybe: MaybeByte; readonly color: Color };
type Option<T> = { readonly kind: 'some'; readonly value: T } | { readonly kind: 'none' };
type OptionWord = Option<i16>;
type OptionPair = Option<Pair>;
type Line = Branded<u32, 'Line'>;
type Handler = (value: u32) => u32;
type Token = Owned<u32, typeof release>;

interface Cell<T> extends Struct {
  value: T;
  old: T;
}
interface Header extends Packed {
  kind: u8;
  lengthBytes: u32;
  total: i64;
}

interface Inner extends Struct {
  low: u8;
  high: i16;
}

interface Store extends Struct {
${INTEGERS.map((type) => `  ${type}Field: ${type};`).join('\n')}
${INTEGERS.map((type) => `  ${type}List: FixedArray<${type}, ${ARRAY_LENGTHS[type]}>;`).join('\n')}
  flag: bool;
  color: Color;
  inner: Inner;
  header: Header;
  small: Cell<i16>;
  wide: Cell<u64>;
  bytes: FixedArray<u8, 7>;
}

const STORE: Store = zeroed();
let counter: u32 = 0;

function window(): DataView {
  'use unsafe';
  return dataViewAt(addressOf(STORE), sizeOf<Store>());
}

function scramble(seed: u32): void {
  let value = seed;
  for (const index of range(0, u32(sizeOf<Store>()))) {
    value = wrappingAdd(wrappingMul(value, 1664525), 1013904223);
    window().setUint8(index, truncate<u8>(value >> 24));
  }
}

function colorOf(value: u32): Color {
  switch (value % 3) {
    case 0:
      return Color.Red;
    case 1:
      return Color.Green;
    default:
      return Color.Blue;
  }
}

function shapeOf(value: u32): Shape {
  if (value % 3 === 0) return { kind: 'dot' };
  if (value % 3 === 1) return { kind: 'line', length: u64(value) };
  return { kind: 'box', width: truncate<u16>(value), filled: value > 100 };
}

function measure(shape: Shape): u64 {
  switch (shape.kind) {
    case 'dot':
      return 0n;
    case 'line':
      return shape.length;
    case 'box':
      return shape.filled ? u64(shape.width) : 7n;
  }
}

function orElse<T>(value: T | null, other: T): T {
  return value !== null ? value : other;
}

function largest<T>(values: FixedArray<u32, 8>, start: T, take: (a: T, b: u32) => T): T {
  let result = start;
  for (const value of values) result = take(result, value);
  return result;
}

function keep<T>(value: T): T {
  const copy = value;
  return copy;
}

function addWrapped(a: u64, b: u32): u64 {
  return wrappingAdd(a, u64(b));
}

function swapped(pair: Pair): Pair {
  return { first: truncate<u32>(pair.second), second: i64(pair.first) };
}

function pairUnless(isNull: bool, pair: Pair): MaybePair {
  return isNull ? null : pair;
}

function pairOfWord(word: i16): Pair {
  return { second: i64(word), first: counter };
}

function showPair(pair: Pair): void {
  print(\`\${pair.first} \${pair.second}\`);
}

function showMaybePair(pair: MaybePair): void {
  if (pair === null) print('no pair');
  else showPair(pair);
}

function isLine(shape: Shape): bool {
  return shape.kind === 'line';
}

function grown(shape: Shape, by: u64): Shape {
  let result = shape;
  if (result.kind === 'line') result = { kind: 'line', length: wrappingAdd(result.length, by) };
  else if (result.kind === 'dot') result = { kind: 'box', filled: by > 9n, width: truncate<u16>(by) };
  return result;
}

function widthOf(shape: Shape): u16 {
  if (shape.kind !== 'box') return 3;
  return shape.width;
}

function showShape(shape: Shape): void {
  if (shape.kind === 'box') print(\`box \${shape.width} \${shape.filled}\`);
  else print(\`\${shape.kind === 'dot'} \${measure(shape)}\`);
}

function nestOf(value: u32): Nest {
  return { pair: { first: value, second: -5n }, shape: shapeOf(value), maybe: null, color: Color.Green };
}

function refilled(nest: Nest, shape: Shape): Nest {
  return { shape, pair: nest.pair, color: Color.Blue, maybe: isLine(nest.shape) ? 7 : nest.maybe };
}

function mostly(nest: Nest): MaybeByte {
  return nest.pair.first > 3 ? nest.maybe : null;
}

function digest(nest: Nest): u64 {
  const size = wrappingAdd(measure(nest.shape), truncate<u64>(nest.pair.second));
  return wrappingAdd(wrappingMul(size, 31n), nest.maybe === null ? 1n : u64(nest.maybe));
}

function showNest(nest: Nest): void {
  print(\`\${nest.color} \${digest(nest)}\`);
  showPair(nest.pair);
  showShape(nest.shape);
}

function narrowed(value: u32): MaybeByte {
  return value > 255 ? null : u8(value);
}

function showMaybeByte(byte: MaybeByte): void {
  print(\`\${byte === null} \${orElse(byte, 9)}\`);
}

function some<T>(value: T): Option<T> {
  return { kind: 'some', value };
}

function none<T>(): Option<T> {
  return { kind: 'none' };
}

function getOr<T>(option: Option<T>, other: T): T {
  switch (option.kind) {
    case 'some':
      return option.value;
    case 'none':
      return other;
  }
}

function mapped<T, U>(option: Option<T>, change: (value: T) => U): Option<U> {
  if (option.kind === 'none') return { kind: 'none' };
  return { kind: 'some', value: change(option.value) };
}

function showOptionWord(option: OptionWord): void {
  print(\`\${option.kind === 'some'} \${getOr(option, -9)}\`);
}

function showOptionPair(option: OptionPair): void {
  showPair(getOr(option, { first: 9, second: 9n }));
}

function following(line: Line): Line {
  return brand<Line>(wrappingAdd(line, 1));
}

function showLine(line: Line): void {
  print(\`line \${line}\`);
}

function doubled(value: u32): u32 {
  return wrappingMul(value, 2);
}

function handlerOf(value: u32): Handler {
  return value % 2 === 0 ? doubled : (other) => other / 3;
}

function apply(handler: Handler, value: u32): u32 {
  return handler(value);
}

function showHandler(handler: Handler): void {
  print(\`handler \${handler(5)} \${handler === doubled}\`);
}

function exchange<T>(cell: Cell<T>, value: T): T {
  cell.old = cell.value;
  cell.value = value;
  return cell.old;
}

function acquire(value: u32): Token {
  return own<Token>(value);
}

function release(token: Token): void {
  counter = wrappingAdd(wrappingMul(counter, 31), disown(token));
}
`;

/** One declaration each. */
export const DECLARATIONS: readonly string[] = TEXT.split(
  /^(?=(?:const|enum|function|interface|let|type) )/m,
);
