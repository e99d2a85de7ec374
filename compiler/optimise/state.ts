/**
 * What is known at one place of a function.
 *
 * Used by: `function.ts`.            Uses: `values.ts`, `range.ts`.
 * Invariants:
 *   I1. All that is kept is true of every execution that gets to the place.
 *   I2. What is kept about a value is about its number, so it survives assignments.
 */

import type { Comparison, Local } from '../ir/program.ts';
import type { IntKind } from '../ir/types.ts';
import { exactly, intersection, type Range, rangeOf, union } from './range.ts';
import { type Assumption, rangeOfType, VALUE_LIMIT, type Values } from './values.ts';

const NEGATED: Readonly<Record<Comparison, Comparison>> = {
  eq: 'ne',
  ne: 'eq',
  lt: 'ge',
  ge: 'lt',
  gt: 'le',
  le: 'gt',
};

export function negated(comparison: Comparison): Comparison {
  return NEGATED[comparison];
}

/**
 * What is kept of each kind at a branch, at most. Only functions of hundreds of branches come to it;
 * without a limit, the time for a function would grow with the square of its length.
 */
const MAX_KEPT = 1000;

/** Forgets the oldest half of what is too much. To know less is never wrong. */
function forgetOldest(kept: Map<unknown, unknown> | Set<unknown>): void {
  if (kept.size <= MAX_KEPT) return;
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT / 2) return;
    kept.delete(oldest);
  }
}

export class State {
  readonly values: Values;
  readonly locals: Map<Local, number>;
  /** Narrower than what holds everywhere. */
  readonly #ranges: Map<number, Range>;
  /** Pairs `left * VALUE_LIMIT + right` with left <= right; true for left < right. */
  readonly #orders: Map<number, boolean>;
  /** Checks that were passed, by what they check. */
  readonly #passed: Set<string>;
  /** Stands for the contents of memory. */
  memory: number;

  private constructor(
    values: Values,
    locals: Map<Local, number>,
    ranges: Map<number, Range>,
    orders: Map<number, boolean>,
    passed: Set<string>,
    memory: number,
  ) {
    this.values = values;
    this.locals = locals;
    this.#ranges = ranges;
    this.#orders = orders;
    this.#passed = passed;
    this.memory = memory;
  }

  static start(values: Values): State {
    const memory = values.fresh(exactly(0n));
    return new State(values, new Map(), new Map(), new Map(), new Set(), memory);
  }

  /** The same knowledge for another path; of very much, the oldest is forgotten on both. */
  copy(): State {
    for (const each of [this.locals, this.#ranges, this.#orders, this.#passed]) forgetOldest(each);
    return new State(
      this.values,
      new Map(this.locals),
      new Map(this.#ranges),
      new Map(this.#orders),
      new Set(this.#passed),
      this.memory,
    );
  }

  /** After a write: nothing read before says what memory holds now. */
  forgetMemory(): void {
    this.memory = this.values.fresh(exactly(0n));
  }

  range(value: number): Range {
    return this.#ranges.get(value) ?? this.values.least(value);
  }

  /** Adds that `value` is in `range`. @returns false when that cannot be: the place is not reached */
  narrow(value: number, range: Range): boolean {
    const before = this.range(value);
    const after = intersection(before, range);
    if (after === null) return false;
    if (after !== before) this.#ranges.set(value, after);
    return true;
  }

  hasPassed(check: string): boolean {
    return this.#passed.has(check);
  }

  setPassed(check: string): void {
    this.#passed.add(check);
  }

  /** Whether `left` <= `right`, or `left` < `right`, is known. */
  isOrdered(left: number, right: number, isStrict: boolean): boolean {
    if (left === right) return !isStrict;
    const known = this.#orders.get(left * VALUE_LIMIT + right);
    if (known !== undefined && (known || !isStrict)) return true;
    const { highest } = this.range(left);
    const { lowest } = this.range(right);
    return isStrict ? highest < lowest : highest <= lowest;
  }

  setOrdered(left: number, right: number, isStrict: boolean): void {
    if (left === right) return;
    const pair = left * VALUE_LIMIT + right;
    if (this.#orders.get(pair) !== true) this.#orders.set(pair, isStrict);
  }

  /** Adds that a comparison holds. @returns false when the place is not reached then */
  assumeComparison(comparison: Comparison, left: number, right: number): boolean {
    switch (comparison) {
      case 'gt':
      case 'ge':
        return this.assumeComparison(comparison === 'gt' ? 'lt' : 'le', right, left);
      case 'lt':
      case 'le':
        return this.#assumeOrder(left, right, comparison === 'lt');
      case 'eq':
        return this.#assumeOrder(left, right, false) && this.#assumeOrder(right, left, false);
      case 'ne':
        return this.#assumeUnequal(left, right) && this.#assumeUnequal(right, left);
    }
  }

  #assumeOrder(left: number, right: number, isStrict: boolean): boolean {
    const distance = isStrict ? 1n : 0n;
    this.setOrdered(left, right, isStrict);
    const upper = rangeOf(this.range(left).lowest, this.range(right).highest - distance);
    if (upper === null || !this.narrow(left, upper)) return false;
    const lower = rangeOf(this.range(left).lowest + distance, this.range(right).highest);
    return lower !== null && this.narrow(right, lower);
  }

  /** Takes a known `right` away from the ends of what `left` may be. */
  #assumeUnequal(left: number, right: number): boolean {
    const { lowest, highest } = this.range(right);
    if (lowest !== highest) return true;
    const range = this.range(left);
    const first = range.lowest === lowest ? range.lowest + 1n : range.lowest;
    const last = range.highest === lowest ? range.highest - 1n : range.highest;
    const rest = rangeOf(first, last, range.zeroBits);
    return rest !== null && this.narrow(left, rest);
  }

  /** Adds that a bool is true, or false, and all that follows. */
  assumeCondition(condition: number, isTrue: boolean): boolean {
    if (!this.narrow(condition, exactly(isTrue ? 1n : 0n))) return false;
    const known = this.values.condition(condition);
    if (known === undefined) return true;
    return (isTrue ? known.whenTrue : known.whenFalse).every((each) => this.#assume(each));
  }

  #assume(assumption: Assumption): boolean {
    if ('condition' in assumption) {
      return this.assumeCondition(assumption.condition, assumption.isTrue);
    }
    if ('multiple' in assumption) return this.assumeMultiple(assumption);
    return this.assumeComparison(assumption.comparison, assumption.left, assumption.right);
  }

  /** Adds that the low bits of a value are zero. */
  assumeMultiple({ multiple, zeroBits }: { multiple: number; zeroBits: number }): boolean {
    const range = this.range(multiple);
    if (range.zeroBits >= zeroBits) return true;
    const multiples = rangeOf(range.lowest, range.highest, zeroBits);
    return multiples !== null && this.narrow(multiple, multiples);
  }

  /**
   * What is known where this path and `other` meet.
   *
   * @param test - the bool that was true on this path and false on `other`, or null
   */
  join(other: State, test: number | null): State {
    const { values } = this;
    const ranges = new Map<number, Range>();
    for (const [value, range] of this.#ranges) {
      const either = union(range, other.range(value));
      if (either !== values.least(value)) ranges.set(value, either);
    }
    const orders = new Map<number, boolean>();
    for (const [pair, isStrict] of this.#orders) {
      const otherIsStrict = other.#orders.get(pair);
      if (otherIsStrict !== undefined) orders.set(pair, isStrict && otherIsStrict);
    }
    const passed = new Set<string>();
    for (const each of this.#passed) if (other.#passed.has(each)) passed.add(each);
    const memory = this.memory === other.memory ? this.memory : values.fresh(exactly(0n));
    const joined = new State(values, new Map(), ranges, orders, passed, memory);
    for (const [local, value] of this.locals) {
      const otherValue = other.locals.get(local);
      if (otherValue === undefined) continue;
      const isSame = value === otherValue;
      joined.locals.set(
        local,
        isSame ? value : this.#meeting(other, joined, value, otherValue, rangeOfType(local.type)),
      );
      if (!isSame && test !== null && local.type.kind === 'bool') {
        this.#joinConditions(other, joined.locals.get(local) ?? value, value, otherValue, test);
      }
    }
    return joined;
  }

  /** A new value: `value` when control came from here, `otherValue` when it came from `other`. */
  #meeting(other: State, joined: State, value: number, otherValue: number, least: Range): number {
    const { values } = this;
    const met = values.fresh(least);
    joined.narrow(met, union(this.range(value), other.range(otherValue)));
    const parts = values.parts(value);
    const otherParts = values.parts(otherValue);
    if (parts !== undefined && parts.length === otherParts?.length) {
      const inner = parts.map((part, index) => {
        const otherPart = otherParts[index] ?? part;
        if (part === otherPart) return part;
        const either = union(values.least(part), values.least(otherPart));
        return this.#meeting(other, joined, part, otherPart, either);
      });
      values.setParts(met, inner);
    }
    return met;
  }

  /** `met` is the result of `&&`, `||` or `?:`: what follows from its being true, and false. */
  #joinConditions(
    other: State,
    met: number,
    value: number,
    otherValue: number,
    test: number,
  ): void {
    this.values.setCondition(met, {
      whenTrue: this.#follows(other, value, otherValue, test, true),
      whenFalse: this.#follows(other, value, otherValue, test, false),
    });
  }

  /** What holds when the result of a choice is `truth`, if only one side can make it so. */
  #follows(
    other: State,
    value: number,
    otherValue: number,
    test: number,
    truth: boolean,
  ): readonly Assumption[] {
    const sought = truth ? 1n : 0n;
    const { lowest, highest } = other.range(otherValue);
    if (lowest === highest && lowest !== sought) {
      return [
        { condition: test, isTrue: true },
        { condition: value, isTrue: truth },
      ];
    }
    const own = this.range(value);
    if (own.lowest === own.highest && own.lowest !== sought) {
      return [
        { condition: test, isTrue: false },
        { condition: otherValue, isTrue: truth },
      ];
    }
    return [];
  }
}

/** The name of a check on values, for `setPassed`. */
export function checkKey(check: string, kind: IntKind, left: number, right: number): string {
  return `${check} ${kind} ${left} ${right}`;
}
