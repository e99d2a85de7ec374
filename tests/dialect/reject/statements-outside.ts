/** Statements of TypeScript that the dialect does not have. */
export function throwing(code: u32): void {
  if (code > 3) throw code; //! KD0101: `throw` is not part of the dialect
}

export function catching(): void {
  try { //! KD0101: `try` is not part of the dialect
    print('a');
  } catch {
    print('b');
  }
}

export function finallyOnly(): void {
  try { //! KD0101: `try` is not part of the dialect
    print('a');
  } finally {
    print('b');
  }
}

export function forIn(): void {
  for (const key in { a: 1 }) print(key); //! KD0101: `for…in` is not part of the dialect
}

export function nestedFunction(): void {
  function inner(): void {} //! KD0101: a function inside a function is not part of the dialect
  inner();
}

export function localClass(): void {
  class Point {} //! KD0101: a class is not part of the dialect
}

export function localTypes(): u32 {
  interface Local extends Struct { //! KD0101: a type inside a function is not part of the dialect
    value: u32;
  }
  type Alias = u32; //! KD0101: a type inside a function is not part of the dialect
  enum Color { //! KD0101: an enum inside a function is not part of the dialect
    Red,
  }
  return 1;
}

export function debug(): void {
  debugger; //! KD0101: `debugger` is not part of the dialect
}

export function oldVariable(): u32 {
  var count: u32 = 1; //! KD0101: `var` is not part of the dialect
  return count;
}

export function oldVariableInHead(table: FixedArray<u32, 2>): u32 {
  for (var i of range(0, 3)) print(`${i}`); //! KD0101: `var` is not part of the dialect
  for (var y of table) print(`${y}`); //! KD0101: `var` is not part of the dialect
  for (var y of table) print(`${y}`); //! KD0101: `var` is not part of the dialect
  for (var j: u32 = 0; j < 2; j += 1) print(`${j}`); //! KD0101: `var` is not part of the dialect
  return 0;
}

export function uselessName(count: u32): void {
  count; //! KD0101: this expression has no effect
}

export function uselessSum(count: u32): void {
  count + 1; //! KD0101: this expression has no effect
}

export function uselessComparison(count: u32): void {
  count === 1; //! KD0101: this expression has no effect
}

export function uselessLiteral(): void {
  42; //! KD0101: this expression has no effect
}

export function uselessCondition(flag: bool): void {
  flag && true; //! KD0101: this expression has no value
}

export function conditionalCall(flag: bool): void {
  flag && print('x'); //! KD0101: this expression has no value
}

export function ternaryCall(flag: bool): void {
  flag ? print('x') : print('y'); //! KD0101: this expression has no value
}
