/** Declarations that the dialect does not have. */
export class Counter { //! KD0103: a class is not part of the dialect
  value: u32 = 0;
  increment(): void {
    this.value += 1;
  }
}

abstract class Base {} //! KD0103: a class is not part of the dialect

class Derived extends Base {} //! KD0103: a class is not part of the dialect

namespace Inner { //! KD0103: a namespace is not part of the dialect
  export const x: u32 = 1;
}

declare module 'other' {} //! KD0103: a namespace is not part of the dialect

declare global { //! KD0103: a namespace is not part of the dialect
  interface Window {}
}

declare function external(a: u32): u32; //! KD0103: `declare` is not part of the dialect

declare const outside: u32; //! KD0103: `declare` is not part of the dialect

export async function later(): Promise<void> {} //! KD0103: async functions are not part of the dialect

export function* numbers(): Iterable<u32> { //! KD0103: generators are not part of the dialect
  yield 1;
}

export function noResultType(a: u32) { //! KD0201: the function noResultType has no result type
  return a;
}

export function noParameterType(a): u32 { //! KD0201: the parameter a has no type
  return 1;
}

export function optionalParameter(a?: u32): u32 { //! KD0108: a parameter cannot be optional, have a default, or collect the rest
  return 1;
}

export function defaultParameter(a: u32 = 1): u32 { //! KD0108: a parameter cannot be optional, have a default, or collect the rest
  return a;
}

export function restParameter(...all: u32[]): u32 { //! KD0108: a parameter cannot be optional, have a default, or collect the rest
  return 1;
}

export function destructuredParameter({ x }: { readonly x: u32 }): u32 { //! KD0102: destructuring is not part of the dialect
  return x;
}

export function thisNumber(this: u32): u32 { //! KD0102: `this` is not part of the dialect
  return 1;
}

export function thisParameter(this: Struct): u32 { //! KD0102: `this` is not part of the dialect //! KD0104: the type `Struct` is not part of the dialect
  return 1;
}

export function overloaded(a: u32): u32; //! KD0103: a function has one signature and a body
export function overloaded(a: u64): u64;
export function overloaded(a: u32 | u64): u32 | u64 { //! KD0207: a union consists of records //! KD0207: a union consists of records
//                            ^^^^^^^^^ use one type wide enough, a generic function, or records with a `kind`
  return a;
}

export const arrowConstant = (a: u32): u32 => a + 1; //! KD0106: an arrow function is only allowed where a function reference is expected

export let destructured: u32 = 0;
const { a, b } = { a: 1, b: 2 }; //! KD0102: destructuring is not part of the dialect
//    ^^^^^^^^ read the fields one by one

print('side effect'); //! KD0103: only declarations and static assertions stand outside functions

if (true) { //! KD0103: a statement outside functions is not part of the dialect
  print('top level');
}

for (const i of range(0, 3)) { //! KD0103: a statement outside functions is not part of the dialect
  print(`${i}`);
}

function predicate(a: u32 | null): a is u32 { //! KD0104: a type predicate is not part of the dialect
//                                 ^^^^^^^^ return bool; test with `!== null` or a switch
  return a !== null;
}

function asserting(a: bool): asserts a {} //! KD0104: a type predicate is not part of the dialect

declare interface DeclaredStruct extends Struct { //! KD0103: `declare` is not part of the dialect
  value: any; //! KD0104: the type `any`
}
declare type Declared = u32; //! KD0103: `declare` is not part of the dialect

declare enum Outside { //! KD0103: `declare` is not part of the dialect
  Red,
}
