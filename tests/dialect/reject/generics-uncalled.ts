/** Generic functions that nobody calls: their syntax is checked all the same. */
export function throwing<T>(value: T): T {
  throw value; //! KD0101: `throw` is not part of the dialect
}
export function asserting<T>(value: T): u32 {
  return value as unknown as u32; //! KD0109: type assertions are not part of the dialect
}
export function loose<T extends number | bigint>(a: T, b: T): bool {
  return a == b; //! KD0304: `==` compares after conversions
}
export async function later<T>(value: T): Promise<T> { //! KD0103: async functions are not part of the dialect
  return value;
}
export function* many<T>(value: T): Iterable<T> { //! KD0103: generators are not part of the dialect
  yield value;
}
export function fallback<T>(value: T | null, other: T): T {
  return value ?? other; //! KD0105: `??` is not part of the dialect
}
export function nested<T>(value: T): T {
  function inner(): void {} //! KD0101: a function inside a function is not part of the dialect
  //       ^^^^^ move it to the top level of the module
  return value;
}
export function collected<T>(value: T): u32 {
  const values: T[] = [value]; //! KD0104: an array of no fixed length is not part of the dialect
  const kind = typeof value; //! KD0102: `typeof` is not part of the dialect
  return 1;
}
export function fine<T extends number | bigint>(a: T, b: T): T {
  return a > b ? a : b;
}
export function old<T>(value: T): T {
  var other = value; //! KD0101: `var` is not part of the dialect
  interface Inner { //! KD0101: a type inside a function is not part of the dialect
  //        ^^^^^ move it to the top level of the module
    readonly value: T;
  }
  return other satisfies T; //! KD0109: type assertions are not part of the dialect
}
export function noResult<T>(value: T) { //! KD0201: the function noResult has no result type
  ignore(value, 'unused');
}
export function signature<T>(value: T[]): any { //! KD0104: an array of no fixed length //! KD0104: the type `any`
  return value;
}
type Anything<T> = any; //! KD0104: the type `any` is not part of the dialect
interface Listed<T> extends Struct {
  values: T[]; //! KD0104: an array of no fixed length is not part of the dialect
  count: u32;
}
