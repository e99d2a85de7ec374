/**
 * What each function uses: found in one walk through its body, for all who ask.
 *
 * Used by: `reachable.ts`, `optimise/prove.ts`, `backend-c`.            Uses: `visit.ts`.
 * Invariants:
 *   I1. A body does not change once somebody has asked.
 */

import type { Function, Instruction, Static } from './program.ts';
import { isWrite, operandsOf, walk } from './visit.ts';

export interface Uses {
  /** Number of operations. */
  readonly operations: number;
  /** The function of each call. */
  readonly called: readonly Function[];
  /** The function of each operand that is one: whoever has the reference may call it. */
  readonly referenced: readonly Function[];
  /** The statics that are loaded, stored or referred to, each as often as it is. */
  readonly statics: readonly Static[];
  /** Whether an operation may change memory or statics; calls do not count. */
  readonly writes: boolean;
  /** Whether an operation changes a scalar static. */
  readonly storesStatics: boolean;
}

const KNOWN = new WeakMap<readonly Instruction[], Uses>();

/** What the body of `declared` uses. */
export function usesOf({ body }: Function): Uses {
  let uses = KNOWN.get(body);
  if (uses === undefined) {
    uses = findUses(body);
    KNOWN.set(body, uses);
  }
  return uses;
}

function findUses(body: readonly Instruction[]): Uses {
  let operations = 0;
  let writes = false;
  let storesStatics = false;
  const called: Function[] = [];
  const referenced: Function[] = [];
  const statics: Static[] = [];
  walk(body, (instruction) => {
    operations += 1;
    writes ||= isWrite(instruction);
    storesStatics ||= instruction.op === 'storeStatic';
    if (instruction.op === 'call') called.push(instruction.function);
    if ('static' in instruction) statics.push(instruction.static);
    for (const operand of operandsOf(instruction)) {
      if (operand.kind === 'function') referenced.push(operand.function);
      if (operand.kind === 'static') statics.push(operand.static);
    }
  });
  return { operations, called, referenced, statics, writes, storesStatics };
}
