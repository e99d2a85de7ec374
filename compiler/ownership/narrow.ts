/**
 * What a condition says about owned variables: on the side where one is null, nothing is owned.
 *
 * Used by: `check.ts`.            Uses: `state.ts`.
 */

import ts from 'typescript';

import { carriesOwnership } from '../frontend/ownership-types.ts';
import { EMPTY, join, type State, type Variable, withStanding } from './state.ts';

export interface Branches {
  readonly whenTrue: State;
  readonly whenFalse: State;
}

type VariableOf = (node: ts.Expression) => Variable | null;

const K = ts.SyntaxKind;

/** The states on both sides of a condition that was evaluated in `state`. */
export function narrowByCondition(
  checker: ts.TypeChecker,
  node: ts.Expression,
  state: State,
  variableOf: VariableOf,
): Branches {
  const recurse = (inner: ts.Expression, from: State): Branches =>
    narrowByCondition(checker, inner, from, variableOf);
  if (ts.isParenthesizedExpression(node)) return recurse(node.expression, state);
  if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) {
    const { whenTrue, whenFalse } = recurse(node.operand, state);
    return { whenTrue: whenFalse, whenFalse: whenTrue };
  }
  if (!ts.isBinaryExpression(node)) return { whenTrue: state, whenFalse: state };
  const token = node.operatorToken.kind;
  if (token === K.AmpersandAmpersandToken) {
    const left = recurse(node.left, state);
    const right = recurse(node.right, left.whenTrue);
    return {
      whenTrue: right.whenTrue,
      whenFalse: join(left.whenFalse, right.whenFalse).state ?? state,
    };
  }
  if (token === K.BarBarToken) {
    const left = recurse(node.left, state);
    const right = recurse(node.right, left.whenFalse);
    return {
      whenTrue: join(left.whenTrue, right.whenTrue).state ?? state,
      whenFalse: right.whenFalse,
    };
  }
  const isEqual = token === K.EqualsEqualsEqualsToken;
  if (!isEqual && token !== K.ExclamationEqualsEqualsToken) {
    return { whenTrue: state, whenFalse: state };
  }
  const { ifEqual, ifDifferent } = equality(checker, node, state, variableOf);
  return isEqual
    ? { whenTrue: ifEqual, whenFalse: ifDifferent }
    : { whenTrue: ifDifferent, whenFalse: ifEqual };
}

/** `x === null` and `x.kind === 'exhausted'`. */
function equality(
  checker: ts.TypeChecker,
  node: ts.BinaryExpression,
  state: State,
  variableOf: VariableOf,
): { readonly ifEqual: State; readonly ifDifferent: State } {
  const nullSide = node.right.kind === K.NullKeyword ? node.left : node.right;
  if (node.left.kind === K.NullKeyword || node.right.kind === K.NullKeyword) {
    const variable = variableOf(nullSide);
    if (variable === null || state.get(variable)?.kind !== 'owned') {
      return { ifEqual: state, ifDifferent: state };
    }
    return { ifEqual: withStanding(state, variable, EMPTY), ifDifferent: state };
  }
  if (!ts.isPropertyAccessExpression(node.left) || !ts.isStringLiteral(node.right)) {
    return { ifEqual: state, ifDifferent: state };
  }
  const variable = variableOf(node.left.expression);
  if (variable === null || state.get(variable)?.kind !== 'owned') {
    return { ifEqual: state, ifDifferent: state };
  }
  const property = node.left.name.text;
  const tag = node.right.text;
  const type = checker.getTypeAtLocation(node.left.expression);
  const variants = type.isUnion() ? type.types : [type];
  const owns = (wanted: boolean): boolean =>
    variants.some((variant) => {
      const symbol = variant.getProperty(property);
      const found = symbol === undefined ? null : checker.getTypeOfSymbol(symbol);
      const matches = found !== null && found.isStringLiteral() && found.value === tag;
      return matches === wanted && carriesOwnership(checker, variant);
    });
  return {
    ifEqual: owns(true) ? state : withStanding(state, variable, EMPTY),
    ifDifferent: owns(false) ? state : withStanding(state, variable, EMPTY),
  };
}
