/** Calls and assignments. */
interface State extends Struct {
  count: u32;
  readonly limit: u32;
}
const LIMIT: u32 = 3;
enum Color {
  Red,
}

export function two(a: u32, b: u64): u32 {
  return a + u32(b);
}

export function tooFew(): u32 {
  return two(1); //! KD0001: Expected 2 arguments, but got 1. (TS2554)
  //     ^^^ a call gives every parameter a value
}

export function tooMany(): u32 {
  return two(1, 2n, 3); //! KD0001: Expected 2 arguments, but got 3. (TS2554)
}

export function swapped(): u32 {
  return two(2n, 1); //! KD0203: expected u32, got a 64-bit literal //! KD0203: expected u64, got a 32-bit literal
  //         ^^ write 2
  //             ^ write 1n
}

export function wrongStruct(color: Color): u32 {
  return takes(color); //! KD0203: expected State, got Color
}

export function takes(state: State): u32 {
  return state.count;
}

export function voidAsValue(): void {
  const a = nothing(); //! KD0203: the call has no result, but a value is needed
  print(`${two(nothing(), 1n)}`); //! KD0203: the call has no result, but a value is needed
}

export function nothing(): void {}

export function unknownFunction(): void {
  missing(3); //! KD0001: Cannot find name 'missing'. (TS2304)
//^^^^^^^ declare it, or import it from the module that exports it
}

export function misspelled(): void {
  tooo(1); //! KD0001: Cannot find name 'tooo'. (TS2552)
}

export function too(a: u32): void {
  print(`${a}`);
}

export function callsNumber(): u32 {
  return LIMIT(); //! KD0302: u32 cannot be called
}

export function newCall(): void {
  const a = new two(1, 2n); //! KD0102: `new` is not part of the dialect
  //        ^^^^^^^^^^^^^^ nothing is allocated by itself: use `zeroed()` storage or an allocator
}

export function toConstant(): void {
  LIMIT = 4; //! KD0306: `LIMIT` is a constant
//^^^^^ declare it with `let` if it changes
}

export function toLocalConstant(): void {
  const a: u32 = 1;
  a = 2; //! KD0306: Cannot assign to 'a' because it is a constant. (TS2588)
//^ declare it with `let` if it changes
  a++; //! KD0306: Cannot assign to 'a' because it is a constant. (TS2588)
}

export function toLoopConstant(): void {
  for (const i of range(0, 3)) i += 1; //! KD0306: Cannot assign to 'i' because it is a constant. (TS2588)
}

export function toFunction(): void {
  two = tooFew; //! KD0306: `two` is a function
}

export function toEnum(): void {
  Color.Red = 3; //! KD0306: `Red` is a constant
}

export function toReadonly(state: State): void {
  state.limit += 1; //! KD0306: Cannot assign to 'limit' because it is a read-only property. (TS2540)
}

export function toCall(): void {
  two(1, 2n) = 3; //! KD0306: `two(1, 2n)` cannot be assigned to
}

export function toLiteral(): void {
  3 = 4; //! KD0306: `3` cannot be assigned to
}

export function incrementBool(flag: bool): void {
  let a = flag;
  a++; //! KD0302: `++` is not defined for bool
}

export function incrementEnum(): void {
  let a: Color = Color.Red;
  a++; //! KD0302: `++` is not defined for Color
  a += 1; //! KD0302: `+` is not defined for Color
  //^^ convert the enum to an integer: u32(…)
}

export function incrementText(name: string): void {
  let a = name;
  a += 'x'; //! KD0302: `+` is not defined for string
}

export function enumFromInteger(a: u32): Color {
  return a; //! KD0203: expected Color, got u32
}

export function enumFromLiteral(): Color {
  return 0; //! KD0203: expected Color, got u32
}

export function enumToInteger(color: Color): u32 {
  return color; //! KD0203: expected u32, got Color
}

export function enumArithmetic(color: Color): u32 {
  return color + 1; //! KD0302: `+` is not defined for Color
}

export function enumOrder(a: Color, b: Color): bool {
  return a < b; //! KD0303: values of type Color cannot be compared
  //       ^ compare u32(…) of both
}

export function enumAndInteger(a: Color): bool {
  return a === 0; //! KD0303: Color and u32 cannot be compared
  //       ^^^ compare with a member of the enum
}

export function unknownMember(): Color {
  return Color.Green; //! KD0404: Color has no member Green
  //           ^^^^^ its members are Red
}

export function enumIndex(): void {
  print(Color[0]); //! KD0102: `Color` is not a value of the dialect
  //    ^^^^^ name a member; a message writes the name of an enum value: `${x}`
}

export function enumAsValue(): void {
  const c = Color; //! KD0102: `Color` is not a value of the dialect
}

export function structAsValue(): void {
  const s = State; //! KD0001: 'State' only refers to a type, but is being used as a value here. (TS2693)
  //        ^^^^^ a type has no value; sizeOf<T>() and zeroed() take types
}

export function moduleMissing(): void {
  Frame.alloc(); //! KD0001: Cannot find name 'Frame'. (TS2304)
}

export function integerMethod(a: u32): u32 {
  return a.value; //! KD0112: u32 has no property value
}

export function viewMisuse(view: DataView): void {
  view.setUint8(0, 256); //! KD0305: 256 does not fit u8
  //               ^^^ u8 holds [0, 255]
  view.setUint8(0, 1n); //! KD0203: expected u8, got a 64-bit literal
  //               ^^ write 1
  view.setBigUint64(0, 1); //! KD0203: expected u64, got a 32-bit literal
  print(`${view.getUint16(0n)}`); //! KD0203: expected u32, got a 64-bit literal
  print(`${view.getUint16(0, 1)}`); //! KD0203: expected bool, got u32
  //                         ^ write `true`
  print(`${view.getUint16()}`); //! KD0001: Expected 1-2 arguments, but got 0. (TS2554)
  //            ^^^^^^^^^ a call gives every parameter a value
  print(`${view.byteOffset}`); //! KD0112: DataView has no property byteOffset
  print(`${view[0]}`); //! KD0302: DataView has no elements
  view.byteLength = 3; //! KD0306: `view.byteLength` cannot be assigned to
  print(`${view.getUint16}`); //! KD0112: DataView has no property getUint16
}
