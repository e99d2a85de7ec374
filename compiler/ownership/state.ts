/**
 * What is known about the owned variables and the references of a function at one place.
 *
 * An owned variable is `owned` (somebody must still consume it), `consumed` (with the place where),
 * or `empty` (control flow says that it is null here, or a variant that owns nothing). One that may
 * be null or not is `owned`. A variable that holds references has the owned variables into whose
 * values they may lead; when one of those is consumed, or its scope ends, they are gone for good.
 * A state of `null` means that control does not reach the place.
 *
 * Used by: `check.ts`, `expressions.ts`, `narrow.ts`, `borrows.ts`.            Uses: nothing.
 */

import type ts from 'typescript';

export type Variable = ts.VariableDeclaration | ts.ParameterDeclaration;

export type Standing =
  | { readonly kind: 'owned'; readonly since: ts.Node }
  | { readonly kind: 'empty' }
  | { readonly kind: 'consumed'; readonly at: ts.Node };

/** The end of the value that a reference leads into. */
export interface End {
  readonly owner: Variable;
  /** Where the owner was consumed, or the scope that it was bound to. */
  readonly at: ts.Node;
  readonly isScope: boolean;
}

/** What holds references: a variable, or a loop over an array. */
export type Holder = Variable | ts.ForOfStatement;

/** What is known about the references that a holder has. */
export interface Borrow {
  readonly owners: ReadonlySet<Variable>;
  readonly end: End | null;
}

export interface State {
  /** Each owned variable in scope. */
  readonly standings: ReadonlyMap<Variable, Standing>;
  /** Those that hold references into owned values. */
  readonly borrows: ReadonlyMap<Holder, Borrow>;
}

export const NOTHING_KNOWN: State = { standings: new Map(), borrows: new Map() };
export const EMPTY: Standing = { kind: 'empty' };

/** The state in which `variable` stands so; consuming it ends the references into its value. */
export function withStanding(state: State, variable: Variable, standing: Standing): State {
  const standings = new Map(state.standings).set(variable, standing);
  if (standing.kind !== 'consumed') return { ...state, standings };
  const end = { owner: variable, at: standing.at, isScope: false };
  return { standings, borrows: ended(state.borrows, [end]) };
}

/** The state in which `holder` has references into the values of `owners`, and no others. */
export function withBorrow(state: State, holder: Holder, owners: ReadonlySet<Variable>): State {
  if (owners.size === 0 && !state.borrows.has(holder)) return state;
  const borrows = new Map(state.borrows);
  if (owners.size === 0) borrows.delete(holder);
  else borrows.set(holder, { owners, end: null });
  return { ...state, borrows };
}

/** The state behind `scope`, which the owned `variables` belong to. */
export function without(state: State, variables: readonly Variable[], scope: ts.Node): State {
  if (variables.length === 0) return state;
  const standings = new Map(state.standings);
  for (const variable of variables) standings.delete(variable);
  const ends = variables.map((owner) => ({ owner, at: scope, isScope: true }));
  return { standings, borrows: ended(state.borrows, ends) };
}

function ended(
  borrows: ReadonlyMap<Holder, Borrow>,
  ends: readonly End[],
): ReadonlyMap<Holder, Borrow> {
  const result = new Map(borrows);
  for (const [holder, borrow] of borrows) {
    const end = borrow.end ?? ends.find(({ owner }) => borrow.owners.has(owner)) ?? null;
    if (end !== borrow.end) result.set(holder, { ...borrow, end });
  }
  return result;
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
  const standings = new Map<Variable, Standing>();
  const disagreements: Disagreement[] = [];
  for (const [variable, a] of left.standings) {
    const b = right.standings.get(variable);
    if (b === undefined) continue;
    const consumed = a.kind === 'consumed' ? a : b.kind === 'consumed' ? b : null;
    const owned = a.kind === 'owned' ? a : b.kind === 'owned' ? b : null;
    if (consumed !== null && owned !== null) {
      disagreements.push({ variable, consumedAt: consumed.at });
    }
    standings.set(variable, consumed ?? owned ?? EMPTY);
  }
  const borrows = joinBorrows(left.borrows, right.borrows);
  return { state: { standings, borrows }, disagreements };
}

/** The references that are held on one path or on the other. */
export function joinBorrows(
  left: ReadonlyMap<Holder, Borrow>,
  right: ReadonlyMap<Holder, Borrow>,
): ReadonlyMap<Holder, Borrow> {
  const borrows = new Map(left);
  for (const [holder, b] of right) {
    const a = left.get(holder);
    if (a === undefined) borrows.set(holder, b);
    else borrows.set(holder, { owners: new Set([...a.owners, ...b.owners]), end: a.end ?? b.end });
  }
  return borrows;
}

/** Whether `after`, which `before` was joined into, says no more than it. */
export function sameBorrows(
  before: ReadonlyMap<Holder, Borrow>,
  after: ReadonlyMap<Holder, Borrow>,
): boolean {
  if (before.size !== after.size) return false;
  return [...after].every(([holder, { owners, end }]) => {
    const known = before.get(holder);
    return known?.owners.size === owners.size && (known.end === null) === (end === null);
  });
}
