/**
 * Whether a local is read: named anywhere but as the target of an assignment.
 *
 * Used by: `compiler/lower`.            Uses: `symbols.ts`.
 */

import ts from 'typescript';

import { declarationOf } from './symbols.ts';

/** Whether an expression reads the local that `declaration` declares by `name`. */
export function isRead(
  checker: ts.TypeChecker,
  declaration: ts.VariableDeclaration,
  name: ts.Identifier,
): boolean {
  const scope = ts.findAncestor(
    declaration,
    (node) => ts.isBlock(node) || ts.isCaseBlock(node) || ts.isForStatement(node),
  );
  const reads = (node: ts.Node): boolean => {
    if (!ts.isIdentifier(node)) return ts.forEachChild(node, reads) ?? false;
    return (
      node !== name &&
      node.text === name.text &&
      !isTarget(node) &&
      valueNamed(checker, node) === declaration
    );
  };
  return scope !== undefined && reads(scope);
}

/** What a name stands for as a value: in `{ x }` the local, not the field. */
export function valueNamed(checker: ts.TypeChecker, name: ts.Identifier): ts.Declaration | null {
  if (!ts.isShorthandPropertyAssignment(name.parent)) return declarationOf(checker, name);
  const symbol = checker.getShorthandAssignmentValueSymbol(name.parent);
  return symbol?.valueDeclaration ?? null;
}

/** Whether `node` stands left of `=`. */
function isTarget(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return isTarget(parent);
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.left === node
  );
}
