/** More declarations of TypeScript: decorators, accessors, merging, require, top-level await. */
import fs = require('fs'); //! KD0103: `import … =` is not part of the dialect
import type Whole from '../accept/enums.ts'; //! KD0110: default imports are not part of the dialect

function decorate(target: u32): void {}

@decorate
export class Decorated {} //! KD0103: a class is not part of the dialect
//           ^^^^^^^^^ use an interface that extends Struct, and functions

abstract class Shape { //! KD0103: a class is not part of the dialect
  abstract area(): u32;
  get side(): u32 {
    return 1;
  }
  static count: u32 = 0;
  #secret: u32 = 1;
  constructor(private x: u32) {}
}

enum Merged {
  A,
}
enum Merged { //! KD0103: Merged is declared twice
//   ^^^^^^ write all its members in one declaration
  B = 1,
}

interface Twice extends Struct {
  a: u32;
}
interface Twice extends Struct { //! KD0103: Twice is declared twice
//        ^^^^^ write all its members in one declaration
  b: u32;
}

export type { Merged }; //! KD0110: export lists are not part of the dialect
export import Alias = Inner.x; //! KD0103: `import … =` is not part of the dialect
namespace Inner { //! KD0103: a namespace is not part of the dialect
//        ^^^^^ a module is a file: give it one, and write `import * as Name from './name.ts'`
  export const x: u32 = 1;
}

type Conditional<T> = T extends u32 ? u8 : u16; //! KD0104: a conditional type is not part of the dialect
//                    ^^^^^^^^^^^^^^^^^^^^^^^^ write the type itself
export function useConditional(a: Conditional<u32>): u8 {
  return a;
}

export function typeParameterDefault<T extends u32 = u32>(a: T): T {
  return a;
}

export const enum Inlined {
  A = 'a', //! KD0213: enum members are integer constants in [0, 2^32)
//^^^^^^^ use string constants as the discriminant of a union instead
}

export let one: u32 = 1, two: u32 = one; //! KD0701: this cannot be computed when the program is compiled
export const fromLet: u32 = one; //! KD0701: this cannot be computed when the program is compiled
export const method = { run(): void {} }; //! KD0204: the type of this object is not known
export const list: readonly u32[] = [1, 2]; //! KD0104: an array of no fixed length is not part of the dialect
//                          ^^^^^ use `FixedArray<T, N>`
export const tuple: [u32, u32] = [1, 2]; //! KD0104: a tuple is not part of the dialect
//                  ^^^^^^^^^^ use a record: `{ readonly first: T; … }`
export const regex = /x/; //! KD0102: a regular expression is not part of the dialect
//                   ^^^ go through the characters with charCodeAt
export const date = new Date(); //! KD0102: `new` is not part of the dialect
export const cast = 3 as u32; //! KD0109: type assertions are not part of the dialect
export const nullish = null ?? 3; //! KD0105: `??` is not part of the dialect

export default interface Unnamed extends Struct { //! KD0110: default exports are not part of the dialect
//     ^^^^^^^ export it under its name
  value: u32;
}
