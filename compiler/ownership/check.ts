/**
 * The rules of ownership, checked in each function by itself.
 *
 * An owned value (`Owned<T>`, or a record that carries one) is consumed exactly once on every path:
 * returned, passed to a parameter that is owned, stored in a field that is owned, assigned to
 * another variable, or given up with `disown`. Any other use borrows it. A variable bound with
 * `using` is consumed by its scope. The check follows control flow; it goes through a loop again
 * while more is known at its head than before.
 *
 * Used by: `compiler/lower/{body,program}.ts`.            Uses: `expressions.ts`, `state.ts`.
 * Invariants:
 *   I1. Each owned variable in scope has a standing in the state.
 *   I2. What is known at the head of a loop only grows, over the rounds of the loops around it as
 *       well, and there is a most that can be known: rounds add up over nested loops.
 * Not handled here: releasing (`compiler/lower/scopes.ts`).
 */

import ts from 'typescript';

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
import { skipParentheses, variableOf } from './syntax.ts';

/** Where a jump goes, with the states that arrive there. */
interface JumpTarget {
  readonly name: string | null;
  readonly isLoop: boolean;
  /** Owned variables that were in scope when it was entered. */
  readonly outer: ReadonlySet<Variable>;
  readonly breaks: State[];
  readonly continues: State[];
}

/** What is known where a round of a loop ends, and where the loop is left from its head or tail. */
interface Round {
  readonly end: State | null;
  readonly leaving: State | null;
}

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

class OwnershipCheck {
  readonly #checker: ts.TypeChecker;
  readonly #reports: Reports;
  readonly #declaration: ts.FunctionDeclaration | ts.ArrowFunction;
  readonly #expressions: Expressions;
  readonly #targets: JumpTarget[] = [];
  /** What is known at the heads of loops: without it, each level of loops would double the rounds. */
  readonly #heads = new Map<ts.IterationStatement, State>();

  constructor(
    checker: ts.TypeChecker,
    reports: Reports,
    declaration: ts.FunctionDeclaration | ts.ArrowFunction,
  ) {
    this.#checker = checker;
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
      const end = this.#statements(body.statements, state);
      if (end !== null) this.#leave(end, [...end.standings.keys()], body, 'the function ends');
    } else {
      this.#result(body, state, body, 'the function ends');
    }
  }

  #isOwnedVariable(variable: Variable): boolean {
    return carriesOwnership(this.#checker, this.#checker.getTypeAtLocation(variable.name));
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

  // ── Statements ──────────────────────────────────────────────────────────────────────────────

  /** The state after statements in a scope of their own. */
  #scope(nodes: readonly ts.Statement[], state: State | null, node: ts.Node): State | null {
    if (state === null) return null;
    const end = this.#statements(nodes, state);
    return end === null ? null : this.#outside(end, state, node, 'its scope ends');
  }

  /** The state behind the scope `node`, which was entered in `before` and ends in `state`. */
  #outside(state: State, before: State, node: ts.Node, how: string): State {
    const own = [...state.standings.keys()].filter((one) => !before.standings.has(one));
    this.#leave(state, own, node, how);
    return without(state, own, node);
  }

  #statements(nodes: readonly ts.Statement[], state: State): State | null {
    let current: State | null = state;
    for (const node of nodes) {
      if (current === null) return null;
      current = this.#statement(node, current);
    }
    return current;
  }

  #statement(node: ts.Statement, state: State): State | null {
    if (ts.isBlock(node)) return this.#scope(node.statements, state, node);
    if (ts.isVariableStatement(node)) return this.#variables(node.declarationList, state);
    if (ts.isExpressionStatement(node)) {
      return this.#expressions.evaluate(node.expression, state, null);
    }
    if (ts.isIfStatement(node)) return this.#ifStatement(node, state);
    if (ts.isReturnStatement(node)) return this.#returnStatement(node, state);
    if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) return this.#jump(node, state);
    if (ts.isLabeledStatement(node)) return this.#labeled(node, state);
    if (ts.isSwitchStatement(node)) return this.#switchStatement(node, state, null);
    return ts.isIterationStatement(node, false) ? this.#loop(node, state, null) : state;
  }

  #returnStatement(node: ts.ReturnStatement, state: State): null {
    if (node.expression === undefined) {
      this.#leave(state, [...state.standings.keys()], node, 'this return');
    } else {
      this.#result(node.expression, state, node, 'this return');
    }
    return null;
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

  #labeled(node: ts.LabeledStatement, state: State): State | null {
    const name = node.label.text;
    if (ts.isSwitchStatement(node.statement)) {
      return this.#switchStatement(node.statement, state, name);
    }
    if (ts.isIterationStatement(node.statement, false)) {
      return this.#loop(node.statement, state, name);
    }
    const target = this.#enter(state, name, false);
    const end = this.#statement(node.statement, state);
    this.#targets.pop();
    return this.#meetAll(target.breaks, end, node);
  }

  #meetAll(states: readonly State[], first: State | null, node: ts.Node): State | null {
    return states.reduce<State | null>((all, one) => this.#expressions.meet(all, one, node), first);
  }

  #variables(list: ts.VariableDeclarationList, state: State): State | null {
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
    const place = this.#checker.getTypeAtLocation(named);
    const after = this.#expressions.evaluate(initializer, state, place);
    if (after === null) return null;
    if (isUsing) this.#expressions.bound.add(declaration);
    return this.#expressions.bind(declaration, initializer, after);
  }

  #ifStatement(node: ts.IfStatement, state: State): State | null {
    const { whenTrue, whenFalse } = this.#expressions.condition(node.expression, state);
    const then = this.#scope([node.thenStatement], whenTrue, node.thenStatement);
    const otherwise =
      node.elseStatement === undefined
        ? whenFalse
        : this.#scope([node.elseStatement], whenFalse, node.elseStatement);
    return this.#expressions.meet(then, otherwise, node);
  }

  #enter(state: State, name: string | null, isLoop: boolean): JumpTarget {
    const outer = new Set(state.standings.keys());
    const target: JumpTarget = { name, isLoop, outer, breaks: [], continues: [] };
    this.#targets.push(target);
    return target;
  }

  #jump(node: ts.BreakStatement | ts.ContinueStatement, state: State): null {
    const name = node.label?.text ?? null;
    const isContinue = ts.isContinueStatement(node);
    const target = this.#targets.findLast((candidate) =>
      name !== null ? candidate.name === name : !isContinue || candidate.isLoop,
    );
    if (target === undefined) return null;
    const own = [...state.standings.keys()].filter((variable) => !target.outer.has(variable));
    this.#leave(state, own, node, isContinue ? 'this continue' : 'this break');
    (isContinue ? target.continues : target.breaks).push(without(state, own, node));
    return null;
  }

  // ── Switches ────────────────────────────────────────────────────────────────────────────────

  #switchStatement(node: ts.SwitchStatement, state: State, name: string | null): State | null {
    const tested = this.#expressions.evaluate(node.expression, state, null);
    if (tested === null) return null;
    const target = this.#enter(tested, name, false);
    const subject = skipParentheses(node.expression);
    const narrow = (tags: readonly string[]): ReturnType<typeof narrowByTags> =>
      narrowByTags(this.#checker, subject, new Set(tags), tested, (named) =>
        variableOf(this.#checker, named),
      );
    const named = node.caseBlock.clauses.flatMap((clause) => tagsOf(this.#checker, clause));
    let end: State | null = null;
    // The labels that share the next body.
    let labels: string[] = [];
    let isDefault = false;
    let hasDefault = false;
    for (const clause of node.caseBlock.clauses) {
      labels.push(...tagsOf(this.#checker, clause));
      isDefault ||= ts.isDefaultClause(clause);
      hasDefault ||= isDefault;
      const isLast = clause === node.caseBlock.clauses.at(-1);
      if (clause.statements.length === 0 && !isLast) continue;
      const others = named.filter((tag) => !labels.includes(tag));
      const entry = isDefault ? narrow(others).ifDifferent : narrow(labels).ifEqual;
      end = this.#expressions.meet(end, this.#scope(clause.statements, entry, clause), clause);
      labels = [];
      isDefault = false;
    }
    this.#targets.pop();
    end = this.#meetAll(target.breaks, end, node);
    if (hasDefault || isExhaustive(this.#checker, subject)) return end;
    return this.#expressions.meet(end, narrow(named).ifDifferent, node);
  }

  // ── Loops ───────────────────────────────────────────────────────────────────────────────────

  #loop(node: ts.IterationStatement, state: State, name: string | null): State | null {
    const before = this.#beforeLoop(node, state);
    if (before === null) return null;
    // What an earlier round of a loop around this one has found holds in this round, too.
    let head = nextHead(before, this.#heads.get(node) ?? before);
    for (;;) {
      const target = this.#enter(head, name, true);
      const round = this.#round(node, head, target);
      this.#targets.pop();
      const spent = round.end === null ? [] : this.#spentIn(head, round.end);
      const next = round.end === null ? head : nextHead(head, round.end);
      // What this reports is reported once: the last round knows the most.
      const left = this.#meetAll(target.breaks, round.leaving, node);
      if (next !== head) {
        head = next;
        continue;
      }
      this.#heads.set(node, head);
      if (left === null) return null;
      const after = spent.reduce(
        (known, [variable, standing]) => withStanding(known, variable, standing),
        left,
      );
      return this.#outside(after, state, node, 'the loop ends');
    }
  }

  /** The state when a loop is at its head for the first time. */
  #beforeLoop(node: ts.IterationStatement, state: State): State | null {
    if (ts.isForOfStatement(node)) return this.#beforeForOf(node, state);
    if (!ts.isForStatement(node) || node.initializer === undefined) return state;
    return ts.isVariableDeclarationList(node.initializer)
      ? this.#variables(node.initializer, state)
      : this.#expressions.evaluate(node.initializer, state, null);
  }

  #beforeForOf(node: ts.ForOfStatement, state: State): State | null {
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

  /** One round of a loop, from its head. */
  #round(node: ts.IterationStatement, head: State, target: JumpTarget): Round {
    const body = (state: State | null): State | null =>
      this.#meetAll(target.continues, this.#scope([node.statement], state, node.statement), node);
    if (ts.isWhileStatement(node)) {
      const { whenTrue, whenFalse } = this.#expressions.condition(node.expression, head);
      return { end: body(whenTrue), leaving: whenFalse };
    }
    if (ts.isDoStatement(node)) {
      const { whenTrue, whenFalse } = this.#expressions.condition(node.expression, body(head));
      return { end: whenTrue, leaving: whenFalse };
    }
    if (ts.isForStatement(node)) {
      const { whenTrue, whenFalse } =
        node.condition === undefined
          ? { whenTrue: head, whenFalse: null }
          : this.#expressions.condition(node.condition, head);
      const end = body(whenTrue);
      const { incrementor } = node;
      return {
        end: incrementor === undefined ? end : this.#expressions.evaluate(incrementor, end, null),
        leaving: whenFalse,
      };
    }
    const variable = ts.isForOfStatement(node) ? loopVariable(node) : null;
    if (variable === null || !ts.isForOfStatement(node)) return { end: body(head), leaving: head };
    // The array is read in each round.
    const array = head.borrows.get(node);
    if (array !== undefined && array.end !== null) {
      this.#reports.dangling('the array', array.end, node.expression);
    }
    const type = this.#checker.getTypeAtLocation(variable.name);
    const isBorrow = array !== undefined && holdsReference(this.#checker, type);
    const owners = isBorrow ? array.owners : new Set<Variable>();
    return { end: body(withBorrow(head, variable, owners)), leaving: head };
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
}

/**
 * What is known at the head of a loop when a round ends in `end`: the same object when nothing is
 * new. Where a round consumes what it found, or leaves what it did not find, the error is reported,
 * and the head stays as it was.
 */
function nextHead(head: State, end: State): State {
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

function loopVariable(node: ts.ForOfStatement): ts.VariableDeclaration | null {
  const { initializer } = node;
  return ts.isVariableDeclarationList(initializer) ? (initializer.declarations[0] ?? null) : null;
}

/** The text of a label that names the variant of a union. */
function tagsOf(checker: ts.TypeChecker, clause: ts.CaseOrDefaultClause): readonly string[] {
  if (ts.isDefaultClause(clause)) return [];
  const type = checker.getTypeAtLocation(clause.expression);
  return type.isStringLiteral() ? [type.value] : [];
}

/**
 * Whether a switch over `subject` without `default` has a case for every value. Lowering has
 * reported one over an enum or a union that has not; over integers nothing needs to apply, even
 * where TypeScript knows which values are left.
 */
function isExhaustive(checker: ts.TypeChecker, subject: ts.Expression): boolean {
  const type = checker.getTypeAtLocation(subject);
  const members = type.isUnion() ? type.types : [type];
  return members.every(
    (member) => (member.flags & (ts.TypeFlags.EnumLike | ts.TypeFlags.StringLike)) !== 0,
  );
}
