/**
 * Which values are written where they are read, instead of into a variable of their own.
 *
 * The IR gives every intermediate value a name. Most are read once, right after; the C of
 * `return a + b < c` should be about that, for people, for debuggers (which then show the variables
 * of the source) and for clang (which has less to describe). A value may move to its reader when
 * nothing in between can change it, or be changed by it.
 *
 * Used by: `function.ts`, `choice.ts`.            Uses: `ir/visit.ts`.
 * Invariants:
 *   I1. Effects happen in the order of the IR, and each exactly once.
 *   I2. A value stays on the source line of its operation.
 */

import type { Function, Instruction, Local, Operand } from '../ir/program.ts';
import { operandsOf, walk, writtenLocal } from '../ir/visit.ts';

/** From what may stand anywhere to what must stay where it is. */
const ORIGINS = ['computed', 'aggregate', 'effect'] as const;

/**
 * Where a value comes from: computed from operands; made of several (a C initialiser, which macros
 * cannot take); or loaded or called for, so that its place among other operations matters.
 */
export type Origin = (typeof ORIGINS)[number];

/** A value that is written where it is read. */
export interface Folded {
  readonly text: string;
  readonly origin: Origin;
  /** Whether the value stays the same whatever is executed before it is read. */
  readonly isStable: boolean;
}

/** Longer expressions get a variable, for the reader. */
const MAX_FOLDED_LENGTH = 120;

/** Operations that evaluate each operand exactly once, whatever happens. */
const EVALUATES_ONCE: ReadonlySet<Instruction['op']> = new Set([
  'declare',
  'assign',
  'bitwise',
  'call',
  'callReference',
  'compare',
  'convert',
  'if',
  'isNull',
  'loadElement',
  'loadField',
  'not',
  'recordField',
  'return',
  'storeElement',
  'storeField',
  'storeStatic',
  'switch',
  'unwrapNullable',
  'variantField',
  'variantIndex',
  'wrapNullable',
]);

export class Folding {
  readonly #writes = new Map<Local, number>();
  /** The one operation that has a local as operand; null when there are several. */
  readonly #readers = new Map<Local, Instruction | null>();
  /** How often the emitted text reads each local, by id; null while that is being found out. */
  readonly #reads: ReadonlyMap<number, number> | null;
  readonly #folded = new Map<Local, Folded>();

  constructor(folded: Function, reads: ReadonlyMap<number, number> | null) {
    this.#reads = reads;
    // Until it is known how often each is read, nothing is folded.
    if (reads === null) return;
    // Parameters have a value from the start.
    for (const parameter of folded.parameters) this.#writes.set(parameter, 1);
    walk(folded.body, (instruction) => {
      const written = writtenLocal(instruction);
      if (written !== null) this.#writes.set(written, (this.#writes.get(written) ?? 0) + 1);
      for (const operand of operandsOf(instruction)) {
        if (operand.kind !== 'local') continue;
        const isFirst = !this.#readers.has(operand.local);
        this.#readers.set(operand.local, isFirst ? instruction : null);
      }
    });
  }

  /** The value that stands for `local`, if it has no variable. */
  get(local: Local): Folded | undefined {
    return this.#folded.get(local);
  }

  isWrittenOnce(local: Local): boolean {
    return this.#writes.get(local) === 1;
  }

  /** Says that the several writes of `local` have become one. */
  setWrittenOnce(local: Local): void {
    this.#writes.set(local, 1);
  }

  /** Whether an operand has the same value from here to the end of its scope. */
  #isStable(operand: Operand): boolean {
    if (operand.kind !== 'local') return true;
    return this.#folded.get(operand.local)?.isStable ?? this.isWrittenOnce(operand.local);
  }

  /** A value made of `operands`: what it is made of counts for where it may stand. */
  value(text: string, own: Origin, operands: readonly Operand[]): Folded {
    const origins = operands.map((operand) =>
      operand.kind === 'local' ? (this.#folded.get(operand.local)?.origin ?? 'computed') : own,
    );
    const origin = ORIGINS.findLast((each) => each === own || origins.includes(each)) ?? own;
    const isStable = origin === 'computed' && operands.every((operand) => this.#isStable(operand));
    return { text, origin, isStable };
  }

  /**
   * Keeps the value of a temporary for its reader, if it may stand there: it is read once, on the
   * same source line, and nothing that happens in between changes it.
   *
   * @param op   - the operation that makes the value
   * @param next - the operation that is executed after `op`
   * @returns whether the value is kept; if not, `local` needs a variable
   */
  keep(op: Instruction, next: Instruction | null, local: Local, value: Folded): boolean {
    const reader = this.#readers.get(local) ?? null;
    if (local.name !== null || reader === null || !this.isWrittenOnce(local)) return false;
    if (this.#reads?.get(local.id) !== 1 || value.text.length > MAX_FOLDED_LENGTH) return false;
    if (reader.position.line !== op.position.line) return false;
    const isNext = reader === next;
    const mayMove =
      value.isStable || (isNext && (value.origin === 'computed' || EVALUATES_ONCE.has(reader.op)));
    if (mayMove) this.#folded.set(local, value);
    return mayMove;
  }
}
