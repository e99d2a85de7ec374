/** A refused signature does not hide its other mistakes, nor those in the body. */
export function one(a: number): void { //! KD0202: number has no width
//                     ^^^^^^ use u8, u16, u32, i8, i16 or i32
  throw a; //! KD0101: `throw`
//^^^^^ errors are values: return a status enum, a union or `T | null`; panic when it is our own bug
}
export function several(a: number, b?: u32, { c }: u32, d: u32): any { //! KD0202: number has no width //! KD0108: a parameter cannot be optional //! KD0102: destructuring //! KD0104: the type `any`
//                         ^^^^^^ use u8, u16, u32, i8, i16 or i32
//                                 ^^^^^^^ write two functions, or pass the value
//                                          ^^^^^
//                                                               ^^^ every value has one type, which is known when the program is compiled
  const sum = a + 1;
  if (sum == d) debugger; //! KD0304: compares after conversions //! KD0101: `debugger`
  //      ^^ write `===`
  //            ^^^^^^^^ set a breakpoint in gdb
  print(`${b} ${c} ${d as u32}`); //! KD0109: type assertions
  //                 ^^^^^^^^ convert the value: u32(…), truncate<u8>(…), phys(…), brand<T>(…)
  return d == 1; //! KD0304: compares after conversions
  //       ^^ write `===`
}
export function noResult(a: u32) { //! KD0201: the function noResult has no result type
//              ^^^^^^^^ write it, `void` when there is none
  if (a == 1) return { a }; //! KD0304: compares after conversions
  //    ^^ write `===`
  return null;
}
export function uses(a: u32): u32 {
  one(a as u32); //! KD0109: type assertions
  //  ^^^^^^^^ convert the value: u32(…), truncate<u8>(…), phys(…), brand<T>(…)
  const found = noResult(a);
  print(`${found}`);
  return several(a, a, a, a == 1); //! KD0304: compares after conversions
  //                        ^^ write `===`
}
export function unsafely(a: number): void { //! KD0202: number has no width
//                          ^^^^^^ use u8, u16, u32, i8, i16 or i32
  'use unsafe';
  dataViewAt(virt(u64(a)), 8n);
}
export function generic<T>(a: T, b: number): bigint { //! KD0202: number has no width //! KD0202: bigint has no width
//                                  ^^^^^^ use u8, u16, u32, i8, i16 or i32
//                                           ^^^^^^ use u64, usize or i64
  return a as bigint; //! KD0109: type assertions
  //     ^^^^^^^^^^^ convert the value: u32(…), truncate<u8>(…), phys(…), brand<T>(…)
}
export function callsGeneric(): void {
  ignore(generic(1, 2), 'x');
}
type Handler = (a: u32) => void;
function takes(handler: Handler): void {
  handler(1);
}
export function arrows(): void {
  takes((a: number) => { //! KD0202: number has no width
  //        ^^^^^^ use u8, u16, u32, i8, i16 or i32
    throw a; //! KD0101: `throw`
//  ^^^^^ errors are values: return a status enum, a union or `T | null`; panic when it is our own bug
  });
  takes((a, b) => { //! KD0203: expected (u32) => void, got a function of 2 parameters
    throw a; //! KD0101: `throw`
//  ^^^^^ errors are values: return a status enum, a union or `T | null`; panic when it is our own bug
  });
  const f = (): void => { //! KD0106: an arrow function is only allowed where
    debugger; //! KD0101: `debugger`
//  ^^^^^^^^ set a breakpoint in gdb
  };
}

/** A function of a kind that there is not is one error; `await` and `yield` follow from it. */
export async function load(a: u32): Promise<u32> { //! KD0103: async functions are not part of the dialect
//     ^^^^^ every call runs to its end before the next: leave `async` and `await` out
  const first = await noSuch(a); //! KD0001: Cannot find name 'noSuch'
  //                  ^^^^^^ declare it, or import it from the module that exports it
  const second: u64 = await load2(a); //! KD0203: expected u64, got u32
  //                  ^^^^^^^^^^^^^^ widen it: u64(await load2(a))
  await load2(second); //! KD0203: expected u32, got u64
  //          ^^^^^^ convert: u32(second) checks that the value fits, truncate<u32>(second) keeps the low bits
  if (a == 1) return 2n; //! KD0304: compares after conversions //! KD0203: expected u32, got a 64-bit literal
  //    ^^ write `===`
  //                 ^^ write 2
  return first;
}
async function load2(a: u32): Promise<u32> { //! KD0103: async functions are not part of the dialect
  return a;
}
async function load3(a: Missing): Promise<void> { //! KD0103: async functions are not part of the dialect //! KD0001: Cannot find name 'Missing'
//                      ^^^^^^^ declare it, or import it from the module that exports it
  await load2(a);
}
async function generic<T>(a: T): Promise<T> { //! KD0103: async functions are not part of the dialect
  return await a;
}
export function* all(a: u32): Generator<u32> { //! KD0103: generators are not part of the dialect
//             ^ go through the values in a loop and call a function for each
  yield a;
  const b: u64 = a; //! KD0203: expected u64, got u32
  //             ^ widen it: u64(a)
  yield b == 1n ? 1 : 2; //! KD0304: compares after conversions
  //      ^^ write `===`
}
export default function byName(a: u32): u64 { //! KD0110: default exports are not part of the dialect
//     ^^^^^^^ export it under its name
  return a; //! KD0203: expected u64, got u32
  //     ^ widen it: u64(a)
}
export function waits(a: u32): u64 {
  const b: u64 = load2(a); //! KD0203: expected u64, got u32
  //             ^^^^^^^^ widen it: u64(load2(a))
  for (const each of all(a)) print(`${each}`);
  return byName(b); //! KD0203: expected u32, got u64
  //            ^ convert: u32(b) checks that the value fits, truncate<u32>(b) keeps the low bits
}

/** A variable has the type that it says, whatever its first value is. */
export function declared(i: u64): u64 {
  const narrow: u32 = i; //! KD0203: expected u32, got u64
  //                  ^ convert: u32(i) checks that the value fits, truncate<u32>(i) keeps the low bits
  const wide: u64 = narrow; //! KD0203: expected u64, got u32
  //                ^^^^^^ widen it: u64(narrow)
  const other = noSuch(i); //! KD0001: Cannot find name 'noSuch'
  //            ^^^^^^ declare it, or import it from the module that exports it
  return wide + other + narrow;
}

/** So has storage. */
interface Cell extends Struct {
  value: u32;
}
const CELL: Cell = { value: 1 }; //! KD0204: expected Cell, got an object
//                 ^^^^^^^^^^^^ a struct lies in memory: take it from zeroed() storage or an allocator
const CELLS: FixedArray<u32, 3> = [1, 2]; //! KD0212: the table has 2 elements, its type says 3
//                                ^^^^^^ write all of its elements, or the length 2
const WIDE: FixedArray<u8, 2> = [1, 256]; //! KD0305: 256 does not fit u8
//                                  ^^^ u8 holds [0, 255]
let counter: u64 = 2; //! KD0203: expected u64, got a 32-bit literal
//                 ^ write 2n
export function storage(i: u64): u32 {
  counter += i;
  CELL.value = counter; //! KD0203: expected u32, got u64
  //           ^^^^^^^ convert: u32(counter) checks that the value fits, truncate<u32>(counter) keeps the low bits
  CELL.value = i; //! KD0203: expected u32, got u64
  //           ^ convert: u32(i) checks that the value fits, truncate<u32>(i) keeps the low bits
  CELLS[0] = 1; //! KD0306: `CELLS` is a constant table
//^^^^^ use `zeroed()` storage for elements that change
  return CELLS[3] + WIDE[0] + CELL.vale; //! KD0401: the index 3 is outside [0, 3) //! KD0404: Cell has no field vale
  //           ^
  //                               ^^^^ its fields are value
}

/** What a switch is over does not hide what is wrong in its cases. */
export function switchOver(a: bool, b: u32): u32 {
  switch (a) { //! KD0302: a switch is over an integer, an enum, or what tells a union apart, not bool
  //      ^
    case b == 1: //! KD0304: compares after conversions
    //     ^^ write `===`
      return 1;
    case noSuch: //! KD0001: Cannot find name 'noSuch'
    //   ^^^^^^ declare it, or import it from the module that exports it
      return 2;
  }
}
export function twoDefaults(a: u32): u32 {
  switch (a) {
    case a == 1: //! KD0304: compares after conversions //! KD0203: expected u32, got bool
    //   ^^^^^^ write `(a == 1) ? 1 : 0`
    //     ^^ write `===`
      return 1;
    default:
      return 2;
    default: //! KD0001: A 'default' clause cannot appear more than once in a 'switch' statement. (TS1113)
//  ^^^^^^^^
      return 3;
  }
}
