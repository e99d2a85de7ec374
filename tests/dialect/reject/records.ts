/** Records: declarations, literals, fields. */
type Point = { readonly x: u32; readonly y: u32 };
type Empty = {}; //! KD0206: a record has at least one field
type Mutable = { x: u32 }; //! KD0206: the field x of a record is not readonly
//               ^^^^^^ records are values: mark every field `readonly`, or extend Struct to describe memory
type Contains = { readonly inner: Contains }; //! KD0208: Contains contains itself
type ContainsNull = { readonly inner: ContainsNull | null }; //! KD0208: ContainsNull contains itself
interface Plain {} //! KD0206: a record has at least one field
type Other = { readonly x: u32; readonly y: u32 };

export function missingField(): Point {
  return { x: 1 }; //! KD0204: the field y of Point is missing
}

export function extraField(): Point {
  return { x: 1, y: 2, z: 3 }; //! KD0204: Point has no field z
  //                   ^ its fields are x, y
}

export function wrongField(): Point {
  return { x: 1, y: 2n }; //! KD0203: expected u32, got a 64-bit literal
}

export function tooLarge(): Point {
  return { x: 1, y: 4294967296 }; //! KD0305: 4294967296 does not fit u32
}

export function twice(): Point {
  return { x: 1, y: 2, x: 3 }; //! KD0204: the field x is given twice
}

export function assignField(point: Point): void {
  point.x = 3; //! KD0306: `point.x` cannot be assigned to
}

export function unknownField(point: Point): u32 {
  return point.z; //! KD0404: Point has no field z
  //           ^ its fields are x, y
}

export function compare(a: Point, b: Point): bool {
  return a === b; //! KD0303: values of type Point cannot be compared
}

export function printed(point: Point): void {
  print(`${point}`); //! KD0802: Point cannot be printed
}

export function nominal(point: Point): Other {
  return point; //! KD0203: expected Other, got Point
}

export function untyped(): void {
  const point = { x: 1, y: 2 }; //! KD0204: the type of this object is not known
  print(`${point.x}`);
}

export function forScalar(): u32 {
  return { x: 1 }; //! KD0204: expected u32, got an object
  //     ^^^^^^^^ annotate the variable or result it is for with a record type
}

export function shorthandUnknown(): Point {
  return { x, y: 1 }; //! KD0001: No value exists in scope for the shorthand property 'x'. Either declare one or provide an initializer. (TS18004)
}

export function method(): Point {
  return { x: 1, y() {} }; //! KD0102: objects have no methods in the dialect
}

export function quoted(): Point {
  return { 'x': 1, y: 2 }; //! KD0102: the name of a field is an identifier
}

export function computed(name: string): Point {
  return { [name]: 1, y: 2 }; //! KD0102: the name of a field is an identifier
}

export function indexed(point: Point): u32 {
  return point['x']; //! KD0302: Point has no elements
  //     ^^^^^^^^^^ write point.x
}

export function address(point: Point): VirtAddr {
  return addressOf(point); //! KD0310: Point has no address
}

export function nullField(): Point {
  return { x: null, y: 1 }; //! KD0203: expected u32, which is never null
}

export function noVariant(): Result {
  return { tables: 1 }; //! KD0207: the variant is not known: the field kind is missing
  //     ^^^^^^^^^^^^^ write `kind: 'mapped'` or another variant in place
}

export function wrongTag(): Result {
  return { kind: 'map', tables: 1 }; //! KD0203: there is no variant 'map'
}

export function wrongVariantField(): Result {
  return { kind: 'none', tables: 1 }; //! KD0204: Result has no field tables
  //                     ^^^^^^ leave it out
}

export function missingVariantField(): Result {
  return { kind: 'mapped' }; //! KD0204: the field tables of Result is missing
}

export function tagFromVariable(kind: string): Result {
  return { kind, tables: 1 }; //! KD0207: the variant is not known: kind is not a string constant
}

export function notNarrowed(result: Result): u32 {
  return result.tables; //! KD0311: which variant of Result this is, is not known here
  //     ^^^^^^^^^^^^^ test `result.kind === '…'` first
}

export function wronglyNarrowed(result: Result): u32 {
  if (result.kind === 'none') return result.tables; //! KD0404: the variant 'none' of Result has no field tables
  return 0;
}

export function tagAsValue(result: Result): string {
  return result.kind; //! KD0311: kind can only be compared with a constant or switched on
  //     ^^^^^^^^^^^ write `result.kind === 'mapped'`, or a switch
}

export function tagPrinted(result: Result): void {
  print(`${result.kind}`); //! KD0311: kind can only be compared with a constant or switched on
}

export function tagCompared(a: Result, b: Result): bool {
  return a.kind === b.kind; //! KD0311: kind can only be compared with a constant or switched on
}

export function unknownTag(result: Result): bool {
  return result.kind === 'other'; //! KD0203: there is no variant 'other'
}
type Result = { readonly kind: 'mapped'; readonly tables: u32 } | { readonly kind: 'none' };
type SameTag = { readonly kind: 'a'; readonly x: u32 } | { readonly kind: 'a' }; //! KD0207: two variants have the same kind
type NoTag = { readonly x: u32 } | { readonly y: u32 }; //! KD0207: no property tells the variants apart
//           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ give each variant a field such as `readonly kind: 'mapped'`
type WithScalar = { readonly kind: 'a' } | u32; //! KD0207: a union consists of records
type WithStruct = { readonly kind: 'a' } | Node; //! KD0207: a union consists of records
interface Node extends Struct {
  value: u32;
}
type NumberTag = { readonly kind: 1 } | { readonly kind: 2 }; //! KD0207: no property tells the variants apart
type BoolTag = { readonly ok: true; readonly value: u32 } | { readonly ok: false }; //! KD0207: no property tells the variants apart
type Variant = { readonly kind: 'alone'; readonly x: u32 }; //! KD0207: one variant of a union is not a type of values
//                              ^^^^^^^ name the union that it is part of; for a record of its own leave this field out
export function variantAlone(variant: Variant): u32 {
  return variant.x;
}

export function inPlace(a: { readonly x: u32 }, b: { readonly y: u64 }): { readonly x: u32 } {
  const first: { readonly y: u64 } = a; //! KD0203: expected { y: u64 }, got { x: u32 }
  const second: { readonly x: u32 } = { y: 1n }; //! KD0204: { x: u32 } has no field y
  //                                    ^ its fields are x
  print(`${first.y} ${second.x} ${b.y}`);
  return a; //! KD0203: expected { x: u32 }, got another type that is written alike
}

const POINT: Point = { x: 1, y: 2 };
export const SPREAD: Point = { ...POINT, x: 1, y: 2 }; //! KD0102: spread is not part of the dialect
export const QUOTED: Point = { 'x': 1, y: 2 }; //! KD0102: the name of a field is an identifier
export const COMPUTED: Point = { x: POINT.y, y: missing() }; //! KD0701: this cannot be computed when the program is compiled //! KD0701: this cannot be computed when the program is compiled
function missing(): u32 {
  return 1;
}
