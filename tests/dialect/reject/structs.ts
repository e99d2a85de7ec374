/** Structs: their declarations and the use of their fields. */
interface Empty extends Struct {} //! KD0206: the struct Empty has no fields
interface Inner extends Struct {
  value: u32;
}
interface ContainsItself extends Struct {
  inner: ContainsItself; //! KD0208: ContainsItself contains itself
}
interface ContainsArrayOfItself extends Struct {
  inner: FixedArray<ContainsArrayOfItself, 2>; //! KD0208: ContainsArrayOfItself contains itself
}
interface CircleA extends Struct {
  other: CircleB;
}
interface CircleB extends Struct {
  other: CircleA; //! KD0208: CircleB contains itself
}
interface WithText extends Struct {
  text: string; //! KD0205: string cannot be a field or element
}
interface WithView extends Struct {
  view: DataView; //! KD0205: DataView cannot be a field or element
  //    ^^^^^^^^ fields are integers, bool, enums, references, functions, structs and FixedArrays
}
interface WithRecord extends Struct {
  record: { readonly a: u32 }; //! KD0205: { readonly a: u32 } cannot be a field or element
  //      ^^^^^^^^^^^^^^^^^^^ fields are integers, bool, enums, references, functions, structs and FixedArrays
}
interface WithNullable extends Struct {
  count: u32 | null; //! KD0205: u32 | null cannot be a field or element
  //     ^^^^^^^^^^ keep the value and a separate bool field, or a value that means none
}
interface WithUnion extends Struct {
  state: { readonly kind: 'a' } | { readonly kind: 'b' }; //! KD0205: … cannot be a field or element
}
interface WithNumber extends Struct {
  count: number; //! KD0202: number has no width
}
interface WithAny extends Struct {
  thing: any; //! KD0104: the type `any` is not part of the dialect
}
interface WithVoid extends Struct {
  nothing: void; //! KD0205: void cannot be a field or element
}
interface Derived extends Inner { //! KD0206: an interface extends Struct, Packed, or nothing
//                        ^^^^^ put the other struct into a field: nested structs lie inline
  more: u32;
}
interface Two extends Struct, Inner { //! KD0206: an interface extends Struct, Packed, or nothing
  more: u32;
}
interface Mutable {
  count: u32; //! KD0206: the field count of a record is not readonly
}
interface WithMethod extends Struct {
  run(): void; //! KD0103: structs and records have named fields only
}
interface Twice extends Struct {
  a: u32;
  a: u32; //! KD0001: Duplicate identifier 'a'. (TS2300)
}

interface Outer extends Struct {
  inner: Inner;
  readonly fixed: u32;
  link: Outer | null;
  table: FixedArray<u32, 4>;
}

export function unknownField(outer: Outer): u32 {
  return outer.missing; //! KD0404: Outer has no field missing
  //           ^^^^^^^ its fields are inner, fixed, link, table
}

export function setUnknown(outer: Outer): void {
  outer.missing = 3; //! KD0404: Outer has no field missing
}

export function setReadonly(outer: Outer): void {
  outer.fixed = 3; //! KD0306: Cannot assign to 'fixed' because it is a read-only property. (TS2540)
}

export function assignInline(outer: Outer, inner: Inner): void {
  outer.inner = inner; //! KD0402: Inner lies inline and cannot be assigned as a whole
//^^^^^^^^^^^ assign its fields or elements, or use copyMemory
}

export function assignArray(outer: Outer): void {
  outer.table = outer.table; //! KD0402: FixedArray<u32, 4> lies inline and cannot be assigned as a whole
//^^^^^^^^^^^ assign its fields or elements, or use copyMemory
}

export function literal(): void {
  const inner: Inner = { value: 1 }; //! KD0204: expected Inner, got an object
}

export function returnsLiteral(): Inner {
  return { value: 1 }; //! KD0204: expected Inner, got an object
}

export function wrongStruct(inner: Inner): Outer {
  return inner; //! KD0203: expected Outer, got Inner
}

export function sameShape(a: Inner): Other {
  return a; //! KD0203: expected Other, got Inner
}
interface Other extends Struct {
  value: u32;
}

export function compareStructs(a: Inner, b: Other): bool {
  return a === b; //! KD0303: Inner and Other cannot be compared
}

export function orderStructs(a: Inner, b: Inner): bool {
  return a < b; //! KD0303: values of type Inner cannot be compared
}

export function addStructs(a: Inner, b: Inner): u32 {
  return a + b; //! KD0302: `+` is not defined for Inner
}

export function printStruct(a: Inner): void {
  print(`${a}`); //! KD0802: Inner cannot be printed
}

export function quotedField(a: Inner): u32 {
  return a['value']; //! KD0302: Inner has no elements
  //     ^^^^^^^^^^ write a.value
}

export function sizeOfText(): usize {
  return sizeOf<string>(); //! KD0205: string cannot be a field or element
}

export function offsetOfScalar(): usize {
  return offsetOf<u32>('x'); //! KD0310: u32 is not a struct
}

export function offsetInVariable(name: string): usize {
  return offsetOf<Inner>(name); //! KD0803: the name of the field is a string constant
}

export function addressOfScalar(a: u32): VirtAddr {
  return addressOf(a); //! KD0310: u32 has no address
}

export function addressOfField(a: Inner): VirtAddr {
  return addressOf(a.value); //! KD0310: u32 has no address
}

export function wrongFieldType(outer: Outer): void {
  outer.link = outer.inner; //! KD0203: expected Outer | null, got Inner
}
