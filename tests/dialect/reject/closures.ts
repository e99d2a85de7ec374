/** Function values are top-level functions, or arrow functions that capture nothing. */
type Operation = (a: u32) => u32;
let total: u32 = 0;

export function run(action: () => void): void {
  action();
}

export function apply(operation: Operation, a: u32): u32 {
  return operation(a);
}

export function capturesLocal(): void {
  const a: u32 = 3;
  run(() => print(`${a}`)); //! KD0106: `a` belongs to an enclosing function
  //                 ^ pass it as a parameter, or keep it in a module-level variable
}

export function capturesParameter(a: u32): u32 {
  return apply((b) => a + b, 1); //! KD0106: `a` belongs to an enclosing function
}

export function changesLocal(): u32 {
  let count: u32 = 0;
  run(() => {
    count += 1; //! KD0106: `count` belongs to an enclosing function
  });
  return count;
}

export function capturesLoopVariable(): void {
  for (const i of range(0, 3)) run(() => print(`${i}`)); //! KD0106: `i` belongs to an enclosing function
}

export function capturesOuterArrow(): void {
  run(() => {
    const a: u32 = 1;
    run(() => print(`${a}`)); //! KD0106: `a` belongs to an enclosing function
  });
}

export function moduleVariableIsFine(): void {
  run(() => {
    total += 1;
  });
}

export function inVariable(): void {
  const f = (a: u32): u32 => a; //! KD0106: an arrow function is only allowed where a function reference is expected
  //        ^^^^^^^^^^^^^^^^^^ declare a function at the top level
  const g: Operation = (a) => a + 1;
  print(`${g(1)}`);
}

export function returned(): Operation {
  return (a) => a;
}

export function calledAtOnce(): u32 {
  return ((a: u32): u32 => a)(3); //! KD0106: an arrow function is only allowed where a function reference is expected
}

export function wrongParameter(): u32 {
  return apply((a: u64) => 1, 1); //! KD0203: expected (u32) => u32, got (u64) => u32
}

export function wrongResult(): u32 {
  return apply((a) => 1n, 1); //! KD0203: expected u32, got a 64-bit literal
}

export function tooManyParameters(): u32 {
  return apply((a, b) => a, 1); //! KD0203: expected (u32) => u32, got a function of 2 parameters
  //           ^^^^^^^^^^^ name every parameter; one that is not used starts with `_`
}

export function fewerParameters(): u32 {
  return apply(() => 1, 1); //! KD0203: expected (u32) => u32, got a function of 0 parameters
}

export function wrongWidths(): u32 {
  return apply(takesByte, 1); //! KD0203: expected (u32) => u32, got (u8) => u8
}

export function takesByte(a: u8): u8 {
  return a;
}

export function fewerParametersByName(): u32 {
  return apply(constant, 1); //! KD0203: expected (u32) => u32, got () => u32
}

export function constant(): u32 {
  return 1;
}

export function asyncArrow(): void {
  run(async () => {}); //! KD0103: async functions are not part of the dialect
  //  ^^^^^ every call runs to its end before the next: leave `async` and `await` out
}

export function genericReference(): u32 {
  return apply(identity, 1); //! KD0209: `identity` is generic and can only be called
}

export function identity<T>(a: T): T {
  return a;
}

export function builtinReference(): u32 {
  return apply(u32, 1); //! KD0102: `u32` can only be called
  //           ^^^ wrap it in a function of your own to pass it on
}

export function boundMethod(action: () => void): void {
  action.call(null); //! KD0112: () => void has no method call
}

export function functionLength(): u32 {
  return run.length; //! KD0112: (() => void) => void has no property length
}

export function callInteger(a: u32): void {
  a(); //! KD0302: u32 cannot be called
}

export function callStruct(state: State): void {
  state(); //! KD0302: State cannot be called
}
interface State extends Struct {
  count: u32;
}

export function printFunction(): void {
  print(`${run}`); //! KD0802: (() => void) => void cannot be printed
}

export function orderFunctions(a: Operation, b: Operation): bool {
  return a < b; //! KD0303: values of type (u32) => u32 cannot be compared
}

function attempt(action: () => void): void {
  action();
}
export function bodiesWithoutEffect(): void {
  attempt(() => attempt); //! KD0101: this expression has no effect
  //            ^^^^^^^ the function has no result: its body is a call, or a block of statements
  attempt(() => 1 + 1); //! KD0101: this expression has no effect
  attempt(() => 'x'); //! KD0101: this expression has no effect
  attempt(() => (nothing()));
  attempt(() => nothing());
}
function nothing(): void {}
