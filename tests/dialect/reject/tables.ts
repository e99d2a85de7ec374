/** Tables and storage. */
interface Item extends Struct {
  value: u32;
}
type Pair = { readonly a: u32 };

const TOO_SHORT: FixedArray<u32, 3> = [1, 2]; //! KD0212: the table has 2 elements, its type says 3
const TOO_LONG: FixedArray<u32, 1> = [1, 2]; //! KD0212: the table has 2 elements, its type says 1
const WRONG_TYPE: FixedArray<u32, 2> = [1, 2n]; //! KD0203: expected u32, got a 64-bit literal
const NOT_CONSTANT: FixedArray<u32, 1> = [compute()]; //! KD0701: this cannot be computed when the program is compiled
const OF_STRUCTS: FixedArray<Item, 1> = [{ value: 1 }]; //! KD0403: a table of Item cannot be written as a literal
//                                      ^^^^^^^^^^^^^^ use zeroed() storage and fill it when the module is initialised
const OF_ARRAYS: FixedArray<FixedArray<u8, 2>, 1> = [[1, 2]]; //! KD0403: a table of FixedArray<u8, 2> cannot be written as a literal
//                                                  ^^^^^^^^ use zeroed() storage and fill it when the module is initialised
const WITH_SPREAD: FixedArray<u32, 2> = [...[1, 2]]; //! KD0102: spread is not part of the dialect
const WITH_HOLE: FixedArray<u32, 2> = [1, ,]; //! KD0102: a hole in an array is not part of the dialect
const OF_RECORDS: FixedArray<Pair, 1> = zeroed(); //! KD0205: Pair cannot be a field or element
const OF_TEXTS: FixedArray<string, 2> = ['a', 'b']; //! KD0205: string cannot be a field or element
const OF_NULLABLE: FixedArray<u32 | null, 2> = zeroed(); //! KD0205: u32 | null cannot be a field or element
const OF_VIEWS: FixedArray<DataView, 2> = zeroed(); //! KD0205: DataView cannot be a field or element
const ZERO_LENGTH: FixedArray<u32, 0> = zeroed(); //! KD0212: the length of a FixedArray is an integer constant in [1, 2^30]
//                                 ^ write a number, or `typeof LENGTH` of a constant without type annotation
const NEGATIVE_LENGTH: FixedArray<u32, -1> = zeroed(); //! KD0212: the length of a FixedArray is an integer constant in [1, 2^30]
const EXPONENT_LENGTH: FixedArray<u32, 1e1> = zeroed(); //! KD0212: the length of a FixedArray is an integer constant in [1, 2^30]
const FRACTION_LENGTH: FixedArray<u32, 1.5> = zeroed(); //! KD0212: the length of a FixedArray is an integer constant in [1, 2^30]
const NO_LENGTH: FixedArray<u32, number> = zeroed(); //! KD0212: the length of a FixedArray is an integer constant in [1, 2^30]
const ANNOTATED: u32 = 4;
const LENGTH_OF_ANNOTATED: FixedArray<u32, typeof ANNOTATED> = zeroed(); //! KD0212: the length of a FixedArray is an integer constant in [1, 2^30]
const SCALAR: u32 = zeroed(); //! KD0403: zeroed() makes storage for structs and arrays, not for u32
const RECORD: Pair = zeroed(); //! KD0403: zeroed() makes storage for structs and arrays, not for Pair
const UNTYPED = zeroed(); //! KD0201: zeroed() does not know the type of its storage
let variable: Item = zeroed(); //! KD0403: a variable of type Item would need an initial reference
const NULLABLE: Item | null = zeroed(); //! KD0403: zeroed() makes storage for structs and arrays, not for Item | null

let variable: u32 = 3; //! KD0001: Cannot redeclare block-scoped variable 'variable'. (TS2451)
export function compute(): u32 {
  return variable;
}

export function local(): void {
  const item: Item = zeroed(); //! KD0310: zeroed() cannot be called here
  //                 ^^^^^^^^ zeroed() is the value of a module-level constant
  const table: FixedArray<u32, 2> = [1, 2]; //! KD0102: an array literal is only allowed as the value of a module-level constant
}

export function parameter(table: FixedArray<u32, 4>): u32 {
  return table[4] + table[1000] + table[3]; //! KD0401: the index 4 is outside [0, 4)
}

const TABLE: FixedArray<u8, 2> = [1, 2];
const LAST: u32 = 2;

export function constantIndex(): u8 {
  TABLE[0] = 5; //! KD0306: `TABLE` is a constant table
//^^^^^ use `zeroed()` storage for elements that change
  return TABLE[LAST]; //! KD0401: the index 2 is outside [0, 2)
}

export function negativeIndex(table: FixedArray<u32, 4>): u32 {
  return table[-1]; //! KD0305: -1 does not fit u32
}

export function bigIndex(table: FixedArray<u32, 4>, i: u64): u32 {
  return table[i]; //! KD0310: an index is u32, not u64
}

export function bigLiteralIndex(table: FixedArray<u32, 4>): u32 {
  return table[1n]; //! KD0203: expected u32, got a 64-bit literal
}

export function signedIndex(table: FixedArray<u32, 4>, i: i32): u32 {
  return table[i]; //! KD0310: an index is u32, not i32
}

export function textIndex(table: FixedArray<u32, 4>): u32 {
  return table['length']; //! KD0310: an index is u32, not string
}

export function wrongLength(table: FixedArray<u32, 4>): u32 {
  return parameter(EIGHT); //! KD0203: expected FixedArray<u32, 4>, got FixedArray<u32, 8>
}
const EIGHT: FixedArray<u32, 8> = zeroed();

export function wrongElement(): u32 {
  return parameter(BYTES); //! KD0203: expected FixedArray<u32, 4>, got FixedArray<u8, 4>
}
const BYTES: FixedArray<u8, 4> = zeroed();

export function assignWhole(table: FixedArray<FixedArray<u8, 2>, 2>): void {
  table[0] = table[1]; //! KD0402: FixedArray<u8, 2> lies inline and cannot be assigned as a whole
//^^^^^^^^ assign its fields or elements, or use copyMemory
}

export function assignLength(table: FixedArray<u32, 4>): void {
  table.length = 3; //! KD0306: `table.length` cannot be assigned to
}

export function indexOfInteger(a: u32): u32 {
  return a[0]; //! KD0302: u32 has no elements
}
