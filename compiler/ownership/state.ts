/**
 * What is known about the owned variables of a function at one place.
 *
 * A variable is `owned` (somebody must still consume it), `consumed` (with the place where), or
 * `empty` (control flow says that it is null here, so there is nothing to consume). A state of
 * `null` means that control does not reach the place.
 *
 * Used by: `check.ts`.            Uses: nothing.
 */

import type ts from 'typescript';

export type Variable = ts.VariableDeclaration | ts.ParameterDeclaration;

export type Standing =
  | { readonly kind: 'owned' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'consumed'; readonly at: ts.Node };

export type State = ReadonlyMap<Variable, Standing>;

export const OWNED: Standing = { kind: 'owned' };
export const EMPTY: Standing = { kind: 'empty' };

export function withStanding(state: State, variable: Variable, standing: Standing): State {
  return new Map(state).set(variable, standing);
}

export function without(state: State, variables: readonly Variable[]): State {
  const rest = new Map(state);
  for (const variable of variables) rest.delete(variable);
  return rest;
}

/** A variable that one path consumed and the other still owns. */
export interface Disagreement {
  readonly variable: Variable;
  readonly consumedAt: ts.Node;
}

/** The state where two paths meet, and the variables on which they disagree. */
export function join(
  left: State | null,
  right: State | null,
): { readonly state: State | null; readonly disagreements: readonly Disagreement[] } {
  if (left === null || right === null) return { state: left ?? right, disagreements: [] };
  const state = new Map<Variable, Standing>();
  const disagreements: Disagreement[] = [];
  for (const [variable, a] of left) {
    const b = right.get(variable);
    if (b === undefined) continue;
    const consumed = a.kind === 'consumed' ? a : b.kind === 'consumed' ? b : null;
    const isOwned = a.kind === 'owned' || b.kind === 'owned';
    if (consumed !== null && isOwned) {
      disagreements.push({ variable, consumedAt: consumed.at });
      state.set(variable, consumed);
    } else {
      state.set(variable, consumed ?? (isOwned ? OWNED : EMPTY));
    }
  }
  return { state, disagreements };
}
