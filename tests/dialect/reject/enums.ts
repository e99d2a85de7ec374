/** Enums are numeric constants. */
enum Empty {} //! KD0213: an enum has at least one member
enum Text {
  A = 'a', //! KD0213: enum members are integer constants in [0, 2^32)
}
enum Mixed {
  A,
  B = 'b', //! KD0213: enum members are integer constants in [0, 2^32)
}
enum Negative {
  A = -1, //! KD0213: enum members are integer constants in [0, 2^32)
}
enum Fraction {
  A = 1.5, //! KD0213: enum members are integer constants in [0, 2^32)
}
enum TooLarge {
  A = 0x1_0000_0000, //! KD0213: enum members are integer constants in [0, 2^32)
}
enum Computed {
  A = compute(), //! KD0213: enum members are integer constants in [0, 2^32)
}
enum Arithmetic {
  Power = 2 ** 3, //! KD0105: `**` is not part of the dialect
  Half = (3 / 2) * 2, //! KD0213: in integers this is 2, to TypeScript it is 3
//^^^^^^^^^^^^^^^^^^ write the number
  Exponent = 1e1, //! KD0213: enum members are computed from integers
//^^^^^^^^^^^^^^ write the number
  Wrapped = 1 << 33, //! KD0213: enum members are computed from integers
}
const enum Inlined {
  A,
}
declare enum Outside { //! KD0103: `declare` is not part of the dialect
  A,
}
enum Twice {
  A,
  A, //! KD0001: Duplicate identifier 'A'. (TS2300)
}
enum Quoted {
  'a b', //! KD0213: the name of an enum member is an identifier
}
enum OfBig {
  A = 1n, //! KD0213: enum members are integer constants in [0, 2^32)
}

export function compute(): u32 {
  return 3;
}

export function use(a: Inlined): u32 {
  return u32(a);
}

enum Shape {
  Round,
}

enum Taste {
  Sweet,
}

export function twoEnums(shape: Shape, taste: Taste): bool {
  return shape === taste; //! KD0303: Shape and Taste cannot be compared
  //           ^^^ compare u32(…) of both
}
