/** Messages: what a template may hold, and where it may stand. */
interface Node extends Struct {
  value: u32;
}
type Point = { readonly x: u32 };
const NAME = 'name';

export function values(node: Node, point: Point, view: DataView, table: FixedArray<u8, 2>): void {
  print(`${node}`); //! KD0802: Node cannot be printed
  //       ^^^^ print its address, addressOf(node), or its fields
  print(`${point}`); //! KD0802: Point cannot be printed
  //       ^^^^^ print its fields
  print(`${view}`); //! KD0802: DataView cannot be printed
  //       ^^^^ print what it reads, or its byteLength
  print(`${table}`); //! KD0802: FixedArray<u8, 2> cannot be printed
  //       ^^^^^ print its address, addressOf(table), or its fields
  print(`${nothing()}`); //! KD0203: the call has no result, but a value is needed
  print(`${nothing}`); //! KD0802: () => void cannot be printed
}

export function nothing(): void {}

export function notText(a: u32): void {
  print(a); //! KD0203: a message is a string, not a u32
  print(hex(a)); //! KD0310: hex() cannot be called here
  //    ^^^^^^ hex(…) formats a value inside the template of a message
  log.info(a); //! KD0203: a message is a string, not a u32
  panic(a); //! KD0203: a message is a string, not a u32
}

export function formats(a: i32, b: bool, c: string): void {
  print(`${hex(a)}`); //! KD0802: hex() takes an unsigned integer, not i32
  //           ^ write hex(truncate<u32>(…)) for its bits
  print(`${hex(b)}`); //! KD0802: hex() takes an unsigned integer, not bool
  print(`${hex(c)}`); //! KD0802: hex() takes an unsigned integer, not string
  print(`${hexPadded(1)}`); //! KD0001: Expected 2 arguments, but got 1. (TS2554)
  print(`${hexPadded(1, 2n)}`); //! KD0203: expected u32, got a 64-bit literal
  print(`${right(c, 4)}`); //! KD0802: right() takes an unsigned integer, not string
  print(`${left(1, 4)}`); //! KD0203: expected string, got u32
  print(`${right(-1, 4)}`); //! KD0802: right() takes an unsigned integer, not i32
}

export function outside(a: u32): string {
  const text = `a ${a}`; //! KD0801: a template literal is only allowed as the argument of print, log or panic
  //           ^^^^^^^^ nothing is allocated, so there is nowhere to put the text
  const digits = hex(a); //! KD0310: hex() cannot be called here
  takes(`${a}`); //! KD0801: a template literal is only allowed as the argument of print, log or panic
  return `${a}`; //! KD0801: a template literal is only allowed as the argument of print, log or panic
}

export function takes(text: string): void {
  print(text);
}

export function nested(a: u32): void {
  print(`outer ${`inner ${a}`}`); //! KD0801: a template literal is only allowed as the argument of print, log or panic
}

export function notAscii(): void {
  print('naïve'); //! KD0804: the character ï is not ASCII
  print(`größe ${1}`); //! KD0804: the character ö is not ASCII
  print('\u20ac'); //! KD0804: the character € is not ASCII
}

export function levels(): void {
  log.trace('x'); //! KD0112: log has no level trace
  //  ^^^^^ the levels are debug, info, warn and error
  log('x'); //! KD0102: `log` cannot be used as a value
  const l = log; //! KD0102: `log` cannot be used as a value
}

export function manyArguments(a: u32): void {
  print('a', a); //! KD0001: Expected 1 arguments, but got 2. (TS2554)
  print(); //! KD0001: Expected 1 arguments, but got 0. (TS2554)
}

export function assertions(a: u32, text: string): void {
  assert(a > 1, `a is ${a}`); //! KD0801: a template literal is only allowed as the argument of print, log or panic
  assert(a > 1); //! KD0001: Expected 2 arguments, but got 1. (TS2554)
  assert(a > 1, 3); //! KD0203: expected string, got u32
  assert(a > 1, text);
  assert(a > 1, textOf(a)); //! KD0803: the message of an assertion is a string constant, or the name of a string
  //            ^^^^^^^^^ write the text in place; what is computed for it belongs before the assertion
  assert(u32(1) === 1, textOf(a)); //! KD0803: the message of an assertion is a string constant
  assert(true, a); //! KD0203: expected string, got u32
  debugAssert(a > 1, a > 2 ? 'many' : 'few'); //! KD0803: the message of an assertion is a string constant
  assert(a == 1, a); //! KD0304: compares after conversions //! KD0203: expected string, got u32
}

function textOf(a: u32): string {
  print(`${a}`);
  return 'text';
}

export function asValue(): void {
  const p = print; //! KD0102: `print` can only be called
  const q = print('x'); //! KD0203: the call has no result, but a value is needed
}

enum Tone {
  Low,
  Höher,
}
enum Größe {
  Small,
}
export function namesThatAreNotAscii(tone: Tone): u32 {
  print(`${tone}`); //! KD0804: the character ö in Höher is not ASCII, so Tone cannot be printed
  //       ^^^^ print u32(…) of it, or name it in ASCII
  print(`${left(Tone.Low, 3)}`); //! KD0804: the character ö in Höher is not ASCII, so Tone cannot be printed
  print(`${Größe.Small}`); //! KD0804: the character ö in Größe is not ASCII, so Größe cannot be printed
  return u32(tone);
}
