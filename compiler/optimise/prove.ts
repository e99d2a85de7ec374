/**
 * Which checks of a program cannot fail.
 *
 * Three walks over functions: what is stored in each static; then, called ones first, what each
 * function returns; then, callers first, what is known of its parameters, and with all that, which
 * checks hold. Functions that are called from outside, or through a reference, may get anything.
 *
 * Used by: `backend-c`.            Uses: `function.ts`, `summary.ts`, `ir/reachable.ts`.
 * Invariants:
 *   I1. A check that is said to hold cannot fail, whatever the program is given.
 *   I2. The program is not changed: the other back end shows what it means with every check in place.
 * Not handled here: what clang finds by itself, inside of functions and where it inlines.
 */

import { calleesFirst } from '../ir/call-order.ts';
import type { CheckKind, Function, Instruction, Operand, Program, Static } from '../ir/program.ts';
import { findReachable, initialOperands } from '../ir/reachable.ts';
import { usesOf } from '../ir/uses.ts';
import { CheckRecord, FunctionAnalysis } from './function.ts';
import { exactly, isWithin, type Range, union, widened } from './range.ts';
import { commonKnowledge, type Known, type Surroundings } from './summary.ts';
import { rangeOfType } from './values.ts';

export interface Proofs {
  /** Whether `check` of `op` holds wherever `op` is executed. */
  holds(op: Instruction, check: CheckKind): boolean;
  /** What a scalar static always holds, when that is less than its type allows. */
  staticRange(of: Static): Range | null;
}

/** Nothing is proven. */
export const NO_PROOFS: Proofs = {
  holds: () => false,
  staticRange: () => null,
};

/**
 * Looks for checks that hold in what `entryPoints` reach.
 *
 * @param entryPoints - symbols of the functions that are called from outside
 */
export function proveChecks(program: Program, entryPoints: readonly string[]): Proofs {
  return new Prover(program, entryPoints).prove();
}

type Ranges = ReadonlyMap<Static, Range>;

/** Walks of the functions that store, in search of ranges that hold; then nothing is assumed. */
const MAX_STATIC_WALKS = 5;

class Prover {
  readonly #order: readonly Function[];
  /** Functions whose callers are not all known. */
  readonly #open = new Set<Function>();
  /** Functions that may change memory or statics. */
  readonly #writing = new Set<Function>();
  readonly #storing = new Set<Function>();
  /** What each static holds when the program starts. */
  readonly #initial = new Map<Static, Range>();
  readonly #results = new Map<Function, Known>();
  readonly #parameters = new Map<Function, readonly Known[]>();

  constructor(program: Program, entryPoints: readonly string[]) {
    const reachable = findReachable(program, entryPoints);
    const symbols = new Set(entryPoints);
    for (const each of reachable.functions) {
      if (symbols.has(each.symbol)) this.#open.add(each);
      this.#look(each);
    }
    if (program.checkFailed !== null) this.#open.add(program.checkFailed);
    for (const each of reachable.statics) {
      for (const operand of initialOperands(each)) this.#reach(operand);
      this.#initial.set(each, initialRange(each));
    }
    this.#order = this.#calleesFirst(reachable.functions);
  }

  /** Collects what `declared` refers to and writes. */
  #look(declared: Function): void {
    const { referenced, writes, storesStatics } = usesOf(declared);
    for (const each of referenced) this.#open.add(each);
    if (writes) this.#writing.add(declared);
    if (storesStatics) this.#storing.add(declared);
  }

  /** A function that is a value may be called from anywhere. */
  #reach(operand: Operand): void {
    if (operand.kind === 'function') this.#open.add(operand.function);
  }

  prove(): Proofs {
    const surroundings: Surroundings = {
      parameters: () => null,
      result: (of) => this.#results.get(of) ?? null,
      static: () => null,
      writes: (of) => of.linkage === 'contract' || this.#writing.has(of),
    };
    const statics = this.#findStatics(surroundings);
    const withStatics = { ...surroundings, static: (of: Static) => statics.get(of) ?? null };
    for (const each of this.#order.filter(hasUsefulResult)) {
      let known: Known | null = null;
      const onReturn = (returned: Known): void => {
        known = commonKnowledge(known, returned);
      };
      FunctionAnalysis.run(each, withStatics, { onReturn }, null);
      if (known !== null) this.#results.set(each, known);
    }
    const record = new CheckRecord();
    const complete = {
      ...withStatics,
      parameters: (of: Function) =>
        this.#open.has(of) ? null : (this.#parameters.get(of) ?? null),
    };
    for (const each of [...this.#order].reverse()) {
      FunctionAnalysis.run(each, complete, { onCall: this.#addCall.bind(this) }, record);
    }
    return {
      holds: (op, check) => record.holds(op, check),
      staticRange: (of) => {
        const range = statics.get(of);
        if (range === undefined || isWithin(rangeOfType(of.type), range)) return null;
        return range;
      },
    };
  }

  /**
   * What each static always holds: its initial value is in the range, and whoever stores keeps to
   * the ranges when all statics do.
   */
  #findStatics(surroundings: Surroundings): Ranges {
    const next = (assumed: Ranges): Ranges => {
      const found = new Map(this.#initial);
      const onStore = (stored: Static, range: Range): void => {
        found.set(stored, union(found.get(stored) ?? range, range));
      };
      const within = { ...surroundings, static: (of: Static) => assumed.get(of) ?? null };
      for (const each of this.#storing) FunctionAnalysis.run(each, within, { onStore }, null);
      return found;
    };
    let assumed: Ranges = this.#initial;
    for (let walks = 0; walks < MAX_STATIC_WALKS; walks++) {
      const found = next(assumed);
      if (isWithinAll(found, assumed)) {
        return isWithinAll(next(found), found) ? found : assumed;
      }
      const before = assumed;
      assumed = new Map(
        [...found].map(([of, range]) => [
          of,
          widened(before.get(of) ?? range, range, rangeOfType(of.type)),
        ]),
      );
    }
    return new Map();
  }

  #addCall(callee: Function, values: readonly Known[]): void {
    const known = this.#parameters.get(callee);
    this.#parameters.set(
      callee,
      values.map((value, index) => commonKnowledge(known?.[index] ?? null, value)),
    );
  }

  /** The functions, each after those it calls. One that is called before it is over is open. */
  #calleesFirst(functions: readonly Function[]): readonly Function[] {
    const order = calleesFirst(
      functions,
      (caller) => usesOf(caller).called.filter(({ linkage }) => linkage !== 'contract'),
      ([first]) => {
        if (first === undefined) return;
        this.#open.add(first);
        this.#writing.add(first);
      },
    );
    for (const each of order) {
      const mayWrite = (callee: Function): boolean =>
        callee.linkage === 'contract' || this.#writing.has(callee);
      if (usesOf(each).called.some(mayWrite)) this.#writing.add(each);
    }
    return order;
  }
}

function isWithinAll(inner: Ranges, outer: Ranges): boolean {
  return [...inner].every(([of, range]) => {
    const allowed = outer.get(of);
    return allowed !== undefined && isWithin(range, allowed);
  });
}

/** Whether more can be known of a function's result than its type says. */
function hasUsefulResult(declared: Function): boolean {
  const { kind } = declared.result;
  return kind !== 'void' && kind !== 'never' && kind !== 'bool' && kind !== 'enum';
}

/** What a scalar static holds when the program starts. */
function initialRange(declared: Static): Range {
  const { type } = declared;
  const [initial] = initialOperands(declared);
  if (type.kind === 'nullable' && type.inner.kind !== 'function') {
    return exactly(initial?.kind === 'null' ? 0n : 1n);
  }
  if (initial?.kind === 'constant') return exactly(initial.value);
  if (initial?.kind === 'null') return exactly(0n);
  return rangeOfType(type);
}
