/** Generic functions and types. */
interface Slot<T> extends Struct {
  value: T; //! KD0205: T, here string, cannot be a field or element
  //     ^ fields are integers, bool, enums, references, functions, structs and FixedArrays
}
type Pair<T> = { readonly left: T; readonly right: T };
interface Node extends Struct {
  value: u32;
}

export function largest<T extends number | bigint>(a: T, b: T): T {
  return a > b ? a : b;
}

export function make<T>(): T | null {
  return null;
}

export function mixed(a: u8, b: u16): u16 {
  return largest(a, b); //! KD0203: expected u8, got u16
}

export function mixedWide(a: u32, b: u64): u64 {
  return largest(a, b); //! KD0203: expected u32, got u64
}

export function unknownArgument(): void {
  ignore(make(), 'test'); //! KD0209: the type argument T is not known
  //     ^^^^^^ write it: make<u64>(…)
}

export function tooMany(a: u32): u32 {
  return largest<u32, u32>(a, a); //! KD0209: Expected 1 type arguments, but got 2. (TS2558)
  //             ^^^^^^^^ write one type for each parameter
}

export function wrongResult(a: u64): u32 {
  return largest(a, a); //! KD0203: expected u32, got u64
}

export function notInteger(a: Node): Node {
  return largest(a, a); //! KD0209: largest works on integers, not on Node
}

export function boolArgument(a: bool): bool {
  return largest(a, a); //! KD0209: largest works on integers, not on bool
}

export function missingTypeArguments(slot: Slot): u32 { //! KD0209: the type argument T is missing
  return 1;
}

export function scalarWithArguments(a: u32<u8>): u32 { //! KD0209: Type 'u32' is not generic. (TS2315)
//                                     ^^^^^^^ the type has no parameters
  return 1;
}

export function textInSlot(slot: Slot<string>): u32 {
  return 1;
}

export function numberInSlot(slot: Slot<number>): u32 { //! KD0202: number has no width
  return 1;
}

export function wrongPair(pair: Pair<u8>): u32 {
  return pair.left; //! KD0203: expected u32, got u8
}

export function pairOfOther(pair: Pair<u8>): u32 {
  return takesPair(pair); //! KD0203: expected Pair<u32>, got Pair<u8>
}

export function takesPair(pair: Pair<u32>): u32 {
  return pair.left;
}

export function addStructs<T>(a: T, b: T): T {
  return a + b; //! KD0302: `+` is not defined for Node
}

export function useAddStructs(a: Node): void {
  addStructs(a, a);
}

export function field<T extends Struct>(a: T): u32 {
  return a.value; //! KD0404: Property 'value' does not exist on type 'T'. (TS2339)
}

export function divide<T extends number | bigint>(a: T, b: T): T {
  return a / b; //! KD0203: Type 'number' is not assignable to type 'T'. 'number' is assignable to the constraint of type 'T', but 'T' could be instantiated with a different subtype of constraint 'number | bigint'. (TS2322)
}

export function compareTwo<T, U>(a: T, b: U): bool {
  return a === b; //! KD0303: This comparison appears to be unintentional because the types 'T' and 'U' have no overlap. (TS2367)
  //     ^^^^^^^ the two sides can never be equal
}

export function defaulted<T = u32>(a: T): T {
  return a;
}

export function literalOfType<T extends number | bigint>(a: T): T {
  return a > 300 ? a : 0; //! KD0203: expected u64, got a 32-bit literal //! KD0305: 300 does not fit u8
}

export function useLiteral(a: u8, b: u64): void {
  literalOfType(a);
  literalOfType(b);
}

type Recursive<T> = { readonly inner: Recursive<T> };
type Box<T> = T;
export function aliasOfParameter(a: Box): u32 { //! KD0209: the type argument T is missing
  return 1;
}
