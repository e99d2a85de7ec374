/**
 * The rules of ownership, checked in each function by itself.
 *
 * An owned value (`Owned<T>`, or a record that carries one) is consumed exactly once on every path:
 * returned, passed to a parameter that is owned, stored in a field that is owned, assigned to
 * another variable, or given up with `disown`. Any other use borrows it. A variable bound with
 * `using` is consumed by its scope.
 *
 * Used by: `compiler/lower/body.ts`.            Uses: `frontend/flow.ts`, `expressions.ts`, `state.ts`.
 * Invariants:
 *   I1. Each owned variable in scope has a standing in the state.
 * Not handled here: releasing (`compiler/lower/scopes.ts`).
 */

import ts from 'typescript';

import { type Branches, Flow } from '../frontend/flow.ts';
import { skipParentheses } from '../frontend/nodes.ts';
import { carriesOwnership, holdsReference } from '../frontend/ownership-types.ts';
import { isUsingDeclaration } from '../frontend/symbols.ts';
import { Expressions } from './expressions.ts';
import { narrowByTags } from './narrow.ts';
import { type Report, Reports } from './reports.ts';
import {
  joinBorrows,
  NOTHING_KNOWN,
  sameBorrows,
  type Standing,
  type State,
  type Variable,
  withBorrow,
  without,
  withStanding,
} from './state.ts';
import { variableOf } from './syntax.ts';

/** Checks the body of one function. */
export function checkOwnership(
  checker: ts.TypeChecker,
  declaration: ts.FunctionDeclaration | ts.ArrowFunction,
  report: Report,
): void {
  const { body } = declaration;
  if (body === undefined) return;
  new OwnershipCheck(checker, new Reports(checker, report), declaration).run(body);
}

class OwnershipCheck extends Flow<State> {
  readonly #reports: Reports;
  readonly #declaration: ts.FunctionDeclaration | ts.ArrowFunction;
  readonly #expressions: Expressions;

  constructor(
    checker: ts.TypeChecker,
    reports: Reports,
    declaration: ts.FunctionDeclaration | ts.ArrowFunction,
  ) {
    super(checker);
    this.#reports = reports;
    this.#declaration = declaration;
    this.#expressions = new Expressions(checker, reports);
  }

  run(body: ts.ConciseBody): void {
    let state = NOTHING_KNOWN;
    for (const parameter of this.#declaration.parameters) {
      if (!this.#isOwnedVariable(parameter)) continue;
      state = withStanding(state, parameter, { kind: 'owned', since: parameter });
    }
    if (ts.isBlock(body)) {
      const end = this.statements(body.statements, state);
      if (end !== null) this.#leave(end, [...end.standings.keys()], body, 'the function ends');
    } else {
      this.#result(body, state, body, 'the function ends');
    }
  }

  #isOwnedVariable(variable: Variable): boolean {
    return carriesOwnership(this.checker, this.checker.getTypeAtLocation(variable.name));
  }

  /** Reports the variables that are still owned where `node` leaves their scope. */
  #leave(state: State, variables: readonly Variable[], node: ts.Node, before: string): void {
    for (const variable of variables) {
      const standing = state.standings.get(variable);
      if (standing === undefined || this.#expressions.bound.has(variable)) continue;
      const place = ts.isBlock(node) ? variable.name : node;
      this.#reports.forgotten(variable, standing, place, before);
    }
  }

  protected override outside(state: State, before: State, node: ts.Node, how: string): State {
    const own = [...state.standings.keys()].filter((one) => !before.standings.has(one));
    this.#leave(state, own, node, how);
    return without(state, own, node);
  }

  protected override evaluate(node: ts.Expression, state: State): State | null {
    return this.#expressions.evaluate(node, state, null);
  }

  protected override condition(node: ts.Expression, state: State | null): Branches<State> {
    return this.#expressions.condition(node, state);
  }

  protected override meet(left: State | null, right: State | null, node: ts.Node): State | null {
    return this.#expressions.meet(left, right, node);
  }

  protected override returnAt(node: ts.ReturnStatement, state: State): void {
    if (node.expression === undefined) {
      this.#leave(state, [...state.standings.keys()], node, 'this return');
    } else {
      this.#result(node.expression, state, node, 'this return');
    }
  }

  /** Evaluates `value`, the result of the function, and leaves the function at `node`. */
  #result(value: ts.Expression, state: State, node: ts.Node, before: string): void {
    const place = this.#expressions.places.ofResult(this.#declaration);
    const after = this.#expressions.evaluate(value, state, place);
    if (after === null) return;
    for (const owner of this.#expressions.borrows.ownersOf(value, after, place)) {
      // The others are consumed by now, and the reference is refused for that, or are forgotten.
      if (!this.#expressions.bound.has(owner)) continue;
      const name = owner.name.getText();
      this.#reports.add(
        'KD0906',
        value,
        `the result refers to ${name}, which is released at this return`,
        `copy what is needed of it, or do not bind ${name} with using`,
      );
    }
    this.#leave(after, [...after.standings.keys()], node, before);
  }

  protected override declare(list: ts.VariableDeclarationList, state: State): State | null {
    let current: State | null = state;
    for (const declaration of list.declarations) {
      if (current === null) return null;
      current = this.#variable(declaration, isUsingDeclaration(list), current);
    }
    return current;
  }

  #variable(declaration: ts.VariableDeclaration, isUsing: boolean, state: State): State | null {
    const { initializer } = declaration;
    const isOwned = this.#isOwnedVariable(declaration);
    if (initializer === undefined) {
      const fresh = withBorrow(state, declaration, new Set());
      return isOwned ? withStanding(fresh, declaration, { kind: 'empty' }) : fresh;
    }
    // `using` binds nothing plain: lowering says so, and has nothing to add to it.
    const named = isUsing && !isOwned ? initializer : declaration.name;
    const place = this.checker.getTypeAtLocation(named);
    const after = this.#expressions.evaluate(initializer, state, place);
    if (after === null) return null;
    if (isUsing) this.#expressions.bound.add(declaration);
    return this.#expressions.bind(declaration, initializer, after);
  }

  protected override narrow(
    subject: ts.Expression,
    tags: readonly string[],
    state: State,
  ): { readonly ifEqual: State; readonly ifDifferent: State } {
    return narrowByTags(this.checker, skipParentheses(subject), new Set(tags), state, (named) =>
      variableOf(this.checker, named),
    );
  }

  protected override beforeForOf(node: ts.ForOfStatement, state: State): State | null {
    const after = this.#expressions.evaluate(node.expression, state, null);
    const variable = loopVariable(node);
    if (after === null || variable === null) return after;
    // `using` here is refused as such.
    const isUsing = (variable.parent.flags & ts.NodeFlags.Using) !== 0;
    if (this.#isOwnedVariable(variable) && !isUsing) {
      this.#reports.add(
        'KD0910',
        variable.name,
        `the elements are owned by the array: ${variable.name.getText()} would own them as well`,
        'go through the indexes, and take each element where its ownership is taken',
      );
    }
    const owners = this.#expressions.borrows.ownersOf(node.expression, after, null);
    return withBorrow(after, node, owners);
  }

  protected override nextElement(node: ts.ForOfStatement, head: State): State {
    const variable = loopVariable(node);
    if (variable === null) return head;
    // The array is read in each round.
    const array = head.borrows.get(node);
    if (array !== undefined && array.end !== null) {
      this.#reports.dangling('the array', array.end, node.expression);
    }
    const type = this.checker.getTypeAtLocation(variable.name);
    const isBorrow = array !== undefined && holdsReference(this.checker, type);
    return withBorrow(head, variable, isBorrow ? array.owners : new Set<Variable>());
  }

  /** Where a round consumes what it found, the loop leaves it consumed: that is reported already. */
  protected override afterRounds(left: State | null, head: State, end: State | null): State | null {
    if (end === null) return left;
    const spent = this.#spentIn(head, end);
    if (left === null) return null;
    return spent.reduce(
      (known, [variable, standing]) => withStanding(known, variable, standing),
      left,
    );
  }

  /** Variables that a round consumes, with where: the next round would not have them. */
  #spentIn(head: State, end: State): readonly (readonly [Variable, Standing])[] {
    const spent: (readonly [Variable, Standing])[] = [];
    for (const [variable, standing] of head.standings) {
      const after = end.standings.get(variable);
      if (standing.kind === 'owned' && after?.kind === 'consumed') {
        const name = variable.name.getText();
        this.#reports.add(
          'KD0904',
          after.at,
          `${name} is consumed here, and the next round of the loop has it no more`,
          'leave the loop after it, or take a new value in each round',
        );
        spent.push([variable, after]);
      } else if (standing.kind === 'consumed' && after?.kind === 'owned') {
        this.#reports.forgotten(variable, after, after.since, 'the next round of the loop');
      }
    }
    return spent;
  }

  /**
   * Where a round consumes what it found, or leaves what it did not find, the error is reported, and
   * the head stays as it was.
   */
  protected override nextHead(head: State, end: State): State {
    const standings = new Map(head.standings);
    let isNew = false;
    for (const [variable, standing] of head.standings) {
      const after = end.standings.get(variable);
      if (standing.kind !== 'empty' || after === undefined || after.kind === 'empty') continue;
      standings.set(variable, after);
      isNew = true;
    }
    const borrows = joinBorrows(head.borrows, end.borrows);
    return isNew || !sameBorrows(head.borrows, borrows) ? { standings, borrows } : head;
  }
}

function loopVariable(node: ts.ForOfStatement): ts.VariableDeclaration | null {
  const { initializer } = node;
  return ts.isVariableDeclarationList(initializer) ? (initializer.declarations[0] ?? null) : null;
}
