/**
 * Expressions without a type of their own: literals, and what is made of them.
 *
 * Used by: the rules of `compiler/lower`.            Uses: `operators.ts`.
 */

import ts from 'typescript';

import { binaryOperator } from './operators.ts';

const K = ts.SyntaxKind;

/** Whether an expression is made of literals only and takes its width from its surroundings. */
export function isUntyped(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isUntyped(node.expression);
  if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) return true;
  if (ts.isPrefixUnaryExpression(node)) {
    return (
      (node.operator === K.MinusToken || node.operator === K.TildeToken) && isUntyped(node.operand)
    );
  }
  return (
    ts.isBinaryExpression(node) &&
    binaryOperator(node.operatorToken.kind) !== null &&
    isUntyped(node.left) &&
    isUntyped(node.right)
  );
}

/** Whether `node` is `c ? 1 : 2`, which takes its width from its surroundings. */
export function isChoiceOfLiterals(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isChoiceOfLiterals(node.expression);
  if (!ts.isConditionalExpression(node)) return false;
  const branches = [node.whenTrue, node.whenFalse];
  return branches.every(takesHint);
}

/** Whether `node` has no width of its own. */
export function takesHint(node: ts.Expression): boolean {
  return isUntyped(node) || isChoiceOfLiterals(node);
}

/** Whether `node` is the literal null. */
export function isNull(node: ts.Expression): boolean {
  return ts.isParenthesizedExpression(node) ? isNull(node.expression) : node.kind === K.NullKeyword;
}
