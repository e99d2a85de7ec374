/**
 * The analysis of one function: which of its checks cannot fail.
 *
 * A walk along the paths of the body that keeps, in `State`, what is known at the place. A check
 * that was passed is known to have held; so is the condition of a branch. A loop is walked until what
 * is assumed where it begins is what its end leads to.
 *
 * Used by: `prove.ts`.            Uses: `operations.ts`, `state.ts`, `summary.ts`.
 * Invariants:
 *   I1. What is said was found in the last walk, under assumptions that hold in every round.
 */

import type { CheckKind, Function, Instruction, InstructionOf, Local } from '../ir/program.ts';
import { isWrite, walk, writtenLocal } from '../ir/visit.ts';
import { operandValue } from './operands.ts';
import { step } from './operations.ts';
import { exactly, isWithin, type Range, union, widened } from './range.ts';
import { State } from './state.ts';
import { type Findings, knownOf, type Surroundings, valueOf } from './summary.ts';
import { rangeOfType, Values } from './values.ts';

/** Where `break` and `continue` lead, and what is known there. */
interface Target {
  readonly label: number;
  afterBreak: State | null;
  atContinue: State | null;
}

type Ranges = ReadonlyMap<Local, Range>;

/** One walk of a loop. */
interface Round {
  /** Ranges of the locals that the loop changes, at the beginning of the round. */
  readonly assumed: Ranges;
  /** What is true at the beginning of the first round, or of the next after this one. */
  readonly next: Ranges;
  /** What is known after the loop. */
  readonly after: State | null;
}

/** Walks of a loop in search of assumptions that hold; then nothing is assumed. */
const MAX_WALKS = 6;

/**
 * Values after which no loop is walked more than once. A walk of a loop walks those inside it anew, so
 * the cost grows with a power of the depth. The kernel's largest function has 319.
 */
const MAX_SEARCHED_VALUES = 2 ** 14;

/** Which operations may fail, of those that were seen. */
export class CheckRecord {
  readonly #seen = new Map<Instruction, Set<CheckKind>>();
  readonly #failing = new Map<Instruction, Set<CheckKind>>();

  add(op: Instruction, check: CheckKind, holds: boolean): void {
    const record = holds ? this.#seen : this.#failing;
    let checks = record.get(op);
    if (checks === undefined) record.set(op, (checks = new Set()));
    checks.add(check);
  }

  /** Whether `check` of `op` holds wherever `op` is executed. */
  holds(op: Instruction, check: CheckKind): boolean {
    return this.#seen.get(op)?.has(check) === true && this.#failing.get(op)?.has(check) !== true;
  }
}

export class FunctionAnalysis {
  readonly values = new Values();
  readonly surroundings: Surroundings;
  readonly findings: Findings;
  readonly #record: CheckRecord | null;
  readonly #targets: Target[] = [];
  readonly #changes = new Map<Instruction, { locals: readonly Local[]; memory: boolean }>();
  /** What was found, to be said when the assumptions that it was found under are known to hold. */
  readonly #found: (() => void)[] = [];
  /** Null where no path leads. */
  state: State | null;

  private constructor(surroundings: Surroundings, findings: Findings, record: CheckRecord | null) {
    this.surroundings = surroundings;
    this.findings = findings;
    this.#record = record;
    this.state = State.start(this.values);
  }

  /** Walks `analysed`; checks are said to hold or not in `record`. */
  static run(
    analysed: Function,
    surroundings: Surroundings,
    findings: Findings,
    record: CheckRecord | null,
  ): void {
    const analysis = new FunctionAnalysis(surroundings, findings, record);
    const { state } = analysis;
    if (state === null) return;
    const known = surroundings.parameters(analysed);
    analysed.parameters.forEach((parameter, index) => {
      state.locals.set(parameter, valueOf(state, parameter.type, known?.[index] ?? null));
    });
    analysis.body(analysed.body);
    for (const say of analysis.#found) say();
  }

  /** Keeps what `say` says until it is certain. */
  find(say: () => void): void {
    this.#found.push(say);
  }

  /** Says whether a check that control has come to holds. */
  report(op: Instruction, check: CheckKind, holds: boolean): void {
    const record = this.#record;
    if (record !== null) this.find(() => record.add(op, check, holds));
  }

  body(body: readonly Instruction[]): void {
    for (const op of body) {
      if (this.state === null) return;
      this.#instruction(op, this.state);
    }
  }

  #instruction(op: Instruction, state: State): void {
    switch (op.op) {
      case 'if':
        this.#if(op, state);
        break;
      case 'switch':
        this.#switch(op, state);
        break;
      case 'loop':
        this.#loop(op, state);
        break;
      case 'block': {
        const target = this.#enter(op.label);
        this.body(op.body);
        this.#targets.pop();
        this.state = joined(this.state, target.afterBreak);
        break;
      }
      case 'break':
      case 'continue':
        this.#jump(op, state);
        break;
      case 'return':
        this.#return(op, state);
        break;
      case 'unreachable':
        this.state = null;
        break;
      default:
        this.state = step(this, state, op);
        break;
    }
  }

  #if(op: InstructionOf<'if'>, state: State): void {
    const test = operandValue(op.condition, state);
    const otherwise = state.copy();
    this.state = state.assumeCondition(test, true) ? state : null;
    this.body(op.then);
    const afterThen = this.state;
    this.state = otherwise.assumeCondition(test, false) ? otherwise : null;
    this.body(op.otherwise);
    this.state = joined(afterThen, this.state, test);
  }

  #switch(op: InstructionOf<'switch'>, state: State): void {
    const value = operandValue(op.value, state);
    let after: State | null = null;
    for (const { values, body } of op.cases) {
      const inCase = state.copy();
      const range = values.map(exactly).reduce<Range | null>(either, null);
      this.state = range !== null && inCase.narrow(value, range) ? inCase : null;
      this.body(body);
      after = joined(after, this.state);
    }
    for (const label of op.cases.flatMap((each) => each.values)) {
      // The default is not reached when the labels take all values; that is for others to find.
      state.assumeComparison('ne', value, this.values.constant(label));
    }
    this.state = state;
    this.body(op.otherwise);
    this.state = joined(after, this.state);
  }

  // ── Jumps ─────────────────────────────────────────────────────────────────────────────────────

  #return(op: InstructionOf<'return'>, state: State): void {
    const { onReturn } = this.findings;
    if (op.value !== null && onReturn !== undefined) {
      const known = knownOf(state, operandValue(op.value, state));
      this.find(() => onReturn(known));
    }
    this.state = null;
  }

  #enter(label: number): Target {
    const target: Target = { label, afterBreak: null, atContinue: null };
    this.#targets.push(target);
    return target;
  }

  #jump(op: InstructionOf<'break' | 'continue'>, state: State): void {
    const target = this.#targets.find((each) => each.label === op.label);
    if (target === undefined) throw new Error(`no label ${op.label} is open`);
    if (op.op === 'break') target.afterBreak = joined(target.afterBreak, state);
    else target.atContinue = joined(target.atContinue, state);
    this.state = null;
  }

  // ── Loops ─────────────────────────────────────────────────────────────────────────────────────

  #loop(op: InstructionOf<'loop'>, entry: State): void {
    const changes = this.#changesOf(op);
    const changed = changes.locals.filter((local) => entry.locals.has(local));
    const rangeAt = (state: State, local: Local): Range => {
      const value = state.locals.get(local);
      return value === undefined ? rangeOfType(local.type) : state.range(value);
    };
    const first = new Map(changed.map((local) => [local, rangeAt(entry, local)]));
    const foundBefore = this.#found.length;
    const walkRound = (assumed: Ranges): Round => {
      // What a round before found was found under other assumptions.
      this.#found.length = foundBefore;
      const { again, after } = this.#round(op, entry, changes.memory, assumed);
      if (again === null) return { assumed, next: first, after };
      const next = changed.map((local): [Local, Range] => [
        local,
        union(of(first, local), rangeAt(again, local)),
      ]);
      return { assumed, next: new Map(next), after };
    };
    this.state = this.#lastRound(changed, first, walkRound).after;
  }

  /** Walks rounds until the ranges of the changed locals hold at the beginning of every round. */
  #lastRound(
    changed: readonly Local[],
    first: Ranges,
    walkRound: (assumed: Ranges) => Round,
  ): Round {
    const holds = ({ assumed, next }: Round): boolean =>
      changed.every((local) => isWithin(of(next, local), of(assumed, local)));
    let assumed = first;
    for (let walks = 0; walks < MAX_WALKS && this.#maySearch(); walks++) {
      const round = walkRound(assumed);
      if (holds(round)) {
        if (walks === 0) return round;
        // Widening may have gone too far: what the round leads to may do as well.
        const closer = walkRound(round.next);
        return holds(closer) ? closer : walkRound(assumed);
      }
      const before = assumed;
      assumed = new Map(
        changed.map((local) => [
          local,
          widened(of(before, local), of(round.next, local), rangeOfType(local.type)),
        ]),
      );
    }
    return walkRound(new Map(changed.map((local) => [local, rangeOfType(local.type)])));
  }

  #maySearch(): boolean {
    return this.values.count < MAX_SEARCHED_VALUES;
  }

  /** Walks one round. @returns what is known before the next round, and after the loop */
  #round(
    op: InstructionOf<'loop'>,
    entry: State,
    writesMemory: boolean,
    assumed: Ranges,
  ): { readonly again: State | null; readonly after: State | null } {
    const state = entry.copy();
    for (const [local, range] of assumed) {
      const value = this.values.fresh(rangeOfType(local.type));
      state.narrow(value, range);
      state.locals.set(local, value);
    }
    if (writesMemory) state.forgetMemory();
    const target = this.#enter(op.label);
    this.state = state;
    this.body(op.body);
    this.state = joined(this.state, target.atContinue);
    this.body(op.step);
    this.#targets.pop();
    return { again: this.state, after: target.afterBreak };
  }

  /** The locals that a loop writes, and whether it may write memory. */
  #changesOf(op: InstructionOf<'loop'>): {
    locals: readonly Local[];
    memory: boolean;
  } {
    let changes = this.#changes.get(op);
    if (changes === undefined) {
      const locals = new Set<Local>();
      let memory = false;
      const visit = (each: Instruction): void => {
        const written = writtenLocal(each);
        if (written !== null) locals.add(written);
        memory ||= isWrite(each) || (each.op === 'call' && this.surroundings.writes(each.function));
      };
      walk(op.body, visit);
      walk(op.step, visit);
      changes = { locals: [...locals], memory };
      this.#changes.set(op, changes);
    }
    return changes;
  }
}

function of(ranges: Ranges, local: Local): Range {
  return ranges.get(local) ?? rangeOfType(local.type);
}

function either(left: Range | null, right: Range): Range {
  return left === null ? right : union(left, right);
}

function joined(left: State | null, right: State | null, test: number | null = null): State | null {
  if (left === null) return right;
  return right === null ? left : left.join(right, test);
}
