/**
 * Generic functions that nobody calls: no instance of them is lowered, so only their syntax is
 * checked.
 *
 * Used by: `program.ts`.            Uses: `outside.ts`.
 * Not handled here: their types, which depend on the type arguments of a call.
 */

import ts from 'typescript';

import type { LoweringContext } from './context.ts';
import { refuseKind } from './declarations.ts';
import { operatorHelp, outside } from './outside.ts';

const K = ts.SyntaxKind;

/** Kinds that no instance could have, whatever its type arguments. */
const NEVER: ReadonlySet<ts.SyntaxKind> = new Set([
  K.TypeOfExpression,
  K.DeleteExpression,
  K.VoidExpression,
  K.NewExpression,
  K.RegularExpressionLiteral,
  K.TaggedTemplateExpression,
  K.ThisKeyword,
  K.ClassExpression,
  K.MetaProperty,
  K.AwaitExpression,
  K.YieldExpression,
  K.SpreadElement,
  K.SpreadAssignment,
  K.ThrowStatement,
  K.TryStatement,
  K.ForInStatement,
  K.DebuggerStatement,
  K.FunctionDeclaration,
  K.FunctionExpression,
  K.ClassDeclaration,
  K.AnyKeyword,
  K.UnknownKeyword,
  K.ArrayType,
  K.TupleType,
]);

/** Reports what is outside the dialect in generic functions without an instance. */
export function checkUninstantiated(context: LoweringContext, file: ts.SourceFile): void {
  for (const node of file.statements) {
    if (!ts.isFunctionDeclaration(node) || node.typeParameters === undefined) continue;
    if (context.instantiated.has(node)) continue;
    const isFunction = context.attempt(() => refuseKind(context, node), node);
    if (isFunction && node.body !== undefined) check(context, node.body);
  }
}

/** Reports the outermost construct of each kind in `node` that the dialect does not have. */
function check(context: LoweringContext, node: ts.Node): void {
  if (NEVER.has(node.kind)) {
    const { name, help } = outside(node);
    const code = ts.isStatement(node) ? 'KD0101' : ts.isTypeNode(node) ? 'KD0104' : 'KD0102';
    context.report(code, node, `${name} is not part of the dialect`, help);
    return;
  }
  if (ts.isAsExpression(node) || ts.isNonNullExpression(node)) {
    context.report(
      'KD0109',
      node,
      'type assertions are not part of the dialect',
      'convert the value',
    );
    return;
  }
  if (ts.isBinaryExpression(node)) checkOperator(context, node.operatorToken);
  ts.forEachChild(node, (child) => check(context, child));
}

function checkOperator(context: LoweringContext, token: ts.BinaryOperatorToken): void {
  const sign = token.getText();
  if (token.kind === K.EqualsEqualsToken || token.kind === K.ExclamationEqualsToken) {
    context.report('KD0304', token, `\`${sign}\` compares after conversions`, `write \`${sign}=\``);
    return;
  }
  const help = operatorHelp(token.kind);
  if (help !== null) {
    context.report('KD0105', token, `\`${sign}\` is not part of the dialect`, help);
  }
}
