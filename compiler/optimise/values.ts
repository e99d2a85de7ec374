/**
 * The values that a function computes, by number: two operations that give the same value on every
 * path share one.
 *
 * A number stands for one value of one execution of the code that makes it. So what is known of it
 * may be kept as long as the path goes on, whatever variables it is in. Numbers are never used again:
 * a loop that is looked at twice gets new ones for what it changes.
 *
 * Used by: the files beside this one.            Uses: `range.ts`.
 * Invariants:
 *   I1. `least(number)` holds of the value wherever it is known; what is known on a path is in `State`.
 */

import type { Comparison } from '../ir/program.ts';
import type { Type } from '../ir/types.ts';
import { exactly, type Range, wholeRange } from './range.ts';

/**
 * What a condition says of other values: a comparison that holds, another condition's truth, or that
 * a value is a multiple of 2^zeroBits.
 */
export type Assumption =
  | { readonly comparison: Comparison; readonly left: number; readonly right: number }
  | { readonly multiple: number; readonly zeroBits: number }
  | { readonly condition: number; readonly isTrue: boolean };

/** What follows from a bool. */
export interface Condition {
  readonly whenTrue: readonly Assumption[];
  readonly whenFalse: readonly Assumption[];
}

/** The lowest `count` bits of a value. */
export interface LowBits {
  readonly of: number;
  readonly count: number;
}

const TRUTH: Range = { lowest: 0n, highest: 1n, zeroBits: 0 };

/** More values than a function has: `State` keeps two numbers as one. */
export const VALUE_LIMIT = 2 ** 26;

/** The integer that stands for a value: of a reference its address, of a nullable 0 when it is null. */
export function rangeOfType(type: Type): Range {
  switch (type.kind) {
    case 'int':
      return wholeRange(type.int);
    case 'bool':
      return TRUTH;
    case 'enum':
      // Memory may hold a value that is no member.
      return wholeRange('u32');
    case 'nullable':
      return type.inner.kind === 'function' ? wholeRange('u64') : TRUTH;
    default:
      return wholeRange('u64');
  }
}

export class Values {
  readonly #least: Range[] = [];
  readonly #known = new Map<string, number>();
  readonly #conditions = new Map<number, Condition>();
  readonly #parts = new Map<number, readonly number[]>();
  readonly #lowBits = new Map<number, LowBits>();

  /** How many values there are: what the analysis has cost so far. */
  get count(): number {
    return this.#least.length;
  }

  /** A value of which no more is known than `least`. */
  fresh(least: Range): number {
    if (this.count === VALUE_LIMIT) throw new Error('a function has too many values to analyse');
    this.#least.push(least);
    return this.count - 1;
  }

  /** The value that `key` describes completely; `least` holds of it on every path. */
  keyed(key: string, least: Range): number {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = this.fresh(least);
    this.#known.set(key, value);
    return value;
  }

  /** Says that `key` describes `value`. */
  setKey(key: string, value: number): void {
    this.#known.set(key, value);
  }

  constant(value: bigint): number {
    return this.keyed(`constant ${value}`, exactly(value));
  }

  least(value: number): Range {
    return this.#least[value] ?? wholeRange('u64');
  }

  condition(value: number): Condition | undefined {
    return this.#conditions.get(value);
  }

  setCondition(value: number, condition: Condition): void {
    this.#conditions.set(value, condition);
  }

  /**
   * The values inside a value: fields of a record, address and length of a view, length of a text,
   * what a nullable holds when it is not null.
   */
  parts(value: number): readonly number[] | undefined {
    return this.#parts.get(value);
  }

  setParts(value: number, parts: readonly number[]): void {
    this.#parts.set(value, parts);
  }

  /** Of what `value` is the low bits, if it is. */
  lowBits(value: number): LowBits | undefined {
    return this.#lowBits.get(value);
  }

  setLowBits(value: number, lowBits: LowBits): void {
    this.#lowBits.set(value, lowBits);
  }
}
