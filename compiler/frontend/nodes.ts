/**
 * Small questions about the nodes of a program, whatever is checked.
 *
 * Used by: `compiler/lower`, `compiler/ownership`.            Uses: nothing.
 */

import ts from 'typescript';

/** The expression inside any parentheses. */
export function skipParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? skipParentheses(node.expression) : node;
}

/** The line of the first character of `node`, as people count. */
export function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

/** The line of the last character of `node`. */
export function lastLineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getEnd()).line + 1;
}
