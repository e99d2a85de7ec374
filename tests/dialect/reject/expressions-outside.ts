/** Expressions of TypeScript that the dialect does not have. */
interface Pair extends Struct {
  a: u32;
  b: u32;
}
type Point = { readonly x: u32; readonly y: u32 };

export function asAssertion(a: u32): u64 {
  return a as unknown as u64; //! KD0109: type assertions are not part of the dialect
}

export function asConst(): u32 {
  const x = 4 as const; //! KD0109: type assertions are not part of the dialect
  return x;
}

export function angleAssertion(a: u32): i32 {
  return <i32>a; //! KD0109: type assertions are not part of the dialect
}

export function satisfying(): Point {
  return { x: 1, y: 2 } satisfies Point; //! KD0109: type assertions are not part of the dialect
}

export function nonNull(p: Pair | null): u32 {
  return p!.a; //! KD0109: `!` would hide a null
}

export function regularExpression(): void {
  const pattern = /a+/; //! KD0102: a regular expression is not part of the dialect
}

export function arrayLiteral(): u32 {
  const list = [1, 2, 3]; //! KD0102: an array literal is only allowed as the value of a module-level constant
  return 0;
}

export function spreadCall(): void {
  const args = [1, 2]; //! KD0102: an array literal is only allowed as the value of a module-level constant
  min(...args); //! KD0102: spread is not part of the dialect
}

export function spreadObject(p: Point): Point {
  return { ...p, x: 2 }; //! KD0102: spread is not part of the dialect
}

export function functionExpression(): void {
  const f = function (): void {}; //! KD0106: function expressions are not part of the dialect
  //        ^^^^^^^^^^^^^^^^^^^^ declare a function at the top level, or pass an arrow function that captures nothing
}

export function arrowValue(): void {
  const f = (): void => {}; //! KD0106: an arrow function is only allowed where a function reference is expected
}

export function objectWithoutType(): void {
  const point = { x: 1, y: 2 }; //! KD0204: the type of this object is not known
}

export function computedName(): Point {
  return { ['x']: 1, y: 2 }; //! KD0102: the name of a field is an identifier
}

export function methodInObject(): void {
  const object = { run(): void {} }; //! KD0204: the type of this object is not known
}

export function getter(): void {
  const object = { //! KD0204: the type of this object is not known
    get value(): u32 {
      return 1;
    },
  };
}

export function taggedTemplate(): void {
  print(hex`12`); //! KD0102: a tagged template is not part of the dialect
}

export function templateValue(a: u32): string {
  return `value ${a}`; //! KD0801: a template literal is only allowed as the argument of print, log or panic
}

export function templateArgument(a: u32): void {
  assert(a > 1, `a is ${a}`); //! KD0801: a template literal is only allowed as the argument of print, log or panic
}

export function concatenation(name: string): string {
  return 'hello ' + name; //! KD0302: `+` is not defined for string
}

export function stringCompare(name: string): bool {
  return name === 'x'; //! KD0303: values of type string cannot be compared
  //          ^^^ use an enum; strings are for messages
}

export function stringIndex(name: string): string {
  return name[0]; //! KD0302: string has no elements
  //     ^^^^^^^ read a character with charCodeAt(i)
}

export function stringMethod(name: string): string {
  return name.slice(1); //! KD0112: string has no method slice in the dialect
  //          ^^^^^ strings are constants: they have length and charCodeAt
}

export function classExpression(): void {
  const C = class {}; //! KD0102: a class is not part of the dialect
}

export function usesThis(): u32 {
  return this.value; //! KD0102: `this` is not part of the dialect
}

export function usesUndefined(): void {
  const x = undefined; //! KD0102: `undefined` is not part of the dialect
}

export function usesArguments(): u32 {
  return arguments.length; //! KD0102: `arguments` is not part of the dialect
}

export function yields(): void {
  const x = new.target; //! KD0102: a meta property is not part of the dialect
}

export function meta(): void {
  const x = import.meta; //! KD0102: a meta property is not part of the dialect
}

export function dynamicImport(): void {
  import('./x.ts'); //! KD0102: `import(…)` is not part of the dialect
}

export function destructuredObject(p: Point): u32 {
  const { x, y } = p; //! KD0102: destructuring is not part of the dialect
  return x + y;
}

export function destructuredArray(table: FixedArray<u32, 2>): u32 {
  const [first, second] = table; //! KD0102: destructuring is not part of the dialect
  return first + second;
}

export function destructuringAssignment(): void {
  let a: u32 = 1;
  let b: u32 = 2;
  [a, b] = [b, a]; //! KD0306: `[a, b]` cannot be assigned to
}

export function float(): u32 {
  return 1.5; //! KD0202: 1.5 is not an integer literal
  //     ^^^ there are integers only; write all digits, `_` may group them
}

export function exponent(): u32 {
  return 1e3; //! KD0202: 1e3 is not an integer literal
  //     ^^^ there are integers only; write all digits, `_` may group them
}
