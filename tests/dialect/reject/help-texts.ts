/** Helps that say what to write, for what people write first. */
import { notThere } from './support/nothing.ts'; //! KD0003: Cannot find module
//                       ^^^^^^^^^^^^^^^^^^^^^^ the path is relative to this file and ends in .ts
import Names from '../support/names/first.ts'; //! KD0110: default imports are not part of the dialect
//     ^^^^^ write `* as Names`, or the names in braces: `{ name }`
import '../support/attempt.ts'; //! KD0110: an import without names does nothing
import * as Attempt from '../support/attempt'; //! KD0003: `../support/attempt` is not a dialect module
//                       ^^^^^^^^^^^^^^^^^^^^ write '../support/attempt.ts'
import * as Mutual from '../support/mutual.js'; //! KD0003: `../support/mutual.js` is not a dialect module
//                      ^^^^^^^^^^^^^^^^^^^^^^ write '../support/mutual.ts'

interface Item extends Struct {
  count: u32;
}
enum Color {
  Red,
  Green,
}
enum Color { //! KD0103: Color is declared twice
//   ^^^^^ write all its members in one declaration
  Blue,
}
interface Twin extends Struct {
  value: u32;
}
interface Twin<T> extends Struct { //! KD0103: Twin is declared twice
//        ^^^^ write all its members in one declaration
  value: T;
}
const LENGTH = 4;
const ITEM: Item = zeroed();
const LONG: FixedArray<u32, LENGTH> = zeroed(); //! KD0212: the length of a FixedArray is an integer constant
//                          ^^^^^^ write `typeof LENGTH`
const SHORT: FixedArray<u32> = zeroed(); //! KD0209: Generic type 'FixedArray<T, N>' requires 2 type argument(s)
//           ^^^^^^^^^^^^^^^ write one type for each parameter
const TABLE: FixedArray<u32, 4> = [1, 2, 3]; //! KD0212: the table has 3 elements, its type says 4
//                                ^^^^^^^^^ write all of its elements, or the length 3

export function literals(wide: u64, narrow: u32): u32 {
  const a: u32 = wide + 1; //! KD0203: expected u32, got u64
  //             ^^^^ convert: u32(wide) checks that the value fits, truncate<u32>(wide) keeps the low bits
  const b: u64 = narrow + 1n; //! KD0203: expected u64, got u32
  //             ^^^^^^ widen it: u64(narrow)
  const c: u32 = (wide + wide) << 1; //! KD0203: expected u32, got u64
  //              ^^^^^^^^^^^ convert: u32(wide + wide) checks that the value fits, truncate<u32>(wide + wide) keeps the low bits
  const d: u64 = wide + 1; //! KD0203: expected u64, got a 32-bit literal
  //                    ^ write 1n
  if (!!narrow) return 1; //! KD0211: a condition is a boolean, not u32
  //   ^^^^^^^ write `(narrow === 0)`
  return a + u32(b) + c + u32(d);
}

const PORT = 0x3f8;
const WIDE: u32 = 70_000;
function write(port: u16, bytes: u8[6]): void { //! KD0104: an array type as in C is not part of the dialect
  //                             ^^^^^ write `FixedArray<u8, 6>`
  print(`${port}`);
}
export function ports(item: Item): VirtAddr {
  const a: u16 = PORT + 3; //! KD0203: expected u16, got u32
  //             ^^^^^^^^ convert: u16(PORT + 3), or declare it as `PORT: u16`
  const b: u16 = WIDE; //! KD0203: expected u16, got u32
  //             ^^^^ the value does not fit u16; truncate<u16>(WIDE) keeps the low bits
  const c: u16 = WIDE - 69_999; //! KD0203: expected u16, got u32
  //             ^^^^^^^^^^^^^ convert: u16(WIDE - 69_999)
  for (const letter of 'ab') print(`${letter}`); //! KD0302: for…of goes over range(a, b) and FixedArrays
  //                   ^^^^ count with range(0, text.length), and read text.charCodeAt(i)
  print(`${a} ${b} ${c}`);
  return item; //! KD0203: expected VirtAddr, got Item
  //     ^^^^ write addressOf(item)
}

export function bits(word: u64, flag: u32, color: Color, isSet: bool): bool {
  if (word & (1n << 3n) === 0n) return true; //! KD0302: `&` is not defined for bool
  //       ^ `===` comes before `&`: write `(word & (1n << 3n)) === 0n`
  if (1 !== flag | 2) return true; //! KD0302: `|` is not defined for bool
  //             ^ `!==` comes before `|`: write `1 !== (flag | 2)`
  if (isSet | isSet) return true; //! KD0302: `|` is not defined for bool
  //        ^ use && and ||, or convert: `x ? 1 : 0`
  return (flag & Color.Green) !== 0; //! KD0302: `&` is not defined for Color
  //           ^ flags are constants of an integer type; u32(…) gives the number of an enum
}

export function enums(color: Color): u32 {
  const first: Color = 1; //! KD0203: expected Color, got u32
  //                   ^ write Color.Green
  const second: Color = 7; //! KD0203: expected Color, got u32
  //                    ^ a switch says which number means which member
  if (first === second) return color; //! KD0203: expected u32, got Color
  //                           ^^^^^ write u32(color)
  return +u32(color); //! KD0105: unary `+` is not part of the dialect
  //     ^^^^^^^^^^^ leave it out: it changes nothing
}

export function c(a: int, b: uint8_t, p: size_t): void { //! KD0001: Cannot find name 'int' //! KD0001: Cannot find name 'uint8_t' //! KD0001: Cannot find name 'size_t'
//                   ^^^ write i32
//                           ^^^^^^^ write u8
//                                       ^^^^^^ write usize
  printf('%d', a); //! KD0001: Cannot find name 'printf'
//^^^^^^ write print(`…`)
  if (p === NULL) memcpy(a, b, 1); //! KD0001: Cannot find name 'NULL' //! KD0001: Cannot find name 'memcpy'
  //        ^^^^ write null
  //              ^^^^^^ use copyMemory of runtime/contract/memory.ts
}

export function typing(a: U32, b: Number, c): void { //! KD0001: Cannot find name 'U32' //! KD0104: the type `Number` is not part of the dialect //! KD0201: the parameter c has no type
//                        ^^^ write `u32`
//                                ^^^^^^ use u8, u16, u32, i8, i16 or i32
//                                        ^ write it, for example `c: u32`
  describe('it', () => typing); //! KD0001: Cannot find name 'describe'. (TS
//^^^^^^^^ declare it, or import it from the module that exports it
  pront('x'); //! KD0001: Cannot find name 'pront'. (TS
//^^^^^ write `print`
  ITEM.cuont = 1; //! KD0404: Item has no field cuont
  //   ^^^^^ its fields are count
  print(literals); //! KD0203: a message is a string, not a
  //    ^^^^^^^^
  print(ITEM); //! KD0203: a message is a string, not a Item
  //    ^^^^ print its address, addressOf(ITEM), or its fields
  print(1); //! KD0203: a message is a string, not a u32
  //    ^ write it in a template: `${1}`
}

export function generic<T extends Item>(item: T): u32 {
  return item.cuont; //! KD0404: Property 'cuont' does not exist on type 'T'
  //          ^^^^^ write `count`
}
