/**
 * Which functions run only on the way to a panic.
 *
 * A function that does not return is run once at most, and so is what only such functions call.
 * Marked `cold`, they are made small instead of fast, and are not inlined into what is not: without
 * that, clang copies the formatting of numbers into every corner of the panic path.
 *
 * Used by: `emit.ts`.            Uses: `ir/uses.ts`.
 */

import type { Function } from '../ir/program.ts';
import { usesOf } from '../ir/uses.ts';

/** The functions among `functions` that are reached from `entryPoints` through a `never` function only. */
export function findCold(
  functions: readonly Function[],
  entryPoints: ReadonlySet<string>,
): ReadonlySet<Function> {
  const warm = new Set(functions.filter((each) => entryPoints.has(each.symbol)));
  const reach = (reached: Function): void => {
    if (reached.result.kind !== 'never') warm.add(reached);
  };
  // A set visits what is added to it while it is being visited.
  for (const each of warm) {
    const { called, referenced } = usesOf(each);
    called.forEach(reach);
    referenced.forEach(reach);
  }
  return new Set(functions.filter((each) => !warm.has(each)));
}
