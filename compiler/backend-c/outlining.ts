/**
 * Which functions clang shall not inline although they are called from one place only.
 *
 * clang inlines such a function whatever its size, and optimizes the result again with everything
 * that it is inlined into in turn: the whole boot becomes one function, whose making takes as long as
 * the rest of the kernel, and a backtrace names nothing else. A call costs little beside what a
 * large function does. So a function takes in those that are called only by it while they are, with
 * what they take in, small together. Functions with more callers are left to clang.
 *
 * Used by: `emit.ts`.            Uses: `ir/call-order.ts`, `ir/uses.ts`.
 */

import { calleesFirst } from '../ir/call-order.ts';
import type { Function } from '../ir/program.ts';
import { usesOf } from '../ir/uses.ts';

/** Operations that a function may have, with those of the functions that are inlined into it. */
const LIMIT = 150;

/** The functions among `functions` that are called from one place and shall stay functions. */
export function findOutlined(functions: readonly Function[]): ReadonlySet<Function> {
  const uses = new Map<Function, number>();
  const use = (used: Function, count: number): void => {
    uses.set(used, (uses.get(used) ?? 0) + count);
  };
  for (const each of functions) {
    const { called, referenced } = usesOf(each);
    for (const one of called) use(one, 1);
    // Whoever has the reference calls it as well.
    for (const one of referenced) use(one, 2);
  }
  const outlined = new Set<Function>();
  const grown = new Map<Function, number>();
  const calleesOf = (caller: Function): readonly Function[] => usesOf(caller).called;
  // A circle, which only panics have, ends where it closes: that one has not grown yet.
  for (const each of calleesFirst(functions, calleesOf, () => undefined)) {
    const { operations, called } = usesOf(each);
    let size = operations;
    for (const callee of called) {
      if (uses.get(callee) !== 1) continue;
      const inner = grown.get(callee) ?? 0;
      if (inner > LIMIT) outlined.add(callee);
      else size += inner;
    }
    grown.set(each, size);
  }
  return outlined;
}
