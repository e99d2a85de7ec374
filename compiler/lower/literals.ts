/**
 * Number literals that TypeScript reads for the compiler: lengths of arrays and enum members.
 *
 * TypeScript computes with doubles, the dialect with integers, so `1e1`, `3 / 2 * 2` and `1 << 33`
 * mean something else there or nothing here.
 *
 * Used by: `expressions.ts`, `types.ts`, `aggregates.ts`.            Uses: the checker.
 */

import ts from 'typescript';

import type { LoweringContext } from './context.ts';

const K = ts.SyntaxKind;

const INTEGER = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|[0-9]+)$/;

/** Whether a literal, without underscores and `n`, is all of its digits: no fraction, no exponent. */
export function isIntegerLiteral(source: string): boolean {
  return INTEGER.test(source);
}

/** Whether the number in a type is written as an integer. */
export function isIntegerType(node: ts.TypeNode): boolean {
  if (!ts.isLiteralTypeNode(node) || !ts.isNumericLiteral(node.literal)) return true;
  return isIntegerLiteral(node.literal.getText().replaceAll('_', ''));
}

/**
 * The value of an enum member's expression in integers; null when it has none. What the checker
 * knows of names is taken from it.
 */
export function integerValue(context: LoweringContext, node: ts.Expression): bigint | null {
  if (ts.isParenthesizedExpression(node)) return integerValue(context, node.expression);
  if (ts.isNumericLiteral(node)) {
    const source = node.getText().replaceAll('_', '');
    return isIntegerLiteral(source) ? BigInt(source) : null;
  }
  if (ts.isPrefixUnaryExpression(node)) {
    const value = integerValue(context, node.operand);
    if (value === null) return null;
    if (node.operator === K.MinusToken) return -value;
    return node.operator === K.TildeToken ? BigInt.asUintN(32, ~value) : null;
  }
  if (ts.isBinaryExpression(node)) {
    const left = integerValue(context, node.left);
    const right = integerValue(context, node.right);
    if (left === null || right === null) return null;
    return combined(node.operatorToken.kind, left, right);
  }
  const type = context.checker.getTypeAtLocation(node);
  return type.isNumberLiteral() && Number.isInteger(type.value) ? BigInt(type.value) : null;
}

function combined(operator: ts.SyntaxKind, left: bigint, right: bigint): bigint | null {
  switch (operator) {
    case K.PlusToken:
      return left + right;
    case K.MinusToken:
      return left - right;
    case K.AsteriskToken:
      return left * right;
    case K.SlashToken:
      return right === 0n ? null : left / right;
    case K.PercentToken:
      return right === 0n ? null : left % right;
    case K.AmpersandToken:
      return left & right;
    case K.BarToken:
      return left | right;
    case K.CaretToken:
      return left ^ right;
    case K.LessThanLessThanToken:
      return right >= 0n && right < 32n ? left << right : null;
    case K.GreaterThanGreaterThanToken:
    case K.GreaterThanGreaterThanGreaterThanToken:
      return right >= 0n && right < 32n ? left >> right : null;
    default:
      return null;
  }
}
