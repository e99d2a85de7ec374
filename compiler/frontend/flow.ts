/**
 * Control flow of the statements of a function, for checks that know something at each place of it.
 *
 * A check has a state, and says what expressions and the ends of scopes do to it; here it is carried
 * from statement to statement, over branches, jumps and the rounds of loops. A state of null means
 * that control does not reach the place.
 *
 * Used by: `compiler/ownership`, `compiler/lower/results.ts`.            Uses: the checker.
 * Invariants:
 *   I1. A loop ends: what is known at its head only grows, and there is a most that can be known.
 *   I2. It grows over the rounds of the loops around it as well: rounds of nested loops add up.
 */

import ts from 'typescript';

/** The states on both sides of a condition; null where it never leads. */
export interface Branches<State> {
  readonly whenTrue: State | null;
  readonly whenFalse: State | null;
}

/** Where a jump goes, with the states that arrive there. */
interface Target<State> {
  /** What is left, or gone on with; the labels in front of it are its names. */
  readonly statement: ts.Statement;
  /** The state in which it was entered. */
  readonly before: State;
  readonly breaks: State[];
  readonly continues: State[];
}

/** What is known where a round of a loop ends, and where the loop is left from its head or tail. */
interface Round<State> {
  readonly end: State | null;
  readonly leaving: State | null;
}

const K = ts.SyntaxKind;

export abstract class Flow<State> {
  protected readonly checker: ts.TypeChecker;
  readonly #targets: Target<State>[] = [];
  /** What is known at the heads of loops. */
  readonly #heads = new Map<ts.IterationStatement, State>();

  constructor(checker: ts.TypeChecker) {
    this.checker = checker;
  }

  /** The state after `node`, evaluated for its effect. */
  protected abstract evaluate(node: ts.Expression, state: State): State | null;

  /** The states on both sides of a condition. */
  protected abstract condition(node: ts.Expression, state: State | null): Branches<State>;

  /** The state after variables are declared. */
  protected abstract declare(list: ts.VariableDeclarationList, state: State): State | null;

  /** Leaves the function at `node`. */
  protected abstract returnAt(node: ts.ReturnStatement, state: State): void;

  /** The state where two paths from `node` meet. */
  protected abstract meet(left: State | null, right: State | null, node: ts.Node): State | null;

  /** The state behind what was entered in `before` and is left at `node`, which `how` describes. */
  protected abstract outside(state: State, before: State, node: ts.Node, how: string): State;

  /** What is known at the head of a loop when a round ends in `end`: `head` when nothing is new. */
  protected abstract nextHead(head: State, end: State): State;

  /** The states where what a switch is over has one of `tags`, and where it has another. */
  protected abstract narrow(
    subject: ts.Expression,
    tags: readonly string[],
    state: State,
  ): { readonly ifEqual: State; readonly ifDifferent: State };

  /** The state after the array or range of a loop is evaluated. */
  protected abstract beforeForOf(node: ts.ForOfStatement, state: State): State | null;

  /** The state after the variable of a loop has got the next value. */
  protected abstract nextElement(node: ts.ForOfStatement, head: State): State;

  /** The state where a loop is left, which is `left`; its last round went from `head` to `end`. */
  protected abstract afterRounds(left: State | null, head: State, end: State | null): State | null;

  /** The state after statements in a scope of their own. */
  #scope(nodes: readonly ts.Statement[], state: State | null, node: ts.Node): State | null {
    if (state === null) return null;
    const end = this.statements(nodes, state);
    return end === null ? null : this.outside(end, state, node, 'its scope ends');
  }

  protected statements(nodes: readonly ts.Statement[], state: State): State | null {
    let current: State | null = state;
    for (const node of nodes) {
      if (current === null) return null;
      current = this.#statement(node, current);
    }
    return current;
  }

  #statement(node: ts.Statement, state: State): State | null {
    if (ts.isBlock(node)) return this.#scope(node.statements, state, node);
    if (ts.isVariableStatement(node)) return this.declare(node.declarationList, state);
    if (ts.isExpressionStatement(node)) return this.evaluate(node.expression, state);
    if (ts.isIfStatement(node)) return this.#ifStatement(node, state);
    if (ts.isReturnStatement(node)) {
      this.returnAt(node, state);
      return null;
    }
    if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) return this.#jump(node, state);
    if (ts.isLabeledStatement(node)) return this.#labeled(node, state);
    if (ts.isSwitchStatement(node)) return this.#switchStatement(node, state);
    return isLoop(node) ? this.#loop(node, state) : state;
  }

  #ifStatement(node: ts.IfStatement, state: State): State | null {
    const { whenTrue, whenFalse } = this.condition(node.expression, state);
    const then = this.#scope([node.thenStatement], whenTrue, node.thenStatement);
    const otherwise =
      node.elseStatement === undefined
        ? whenFalse
        : this.#scope([node.elseStatement], whenFalse, node.elseStatement);
    return this.meet(then, otherwise, node);
  }

  /** A labelled statement; loops and switches know their labels themselves. */
  #labeled(node: ts.LabeledStatement, state: State): State | null {
    const inner = node.statement;
    if (ts.isLabeledStatement(inner) || ts.isSwitchStatement(inner) || isLoop(inner)) {
      return this.#statement(inner, state);
    }
    const target = this.#enter(state, inner);
    const end = this.#statement(inner, state);
    this.#targets.pop();
    return this.#meetAll(target.breaks, end, node);
  }

  #meetAll(states: readonly State[], first: State | null, node: ts.Node): State | null {
    return states.reduce<State | null>((all, one) => this.meet(all, one, node), first);
  }

  #enter(before: State, statement: ts.Statement): Target<State> {
    const target: Target<State> = { statement, before, breaks: [], continues: [] };
    this.#targets.push(target);
    return target;
  }

  #jump(node: ts.BreakStatement | ts.ContinueStatement, state: State): null {
    const name = node.label?.text ?? null;
    const isContinue = ts.isContinueStatement(node);
    const target = this.#targets.findLast(({ statement }) => {
      if (name !== null) return isLabelled(statement, name);
      return isLoop(statement) || (!isContinue && ts.isSwitchStatement(statement));
    });
    if (target === undefined) return null;
    const how = isContinue ? 'this continue' : 'this break';
    const arrives = isContinue ? target.continues : target.breaks;
    arrives.push(this.outside(state, target.before, node, how));
    return null;
  }

  #switchStatement(node: ts.SwitchStatement, state: State): State | null {
    const tested = this.evaluate(node.expression, state);
    if (tested === null) return null;
    const target = this.#enter(tested, node);
    const narrow = (tags: readonly string[]): { ifEqual: State; ifDifferent: State } =>
      this.narrow(node.expression, tags, tested);
    const named = node.caseBlock.clauses.flatMap((clause) => tagsOf(this.checker, clause));
    let end: State | null = null;
    // The labels that share the next body.
    let labels: string[] = [];
    let isDefault = false;
    let hasDefault = false;
    for (const clause of node.caseBlock.clauses) {
      labels.push(...tagsOf(this.checker, clause));
      isDefault ||= ts.isDefaultClause(clause);
      hasDefault ||= isDefault;
      const isLast = clause === node.caseBlock.clauses.at(-1);
      if (clause.statements.length === 0 && !isLast) continue;
      const others = named.filter((tag) => !labels.includes(tag));
      const entry = isDefault ? narrow(others).ifDifferent : narrow(labels).ifEqual;
      end = this.meet(end, this.#scope(clause.statements, entry, clause), clause);
      labels = [];
      isDefault = false;
    }
    this.#targets.pop();
    end = this.#meetAll(target.breaks, end, node);
    if (hasDefault || isExhaustive(this.checker, node.expression)) return end;
    return this.meet(end, narrow(named).ifDifferent, node);
  }

  #loop(node: ts.IterationStatement, state: State): State | null {
    const before = this.#beforeLoop(node, state);
    if (before === null) return null;
    // What an earlier round of a loop around this one has found holds in this round, too.
    let head = this.nextHead(before, this.#heads.get(node) ?? before);
    for (;;) {
      const target = this.#enter(head, node);
      const { end, leaving } = this.#round(node, head, target);
      this.#targets.pop();
      const left = this.#meetAll(target.breaks, leaving, node);
      const after = this.afterRounds(left, head, end);
      const next = end === null ? head : this.nextHead(head, end);
      if (next === head) {
        this.#heads.set(node, head);
        return after === null ? null : this.outside(after, state, node, 'the loop ends');
      }
      head = next;
    }
  }

  /** The state when a loop is at its head for the first time. */
  #beforeLoop(node: ts.IterationStatement, state: State): State | null {
    if (ts.isForOfStatement(node)) return this.beforeForOf(node, state);
    if (!ts.isForStatement(node) || node.initializer === undefined) return state;
    return ts.isVariableDeclarationList(node.initializer)
      ? this.declare(node.initializer, state)
      : this.evaluate(node.initializer, state);
  }

  /** One round of a loop, from its head. */
  #round(node: ts.IterationStatement, head: State, target: Target<State>): Round<State> {
    const body = (state: State | null): State | null =>
      this.#meetAll(target.continues, this.#scope([node.statement], state, node.statement), node);
    if (ts.isWhileStatement(node)) {
      const { whenTrue, whenFalse } = this.condition(node.expression, head);
      return { end: body(whenTrue), leaving: whenFalse };
    }
    if (ts.isDoStatement(node)) {
      const { whenTrue, whenFalse } = this.condition(node.expression, body(head));
      return { end: whenTrue, leaving: whenFalse };
    }
    if (ts.isForStatement(node)) {
      const { condition, incrementor } = node;
      const { whenTrue, whenFalse } =
        condition === undefined
          ? { whenTrue: head, whenFalse: null }
          : this.condition(condition, head);
      const end = body(whenTrue);
      const isOver = incrementor === undefined || end === null;
      return { end: isOver ? end : this.evaluate(incrementor, end), leaving: whenFalse };
    }
    const first = ts.isForOfStatement(node) ? this.nextElement(node, head) : head;
    return { end: body(first), leaving: head };
  }
}

/**
 * The states on both sides of the condition `node`, evaluated in `state`.
 *
 * @param single - for what is made of no other conditions
 */
export function branchesOf<State>(
  node: ts.Expression,
  state: State | null,
  single: (node: ts.Expression, state: State) => Branches<State>,
  meet: (left: State | null, right: State | null, node: ts.Node) => State | null,
): Branches<State> {
  const inner = (part: ts.Expression, from: State | null): Branches<State> =>
    branchesOf(part, from, single, meet);
  if (state === null) return { whenTrue: null, whenFalse: null };
  if (ts.isParenthesizedExpression(node)) return inner(node.expression, state);
  if (node.kind === K.TrueKeyword) return { whenTrue: state, whenFalse: null };
  if (node.kind === K.FalseKeyword) return { whenTrue: null, whenFalse: state };
  if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) {
    const { whenTrue, whenFalse } = inner(node.operand, state);
    return { whenTrue: whenFalse, whenFalse: whenTrue };
  }
  if (!ts.isBinaryExpression(node) || !isLogical(node)) return single(node, state);
  const left = inner(node.left, state);
  if (node.operatorToken.kind === K.AmpersandAmpersandToken) {
    const right = inner(node.right, left.whenTrue);
    const whenFalse = meet(left.whenFalse, right.whenFalse, node);
    return { whenTrue: right.whenTrue, whenFalse };
  }
  const right = inner(node.right, left.whenFalse);
  return { whenTrue: meet(left.whenTrue, right.whenTrue, node), whenFalse: right.whenFalse };
}

/** Whether `node` is made of other conditions: `!`, `&&` or `||`. */
export function isLogical(node: ts.Expression): boolean {
  if (ts.isPrefixUnaryExpression(node)) return node.operator === K.ExclamationToken;
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind === K.AmpersandAmpersandToken || kind === K.BarBarToken;
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

function isLoop(node: ts.Node): node is ts.IterationStatement {
  return ts.isIterationStatement(node, /* look through labels */ false);
}

/** Whether `name` is one of the labels in front of a statement. */
export function isLabelled({ parent }: ts.Node, name: string): boolean {
  return ts.isLabeledStatement(parent) && (parent.label.text === name || isLabelled(parent, name));
}
