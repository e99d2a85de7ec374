/** Operators of JavaScript that the dialect does not have. */
interface Node extends Struct {
  value: u32;
  next: Node | null;
}

export function looseEqual(a: u32, b: u32): bool {
  return a == b; //! KD0304: `==` compares after conversions
}

export function looseUnequal(a: u32, b: u32): bool {
  return a != b; //! KD0304: `!=` compares after conversions
}

export function power(a: u32): u32 {
  return a ** 2; //! KD0105: `**` is not part of the dialect
}

export function powerAssignment(a: u32): u32 {
  let x = a;
  x **= 2; //! KD0105: `**=` is not part of the dialect
  return x;
}

export function comma(a: u32, b: u32): u32 {
  return (a, b); //! KD0105: `,` is not part of the dialect
}

export function commaInFor(): void {
  for (let i: u32 = 0, j: u32 = 9; i < j; i++, j--) print(`${i}`); //! KD0105: `,` is not part of the dialect
}

export function inOperator(node: Node): bool {
  return 'value' in node; //! KD0105: `in` is not part of the dialect
}

export function typeOf(a: u32): bool {
  return typeof a === 'number'; //! KD0102: `typeof` is not part of the dialect
}

export function deletes(node: Node): void {
  delete node.next; //! KD0102: `delete` is not part of the dialect
}

export function voids(a: u32): void {
  void a; //! KD0102: `void` is not part of the dialect
}

export function plus(a: u32): u32 {
  return +a; //! KD0105: unary `+` is not part of the dialect
}

export function nullish(a: u32 | null): u32 {
  return a ?? 0; //! KD0105: `??` is not part of the dialect
}

export function nullishAssignment(node: Node): void {
  node.next ??= node; //! KD0105: `??=` is not part of the dialect
}

export function andAssignment(flag: bool): bool {
  let x = flag;
  x &&= false; //! KD0105: `&&=` is not part of the dialect
  return x;
}

export function orAssignment(flag: bool): bool {
  let x = flag;
  x ||= true; //! KD0105: `||=` is not part of the dialect
  return x;
}

export function optionalChain(node: Node | null): u32 {
  return node?.value ?? 0; //! KD0105: `??` is not part of the dialect //! KD0102: `?.` is not part of the dialect
}

export function optionalElement(table: FixedArray<u32, 4> | null): void {
  print(`${table?.[0]}`); //! KD0102: `?.` is not part of the dialect
}

export function optionalCall(action: (() => void) | null): void {
  action?.(); //! KD0102: `?.` is not part of the dialect
}

export function unsignedShiftOfSigned(a: i32): i32 {
  return a >>> 1; //! KD0302: `>>>` is not defined for signed integers
}

export function unsignedShiftAssignment(a: u32): u32 {
  let x = a;
  x >>>= 1; //! KD0105: `>>>=` is not part of the dialect
  return x;
}

export function bigUnsignedShift(a: u64): u64 {
  return a >>> 1n; //! KD0302: `>>>` is not defined for 64-bit integers
}

export function assignmentAsValue(a: u32): u32 {
  let x: u32 = 0;
  let y: u32 = (x = a); //! KD0111: an assignment is a statement, not a value
  //            ^^^^^ assign on a line of its own
  return y;
}

export function assignmentInCondition(a: bool): void {
  let x: bool = false;
  if ((x = a)) print('x'); //! KD0111: an assignment is a statement, not a value
}

export function incrementAsValue(a: u32): u32 {
  let x = a;
  return x++; //! KD0111: `++` and `--` are statements
  //     ^^^ write them on a line of their own
}

export function decrementAsArgument(a: u32): void {
  let x = a;
  print(`${--x}`); //! KD0111: `++` and `--` are statements
}

export function chain(): void {
  let a: u32 = 0;
  let b: u32 = 0;
  a = b = 1; //! KD0111: an assignment is a statement, not a value
}

export function instance(node: Node): bool {
  return node instanceof Node; //! KD0105: `instanceof` is not part of the dialect
}

export function creates(): void {
  const x = new DataView(); //! KD0102: `new` is not part of the dialect
}
