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

import { type Function, functionType, isPanicFunction } from '../ir/program.ts';
import type { LoweringContext } from './context.ts';

import { sameType } from '../ir/types.ts';

interface Edge {
  readonly callee: Function;
  readonly node: ts.Node;
}

/** Reports each cycle of calls once, at the call that closes it. */
export function checkRecursion(context: LoweringContext): void {
  const done = new Set<Function>();
  for (const caller of context.calls.keys()) {
    if (!done.has(caller)) checkRecursionFrom(context, caller, done);
  }
}

/**
 * Goes through what `start` reaches, depth first, but for what is `done`. The path is a list: a chain
 * of calls may be longer than the stack of this process.
 */
function checkRecursionFrom(context: LoweringContext, start: Function, done: Set<Function>): void {
  const path: { readonly caller: Function; readonly left: Edge[] }[] = [];
  const depths = new Map<Function, number>();
  const enter = (caller: Function): void => {
    depths.set(caller, path.length);
    path.push({ caller, left: [...edgesOf(context, caller)].reverse() });
  };
  enter(start);
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const edge = step.left.pop();
    if (edge === undefined) {
      path.pop();
      depths.delete(step.caller);
      done.add(step.caller);
      continue;
    }
    const depth = depths.get(edge.callee);
    if (depth !== undefined) {
      const cycle = path.slice(depth).map(({ caller }) => caller);
      reportCycle(context, cycle, edge.node);
    } else if (!done.has(edge.callee)) {
      enter(edge.callee);
    }
  }
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
      : `these functions call each other in a circle: ${names.join(' → ')}`,
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
    context.report(
      'KD0505',
      path.at ?? directive,
      `${marked.name} is marked 'no alloc' but reaches ${path.names.at(-1) ?? 'itself'}: ` +
        path.names.join(' → '),
      'take what it needs before, or hand it in',
    );
  }
}

/** The shortest chain of calls from `start` to a function that allocates, and its first call. */
function pathToAllocation(
  context: LoweringContext,
  start: Function,
): { readonly names: readonly string[]; readonly at: ts.Node | null } | null {
  interface Step {
    readonly function: Function;
    readonly names: readonly string[];
    readonly at: ts.Node | null;
  }
  const queue: Step[] = [{ function: start, names: [start.name], at: null }];
  const seen = new Set<Function>([start]);
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
    if (context.allocating.has(step.function)) return step;
    for (const { callee, node } of allEdgesOf(context, step.function)) {
      if (seen.has(callee)) continue;
      seen.add(callee);
      queue.push({ function: callee, names: [...step.names, callee.name], at: step.at ?? node });
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
