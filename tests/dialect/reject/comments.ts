// @ts-nocheck //! KD0005: a comment does not change what is checked: `@ts-nocheck`
// ^^^^^^^^^^^ remove the comment, and repair what it was to hide
// @TS-NoCheck //! KD0005: a comment does not change what is checked: `@TS-NoCheck`
/// <reference types="node" /> //! KD0005: `/// <reference …>` is not part of the dialect
/// <reference path="../../../compiler/compile.ts" /> //! KD0005: `/// <reference …>` is not part of the dialect
// @ts-check //! KD0005: a comment does not change what is checked: `@ts-check`
/** Comments silence nothing: they are errors, and so is what they were to hide. */
type Pair = { readonly first: u32; readonly second: u32 };
const ONE: u32 = 1;

export function assignments(pair: Pair): void {
  // @ts-ignore //! KD0005: a comment does not change what is checked: `@ts-ignore`
  ONE = 2; //! KD0306: `ONE` is a constant
  /* @ts-expect-error //! KD0005: a comment does not change what is checked: `@ts-expect-error`
   */
  pair.first = 2; //! KD0306: `pair.first` cannot be assigned to
//^^^^^^^^^^ records are values: make a new one
}

// @ts-ignore //! KD0005: a comment does not change what is checked: `@ts-ignore`
export function missingReturn(condition: bool): u32 { //! KD0001: Function lacks ending return statement and return type does not include 'undefined'. (TS2366)
//                                              ^^^ return a value on every path, or end the path with panic(…)
  if (condition) return 1;
}

export function unassigned(): void {
  let c: u32;
  // @ts-ignore //! KD0005: a comment does not change what is checked: `@ts-ignore`
  print(`${c}`); //! KD0001: Variable 'c' is used before being assigned. (TS2454)
}

export function unknownName(): u32 {
  //@ts-expect-error //! KD0005: a comment does not change what is checked: `@ts-expect-error`
  return missing; //! KD0001: Cannot find name 'missing'. (TS2304)
}

export function unreachable(): u32 {
  return 1;
  /*
   * @ts-ignore //! KD0005: a comment does not change what is checked: `@ts-ignore`
   */
  print('never'); //! KD0001: Unreachable code detected. (TS7027)
}

export function nothingToHide(): void {
  // @ts-expect-error: nothing is //! KD0005: a comment does not change what is checked: `@ts-expect-error`
  // @ts-ignored letters behind the word //! KD0005: a comment does not change what is checked: `@ts-ignore`
}

/** What says `@ts-ignore` further inside a comment, or in a text, is none. */
export function mentioned(): void {
  // As in a comment with @ts-ignore in it.
  print('// @ts-ignore');
  print(`
// @ts-ignore ${ONE}
// @ts-nocheck`);
}
