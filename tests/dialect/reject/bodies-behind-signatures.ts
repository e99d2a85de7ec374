/** A refused signature does not hide its other mistakes, nor those in the body. */
export function one(a: number): void { //! KD0202: number has no width
//                     ^^^^^^ use u8, u16, u32, i8, i16 or i32
  throw a; //! KD0101: `throw`
}
export function several(a: number, b?: u32, { c }: u32, d: u32): any { //! KD0202: number has no width //! KD0108: a parameter cannot be optional //! KD0102: destructuring //! KD0104: the type `any`
//                                 ^^^^^^^ write two functions, or pass the value
//                                                               ^^^ every value has one type, which is known when the program is compiled
  const sum = a + 1;
  if (sum == d) debugger; //! KD0304: compares after conversions //! KD0101: `debugger`
  print(`${b} ${c} ${d as u32}`); //! KD0109: type assertions
  return d == 1; //! KD0304: compares after conversions
}
export function noResult(a: u32) { //! KD0201: the function noResult has no result type
//              ^^^^^^^^ write it, `void` when there is none
  if (a == 1) return { a }; //! KD0304: compares after conversions
  return null;
}
export function uses(a: u32): u32 {
  one(a as u32); //! KD0109: type assertions
  const found = noResult(a);
  print(`${found}`);
  return several(a, a, a, a == 1); //! KD0304: compares after conversions
}
export function unsafely(a: number): void { //! KD0202: number has no width
  'use unsafe';
  dataViewAt(virt(u64(a)), 8n);
}
export function generic<T>(a: T, b: number): bigint { //! KD0202: number has no width //! KD0202: bigint has no width
//                                           ^^^^^^ use u64, usize or i64
  return a as bigint; //! KD0109: type assertions
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
    throw a; //! KD0101: `throw`
  });
  takes((a, b) => { //! KD0203: expected (u32) => void, got a function of 2 parameters
    throw a; //! KD0101: `throw`
  });
  const f = (): void => { //! KD0106: an arrow function is only allowed where
    debugger; //! KD0101: `debugger`
  };
}
