/**
 * The parts of an expression that is refused: what is wrong inside them is reported all the same.
 *
 * Nothing is known of the type that such a part should have, so whatever takes its type from its
 * surroundings (a literal, null, an object) is not judged, only what it consists of.
 *
 * Used by: the rules of `compiler/lower` that refuse.            Uses: `expressions.ts`, `syntax.ts`, `untyped.ts`.
 */

import ts from 'typescript';

import { expression } from './expressions.ts';
import type { FunctionLowering } from './function.ts';
import { checkSyntax } from './syntax.ts';
import { discriminantRead } from './unions.ts';
import { takesHint } from './untyped.ts';

/** Reports the errors inside `nodes`. */
export function lookAt(f: FunctionLowering, ...nodes: readonly ts.Node[]): void {
  for (const node of nodes) look(f, node);
}

function look(f: FunctionLowering, node: ts.Node): void {
  if (ts.isParenthesizedExpression(node)) return look(f, node.expression);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
    return checkSyntax(f.context, node.body);
  }
  if (ts.isConditionalExpression(node)) {
    return lookAt(f, node.condition, node.whenTrue, node.whenFalse);
  }
  if (ts.isObjectLiteralExpression(node)) return lookAt(f, ...node.properties);
  if (ts.isArrayLiteralExpression(node)) return lookAt(f, ...node.elements);
  if (ts.isSpreadElement(node) || ts.isSpreadAssignment(node)) return look(f, node.expression);
  if (ts.isPropertyAssignment(node)) return look(f, node.initializer);
  if (!ts.isExpression(node) || node.kind === ts.SyntaxKind.NullKeyword || takesHint(node)) return;
  f.context.attempt(() =>
    f.unevaluated(() => {
      // What tells a union apart is compared, and here nobody knows with what.
      if (discriminantRead(f, node) === null) expression(f, node, null);
    }),
  );
}
