/**
 * Functions in the order of their calls: each after those that it calls.
 *
 * A chain of calls may be longer than the stack of this process, so nobody goes through calls by
 * recursion.
 *
 * Used by: `lower/effects.ts`, `optimise/prove.ts`, `backend-c/outlining.ts`,
 *   `toolchain/stack-depth.ts`.            Uses: `program.ts`.
 */

import type { Function } from './program.ts';

/**
 * `start` and all that these functions call, each after those that it calls, but for circles.
 *
 * @param callsOf - what a function calls, in order; what comes twice counts once
 * @param onCircle  - told of each call that closes a circle: its functions, the caller being the last
 */
export function calleesFirst(
  start: Iterable<Function>,
  callsOf: (caller: Function) => Iterable<Function>,
  onCircle: (circle: readonly Function[]) => void,
): readonly Function[] {
  const done = new Set<Function>();
  const path: { readonly caller: Function; readonly callees: Iterator<Function> }[] = [];
  const depths = new Map<Function, number>();
  const enter = (caller: Function): void => {
    depths.set(caller, path.length);
    path.push({ caller, callees: new Set(callsOf(caller)).values() });
  };
  for (const first of start) {
    if (!done.has(first)) enter(first);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const next = step.callees.next();
      if (next.done === true) {
        path.pop();
        depths.delete(step.caller);
        done.add(step.caller);
        continue;
      }
      const depth = depths.get(next.value);
      if (depth !== undefined) onCircle(path.slice(depth).map(({ caller }) => caller));
      else if (!done.has(next.value)) enter(next.value);
    }
  }
  return [...done];
}
