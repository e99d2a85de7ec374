/**
 * Results that locals keep: each is read on every path, and before another one is kept there.
 *
 * A state has the calls whose results are kept and not read yet. It grows where paths meet. A path
 * that ends in a panic drops nothing: nothing goes on after it.
 *
 * Used by: `body.ts`.            Uses: `frontend/{flow,nodes,uses}.ts`.
 * Not handled here: results that nothing keeps, and locals that nothing reads (`statements.ts`).
 */

import ts from 'typescript';

import { type Branches, branchesOf, Flow, isLogical } from '../frontend/flow.ts';
import { lastLineOf, skipParentheses } from '../frontend/nodes.ts';
import { declarationOf, preludeName } from '../frontend/symbols.ts';
import { valueNamed } from '../frontend/uses.ts';

const K = ts.SyntaxKind;

interface State {
  /** The keepers in scope. */
  readonly keepers: ReadonlySet<ts.Declaration>;
  /** The calls whose results are not read yet, with the variables that keep them. */
  readonly unread: ReadonlyMap<ts.CallExpression, ts.Declaration>;
}

/** Reports that the result of `call`, which `keeper` keeps, is not read before `end`. */
export type ReportUnread = (call: ts.CallExpression, keeper: string, end: string) => void;

/** Checks what the variables `keepers` keep in the function with the body `body`. */
export function checkResults(
  checker: ts.TypeChecker,
  body: ts.Block,
  keepers: ReadonlySet<ts.Declaration>,
  report: ReportUnread,
): void {
  if (keepers.size > 0) new ResultCheck(checker, keepers, report).run(body);
}

class ResultCheck extends Flow<State> {
  readonly #keepers: ReadonlySet<ts.Declaration>;
  readonly #names: ReadonlySet<string>;
  readonly #report: ReportUnread;
  readonly #reported = new Set<ts.CallExpression>();

  constructor(checker: ts.TypeChecker, keepers: ReadonlySet<ts.Declaration>, report: ReportUnread) {
    super(checker);
    this.#keepers = keepers;
    this.#names = new Set([...keepers].map(nameOf));
    this.#report = report;
  }

  run(body: ts.Block): void {
    const end = this.statements(body.statements, { keepers: new Set(), unread: new Map() });
    if (end !== null) this.#lose(end, () => true, 'the function ends');
  }

  /** The state without the unread results of some keepers, which are reported. */
  #lose(state: State, isLost: (keeper: ts.Declaration) => boolean, end: string): State {
    const unread = new Map(state.unread);
    for (const [call, keeper] of state.unread) {
      if (!isLost(keeper)) continue;
      unread.delete(call);
      if (!this.#reported.has(call)) this.#report(call, nameOf(keeper), end);
      this.#reported.add(call);
    }
    return { ...state, unread };
  }

  protected override outside(state: State, before: State, node: ts.Node, how: string): State {
    const isLeft = (keeper: ts.Declaration): boolean => !before.keepers.has(keeper);
    const { unread } = this.#lose(state, isLeft, `${how} on line ${lastLineOf(node)}`);
    return { keepers: before.keepers, unread };
  }

  protected override returnAt(node: ts.ReturnStatement, state: State): void {
    const { expression } = node;
    const end = expression === undefined ? state : this.evaluate(expression, state);
    if (end !== null) this.#lose(end, () => true, `this return on line ${lastLineOf(node)}`);
  }

  protected override declare(list: ts.VariableDeclarationList, state: State): State | null {
    let current: State | null = state;
    for (const variable of list.declarations) {
      const { initializer } = variable;
      if (initializer !== undefined && current !== null) {
        current = this.evaluate(initializer, current);
      }
      if (current === null) return null;
      if (!this.#keepers.has(variable)) continue;
      current = { ...current, keepers: new Set(current.keepers).add(variable) };
      if (initializer !== undefined) current = this.#keep(variable, initializer, current);
    }
    return current;
  }

  /** The state after `value`, now evaluated, was given to `variable`. */
  #keep(variable: ts.Declaration, value: ts.Expression, state: State): State {
    const isOld = (keeper: ts.Declaration): boolean => keeper === variable;
    const end = `${nameOf(variable)} gets another value on line ${lastLineOf(value)}`;
    const { unread } = this.#lose(state, isOld, end);
    const kept = callsFor(value).map((call) => [call, variable] as const);
    return { ...state, unread: new Map([...unread, ...kept]) };
  }

  protected override evaluate(node: ts.Node, state: State): State | null {
    if (ts.isTypeNode(node) || ts.isArrowFunction(node)) return state;
    if (ts.isIdentifier(node)) return this.#read(node, state);
    if (ts.isConditionalExpression(node)) {
      const { whenTrue, whenFalse } = this.condition(node.condition, state);
      const left = whenTrue === null ? null : this.evaluate(node.whenTrue, whenTrue);
      const right = whenFalse === null ? null : this.evaluate(node.whenFalse, whenFalse);
      return this.meet(left, right);
    }
    if (ts.isExpression(node) && isLogical(node)) {
      const { whenTrue, whenFalse } = this.condition(node, state);
      return this.meet(whenTrue, whenFalse);
    }
    if (ts.isCallExpression(node)) return this.#call(node, state);
    const assigned = this.#assignedKeeper(node);
    if (assigned === null) return this.#parts(node, state);
    const after = this.evaluate(assigned.value, state);
    return after === null ? null : this.#keep(assigned.keeper, assigned.value, after);
  }

  /** The keeper that `node` gives a value to, with the value. */
  #assignedKeeper(
    node: ts.Node,
  ): { readonly keeper: ts.Declaration; readonly value: ts.Expression } | null {
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== K.EqualsToken) return null;
    const target = skipParentheses(node.left);
    const keeper = ts.isIdentifier(target) ? this.#keeperNamed(target) : null;
    return keeper === null ? null : { keeper, value: node.right };
  }

  #keeperNamed(name: ts.Identifier): ts.Declaration | null {
    if (!this.#names.has(name.text)) return null;
    const declaration = valueNamed(this.checker, name);
    return declaration !== null && this.#keepers.has(declaration) ? declaration : null;
  }

  #read(name: ts.Identifier, state: State): State {
    const read = this.#keeperNamed(name);
    if (read === null) return state;
    return { ...state, unread: new Map([...state.unread].filter(([, keeper]) => keeper !== read)) };
  }

  #call(node: ts.CallExpression, state: State): State | null {
    const name = preludeName(this.checker, node.expression);
    const [test] = node.arguments;
    // The message is read when the condition does not hold.
    if (name === 'assert' && test !== undefined) return this.condition(test, state).whenTrue;
    // What is left out of the kernel reads nothing there.
    if (name === 'debugAssert') return state;
    const after = this.#parts(node, state);
    return endsHere(this.checker, node) ? null : after;
  }

  /** Evaluates the parts of `node` in the order in which they stand. */
  #parts(node: ts.Node, state: State): State | null {
    let current: State | null = state;
    ts.forEachChild(node, (child) => {
      if (current !== null) current = this.evaluate(child, current);
    });
    return current;
  }

  protected override condition(node: ts.Expression, state: State | null): Branches<State> {
    const single = (part: ts.Expression, from: State): Branches<State> => {
      const after = this.evaluate(part, from);
      return { whenTrue: after, whenFalse: after };
    };
    return branchesOf(node, state, single, (left, right, around) => {
      if (left === null || !this.#tellsWhetherAllAreOk(around)) return this.meet(left, right);
      return this.meet(this.evaluate(around.right, left), right);
    });
  }

  /**
   * Whether `node` joins comparisons of statuses with `Ok`, and tells whether all are so: what it leaves
   * out behind the first that is not would change nothing that it tells.
   */
  #tellsWhetherAllAreOk(node: ts.Node): node is ts.BinaryExpression {
    if (!ts.isBinaryExpression(node)) return false;
    const operator = node.operatorToken.kind;
    const comparison =
      operator === K.AmpersandAmpersandToken
        ? K.EqualsEqualsEqualsToken
        : K.ExclamationEqualsEqualsToken;
    const isJoined = (part: ts.Expression): boolean => {
      const inner = skipParentheses(part);
      if (!ts.isBinaryExpression(inner)) return false;
      const { kind } = inner.operatorToken;
      const sides = [inner.left, inner.right];
      if (kind === operator) return sides.every(isJoined);
      return kind === comparison && sides.some((side) => this.#isOk(side));
    };
    return isJoined(node);
  }

  /** Whether `node` is the `Ok` of a status. */
  #isOk(node: ts.Expression): boolean {
    const member = declarationOf(this.checker, skipParentheses(node));
    if (member === null || !ts.isEnumMember(member)) return false;
    return member.parent.members[0] === member && nameOf(member) === 'Ok';
  }

  protected override meet(left: State | null, right: State | null): State | null {
    if (left === null || right === null) return left ?? right;
    return { ...left, unread: new Map([...left.unread, ...right.unread]) };
  }

  protected override nextHead(head: State, end: State): State {
    const unread = new Map([...head.unread, ...end.unread]);
    return unread.size === head.unread.size ? head : { ...head, unread };
  }

  protected override narrow(
    _subject: ts.Expression,
    _tags: readonly string[],
    state: State,
  ): { readonly ifEqual: State; readonly ifDifferent: State } {
    return { ifEqual: state, ifDifferent: state };
  }

  protected override beforeForOf(node: ts.ForOfStatement, state: State): State | null {
    return this.evaluate(node.expression, state);
  }

  protected override nextElement(_node: ts.ForOfStatement, head: State): State {
    return head;
  }

  protected override afterRounds(left: State | null): State | null {
    return left;
  }
}

/** The calls whose results `value` may be. */
function callsFor(value: ts.Expression): readonly ts.CallExpression[] {
  const inner = skipParentheses(value);
  if (ts.isConditionalExpression(inner)) {
    return [...callsFor(inner.whenTrue), ...callsFor(inner.whenFalse)];
  }
  return ts.isCallExpression(inner) ? [inner] : [];
}

/** Whether the function that is called never returns. */
function endsHere(checker: ts.TypeChecker, node: ts.CallExpression): boolean {
  const declaration = declarationOf(checker, node.expression);
  if (declaration !== null && ts.isFunctionDeclaration(declaration)) {
    return declaration.type?.kind === K.NeverKeyword;
  }
  const result = checker.getResolvedSignature(node)?.getReturnType();
  return result !== undefined && (result.flags & ts.TypeFlags.Never) !== 0;
}

function nameOf(declaration: ts.Declaration): string {
  return ts.getNameOfDeclaration(declaration)?.getText() ?? '';
}
