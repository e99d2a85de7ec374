/**
 * What is outside the dialect whatever the types are: for code whose types are not known.
 *
 * Used by: `uninstantiated.ts`, and rules whose types are refused.            Uses: `outside.ts`.
 * Not handled here: everything that depends on a type.
 */

import ts from 'typescript';

import { followsFromKind } from '../frontend/function-kinds.ts';
import type { LoweringContext } from './context.ts';
import { operatorHelp, outside } from './outside.ts';

const K = ts.SyntaxKind;

/** Kinds that have no place in the dialect, whatever the types in them. */
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
  K.InterfaceDeclaration,
  K.TypeAliasDeclaration,
  K.EnumDeclaration,
  K.AnyKeyword,
  K.UnknownKeyword,
  K.ArrayType,
  K.TupleType,
]);

/** Reports the outermost constructs in `node` that the dialect does not have. */
export function checkSyntax(context: LoweringContext, node: ts.Node): void {
  if (NEVER.has(node.kind) && !followsFromKind(node)) {
    const { name, help } = outside(node);
    const code = ts.isStatement(node) ? 'KD0101' : ts.isTypeNode(node) ? 'KD0104' : 'KD0102';
    context.report(code, node, `${name} is not part of the dialect`, help);
    return;
  }
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    const help = 'convert the value';
    context.report('KD0109', node, 'type assertions are not part of the dialect', help);
    return;
  }
  if (ts.isNonNullExpression(node)) {
    const help = 'test it with `!== null`, or assert it';
    context.report('KD0109', node, '`!` would hide a null', help);
    return;
  }
  if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0) {
    context.report('KD0101', node, '`var` is not part of the dialect', 'use const or let');
  }
  if (ts.isBinaryExpression(node)) checkOperator(context, node.operatorToken);
  ts.forEachChild(node, (child) => checkSyntax(context, child));
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
