/**
 * Which functions clang is asked to inline.
 *
 * Clang weighs a function by its size, and counts the failing paths of checks, which are never
 * executed, like everything else; so it leaves out of line what it inlines in the same program
 * without checks. A function that is called from one place is inlined anyway. One that is called
 * from two gets the keyword `inline`, which makes clang more willing: at most one copy is added.
 *
 * Used by: `emit.ts`.            Uses: `ir/uses.ts`.
 */

import type { Function } from '../ir/program.ts';
import { usesOf } from '../ir/uses.ts';

const CALLS = 2;

/** The functions among `functions` that are called from exactly two places and not otherwise used. */
export function findInlined(functions: readonly Function[]): ReadonlySet<Function> {
  const calls = new Map<Function, number>();
  const count = (called: Function, times: number): void => {
    calls.set(called, (calls.get(called) ?? 0) + times);
  };
  for (const each of functions) {
    const { called, referenced } = usesOf(each);
    for (const one of called) count(one, 1);
    // A reference may be called from anywhere.
    for (const one of referenced) count(one, Infinity);
  }
  return new Set(
    functions.filter((each) => calls.get(each) === CALLS && each.result.kind !== 'never'),
  );
}
