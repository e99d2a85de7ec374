/** Strings and views: what they can do, and where they can be kept. */
let name: string = 'a'; //! KD0403: a module-level variable cannot have the type string
interface Holder extends Struct {
  text: string; //! KD0205: string cannot be a field or element
  //    ^^^^^^ fields are integers, bool, enums, references, functions, structs and FixedArrays
}
export function assignIndex(text: string): void {
  text[0] = 'x'; //! KD0302: string has no elements
}
export function compareOrder(a: string, b: string): bool {
  return a < b; //! KD0303: values of type string cannot be compared
}
export function repeatText(a: string): string {
  return a.repeat(3); //! KD0112: string has no method repeat in the dialect
}
export function lengthAssigned(a: string): void {
  a.length = 3; //! KD0306: `a.length` cannot be assigned to
}
export function charAtEnd(): u32 {
  return 'abc'.charCodeAt(3); //! KD0401: the index 3 is outside [0, 3)
}
export function charWithBig(a: string, i: u64): u32 {
  return a.charCodeAt(i); //! KD0310: an index is u32, not u64
  //                  ^ convert it: u32(i)
}
export function bytes(a: string): u8 {
  return a.charCodeAt(0); //! KD0203: expected u8, got u32
}
export function switchText(a: string): bool {
  return a === 'x' || a !== 'y'; //! KD0303: values of type string cannot be compared //! KD0303: values of type string cannot be compared
}
export function textPlusNumber(a: u32): string {
  return 'a' + a; //! KD0302: `+` is not defined for string
}
export function conditional(a: string | null): u32 {
  return a.length; //! KD0214: a is string | null and may be null here
}
export function viewFields(view: DataView): void {
  print(`${view.buffer}`); //! KD0112: DataView has no property buffer
  view.setFloat32(0, 1); //! KD0112: DataView has no method setFloat32 in the dialect
  view.getUint32(0) = 3; //! KD0306: `view.getUint32(0)` cannot be assigned to
}
export function viewWidths(view: DataView, offset: u64, value: u16): void {
  view.setUint8(offset, 1); //! KD0310: an index is u32, not u64
  view.setUint8(0, value); //! KD0203: expected u8, got u16
  view.setUint32(0, value); //! KD0203: expected u32, got u16
  view.setBigInt64(0, 5n, 1n); //! KD0203: expected bool, got u64
}
export function viewNew(): DataView {
  return new DataView(0, 1); //! KD0102: `new` is not part of the dialect
}
export function subViewWidths(view: DataView): DataView {
  return subView(view, 0n, 4); //! KD0203: expected u32, got a 64-bit literal
}
export function viewCompared(a: DataView, b: DataView): bool {
  return a === b; //! KD0303: values of type DataView cannot be compared
}
export function viewAsBool(a: DataView): void {
  if (a) print('x'); //! KD0211: a condition is a boolean, not DataView
}
let kept: DataView | null = null;
