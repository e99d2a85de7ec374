/** Conditions are booleans; there is no truthiness. */
enum Color {
  Red,
  Green,
}
interface Node extends Struct {
  value: u32;
}

export function ifInteger(a: u32): void {
  if (a) print('x'); //! KD0211: a condition is a boolean, not u32
}

export function ifBig(a: u64): void {
  if (a) print('x'); //! KD0211: a condition is a boolean, not u64
}

export function ifMask(a: u32): void {
  if (a & 1) print('x'); //! KD0211: a condition is a boolean, not u32
}

export function whileInteger(a: u32): void {
  while (a) break; //! KD0211: a condition is a boolean, not u32
}

export function doInteger(a: u32): void {
  do {
    print('x');
  } while (a); //! KD0211: a condition is a boolean, not u32
}

export function forInteger(a: u32): void {
  for (let i: u32 = a; i; i--) print('x'); //! KD0211: a condition is a boolean, not u32
}

export function notInteger(a: u32): bool {
  return !a; //! KD0211: a condition is a boolean, not u32
}

export function andInteger(a: u32, b: bool): bool {
  return a && b; //! KD0211: a condition is a boolean, not u32
}

export function orInteger(a: u32, b: bool): bool {
  return b || a; //! KD0211: a condition is a boolean, not u32
}

export function ternaryInteger(a: u32): u32 {
  return a ? 1 : 2; //! KD0211: a condition is a boolean, not u32
}

export function ifEnum(color: Color): void {
  if (color) print('x'); //! KD0211: a condition is a boolean, not Color
}

export function ifString(name: string): void {
  if (name) print('x'); //! KD0211: a condition is a boolean, not string
}

export function ifStruct(node: Node): void {
  if (node) print('x'); //! KD0211: a condition is a boolean, not Node
}

export function ifFunction(): void {
  if (ifStruct) print('x'); //! KD0211: a condition is a boolean, not (Node) => void
}

export function ifCall(): void {
  if (ifFunction()) print('x'); //! KD0203: the call has no result, but a value is needed
}

export function assertInteger(a: u32): void {
  assert(a, 'test: a'); //! KD0211: a condition is a boolean, not u32
}

export function ifLiteral(): void {
  if (1) print('x'); //! KD0211: a condition is a boolean, not u32
}

export function boolAsInteger(a: bool): u32 {
  return a; //! KD0203: expected u32, got bool
}

export function boolSum(a: bool, b: bool): u32 {
  return a + b; //! KD0302: `+` is not defined for bool
}

export function boolToInteger(a: bool): u32 {
  return u32(a); //! KD0309: bool cannot be converted to u32
  //         ^ write `a ? 1 : 0`
}

export function integerAsBool(a: u32): bool {
  return a; //! KD0203: expected bool, got u32
}

export function boolBits(a: bool, b: bool): bool {
  return a & b; //! KD0302: `&` is not defined for bool
}

export function boolLess(a: bool, b: bool): bool {
  return a < b; //! KD0303: values of type bool cannot be compared
}

export function boolAndInteger(a: bool, b: u32): bool {
  return a === b; //! KD0303: bool and u32 cannot be compared
}

type Found = { readonly kind: 'some'; readonly value: u32 } | { readonly kind: 'none' };

export function variantInBranch(found: Found, isLate: bool): void {
  const chosen = isLate ? found : { kind: 'none' }; //! KD0201: the type of this expression is not known
  //             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ annotate the variable it is assigned to
  if (chosen.kind === 'none') print('none');
}

export function onlyNull(isLate: bool): void {
  const chosen = isLate ? null : null; //! KD0201: the type of this expression is not known
  if (chosen === null) print('none');
}
