/**
 * What functions tell each other: of their parameters, results and statics.
 *
 * Used by: `function.ts`, `prove.ts`.            Uses: `range.ts`, `state.ts`.
 * Invariants:
 *   I1. What is known of a function's parameters holds for every call of it.
 */

import type { Function, Static } from '../ir/program.ts';
import { U32, U64, type Type } from '../ir/types.ts';
import { type Range, union } from './range.ts';
import type { State } from './state.ts';
import { rangeOfType } from './values.ts';

/** What is known of a value of some type and of the values inside it. */
export interface Known {
  readonly range: Range;
  /** As `Values.parts`; null when nothing is known of them, or there are none. */
  readonly parts: readonly Known[] | null;
}

/** The types of the parts of a value of `type`; null for a value without parts. */
export function partTypes(type: Type): readonly Type[] | null {
  switch (type.kind) {
    case 'text':
      return [U32];
    case 'view':
      return [U64, U32];
    case 'record':
      return type.fields.map((field) => field.type);
    case 'nullable':
      return type.inner.kind === 'function' ? null : [type.inner];
    default:
      return null;
  }
}

/** What `state` knows of `value`. */
export function knownOf(state: State, value: number): Known {
  const parts = state.values.parts(value);
  return {
    range: state.range(value),
    parts: parts === undefined ? null : parts.map((part) => knownOf(state, part)),
  };
}

/** What holds of both. */
export function commonKnowledge(left: Known | null, right: Known): Known {
  if (left === null) return right;
  return {
    range: union(left.range, right.range),
    parts: commonParts(left, right),
  };
}

function commonParts(left: Known, right: Known): readonly Known[] | null {
  const { parts } = left;
  const others = right.parts;
  // Null has no parts: what is known of those of a value that is not null stays true.
  if (parts === null && left.range.highest === 0n) return others;
  if (others === null && right.range.highest === 0n) return parts;
  if (parts === null || others === null || parts.length !== others.length) return null;
  return parts.map((part, index) => commonKnowledge(part, others[index] ?? part));
}

/** A new value of `type` of which so much is known; nothing when null. */
export function valueOf(state: State, type: Type, known: Known | null): number {
  const { values } = state;
  const value = values.fresh(rangeOfType(type));
  if (known === null) return value;
  state.narrow(value, known.range);
  const types = partTypes(type);
  const { parts } = known;
  if (types !== null && parts !== null) {
    values.setParts(
      value,
      types.map((each, index) => valueOf(state, each, parts[index] ?? null)),
    );
  }
  return value;
}

/** What is known of the program around a function. */
export interface Surroundings {
  /** Of the parameters of a function; null where nothing is. */
  parameters(of: Function): readonly (Known | null)[] | null;
  result(of: Function): Known | null;
  static(of: Static): Range | null;
  /** Whether a call may change memory or statics. */
  writes(of: Function): boolean;
}

/** What the analysis of a function finds. */
export interface Findings {
  /** A call, with what is known of its arguments. */
  readonly onCall?: (callee: Function, values: readonly Known[]) => void;
  /** A return with a value. */
  readonly onReturn?: (known: Known) => void;
  readonly onStore?: (stored: Static, range: Range) => void;
}
