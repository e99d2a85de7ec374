/**
 * Words of diagnostics that several rules share: suggestions that quote the program.
 *
 * Used by: the rules of `compiler/lower`.            Uses: `visible-names.ts`.
 */

import ts from 'typescript';

import type { Suggestion } from '../diagnostics/diagnostic.ts';
import { type Type, typeName, widthBits } from '../ir/types.ts';
import type { LoweringContext } from './context.ts';
import { enumAt, suggest } from './visible-names.ts';

/** A longer quotation would hide what a suggestion adds to it. */
const QUOTED_CHARACTERS = 40;

/** The source of `node` for a suggestion; `…` when it is long. */
export function quoted(node: ts.Node): string {
  const text = node.getText();
  return text.includes('\n') || text.length > QUOTED_CHARACTERS ? '…' : text;
}

/**
 * The help to write something else in place of `node`.
 *
 * @param make - the text to write, of the source of `node`
 * @param say  - the help, of that text
 */
export function instead(
  node: ts.Node,
  make: (source: string) => string,
  say: (written: string) => string = (written) => `write ${written}`,
): Suggestion {
  return { help: say(make(quoted(node))), replacement: make(node.getText()) };
}

/** As `instead`, of the source of `node` in parentheses where an operator may follow. */
export function insteadOfOperand(node: ts.Node, make: (source: string) => string): Suggestion {
  const full = node.getText();
  const replacement = make(isSimple(node) ? full : `(${full})`);
  return { help: `write \`${make(quotedOperand(node))}\``, replacement };
}

/** As `quoted`, in parentheses where an operator may follow. */
export function quotedOperand(node: ts.Node): string {
  const text = quoted(node);
  return isSimple(node) || text === '…' ? text : `(${text})`;
}

/** Whether an operator may follow `node` as it is. */
function isSimple(node: ts.Node): boolean {
  return (
    ts.isIdentifier(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isLiteralExpression(node)
  );
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
export function asCondition(
  context: LoweringContext,
  node: ts.Node,
  type: Type,
  sign: '===' | '!==',
): string | Suggestion | null {
  // After `!` the help replaces that too: the operator before it is then another `!`.
  const isOperand = sign === '===' && ts.isPrefixUnaryExpression(node.parent.parent);
  const compared = (right: string): Suggestion =>
    insteadOfOperand(node, (left) =>
      isOperand ? `(${left} ${sign} ${right})` : `${left} ${sign} ${right}`,
    );
  if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) {
    // TypeScript refuses the comparison of two constants.
    const isZero = /^0[xXbBoO]?[0_]*n?$/.test(node.getText());
    const constant = String(isZero === (sign === '==='));
    return { help: `write \`${constant}\``, replacement: constant };
  }
  switch (type.kind) {
    case 'nullable':
      return compared('null');
    case 'ref':
      return type.nullable
        ? compared('null')
        : `a ${typeName(type)} is never null; leave the test out`;
    case 'int':
      return compared(zeroOf(type));
    case 'enum': {
      const named = enumAt(context, node, type);
      return suggest(compared(`${named.name}.${type.members[0]?.name ?? '…'}`), named);
    }
    case 'text':
      return insteadOfOperand(node, (left) => `${left}.length ${sign} 0`);
    default:
      return null;
  }
}

/** The token to point at for an error of an operator: the operator itself. */
export function operatorNode(node: ts.Node): ts.Node {
  return ts.isBinaryExpression(node) ? node.operatorToken : node;
}
