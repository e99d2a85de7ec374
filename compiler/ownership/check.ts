/**
 * The rules of ownership, checked in each function by itself.
 *
 * An owned value (`Owned<T>`, or a record that carries one) is consumed exactly once on every path:
 * returned, passed to a parameter that is owned, stored in a field that is owned, assigned to
 * another variable, or given up with `disown`. Any other use borrows it. A variable bound with
 * `using` is consumed by its scope. The check follows control flow once, without a fixed point: a
 * loop may not change what is owned outside it.
 *
 * Used by: `compiler/lower/program.ts`.            Uses: `state.ts`, `frontend/ownership-types.ts`.
 * Invariants:
 *   I1. Each owned variable in scope has a standing in the state.
 * Not handled here: releasing (`compiler/lower/scopes.ts`).
 */

import ts from 'typescript';

import type { DiagnosticCode } from '../diagnostics/catalogue.ts';
import { carriesOwnership } from '../frontend/ownership-types.ts';
import { declarationOf, isUsingDeclaration } from '../frontend/symbols.ts';
import { narrowByCondition } from './narrow.ts';
import {
  join,
  OWNED,
  type Standing,
  type State,
  type Variable,
  without,
  withStanding,
} from './state.ts';

export type Report = (
  code: DiagnosticCode,
  node: ts.Node,
  message: string,
  help: string | null,
) => void;

/** Where a jump goes, with the states that arrive there. */
interface JumpTarget {
  readonly name: string | null;
  readonly isLoop: boolean;
  /** Owned variables that were in scope when it was entered. */
  readonly outer: ReadonlySet<Variable>;
  readonly breaks: State[];
  readonly continues: State[];
}

/** Checks the body of one function. */
export function checkOwnership(
  checker: ts.TypeChecker,
  declaration: ts.FunctionDeclaration | ts.ArrowFunction,
  report: Report,
): void {
  const { body } = declaration;
  if (body === undefined) return;
  new OwnershipCheck(checker, report).run(declaration, body);
}

class OwnershipCheck {
  private readonly checker: ts.TypeChecker;
  private readonly report: Report;
  private readonly targets: JumpTarget[] = [];
  private readonly bound = new Set<Variable>();
  /** References and views by the owned variable they were taken from. */
  private readonly borrows = new Map<Variable, Variable>();

  constructor(checker: ts.TypeChecker, report: Report) {
    this.checker = checker;
    this.report = report;
  }

  run(declaration: ts.FunctionDeclaration | ts.ArrowFunction, body: ts.ConciseBody): void {
    let state: State = new Map();
    for (const parameter of declaration.parameters) {
      if (this.isOwnedVariable(parameter)) state = withStanding(state, parameter, OWNED);
    }
    if (ts.isBlock(body)) {
      const end = this.statements(body.statements, state);
      if (end !== null) this.leave(end, [...end.keys()], body, 'the function ends');
    } else {
      const end = this.consume(body, state);
      this.leave(end, [...end.keys()], body, 'the function ends');
    }
  }

  private isOwnedVariable(variable: Variable): boolean {
    return carriesOwnership(this.checker, this.checker.getTypeAtLocation(variable.name));
  }

  private carries(node: ts.Expression): boolean {
    return carriesOwnership(this.checker, this.checker.getTypeAtLocation(node));
  }

  /** Reports the variables that are still owned where `node` leaves their scope. */
  private leave(state: State, variables: readonly Variable[], node: ts.Node, how: string): void {
    for (const variable of variables) {
      if (state.get(variable)?.kind !== 'owned' || this.bound.has(variable)) continue;
      const name = variable.name.getText();
      const { line } = variable.getSourceFile().getLineAndCharacterOfPosition(variable.getStart());
      this.report(
        'KD0901',
        ts.isBlock(node) ? variable.name : node,
        `${name}, which is owned since line ${line + 1}, is not consumed before ${how}`,
        `return it, pass it on, release it, or bind it with \`using ${name} = …\``,
      );
    }
  }

  private meet(left: State | null, right: State | null, node: ts.Node): State | null {
    const { state, disagreements } = join(left, right);
    for (const { variable, consumedAt } of disagreements) {
      const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
      this.report(
        'KD0903',
        consumedAt,
        `${variable.name.getText()} is consumed here, but not on the other path from line ${line + 1}`,
        'consume it on both paths, or on neither',
      );
    }
    return state;
  }

  // ── Statements ──────────────────────────────────────────────────────────────────────────────

  /** The state after statements in a scope of their own. */
  private scope(nodes: readonly ts.Statement[], state: State, node: ts.Node): State | null {
    const end = this.statements(nodes, state);
    if (end === null) return null;
    const own = [...end.keys()].filter((variable) => !state.has(variable));
    this.leave(end, own, node, 'its scope ends');
    return without(end, own);
  }

  private statements(nodes: readonly ts.Statement[], state: State): State | null {
    let current: State | null = state;
    for (const node of nodes) {
      if (current === null) return null;
      current = this.statement(node, current);
    }
    return current;
  }

  private statement(node: ts.Statement, state: State): State | null {
    if (ts.isBlock(node)) return this.scope(node.statements, state, node);
    if (ts.isVariableStatement(node)) return this.variables(node.declarationList, state);
    if (ts.isExpressionStatement(node)) return this.expressionStatement(node.expression, state);
    if (ts.isIfStatement(node)) return this.ifStatement(node, state);
    if (ts.isReturnStatement(node)) {
      const after = node.expression === undefined ? state : this.consume(node.expression, state);
      this.leave(after, [...after.keys()], node, 'this return');
      return null;
    }
    if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) return this.jump(node, state);
    if (ts.isLabeledStatement(node)) return this.labeled(node, state);
    if (ts.isSwitchStatement(node)) return this.switchStatement(node, state, null);
    return this.loop(node, state, null);
  }

  private labeled(node: ts.LabeledStatement, state: State): State | null {
    const name = node.label.text;
    if (ts.isSwitchStatement(node.statement)) {
      return this.switchStatement(node.statement, state, name);
    }
    if (ts.isIterationStatement(node.statement, false)) {
      return this.loop(node.statement, state, name);
    }
    const target = this.enter(state, name, false);
    const end = this.statement(node.statement, state);
    this.targets.pop();
    return target.breaks.reduce<State | null>((all, one) => this.meet(all, one, node), end);
  }

  private variables(list: ts.VariableDeclarationList, state: State): State {
    let current = state;
    const isUsing = isUsingDeclaration(list);
    for (const declaration of list.declarations) {
      const { initializer } = declaration;
      if (initializer === undefined) {
        if (this.isOwnedVariable(declaration)) {
          current = withStanding(current, declaration, { kind: 'empty' });
        }
        continue;
      }
      if (!this.isOwnedVariable(declaration)) {
        current = this.borrow(initializer, current);
        this.noteBorrow(declaration, initializer);
        if (this.carries(initializer) && !ts.isIdentifier(initializer)) {
          this.reportDropped(initializer);
        }
        continue;
      }
      current = this.consume(initializer, current);
      const isNull = initializer.kind === ts.SyntaxKind.NullKeyword;
      current = withStanding(current, declaration, isNull ? { kind: 'empty' } : OWNED);
      if (isUsing) this.bound.add(declaration);
    }
    return current;
  }

  private reportDropped(node: ts.Expression): void {
    if (!ts.isCallExpression(node)) return;
    this.report(
      'KD0901',
      node,
      'the owned result loses its owner here',
      'keep it in a variable of the owned type, or give it up with disown(…)',
    );
  }

  private expressionStatement(node: ts.Expression, state: State): State | null {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      return this.assignment(node, state);
    }
    const after = this.borrow(node, state);
    if (ts.isCallExpression(node) && this.carries(node)) {
      this.report(
        'KD0901',
        node,
        'the owned result is not consumed',
        'keep it in a variable, pass it on, or release it',
      );
    }
    // The type of `i++` costs as much to find as that of a call, and it is never `never`.
    if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) return after;
    const type = this.checker.getTypeAtLocation(node);
    return (type.flags & ts.TypeFlags.Never) !== 0 ? null : after;
  }

  private assignment(node: ts.BinaryExpression, state: State): State {
    const variable = this.variableOf(node.left);
    const target = this.checker.getTypeAtLocation(node.left);
    if (variable === null || !this.isOwnedVariable(variable)) {
      const after = this.borrow(node.left, state);
      return carriesOwnership(this.checker, target)
        ? this.consume(node.right, after)
        : this.borrow(node.right, after);
    }
    const after = this.consume(node.right, state);
    if (after.get(variable)?.kind === 'owned') {
      this.report(
        'KD0908',
        node,
        `${variable.name.getText()} still owns a value that would be lost`,
        'consume the old value first',
      );
    }
    const isNull = node.right.kind === ts.SyntaxKind.NullKeyword;
    return withStanding(after, variable, isNull ? { kind: 'empty' } : OWNED);
  }

  private ifStatement(node: ts.IfStatement, state: State): State | null {
    const tested = this.borrow(node.expression, state);
    const { whenTrue, whenFalse } = this.narrow(node.expression, tested);
    const then = this.scope([node.thenStatement], whenTrue, node.thenStatement);
    const otherwise =
      node.elseStatement === undefined
        ? whenFalse
        : this.scope([node.elseStatement], whenFalse, node.elseStatement);
    return this.meet(then, otherwise, node);
  }

  private narrow(node: ts.Expression, state: State): { whenTrue: State; whenFalse: State } {
    return narrowByCondition(this.checker, node, state, (name) => this.variableOf(name));
  }

  private enter(state: State, name: string | null, isLoop: boolean): JumpTarget {
    const target: JumpTarget = {
      name,
      isLoop,
      outer: new Set(state.keys()),
      breaks: [],
      continues: [],
    };
    this.targets.push(target);
    return target;
  }

  private jump(node: ts.BreakStatement | ts.ContinueStatement, state: State): null {
    const name = node.label?.text ?? null;
    const isContinue = ts.isContinueStatement(node);
    const target = this.targets.findLast((candidate) =>
      name !== null ? candidate.name === name : !isContinue || candidate.isLoop,
    );
    if (target === undefined) return null;
    const own = [...state.keys()].filter((variable) => !target.outer.has(variable));
    this.leave(state, own, node, isContinue ? 'this continue' : 'this break');
    (isContinue ? target.continues : target.breaks).push(without(state, own));
    return null;
  }

  private switchStatement(
    node: ts.SwitchStatement,
    state: State,
    name: string | null,
  ): State | null {
    const tested = this.borrow(node.expression, state);
    const target = this.enter(tested, name, false);
    let end: State | null = null;
    let hasDefault = false;
    for (const clause of node.caseBlock.clauses) {
      hasDefault ||= ts.isDefaultClause(clause);
      if (clause.statements.length === 0) continue;
      const entry = this.inClause(node, clause, tested);
      end = this.meet(end, this.scope(clause.statements, entry, clause), clause);
    }
    this.targets.pop();
    for (const state of target.breaks) end = this.meet(end, state, node);
    return hasDefault || this.isExhaustive(node) ? end : this.meet(end, tested, node);
  }

  /** In the case of a variant without an owned field there is nothing to consume. */
  private inClause(node: ts.SwitchStatement, clause: ts.CaseOrDefaultClause, state: State): State {
    const subject = node.expression;
    if (!ts.isPropertyAccessExpression(subject)) return state;
    const variable = this.variableOf(subject.expression);
    if (variable === null || state.get(variable)?.kind !== 'owned') return state;
    if (ts.isDefaultClause(clause)) return state;
    const tag = this.checker.getTypeAtLocation(clause.expression);
    const type = this.checker.getTypeAtLocation(variable.name);
    const variants = type.isUnion() ? type.types : [type];
    const chosen = variants.filter((variant) => {
      const property = variant.getProperty(subject.name.text);
      return property !== undefined && this.checker.getTypeOfSymbol(property) === tag;
    });
    const owns = chosen.some((variant) => carriesOwnership(this.checker, variant));
    return owns ? state : withStanding(state, variable, { kind: 'empty' });
  }

  /** Lowering has reported a switch that is not; over integers nothing needs to apply. */
  private isExhaustive(node: ts.SwitchStatement): boolean {
    const type = this.checker.getTypeAtLocation(node.expression);
    return type.isUnion() || (type.flags & (ts.TypeFlags.EnumLike | ts.TypeFlags.StringLike)) !== 0;
  }

  private loop(node: ts.Statement, state: State, name: string | null): State | null {
    if (!ts.isIterationStatement(node, false)) return state;
    let before = state;
    if (ts.isForStatement(node) && node.initializer !== undefined) {
      before = ts.isVariableDeclarationList(node.initializer)
        ? this.variables(node.initializer, before)
        : this.borrow(node.initializer, before);
    }
    if (ts.isForOfStatement(node)) before = this.borrow(node.expression, before);
    const condition =
      ts.isWhileStatement(node) || ts.isDoStatement(node)
        ? node.expression
        : ts.isForStatement(node)
          ? (node.condition ?? null)
          : null;
    let entry = before;
    let leaving: State | null = before;
    if (condition !== null && !ts.isDoStatement(node)) {
      const { whenTrue, whenFalse } = this.narrow(condition, this.borrow(condition, before));
      entry = whenTrue;
      leaving = condition.kind === ts.SyntaxKind.TrueKeyword ? null : whenFalse;
    } else if (ts.isForStatement(node)) {
      leaving = null;
    }
    const target = this.enter(before, name, true);
    let end = this.scope([node.statement], entry, node.statement);
    for (const one of target.continues) end = this.meet(end, one, node);
    if (end !== null && ts.isForStatement(node) && node.incrementor !== undefined) {
      end = this.borrow(node.incrementor, end);
    }
    if (end !== null && ts.isDoStatement(node)) {
      const tested = this.narrow(node.expression, this.borrow(node.expression, end));
      leaving = tested.whenFalse;
      end = tested.whenTrue;
    } else if (ts.isDoStatement(node)) {
      leaving = null;
    }
    this.targets.pop();
    const spent = end === null ? [] : this.checkRound(before, end);
    const joined = target.breaks.reduce<State | null>(
      (all, one) => this.meet(all, one, node),
      leaving,
    );
    if (joined === null) return null;
    const after = spent.reduce(
      (known, [variable, standing]) => withStanding(known, variable, standing),
      joined,
    );
    const own = [...after.keys()].filter((variable) => !state.has(variable));
    this.leave(after, own, node, 'the loop ends');
    return without(after, own);
  }

  /** A variable that a round consumes is not there for the next round: those, with where. */
  private checkRound(before: State, end: State): readonly (readonly [Variable, Standing])[] {
    const spent: (readonly [Variable, Standing])[] = [];
    for (const [variable, standing] of before) {
      const after = end.get(variable);
      if (standing.kind !== 'owned' || after?.kind !== 'consumed') continue;
      this.report(
        'KD0904',
        after.at,
        `${variable.name.getText()} is consumed here, and the next round of the loop has it no more`,
        'leave the loop after it, or take a new value in each round',
      );
      spent.push([variable, after]);
    }
    return spent;
  }

  // ── Expressions ─────────────────────────────────────────────────────────────────────────────

  /** The owned variable that `node` names (or whose field it reads), or null. */
  private variableOf(node: ts.Expression): Variable | null {
    if (ts.isParenthesizedExpression(node)) return this.variableOf(node.expression);
    if (!ts.isIdentifier(node)) return null;
    const declaration = declarationOf(this.checker, node);
    if (declaration === null) return null;
    return ts.isVariableDeclaration(declaration) || ts.isParameter(declaration)
      ? declaration
      : null;
  }

  /** Evaluates `node` where an owner is wanted: what it names is consumed. */
  private consume(node: ts.Expression, state: State): State {
    if (ts.isParenthesizedExpression(node)) return this.consume(node.expression, state);
    if (ts.isConditionalExpression(node)) {
      const tested = this.narrow(node.condition, this.borrow(node.condition, state));
      const left = this.consume(node.whenTrue, tested.whenTrue);
      const right = this.consume(node.whenFalse, tested.whenFalse);
      return this.meet(left, right, node) ?? state;
    }
    if (ts.isObjectLiteralExpression(node)) return this.objectLiteral(node, state);
    const owner =
      ts.isPropertyAccessExpression(node) && this.carries(node) ? node.expression : node;
    const variable = this.variableOf(owner);
    if (variable === null || !state.has(variable)) return this.borrow(node, state);
    return this.take(variable, node, state);
  }

  private take(variable: Variable, node: ts.Expression, state: State): State {
    const after = this.use(variable, node, state);
    if (this.bound.has(variable)) {
      this.report(
        'KD0907',
        node,
        `${variable.name.getText()} is bound with using: its scope releases it`,
        'declare it with const to pass it on',
      );
      return after;
    }
    if (after.get(variable)?.kind === 'empty') return after;
    return withStanding(after, variable, { kind: 'consumed', at: node });
  }

  /** Reports a use of a variable that was consumed before. */
  private use(variable: Variable, node: ts.Node, state: State): State {
    const standing = state.get(variable);
    if (standing?.kind !== 'consumed') return state;
    const { line } = standing.at
      .getSourceFile()
      .getLineAndCharacterOfPosition(standing.at.getStart());
    this.report(
      'KD0902',
      node,
      `${variable.name.getText()} was consumed on line ${line + 1}`,
      'use it before it is consumed, or take a new value',
    );
    return state;
  }

  private objectLiteral(node: ts.ObjectLiteralExpression, state: State): State {
    let current = state;
    const wanted = this.checker.getContextualType(node);
    for (const property of node.properties) {
      const name = property.name?.getText();
      const field = name === undefined ? undefined : this.fieldType(wanted, name, node);
      const isOwned = field !== undefined && carriesOwnership(this.checker, field);
      if (ts.isPropertyAssignment(property)) {
        current = isOwned
          ? this.consume(property.initializer, current)
          : this.borrow(property.initializer, current);
      } else if (ts.isShorthandPropertyAssignment(property)) {
        const declaration =
          this.checker.getShorthandAssignmentValueSymbol(property)?.valueDeclaration;
        if (declaration !== undefined && isVariable(declaration) && current.has(declaration)) {
          current = isOwned
            ? this.take(declaration, property.name, current)
            : this.use(declaration, property.name, current);
        }
      }
    }
    return current;
  }

  private fieldType(wanted: ts.Type | undefined, name: string, node: ts.Node): ts.Type | undefined {
    const members = wanted === undefined ? [] : wanted.isUnion() ? wanted.types : [wanted];
    const types = members.flatMap((member) => {
      const property = member.getProperty(name);
      return property === undefined ? [] : [this.checker.getTypeOfSymbolAtLocation(property, node)];
    });
    return types.find((type) => carriesOwnership(this.checker, type)) ?? types[0];
  }

  /** Evaluates `node` where a plain value is wanted: owned variables in it are only looked at. */
  private borrow(node: ts.Node, state: State): State {
    if (ts.isIdentifier(node)) return this.look(node, state);
    if (ts.isCallExpression(node)) return this.call(node, state);
    if (ts.isArrowFunction(node)) return state;
    if (ts.isObjectLiteralExpression(node)) return this.objectLiteral(node, state);
    if (ts.isPropertyAccessExpression(node)) return this.borrow(node.expression, state);
    if (ts.isConditionalExpression(node)) {
      const tested = this.narrow(node.condition, this.borrow(node.condition, state));
      const left = this.borrow(node.whenTrue, tested.whenTrue);
      return this.meet(left, this.borrow(node.whenFalse, tested.whenFalse), node) ?? state;
    }
    let current = state;
    ts.forEachChild(node, (child) => {
      if (!ts.isTypeNode(child)) current = this.borrow(child, current);
    });
    return current;
  }

  private look(node: ts.Identifier, state: State): State {
    const variable = this.variableOf(node);
    if (variable === null) return state;
    const owner = this.borrows.get(variable);
    const standing = owner === undefined ? undefined : state.get(owner);
    if (owner !== undefined && standing?.kind === 'consumed') {
      const { line } = standing.at
        .getSourceFile()
        .getLineAndCharacterOfPosition(standing.at.getStart());
      this.report(
        'KD0906',
        node,
        `${node.text} refers to ${owner.name.getText()}, which was consumed on line ${line + 1}`,
        'use it before its owner is consumed',
      );
    }
    return this.use(variable, node, state);
  }

  private call(node: ts.CallExpression, state: State): State {
    let current = this.borrow(node.expression, state);
    const signature = this.checker.getResolvedSignature(node);
    node.arguments.forEach((argument, index) => {
      const parameter = signature?.getParameters()[index];
      const type =
        parameter === undefined
          ? null
          : this.checker.getTypeOfSymbolAtLocation(parameter, argument);
      const isOwned = type !== null && carriesOwnership(this.checker, type);
      current = isOwned ? this.consume(argument, current) : this.borrow(argument, current);
      if (!isOwned && ts.isCallExpression(argument) && this.carries(argument)) {
        this.reportDropped(argument);
      }
    });
    return current;
  }

  /** Remembers that `declaration` holds a reference or view taken from an owned variable. */
  private noteBorrow(declaration: ts.VariableDeclaration, initializer: ts.Expression): void {
    if (!isReference(this.checker.getTypeAtLocation(declaration.name))) return;
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) {
        const variable = this.variableOf(node);
        if (variable === null) return;
        const owner = this.borrows.get(variable);
        if (owner !== undefined) this.borrows.set(declaration, owner);
        else if (this.isOwnedVariable(variable)) this.borrows.set(declaration, variable);
        return;
      }
      ts.forEachChild(node, visit);
    };
    visit(initializer);
  }
}

function isVariable(node: ts.Node): node is Variable {
  return ts.isVariableDeclaration(node) || ts.isParameter(node);
}

/** Whether values of `type` point into memory: structs, arrays and views. */
function isReference(type: ts.Type): boolean {
  const members = type.isUnion() ? type.types : [type];
  return members.some((member) =>
    member
      .getProperties()
      .some(({ name }) => name.startsWith('__@structMark') || name === 'byteLength'),
  );
}
