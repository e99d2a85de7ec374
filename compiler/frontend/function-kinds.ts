/**
 * Kinds of functions that the dialect does not have. Such a function is one error; the `await` and
 * `yield` in it follow from what it is.
 *
 * Used by: `compiler/lower`.            Uses: the syntax trees.
 */

import ts from 'typescript';

export function isAsync(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false)
  );
}

/** Whether `node` is an `await` in an async function, or a `yield` in a generator. */
export function followsFromKind(node: ts.Node): node is ts.AwaitExpression | ts.YieldExpression {
  if (!ts.isAwaitExpression(node) && !ts.isYieldExpression(node)) return false;
  const around = ts.findAncestor(node, (each) => ts.isFunctionLike(each));
  if (around === undefined) return false;
  if (ts.isAwaitExpression(node)) return isAsync(around);
  return (
    (ts.isFunctionDeclaration(around) || ts.isFunctionExpression(around)) &&
    around.asteriskToken !== undefined
  );
}
