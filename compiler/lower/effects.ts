/**
 * Checks over the call graph: no recursion, and no allocation where `'no alloc'` forbids it.
 *
 * The stack of a kernel is small and its depth is computed when it is built, so a function may not
 * reach itself. Only calls that start a panic, of a panic function (`isPanicFunction`) by a function
 * that is none, are not followed: what reports a panic may fail itself, and the panic module ends
 * that. Other functions that never return are followed: their callers' frames stay on the stack.
 *
 * Used by: `program.ts`.            Uses: the calls that lowering recorded.
 * Not handled here: recursion through function references; the computation of the deepest stack
 * (`compiler/toolchain/stack-depth.ts`) finds it.
 */

import type ts from 'typescript';

import { sayChain } from '../diagnostics/chain.ts';
import { calleesFirst } from '../ir/call-order.ts';
import { type Function, functionType, isPanicFunction } from '../ir/program.ts';
import { sameType } from '../ir/types.ts';
import type { LoweringContext } from './context.ts';

interface Edge {
  readonly callee: Function;
  readonly node: ts.Node;
}

/** Reports each cycle of calls once, at the call that closes it. */
export function checkRecursion(context: LoweringContext): void {
  const calleesOf = (caller: Function): readonly Function[] =>
    edgesOf(context, caller).map(({ callee }) => callee);
  calleesFirst(context.calls.keys(), calleesOf, (circle) => {
    const [first] = circle;
    const last = circle.at(-1);
    if (last === undefined) return;
    for (const { callee, node } of edgesOf(context, last)) {
      if (callee === first) reportCycle(context, circle, node);
    }
  });
}

function edgesOf(context: LoweringContext, caller: Function): readonly Edge[] {
  const { panic } = context.support;
  const calls = context.calls.get(caller) ?? [];
  if (isPanicFunction(caller, panic)) return calls;
  return calls.filter(({ callee }) => !isPanicFunction(callee, panic));
}

function reportCycle(context: LoweringContext, cycle: readonly Function[], node: ts.Node): void {
  const names = [...cycle, ...cycle.slice(0, 1)].map((member) => member.name);
  context.report(
    'KD0502',
    node,
    names.length === 2
      ? `${names[0] ?? ''} calls itself`
      : `these functions call each other in a circle: ${sayChain(names)}`,
    'use a loop; the depth of the stack is fixed when the kernel is built',
  );
}

/**
 * Reports each function marked `'no alloc'` that can reach one tagged `@allocates`. A call through a
 * reference may reach every function of its type whose reference is taken anywhere.
 */
export function checkAllocation(context: LoweringContext): void {
  for (const [marked, directive] of context.noAlloc) {
    const path = pathToAllocation(context, marked);
    if (path === null) continue;
    const names = [marked, ...path.map(({ callee }) => callee)].map(({ name }) => name);
    context.report(
      'KD0505',
      path[0]?.node ?? directive,
      `${marked.name} is marked 'no alloc' but reaches ${names.at(-1) ?? 'itself'}: ` +
        sayChain(names),
      'take what it needs before, or hand it in',
    );
  }
}

/** The shortest chain of calls from `start` to a function that allocates; null when there is none. */
function pathToAllocation(context: LoweringContext, start: Function): readonly Edge[] | null {
  /** The call through which each function was reached first; a map visits what is added meanwhile. */
  const reachedBy = new Map<Function, (Edge & { readonly caller: Function }) | null>([
    [start, null],
  ]);
  for (const caller of reachedBy.keys()) {
    if (context.allocating.has(caller)) {
      const path: Edge[] = [];
      for (let step = reachedBy.get(caller); step; step = reachedBy.get(step.caller)) {
        path.push(step);
      }
      return path.reverse();
    }
    for (const edge of allEdgesOf(context, caller)) {
      if (!reachedBy.has(edge.callee)) reachedBy.set(edge.callee, { ...edge, caller });
    }
  }
  return null;
}

function allEdgesOf(context: LoweringContext, caller: Function): readonly Edge[] {
  const direct = context.calls.get(caller) ?? [];
  const indirect = (context.indirectCalls.get(caller) ?? []).flatMap(({ type, node }) =>
    [...context.taken]
      .filter((callee) => sameType(functionType(callee), type))
      .map((callee) => ({ callee, node })),
  );
  return [...direct, ...indirect];
}
