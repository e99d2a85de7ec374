/**
 * Assertions, and saying that a result is left unread on purpose.
 *
 * Used by: `builtins.ts`.            Uses: `support.ts`, `messages.ts`.
 */

import ts from 'typescript';

import type { Operand } from '../ir/program.ts';
import { TEXT, U32 } from '../ir/types.ts';
import { argumentAt, type Builtin } from './builtin.ts';
import { callExpression, emitCall } from './calls.ts';
import { coerce } from './convert.ts';
import { condition, expression, negated } from './expressions.ts';
import { constant, type FunctionLowering, text } from './function.ts';
import { comparisonOperator } from './operators.ts';
import { supportFunction } from './support.ts';
import { takesHint } from './untyped.ts';
import { quoted } from './wording.ts';

/** `assert(condition, message)`. */
export const assertCall: Builtin = (f, node) => {
  const test = argumentAt(f, node, 0);
  const message = argumentAt(f, node, 1);
  const failed = f.context.whenRefused(
    () => negated(f, test, condition(f, test)),
    () => f.unevaluated(() => messageOf(f, message)),
  );
  if (failed.kind === 'constant' && failed.value === 0n) {
    f.unevaluated(() => messageOf(f, message));
    return null;
  }
  const shown = messageOf(f, message);
  const { file, line } = f.position(node);
  const fail = f.inBlock(() => {
    emitCall(f, node, supportFunction(f.context, node, 'panic', 'assertFailed'), [
      text(file),
      constant(U32, BigInt(line)),
      shown,
    ]);
  });
  f.emit(node, { op: 'if', condition: failed, then: fail, otherwise: [] });
  return null;
};

/**
 * The message of an assertion. JavaScript computes it before the call, so it is something that has
 * no effect: then nobody can tell that it is only looked at when the condition does not hold.
 */
function messageOf(f: FunctionLowering, node: ts.Expression): Operand {
  const shown = messageText(f, node);
  if (ts.isStringLiteralLike(node) || isName(node)) return shown;
  return f.context.refuse(
    'KD0803',
    node,
    'the message of an assertion is a string constant, or the name of a string',
    'write the text in place; what is computed for it belongs before the assertion',
  );
}

function messageText(f: FunctionLowering, node: ts.Expression): Operand {
  return coerce(f, expression(f, node, TEXT), TEXT, node);
}

/** Whether `node` is a name, or a field of one: reading it has no effect. */
function isName(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return isName(node.expression);
  return ts.isIdentifier(node);
}

/**
 * `debugAssert(condition, message)`: as `assert`, or nothing where the profile leaves it out. It is
 * lowered anyway, so that its errors are reported in every profile.
 */
export const debugAssertCall: Builtin = (f, node, expected) => {
  const block = f.inBlock(() => assertCall(f, node, expected));
  if (f.context.profile.debugAssertions) f.block.push(...block);
  return null;
};

/** `staticAssert(condition, message)`. */
export const staticAssertCall: Builtin = (f, node) => {
  checkStatically(f, node);
  return null;
};

/** Evaluates a static assertion and reports it when it does not hold. */
export function checkStatically(f: FunctionLowering, node: ts.CallExpression): void {
  const [written, message] = [argumentAt(f, node, 0), argumentAt(f, node, 1)];
  f.context.attempt(() => {
    f.unevaluated(() => messageText(f, message));
    if (ts.isStringLiteralLike(message)) return;
    f.context.refuse('KD0803', message, 'the message of a static assertion is a string constant');
  });
  const test = condition(f, written);
  if (test.kind !== 'constant') {
    f.context.refuse('KD0701', node, 'the condition of a static assertion is not a constant');
  }
  if (test.value === 0n) {
    const shown = ts.isStringLiteralLike(message) ? message.text : message.getText();
    const text = `the static assertion does not hold: ${shown}`;
    f.context.refuse('KD0703', node, text, comparedValues(f, written));
  }
}

/** What the sides of a comparison of integers are; null for any other condition, or for literals. */
function comparedValues(f: FunctionLowering, node: ts.Expression): string | null {
  if (ts.isParenthesizedExpression(node)) return comparedValues(f, node.expression);
  if (!ts.isBinaryExpression(node)) return null;
  if (comparisonOperator(node.operatorToken.kind) === null) return null;
  const sides = [node.left, node.right].filter((side) => !takesHint(side));
  const values = sides.flatMap((side) => {
    const value = expression(f, side, null);
    if (value.kind !== 'constant' || value.type.kind !== 'int') return [];
    return [`${quoted(side)} is ${shownInteger(value.value)}`];
  });
  return values.length === 0 ? null : values.join(', ');
}

/** Sizes and counts in decimal; what is larger than those is an address or a mask. */
function shownInteger(value: bigint): string {
  return value < 1n << 32n ? String(value) : `0x${value.toString(16)}`;
}

/** `ignore(value, reason)`: evaluates the value and drops it. */
export const ignoreCall: Builtin = (f, node) => {
  const value = argumentAt(f, node, 0);
  const reason = argumentAt(f, node, 1);
  if (!ts.isStringLiteral(reason) || reason.text.trim() === '') {
    f.context.refuse('KD0803', reason, 'the reason is a string constant that says something');
  }
  if (ts.isCallExpression(value)) callExpression(f, value, null);
  else expression(f, value, null);
  return null;
};
