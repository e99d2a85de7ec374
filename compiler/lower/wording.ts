/**
 * Words of diagnostics that several rules share: suggestions that quote the program.
 *
 * Used by: the rules of `compiler/lower`.            Uses: nothing.
 */

import ts from 'typescript';

import { type Type, typeName, widthBits } from '../ir/types.ts';

/** A longer quotation would hide what a suggestion adds to it. */
const QUOTED_CHARACTERS = 40;

/** The source of `node` for a suggestion; `…` when it is long. */
export function quoted(node: ts.Node): string {
  const text = node.getText();
  return text.includes('\n') || text.length > QUOTED_CHARACTERS ? '…' : text;
}

/** As `quoted`, in parentheses where an operator may follow. */
export function quotedOperand(node: ts.Node): string {
  const text = quoted(node);
  const isSimple =
    ts.isIdentifier(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isLiteralExpression(node);
  return isSimple || text === '…' ? text : `(${text})`;
}

/** A zero of an integer type, as it is written. */
export function zeroOf(type: Extract<Type, { kind: 'int' }>): string {
  return widthBits(type.int) === 64 ? '0n' : '0';
}

/**
 * The comparison that says what a value in the place of a condition was meant to say.
 *
 * @param sign - `!==` for a condition, `===` for one after `!`
 * @returns null when nothing fits
 */
export function asCondition(node: ts.Node, type: Type, sign: '===' | '!=='): string | null {
  const left = quotedOperand(node);
  if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) {
    // TypeScript refuses the comparison of two constants.
    const isZero = /^0[xXbBoO]?[0_]*n?$/.test(node.getText());
    return `write \`${String(isZero === (sign === '==='))}\``;
  }
  switch (type.kind) {
    case 'nullable':
      return `write \`${left} ${sign} null\``;
    case 'ref':
      return type.nullable
        ? `write \`${left} ${sign} null\``
        : `a ${typeName(type)} is never null; leave the test out`;
    case 'int':
      return `write \`${left} ${sign} ${zeroOf(type)}\``;
    case 'enum':
      return `write \`${left} ${sign} ${type.name}.${type.members[0]?.name ?? '…'}\``;
    case 'text':
      return `write \`${left}.length ${sign} 0\``;
    default:
      return null;
  }
}

/** The token to point at for an error of an operator: the operator itself. */
export function operatorNode(node: ts.Node): ts.Node {
  return ts.isBinaryExpression(node) ? node.operatorToken : node;
}
