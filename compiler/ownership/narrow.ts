/**
 * What a condition says about owned variables: on the side where one is null, nothing is owned.
 *
 * Follows what TypeScript follows: comparisons with null, comparisons of what tells a union apart,
 * and constants that such a comparison was given to.
 *
 * Used by: `expressions.ts`, `check.ts`.            Uses: `state.ts`.
 */

import ts from 'typescript';

import { type Branches, branchesOf } from '../frontend/flow.ts';
import { skipParentheses } from '../frontend/nodes.ts';
import { carriesOwnership, isOwningField } from '../frontend/ownership-types.ts';
import { EMPTY, join, type State, type Variable, withStanding } from './state.ts';
import { isAssignment, variableOf } from './syntax.ts';

/** The variable that a name stands for, when what is said of it holds. */
type Followed = (node: ts.Expression) => Variable | null;

const K = ts.SyntaxKind;

/** How many constants in a row TypeScript follows to a condition. */
const CONSTANT_LIMIT = 5;

/** The states on both sides of a condition that was evaluated in `state`. */
export function narrowByCondition(
  checker: ts.TypeChecker,
  node: ts.Expression,
  state: State,
  followed: Followed,
  constantCount = 0,
): Branches<State> {
  const single = (part: ts.Expression, from: State): Branches<State> => {
    const unchanged = { whenTrue: from, whenFalse: from };
    if (ts.isIdentifier(part)) {
      const condition = constantCount < CONSTANT_LIMIT ? conditionIn(part, followed) : null;
      if (condition === null) return unchanged;
      // What is assigned again may have changed since the condition was evaluated.
      const constant: Followed = (name) => {
        const variable = followed(name);
        return variable !== null && isConstant(checker, variable) ? variable : null;
      };
      return narrowByCondition(checker, condition, from, constant, constantCount + 1);
    }
    if (!ts.isBinaryExpression(part)) return unchanged;
    const token = part.operatorToken.kind;
    const isEqual = token === K.EqualsEqualsEqualsToken;
    if (!isEqual && token !== K.ExclamationEqualsEqualsToken) return unchanged;
    const { ifEqual, ifDifferent } = equality(checker, part, from, followed);
    return isEqual
      ? { whenTrue: ifEqual, whenFalse: ifDifferent }
      : { whenTrue: ifDifferent, whenFalse: ifEqual };
  };
  return branchesOf(node, state, single, (left, right) => join(left, right).state);
}

/** The condition that a constant stands for, as in `const isNone = x === null`. */
function conditionIn(name: ts.Identifier, followed: Followed): ts.Expression | null {
  const variable = followed(name);
  if (variable === null || !isConstantDeclaration(variable) || variable.type !== undefined) {
    return null;
  }
  const { initializer } = variable;
  // Of constants that name each other, the one further down would lead back.
  return initializer === undefined || initializer.end > name.pos ? null : initializer;
}

/** Whether `variable` keeps its first value: a constant, or a parameter that nothing assigns to. */
function isConstant(checker: ts.TypeChecker, variable: Variable): boolean {
  return ts.isParameter(variable)
    ? !isAssigned(checker, variable)
    : isConstantDeclaration(variable);
}

function isConstantDeclaration(variable: Variable): variable is ts.VariableDeclaration {
  return (
    ts.isVariableDeclaration(variable) &&
    ts.isVariableDeclarationList(variable.parent) &&
    (variable.parent.flags & (ts.NodeFlags.Const | ts.NodeFlags.Using)) !== 0
  );
}

function isAssigned(checker: ts.TypeChecker, parameter: ts.ParameterDeclaration): boolean {
  const assigns = (node: ts.Node): boolean =>
    (isAssignment(node) && variableOf(checker, node.left) === parameter) ||
    (ts.forEachChild(node, assigns) ?? false);
  return assigns(parameter.parent);
}

/** `x === null` and `x.kind === 'exhausted'`, either way round. */
function equality(
  checker: ts.TypeChecker,
  node: ts.BinaryExpression,
  state: State,
  followed: Followed,
): { readonly ifEqual: State; readonly ifDifferent: State } {
  const left = skipParentheses(node.left);
  const right = skipParentheses(node.right);
  const [subject, value] =
    left.kind === K.NullKeyword || ts.isStringLiteral(left) ? [right, left] : [left, right];
  if (value.kind === K.NullKeyword) {
    // A record owns nothing when its one owned field is null.
    const variable = followed(isOwningField(checker, subject) ? subject.expression : subject);
    if (variable === null || state.standings.get(variable)?.kind !== 'owned') {
      return { ifEqual: state, ifDifferent: state };
    }
    return { ifEqual: withStanding(state, variable, EMPTY), ifDifferent: state };
  }
  if (!ts.isStringLiteral(value)) return { ifEqual: state, ifDifferent: state };
  return narrowByTags(checker, subject, new Set([value.text]), state, followed);
}

/** The states where what `subject` (`x.kind`) reads is one of `tags`, and where it is not. */
export function narrowByTags(
  checker: ts.TypeChecker,
  subject: ts.Expression,
  tags: ReadonlySet<string>,
  state: State,
  followed: Followed,
): { readonly ifEqual: State; readonly ifDifferent: State } {
  const unchanged = { ifEqual: state, ifDifferent: state };
  if (!ts.isPropertyAccessExpression(subject)) return unchanged;
  const variable = followed(subject.expression);
  if (variable === null || state.standings.get(variable)?.kind !== 'owned') return unchanged;
  const property = subject.name.text;
  const type = checker.getTypeAtLocation(subject.expression);
  const owns = (wanted: boolean): boolean =>
    (type.isUnion() ? type.types : [type]).some((variant) => {
      const symbol = variant.getProperty(property);
      const found = symbol === undefined ? null : checker.getTypeOfSymbol(symbol);
      const isNamed = found === null || !found.isStringLiteral() ? null : tags.has(found.value);
      return isNamed !== !wanted && carriesOwnership(checker, variant);
    });
  return {
    ifEqual: owns(true) ? state : withStanding(state, variable, EMPTY),
    ifDifferent: owns(false) ? state : withStanding(state, variable, EMPTY),
  };
}
