/**
 * Expressions, evaluated in the order in which the program does, over what is known of ownership.
 *
 * Each expression goes to a place, whose type says whether ownership goes with it; a place of null
 * takes none. What names an owned variable is consumed where ownership is taken, and looked at
 * elsewhere. A value that is made on the spot, the result of a call, has to go to a place that takes
 * it.
 *
 * Used by: `check.ts`.            Uses: `state.ts`, `narrow.ts`, `places.ts`, `borrows.ts`.
 */

import ts from 'typescript';

import {
  carriesOwnership,
  holdsReference,
  isMemory,
  isOwned,
  isOwningField,
  ownershipFault,
} from '../frontend/ownership-types.ts';
import { type Branches, branchesOf, isLogical } from '../frontend/flow.ts';
import { skipParentheses } from '../frontend/nodes.ts';
import { preludeName } from '../frontend/symbols.ts';
import { Borrows } from './borrows.ts';
import { narrowByCondition } from './narrow.ts';
import { Places } from './places.ts';
import type { Reports } from './reports.ts';
import {
  EMPTY,
  join,
  type Standing,
  type State,
  type Variable,
  withBorrow,
  withStanding,
} from './state.ts';
import { isAssignment, isLocal, isVariable, variableOf } from './syntax.ts';

const K = ts.SyntaxKind;

/** An expression whose value is kept while what comes after it is evaluated. */
interface Held {
  readonly node: ts.Expression;
  readonly place: ts.Type | null;
}

export class Expressions {
  readonly places: Places;
  readonly borrows: Borrows;
  /** Variables bound with `using`. */
  readonly bound = new Set<Variable>();
  readonly #checker: ts.TypeChecker;
  readonly #reports: Reports;

  constructor(checker: ts.TypeChecker, reports: Reports) {
    this.#checker = checker;
    this.#reports = reports;
    this.places = new Places(checker, reports);
    this.borrows = new Borrows(this.places);
  }

  /** The state after `node`, whose value goes to `place`; null when it does not end. */
  evaluate(node: ts.Expression, state: State | null, place: ts.Type | null): State | null {
    if (state === null) return null;
    if (ts.isParenthesizedExpression(node)) return this.evaluate(node.expression, state, place);
    if (ts.isConditionalExpression(node)) {
      const { whenTrue, whenFalse } = this.condition(node.condition, state);
      const left = this.evaluate(node.whenTrue, whenTrue, place);
      return this.meet(left, this.evaluate(node.whenFalse, whenFalse, place), node);
    }
    if (ts.isObjectLiteralExpression(node)) return this.#record(node, state, place);
    if (ts.isArrayLiteralExpression(node)) {
      const element = this.places.ofElement(place);
      return node.elements.reduce<State | null>(
        (current, each) => this.evaluate(each, current, element),
        state,
      );
    }
    if (ts.isCallExpression(node)) return this.#call(node, state, place);
    if (isLogical(node)) {
      const { whenTrue, whenFalse } = this.condition(node, state);
      return this.meet(whenTrue, whenFalse, node);
    }
    if (isAssignment(node)) return this.#assignment(node, state);
    this.places.compare(node, place);
    if (ts.isArrowFunction(node)) return state;
    if (this.places.takes(place)) return this.#consume(node, state);
    if (ts.isIdentifier(node)) {
      const variable = variableOf(this.#checker, node);
      if (variable !== null) this.#look(variable, node, state);
      return state;
    }
    if (ts.isPropertyAccessExpression(node)) {
      return this.#isCopied(node) ? state : this.evaluate(node.expression, state, null);
    }
    const after = this.#parts(node, state);
    if (ts.isElementAccessExpression(node)) {
      this.#checkHeld([{ node: node.expression, place: null }], state, after);
    }
    return after;
  }

  /** Whether `node` reads a number from a record in a variable, which has it whoever owns the rest. */
  #isCopied(node: ts.PropertyAccessExpression): boolean {
    if (variableOf(this.#checker, node.expression) === null) return false;
    const record = this.#checker.getTypeAtLocation(node.expression);
    const field = this.#checker.getTypeAtLocation(node);
    return (
      !isMemory(record) &&
      !isOwned(record) &&
      !holdsReference(this.#checker, field) &&
      !carriesOwnership(this.#checker, field)
    );
  }

  /** The states on both sides of the condition `node`, evaluated in `state`. */
  condition(node: ts.Expression, state: State | null): Branches<State> {
    const single = (part: ts.Expression, from: State): Branches<State> => {
      const after = this.evaluate(part, from, null);
      if (after === null) return { whenTrue: null, whenFalse: null };
      return narrowByCondition(this.#checker, part, after, (name) =>
        variableOf(this.#checker, name),
      );
    };
    return branchesOf(node, state, single, (left, right, at) => this.meet(left, right, at));
  }

  /** The state where two paths from `node` meet. */
  meet(left: State | null, right: State | null, node: ts.Node): State | null {
    const { state, disagreements } = join(left, right);
    for (const { variable, consumedAt } of disagreements) {
      this.#reports.disagreement(variable, consumedAt, node);
    }
    return state;
  }

  /** The state after `value`, now evaluated, was given to `variable`. */
  bind(variable: Variable, value: ts.Expression, state: State): State {
    const type = this.#checker.getTypeAtLocation(variable.name);
    const borrowed = withBorrow(state, variable, this.borrows.ownersOf(value, state, type));
    if (!this.places.takes(type)) return borrowed;
    return withStanding(borrowed, variable, this.#standingOf(value, variable));
  }

  /** What owns nothing by its type, as null and a variant without an owned field, gives nothing. */
  #standingOf(value: ts.Expression, variable: Variable): Standing {
    const type = this.#checker.getTypeAtLocation(skipParentheses(value));
    if (!carriesOwnership(this.#checker, type)) return EMPTY;
    const isFirst = ts.isVariableDeclaration(variable) && variable.initializer === value;
    return { kind: 'owned', since: isFirst ? variable : value };
  }

  /** Evaluates the parts of `node` in the order in which they stand. */
  #parts(node: ts.Node, state: State): State | null {
    let current: State | null = state;
    ts.forEachChild(node, (child) => {
      if (ts.isTypeNode(child) || current === null) return;
      current = ts.isExpression(child)
        ? this.evaluate(child, current, null)
        : this.#parts(child, current);
    });
    return current;
  }

  #look(variable: Variable, node: ts.Node, state: State): void {
    const end = state.borrows.get(variable)?.end ?? null;
    if (end !== null) this.#reports.dangling(variable.name.getText(), end, node);
    this.#reports.use(variable, node, state);
  }

  /** Evaluates `node`, which names a value, where its ownership is taken. */
  #consume(node: ts.Expression, state: State): State | null {
    const owner = isOwningField(this.#checker, node) ? node.expression : node;
    const variable = variableOf(this.#checker, owner);
    // What a struct or an array keeps is trusted to be taken from there.
    if (variable === null || !state.standings.has(variable))
      return this.evaluate(node, state, null);
    return this.#take(variable, node, state);
  }

  #take(variable: Variable, node: ts.Node, state: State): State {
    this.#look(variable, node, state);
    if (this.bound.has(variable)) {
      this.#reports.add(
        'KD0907',
        node,
        `${variable.name.getText()} is bound with using: its scope releases it`,
        'declare it with const to pass it on',
      );
      return state;
    }
    if (state.standings.get(variable)?.kind === 'empty') return state;
    return withStanding(state, variable, { kind: 'consumed', at: node });
  }

  #record(node: ts.ObjectLiteralExpression, state: State, place: ts.Type | null): State | null {
    let current: State | null = state;
    const held: Held[] = [];
    for (const property of node.properties) {
      if (current === null) return null;
      const field = this.places.ofField(place, property);
      if (ts.isPropertyAssignment(property)) {
        current = this.evaluate(property.initializer, current, field);
        held.push({ node: property.initializer, place: field });
      } else if (ts.isShorthandPropertyAssignment(property)) {
        current = this.#shorthand(property, current, field);
        held.push({ node: property.name, place: field });
      }
    }
    this.#checkHeld(held, state, current);
    return current;
  }

  #shorthand(property: ts.ShorthandPropertyAssignment, state: State, place: ts.Type | null): State {
    const variable = this.#checker.getShorthandAssignmentValueSymbol(property)?.valueDeclaration;
    this.places.compare(property.name, place);
    if (variable === undefined || !isVariable(variable)) return state;
    if (this.places.takes(place) && state.standings.has(variable)) {
      return this.#take(variable, property.name, state);
    }
    this.#look(variable, property.name, state);
    return state;
  }

  /** References that were evaluated before something that took the value behind them. */
  #checkHeld(held: readonly Held[], before: State, after: State | null): void {
    if (after === null) return;
    for (const { node, place } of held) {
      if (this.places.takes(place)) continue;
      for (const owner of this.borrows.ownersOf(node, before, place)) {
        const standing = after.standings.get(owner);
        if (standing?.kind !== 'consumed' || before.standings.get(owner) === standing) continue;
        this.#reports.dangling('this', { owner, at: standing.at, isScope: false }, node);
      }
    }
  }

  #assignment(node: ts.BinaryExpression, state: State): State | null {
    const target = skipParentheses(node.left);
    const variable = variableOf(this.#checker, target);
    // `+=` and its like read the target, and change numbers only.
    const isRead = node.operatorToken.kind !== K.EqualsToken;
    if (variable !== null && isLocal(variable) && !isRead) {
      return this.#assignLocal(variable, node, state);
    }
    const place = isRead ? null : this.#checker.getTypeAtLocation(target);
    const reached = variable === null || isRead ? this.evaluate(target, state, null) : state;
    const after = this.evaluate(node.right, reached, place);
    if (reached === null || after === null) return after;
    if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
      this.#checkHeld([{ node: target.expression, place: null }], reached, after);
    }
    for (const owner of this.borrows.ownersOf(node.right, after, place)) {
      this.#reports.add(
        'KD0906',
        node.right,
        `this refers to ${owner.name.getText()}, and would be kept when that is consumed`,
        'keep the owned value itself, in a field of an owned type, or disown it',
      );
    }
    return after;
  }

  #assignLocal(variable: Variable, node: ts.BinaryExpression, state: State): State | null {
    const place = this.#checker.getTypeAtLocation(variable.name);
    const after = this.evaluate(node.right, state, place);
    if (after === null) return null;
    if (after.standings.get(variable)?.kind !== 'owned') {
      return this.bind(variable, node.right, after);
    }
    this.#reports.add(
      'KD0908',
      node,
      `${variable.name.getText()} still owns a value that would be lost`,
      'consume the old value first',
    );
    const lost = withStanding(after, variable, { kind: 'consumed', at: node });
    return this.bind(variable, node.right, lost);
  }

  // ── Calls ───────────────────────────────────────────────────────────────────────────────────

  #call(node: ts.CallExpression, state: State, place: ts.Type | null): State | null {
    const name = preludeName(this.#checker, node.expression);
    if (name === 'assert') return this.#assert(node, state);
    const signature = this.#checker.getResolvedSignature(node);
    let current = this.evaluate(node.expression, state, null);
    const held: Held[] = ts.isPropertyAccessExpression(node.expression)
      ? [{ node: node.expression.expression, place: null }]
      : [];
    node.arguments.forEach((argument, index) => {
      const parameter = this.places.ofArgument(signature, index, argument);
      held.push({ node: argument, place: parameter });
      current =
        name === 'own'
          ? this.#ownedAnew(argument, current, signature)
          : name === 'disown'
            ? this.#disown(argument, current, parameter)
            : this.evaluate(argument, current, parameter);
    });
    this.#checkHeld(held, state, current);
    if (name === 'debugAssert') return this.#withoutEffect(state, current);
    const result = signature?.getReturnType();
    if (result === undefined || current === null) return current;
    if ((result.flags & ts.TypeFlags.Never) !== 0) return null;
    const isUntyped = name === 'own' && node.typeArguments === undefined;
    const isGood =
      !isUntyped && !isRefused(this.#checker, name, result) && this.places.areArgumentsPlain(node);
    if (isGood) this.#result(node, result, place);
    return current;
  }

  /** What a call returns owned has to go to a place that takes it. */
  #result(node: ts.CallExpression, result: ts.Type, place: ts.Type | null): void {
    if (!carriesOwnership(this.#checker, result) || this.places.takes(place)) {
      return this.places.compare(node, place);
    }
    const isStatement = isEffect(node);
    this.#reports.add(
      'KD0901',
      node,
      isStatement ? 'the owned result is not consumed' : 'the owned result loses its owner here',
      isStatement
        ? 'keep it in a variable, pass it on, or release it'
        : 'keep it in a variable of the owned type, or give it up with disown(…)',
    );
  }

  /** Behind `assert(condition, message)` the condition holds; the message is read when it does not. */
  #assert(node: ts.CallExpression, state: State): State | null {
    const [test, message] = node.arguments;
    if (test === undefined) return state;
    const { whenTrue, whenFalse } = this.condition(test, state);
    if (message !== undefined) this.evaluate(message, whenFalse, null);
    return whenTrue;
  }

  /** `debugAssert` is left out of some programs, so it may not consume anything. */
  #withoutEffect(before: State, after: State | null): State {
    if (after === null) return before;
    for (const [variable, standing] of after.standings) {
      if (standing.kind !== 'consumed' || before.standings.get(variable) === standing) continue;
      this.#reports.add(
        'KD0903',
        standing.at,
        `${variable.name.getText()} is consumed here, but not where debugAssert is left out`,
        'consume it before, and assert what came of it',
      );
    }
    return after;
  }

  /** `disown` takes a value from its owner whatever its release function is. */
  #disown(argument: ts.Expression, state: State | null, parameter: ts.Type | null): State | null {
    const own = this.#checker.getTypeAtLocation(argument);
    return this.evaluate(argument, state, this.places.takes(own) ? own : parameter);
  }

  /** The argument of `own` has no owner yet. */
  #ownedAnew(
    argument: ts.Expression,
    state: State | null,
    signature: ts.Signature | undefined,
  ): State | null {
    if (state === null) return null;
    const own = this.#checker.getTypeAtLocation(argument);
    const isOwned = this.places.takes(own);
    const result = signature?.getReturnType();
    const isTypeRefused = result !== undefined && isRefused(this.#checker, 'own', result);
    const hasOwner = isOwned || this.borrows.ownersOf(argument, state, null).size > 0;
    if (hasOwner && !isTypeRefused) {
      this.#reports.add(
        'KD0911',
        argument,
        'this has an owner already',
        'give it up first: own<…>(disown(…))',
      );
    }
    return this.evaluate(argument, state, isOwned ? own : null);
  }
}

/** Whether a call of `own` or `disown` is about a type that is refused where it is written. */
function isRefused(checker: ts.TypeChecker, name: string | null, result: ts.Type): boolean {
  if (name === 'disown') return carriesOwnership(checker, result);
  return name === 'own' && ownershipFault(checker, result) !== null;
}

/** Whether `node` is evaluated for its effect only: a statement, or a part of the head of a loop. */
function isEffect(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return isEffect(parent);
  if (ts.isForStatement(parent)) return parent.initializer === node || parent.incrementor === node;
  return ts.isExpressionStatement(parent);
}
