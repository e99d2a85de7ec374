/**
 * Checks over the call graph: no recursion.
 *
 * The stack of a kernel is small and its depth is computed when it is built, so a function may not
 * reach itself. Calls that never return (panics) do not count: nothing comes back from them.
 *
 * Used by: `program.ts`.            Uses: the calls that lowering recorded.
 * Not handled here: calls through function references, which no function names.
 */

import type ts from 'typescript';

import type { Function } from '../ir/program.ts';
import type { LoweringContext } from './context.ts';

interface Edge {
  readonly callee: Function;
  readonly node: ts.Node;
}

/** Reports each cycle of calls once, at the call that closes it. */
export function checkRecursion(context: LoweringContext): void {
  const done = new Set<Function>();
  const path: Function[] = [];
  const visit = (caller: Function): void => {
    path.push(caller);
    for (const { callee, node } of edgesOf(context, caller)) {
      const start = path.indexOf(callee);
      if (start >= 0) reportCycle(context, path.slice(start), node);
      else if (!done.has(callee)) visit(callee);
    }
    path.pop();
    done.add(caller);
  };
  for (const caller of context.calls.keys()) {
    if (!done.has(caller)) visit(caller);
  }
}

function edgesOf(context: LoweringContext, caller: Function): readonly Edge[] {
  return (context.calls.get(caller) ?? []).filter(({ callee }) => callee.result.kind !== 'never');
}

function reportCycle(context: LoweringContext, cycle: readonly Function[], node: ts.Node): void {
  const names = [...cycle, ...cycle.slice(0, 1)].map((member) => member.name);
  context.report(
    'KD0502',
    node,
    names.length === 2
      ? `${names[0] ?? ''} calls itself`
      : `these functions call each other in a circle: ${names.join(' → ')}`,
    'use a loop; the depth of the stack is fixed when the kernel is built',
  );
}
