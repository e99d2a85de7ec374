/**
 * Which constant tables may lie in read-only memory.
 *
 * A table is never written by its own name, but a reference to it may be handed on as an ordinary
 * `FixedArray`, which anybody may write. Such a table lies in writable memory, so that what happens
 * then is the same on every target.
 *
 * Used by: `program.ts`.            Uses: the lowered functions.
 */

import type { Instruction, Module, Static } from '../ir/program.ts';
import { operandsOf, walk } from '../ir/visit.ts';

/** Marks the constant tables of which a reference leaves its module-level name. */
export function findSharedTables(modules: Iterable<Module>): void {
  for (const module of modules) {
    for (const declared of module.functions) {
      walk(declared.body, (instruction) => {
        for (const shared of sharedBy(instruction)) shared.constant = false;
      });
    }
  }
}

/** The statics that an operation does more with than read an element. */
function sharedBy(instruction: Instruction): readonly Static[] {
  const operands = instruction.op === 'loadElement' ? [instruction.index] : operandsOf(instruction);
  return operands.flatMap((operand) => (operand.kind === 'static' ? [operand.static] : []));
}
