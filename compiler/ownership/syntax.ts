/**
 * Small questions about syntax that several parts of the check ask.
 *
 * Used by: `check.ts`, `expressions.ts`, `borrows.ts`, `narrow.ts`.            Uses: the checker.
 */

import ts from 'typescript';

import { skipParentheses } from '../frontend/nodes.ts';
import { declarationOf } from '../frontend/symbols.ts';
import type { Variable } from './state.ts';

/** The variable or parameter that `node` names, or null. */
export function variableOf(checker: ts.TypeChecker, node: ts.Expression): Variable | null {
  const name = skipParentheses(node);
  if (!ts.isIdentifier(name)) return null;
  const declaration = declarationOf(checker, name);
  return declaration !== null && isVariable(declaration) ? declaration : null;
}

export function isVariable(node: ts.Node): node is Variable {
  return ts.isVariableDeclaration(node) || ts.isParameter(node);
}

/** Whether `variable` belongs to a function, and not to a module. */
export function isLocal(variable: Variable): boolean {
  return ts.isParameter(variable) || !ts.isSourceFile(variable.parent.parent.parent);
}

export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
