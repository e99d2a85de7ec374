/** Every mistake of a statement is reported, not only the first. */
export function operands(a: u32, b: u32): bool {
  const sum = (a as u32) + (b as u32); //! KD0109: type assertions //! KD0109: type assertions
  const both = a == b && a != b; //! KD0304: `==` compares //! KD0304: `!=` compares
  const chosen: u32 = a == b ? (a as u32) : b!; //! KD0304: `==` compares //! KD0109: type assertions //! KD0109: `!` would hide
  const branches: u32 = a === b ? (a as u32) : b!; //! KD0109: type assertions //! KD0109: `!` would hide
  return sum === 1 && both && chosen === branches;
}

type Span = {
  readonly start: number; //! KD0202: number has no width
  readonly end: any; //! KD0104: the type `any`
  count: u32; //! KD0206: the field count of a record is not readonly
//^^^^^^^^^^^ records are values: mark every field `readonly`, or extend Struct to describe memory
  readonly size: u64;
};
export function spans(span: Span): Span {
  if (span.start === span.end) return span;
  return { start: 1, end: 2n, size: span.size, count: 1 };
}

type Shape =
  | { readonly kind: 'circle'; readonly radius: number; readonly x: any } //! KD0202: number has no width //! KD0104: the type `any`
  | { readonly kind: 'square'; readonly side: bigint }; //! KD0202: bigint has no width
export function shapes(shape: Shape): Shape {
  if (shape.kind === 'circle' && shape.radius === shape.x) return shape;
  return { kind: 'square', side: 3n };
}

enum Level {
  Low = -1, //! KD0213: enum members are integer constants
  High = 1.5, //! KD0213: enum members are integer constants
  Top = 3,
}
export function levels(level: Level): u32 {
  if (level === Level.Low) return 1;
  switch (level) {
    case Level.High:
      return 2;
    case Level.Top:
      return 3;
  }
}

const POWERS: FixedArray<u8, 3> = [256, 1n, 3]; //! KD0305: 256 does not fit u8 //! KD0203: expected u8, got a 64-bit literal
const LONG: FixedArray<u8, 3> = [1, 256]; //! KD0305: 256 does not fit u8
type Pair = { readonly first: u8; readonly second: u32 };
const PAIR: Pair = { first: 256, second: 1n }; //! KD0305: 256 does not fit u8 //! KD0203: expected u32, got a 64-bit literal
type Handler = (a: number, b: any) => bigint; //! KD0202: number has no width //! KD0104: the type `any` //! KD0202: bigint has no width

function three(a: u8, b: u32, c: u64): u32 {
  return b + u32(a) + u32(c);
}
function same<T extends number | bigint>(a: T, b: T, c: T): bool {
  return a === b && b === c;
}
export function calls(a: u32): Pair {
  print(`${three(256, 1n, 3)}`); //! KD0305: 256 does not fit u8 //! KD0203: expected u32, got a 64-bit literal //! KD0203: expected u64, got a 32-bit literal
  print(`${a == 1} ${a as u32}`); //! KD0304: `==` compares //! KD0109: type assertions
  print(`${same(a as u32, a, a == 1)}`); //! KD0109: type assertions //! KD0304: `==` compares
  print(`${POWERS[a]} ${LONG[a]} ${PAIR.first}`);
  const wrong: number = a == 1; //! KD0202: number has no width //! KD0304: `==` compares
  PAIR!.first = a as u32; //! KD0109: `!` would hide //! KD0109: type assertions
  return { first: 256, second: 1n }; //! KD0305: 256 does not fit u8 //! KD0203: expected u32, got a 64-bit literal
}
export function takesHandler(handler: Handler): u32 {
  return u32(handler(1, 2) + 1n);
}
const MORE: Pair = { ...PAIR, first: 1 }; //! KD0102: spread is not part of the dialect
export const FIRST: u8 = MORE.first;

/** What is refused is looked into: an operator, a call, an assertion, a constructor, a template. */
function one(a: u32): u32 {
  return a;
}
function badly(a: any): u32 { //! KD0104: the type `any`
  return a;
}
export function looksInto(a: u32, b: u64, link: Span): u32 {
  const chain = a.x + link.y + (b == 1) + one(b); //! KD0112: u32 has no property x //! KD0404: Span has no field y //! KD0203: expected u64, got a 32-bit literal //! KD0304: `==` compares //! KD0203: expected u32, got u64
  const power = one(b) ** a.y; //! KD0203: expected u32, got u64 //! KD0105: `**` is not part //! KD0112: u32 has no property y
  const either = (link.z ?? a.w) as u32; //! KD0404: Span has no field z //! KD0105: `??` is not part //! KD0112: u32 has no property w //! KD0109: type assertions
  const made = new Thing(one(b)); //! KD0102: `new` is not part //! KD0203: expected u32, got u64
  const text = `${one(b)}`; //! KD0801: a template literal //! KD0203: expected u32, got u64
  const waited = await one(b); //! KD0102: `await` is not part //! KD0203: expected u32, got u64
  //             ^^^^^ every call runs to its end before the next: call the function directly
  a.push(one(b), { x: b == a }); //! KD0112: u32 has no method push //! KD0203: expected u32, got u64 //! KD0304: `==` compares //! KD0301: `===` needs both sides of one type
  missing(one(b), a.v); //! KD0001: Cannot find name 'missing' //! KD0203: expected u32, got u64 //! KD0112: u32 has no property v
  one(b, 1); //! KD0001: Expected 1 arguments, but got 2 //! KD0203: expected u32, got u64
  badly(b == 1n ? one(b) : a.t); //! KD0304: `==` compares //! KD0203: expected u32, got u64 //! KD0112: u32 has no property t
  const unknown: number = missing(1) + JSON.parse(a); //! KD0202: number has no width //! KD0001: Cannot find name 'missing' //! KD0113: `JSON` belongs to
  print(`${power} ${unknown} ${missing}`); //! KD0001: Cannot find name 'missing'
  if (a == b) return 1; //! KD0304: `==` compares //! KD0301: `===` needs both sides of one type
  const same = a == 1; //! KD0304: `==` compares
  //             ^^ write `===`
  return same ? 1n : 2; //! KD0203: expected u32, got a 64-bit literal
}
