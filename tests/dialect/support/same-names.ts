/**
 * Names that a program of `run/` declares too, with other meanings.
 *
 * Used by: `same-names-in-two-modules.ts` and `same-names-in-generics.ts` of `tests/dialect/run`.
 * Uses: nothing.
 */

export interface Node extends Struct {
  large: FixedArray<u64, 3>;
}
export enum Kind {
  There = 9,
}
type Pair = { readonly b: u64 };
export type Both<T> = { readonly left: T; readonly right: T };

export const LIMIT: u32 = 3 * 4;
export const NAME = 'other';
const STATE: Node = zeroed();
let counter: u32 = 100;

export function next(): u32 {
  counter += 1;
  return counter;
}

/** Size of `T` in bytes: one instance per type, whatever its name. */
export function sizeIn<T>(): usize {
  return sizeOf<T>();
}

export function sizeOfOwn(): usize {
  return sizeIn<Node>();
}

export function fill(value: u64): void {
  for (const i of range(0, STATE.large.length)) STATE.large[i] = value;
}

export function sum(): u64 {
  let total: u64 = 0n;
  for (const value of STATE.large) total += value;
  return total;
}

export function make<T>(left: T, right: T): Both<T> {
  return { left, right };
}

export function first<T>(both: Both<T>): T {
  return both.left;
}

export function ownPair(): Pair {
  const pair: Pair = { b: 0xffff_ffff_ffff_ffffn };
  return first(make(pair, pair));
}
