/**
 * Expressions: from TypeScript's syntax to an operand, with everything it takes emitted before.
 *
 * `expected` is the type that the surroundings want; it gives literals their width and object
 * literals their type. It is a hint: the caller still checks the result (`coerce`).
 *
 * Used by: all rules of `compiler/lower`.            Uses: the rules beside this file.
 */

import ts from 'typescript';

import { followsFromKind } from '../frontend/function-kinds.ts';
import { skipParentheses } from '../frontend/nodes.ts';
import { preludeName } from '../frontend/symbols.ts';
import type { Operand } from '../ir/program.ts';
import {
  BOOL,
  type IntType,
  isSigned,
  maxValue,
  minValue,
  sameType,
  type Type,
  typeName,
  U32,
  U64,
  widthBits,
  wrapToKind,
} from '../ir/types.ts';
import { callExpression } from './calls.ts';
import { aside, conditional, logical } from './choices.ts';
import { brandingAt, coerce } from './convert.ts';
import { constant, type FunctionLowering, operandType, text } from './function.ts';
import { liftArrow } from './declarations.ts';
import { isIntegerLiteral } from './literals.ts';
import { lookAt } from './look.ts';
import { elementAccess, propertyAccess } from './members.ts';
import { loadStatic, type Named, resolveName } from './names.ts';
import { narrow, Stability, withoutNull } from './narrowing.ts';
import { objectLiteral } from './object-literals.ts';
import {
  applyBinary,
  applyComparison,
  binaryOperator,
  checkFits,
  checkLiteral,
  comparisonOperator,
  compoundOperator,
} from './operators.ts';
import { assertionHelp, operatorHelp, outside } from './outside.ts';
import { variantTest } from './unions.ts';
import { isChoiceOfLiterals, isNull, isUntyped, takesHint } from './untyped.ts';
import { suggest } from './visible-names.ts';
import { asCondition, instead } from './wording.ts';

const K = ts.SyntaxKind;

/** Lowers an expression to an operand. */
export function expression(
  f: FunctionLowering,
  node: ts.Expression,
  expected: Type | null,
): Operand {
  if (ts.isParenthesizedExpression(node)) return expression(f, node.expression, expected);
  if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) return integer(f, node, expected);
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return text(asciiText(f, node));
  }
  if (ts.isIdentifier(node)) return identifier(f, node);
  if (ts.isPropertyAccessExpression(node)) return propertyAccess(f, node);
  if (ts.isElementAccessExpression(node)) return elementAccess(f, node);
  if (ts.isCallExpression(node)) {
    const result = callExpression(f, node, expected);
    if (result === null) {
      return f.context.refuse('KD0203', node, 'the call has no result, but a value is needed');
    }
    return result;
  }
  if (ts.isBinaryExpression(node)) return binary(f, node, expected);
  if (ts.isPrefixUnaryExpression(node)) return prefix(f, node, expected);
  if (ts.isConditionalExpression(node)) return conditional(f, node, expected);
  if (ts.isObjectLiteralExpression(node)) return objectLiteral(f, node, expected);
  if (ts.isArrowFunction(node)) return arrow(f, node, expected);
  if (followsFromKind(node)) return insideKind(f, node, expected);
  return other(f, node, expected);
}

/** Whether `node` is an argument of `assert` or `debugAssert`. */
function isOfAssertion(checker: ts.TypeChecker, { parent }: ts.Expression): boolean {
  const name = ts.isCallExpression(parent) ? preludeName(checker, parent.expression) : null;
  return name === 'assert' || name === 'debugAssert';
}

function other(f: FunctionLowering, node: ts.Expression, expected: Type | null): Operand {
  const { context } = f;
  switch (node.kind) {
    case K.TrueKeyword:
      return constant(BOOL, 1n);
    case K.FalseKeyword:
      return constant(BOOL, 0n);
    case K.NullKeyword:
      return nullLiteral(f, node, expected);
    case K.TemplateExpression:
      lookAt(f, ...(node as ts.TemplateExpression).templateSpans.map((span) => span.expression));
      return context.refuse(
        'KD0801',
        node,
        'a template literal is only allowed as the argument of print, log or panic',
        isOfAssertion(context.checker, node)
          ? 'a panic shows values: `if (…) panic(`…`);` with the opposite of the condition'
          : 'nothing is allocated, so there is nowhere to put the text',
      );
    case K.AsExpression:
    case K.TypeAssertionExpression:
    case K.SatisfiesExpression:
      lookAt(f, (node as ts.AssertionExpression | ts.SatisfiesExpression).expression);
      return context.refuse(
        'KD0109',
        node,
        'type assertions are not part of the dialect',
        assertionHelp(context.checker, node),
      );
    case K.NonNullExpression:
      lookAt(f, (node as ts.NonNullExpression).expression);
      return context.refuse(
        'KD0109',
        node,
        '`!` would hide a null',
        'test it with `!== null`, or assert it',
      );
    case K.PostfixUnaryExpression:
      return context.refuse(
        'KD0111',
        node,
        '`++` and `--` are statements',
        'write them on a line of their own',
      );
    case K.FunctionExpression:
      lookAt(f, node);
      return context.refuse(
        'KD0106',
        node,
        'function expressions are not part of the dialect',
        'declare a function at the top level, or pass an arrow function that captures nothing',
      );
    case K.ArrayLiteralExpression:
      lookAt(f, ...(node as ts.ArrayLiteralExpression).elements);
      return context.refuse(
        'KD0102',
        node,
        'an array literal is only allowed as the value of a module-level constant',
        'use a FixedArray in a struct or a `zeroed()` constant',
      );
    default: {
      const { name, help } = outside(node);
      lookAt(f, ...operandsOf(node));
      const isKeyword = ts.isAwaitExpression(node) || ts.isYieldExpression(node);
      const place = isKeyword ? (node.getFirstToken() ?? node) : node;
      return context.refuse('KD0102', place, `${name} is not part of the dialect`, help);
    }
  }
}

/** An `await` or `yield` in a function that is reported for being of that kind. */
function insideKind(
  f: FunctionLowering,
  node: ts.AwaitExpression | ts.YieldExpression,
  expected: Type | null,
): Operand {
  if (ts.isAwaitExpression(node)) return expression(f, node.expression, expected);
  if (node.expression !== undefined) lookAt(f, node.expression);
  return f.context.giveUp('the generator is reported');
}

/** The operands of what is outside the dialect. */
function operandsOf(node: ts.Expression): readonly ts.Expression[] {
  if (ts.isNewExpression(node)) return node.arguments ?? [];
  const isUnary =
    ts.isAwaitExpression(node) ||
    ts.isTypeOfExpression(node) ||
    ts.isVoidExpression(node) ||
    ts.isDeleteExpression(node);
  return isUnary ? [node.expression] : [];
}

/** The integer type that a hint asks for, with brands dropped; null when it asks for none. */
function expectedInt(expected: Type | null): IntType | null {
  if (expected === null) return null;
  if (expected.kind === 'int') return { ...expected, brand: null };
  return expected.kind === 'nullable' ? expectedInt(expected.inner) : null;
}

function integer(
  f: FunctionLowering,
  node: ts.NumericLiteral | ts.BigIntLiteral,
  expected: Type | null,
): Operand {
  const isBig = ts.isBigIntLiteral(node);
  const value = literalValue(f, node);
  const wanted = expectedInt(expected);
  const type = wanted ?? (isBig ? U64 : U32);
  if ((widthBits(type.int) === 64) !== isBig) {
    const written = isBig ? node.getText().slice(0, -1) : `${node.getText()}n`;
    const isNegative = ts.isPrefixUnaryExpression(node.parent);
    const fits = isNegative ? isSigned(type.int) : value <= maxValue(type.int);
    const branding = brandingAt(f, node, expected?.kind === 'int' ? expected : type);
    return f.context.refuse(
      'KD0203',
      node,
      `expected ${typeName(type)}, got a ${isBig ? '64-bit' : '32-bit'} literal`,
      fits
        ? suggest(
            instead(node, () => branding.write(written)),
            branding.type,
          )
        : `${typeName(type)} holds [${minValue(type.int)}, ${maxValue(type.int)}]`,
    );
  }
  return constant(type, checkLiteral(f, node, type, value));
}

/** The digits of a literal as a number; refused when they are a fraction or have an exponent. */
function literalValue(f: FunctionLowering, node: ts.NumericLiteral | ts.BigIntLiteral): bigint {
  const source = node.getText().replaceAll('_', '').replace(/n$/, '');
  if (isIntegerLiteral(source)) return BigInt(source);
  return f.context.refuse(
    'KD0202',
    node,
    `${source} is not an integer literal`,
    'there are integers only; write all digits, `_` may group them',
  );
}

function asciiText(f: FunctionLowering, node: ts.StringLiteralLike): string {
  const bad = [...node.text].find((character) => character > '\u007f');
  if (bad !== undefined) {
    return f.context.refuse('KD0804', node, `the character ${bad} is not ASCII`);
  }
  return node.text;
}

function nullLiteral(f: FunctionLowering, node: ts.Node, expected: Type | null): Operand {
  if (expected !== null && withoutNull(expected) !== null) return { kind: 'null', type: expected };
  return f.context.refuse(
    'KD0203',
    node,
    expected === null
      ? 'null has no type here'
      : `expected ${typeName(expected)}, which is never null`,
    expected === null
      ? 'annotate the variable: `let found: PhysAddr | null = null`'
      : `if it may be missing, its type is \`${typeName(expected)} | null\``,
  );
}

function identifier(f: FunctionLowering, node: ts.Identifier): Operand {
  return namedOperand(f, node, resolveName(f, node, node));
}

/** What a name refers to, read at `node`. */
export function namedOperand(f: FunctionLowering, node: ts.Identifier, named: Named): Operand {
  switch (named.kind) {
    case 'local':
      return narrow(
        f,
        node,
        { kind: 'local', local: named.local },
        f.uncertain.has(named.local) ? Stability.Memory : Stability.Local,
      );
    case 'static':
      return narrow(f, node, loadStatic(f, node, named.static), Stability.Memory);
    case 'value':
      return named.operand;
  }
}

/**
 * Lowers a condition, which is a boolean and nothing else.
 *
 * @param sign - how a suggestion compares: `===` when the condition stands after `!`
 */
export function condition(
  f: FunctionLowering,
  node: ts.Expression,
  sign: '===' | '!==' = '!==',
): Operand {
  const operand = expression(f, node, isUntyped(node) ? null : BOOL);
  const type = operandType(operand);
  if (type.kind === 'bool') return operand;
  return f.context.refuse(
    'KD0211',
    // The help replaces the `!` too, so both are pointed at.
    sign === '===' ? node.parent : node,
    `a condition is a boolean, not ${typeName(type)}`,
    asCondition(f.context, node, type, sign),
  );
}

/** Both operands of an operator, literals typed by the other side, in evaluation order. */
export function bothSides(
  f: FunctionLowering,
  left: ts.Expression,
  right: ts.Expression,
  expected: Type | null,
): readonly [Operand, Operand] {
  // The operands are plain integers, whatever becomes of the result.
  const wanted = expectedInt(expected);
  if (isUntyped(left) && !isUntyped(right)) {
    // A literal has no effect, so the other side may be lowered first to learn its type.
    const b = expression(f, right, wanted);
    refuseUnwanted(f, right, b, left, wanted);
    return [expression(f, left, operandType(b)), b];
  }
  if (isChoiceOfLiterals(left) && !isChoiceOfLiterals(right)) {
    // Its condition may have effects, so it stays first; the other side only tells the type.
    if (isUntyped(right)) {
      const a = expression(f, left, wanted);
      return [a, expression(f, right, operandType(a))];
    }
    const [b, later] = aside(f, right, wanted);
    const a = expression(f, left, operandType(b));
    f.block.push(...later);
    return [a, b];
  }
  const a = f.context.whenRefused(
    () => expression(f, left, isUntyped(left) || binaryHint(left) ? wanted : null),
    () => lookAt(f, right),
  );
  refuseUnwanted(f, left, a, right, wanted);
  return [a, expression(f, right, takesHint(right) ? operandType(a) : wanted)];
}

/** Refuses a value beside a literal where the literal is what the surroundings want. */
function refuseUnwanted(
  f: FunctionLowering,
  node: ts.Expression,
  value: Operand,
  literal: ts.Expression,
  wanted: IntType | null,
): void {
  const type = operandType(value);
  if (wanted === null || type.kind !== 'int' || !isUntyped(literal)) return;
  if (isWide(wanted) === isWide(type) || isWide(wanted) !== isWideLiteral(literal)) return;
  coerce(f, value, wanted, skipParentheses(node));
}

function isWide(type: IntType): boolean {
  return widthBits(type.int) === 64;
}

/** Whether the literals of an untyped expression are written for 64 bits. */
function isWideLiteral(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isWideLiteral(node.expression);
  if (ts.isPrefixUnaryExpression(node)) return isWideLiteral(node.operand);
  if (ts.isBinaryExpression(node)) return isWideLiteral(node.left);
  return ts.isBigIntLiteral(node);
}

/** Whether a hint helps inside `node`: only operators pass it on to the literals they hold. */
function binaryHint(node: ts.Expression): boolean {
  return ts.isBinaryExpression(node) || ts.isParenthesizedExpression(node);
}

function binary(f: FunctionLowering, node: ts.BinaryExpression, expected: Type | null): Operand {
  const token = node.operatorToken.kind;
  if (token === K.AmpersandAmpersandToken || token === K.BarBarToken) return logical(f, node);
  if (token === K.EqualsEqualsToken || token === K.ExclamationEqualsToken) {
    const strict = token === K.EqualsEqualsToken ? '===' : '!==';
    // What is compared goes on as it will when this is repaired.
    f.context.report(
      'KD0304',
      node.operatorToken,
      `\`${node.operatorToken.getText()}\` compares after conversions`,
      { help: `write \`${strict}\``, replacement: strict },
    );
  }
  if (token === K.EqualsToken || compoundOperator(token) !== null) {
    lookAt(f, node.left, node.right);
    return f.context.refuse(
      'KD0111',
      node,
      'an assignment is a statement, not a value',
      'assign on a line of its own',
    );
  }
  const comparison = comparisonOperator(token);
  if (comparison !== null) return comparisonExpression(f, node);
  if (binaryOperator(token) === null) {
    lookAt(f, node.left, node.right);
    return f.context.refuse(
      'KD0105',
      node.operatorToken,
      `\`${node.operatorToken.getText()}\` is not part of the dialect`,
      operatorHelp(token),
    );
  }
  const [a, b] = bothSides(f, node.left, node.right, expected);
  return applyBinary(f, node, token, a, b, 'trap');
}

function comparisonExpression(f: FunctionLowering, node: ts.BinaryExpression): Operand {
  const token = node.operatorToken.kind;
  const comparison = comparisonOperator(token);
  if (comparison === null) return f.context.giveUp('not a comparison');
  const isEquality = comparison === 'eq' || comparison === 'ne';
  if (isEquality && (isNull(node.left) || isNull(node.right))) {
    return nullTest(f, node, isNull(node.left) ? node.right : node.left, comparison === 'eq');
  }
  if (isEquality) {
    const tested = variantTest(f, node, comparison === 'eq');
    if (tested !== null) return tested;
  }
  const [a, b] = bothSides(f, node.left, node.right, null);
  return applyComparison(f, node, comparison, a, b);
}

/** `operand === null` (or `!==`). */
function nullTest(
  f: FunctionLowering,
  node: ts.Node,
  tested: ts.Expression,
  whenNull: boolean,
): Operand {
  const value = unnarrowed(f, tested);
  if (withoutNull(operandType(value)) === null) {
    return f.context.refuse(
      'KD0303',
      node,
      `${tested.getText()} is ${typeName(operandType(value))} and never null`,
    );
  }
  const isNullNow = f.compute(node, BOOL, (result) => ({ op: 'isNull', result, value }));
  return whenNull ? isNullNow : negated(f, node, isNullNow);
}

/** An expression of nullable type as it is, not narrowed by control flow. */
export function unnarrowed(f: FunctionLowering, node: ts.Expression): Operand {
  if (ts.isParenthesizedExpression(node)) return unnarrowed(f, node.expression);
  if (ts.isIdentifier(node)) {
    const named = resolveName(f, node, node);
    if (named.kind === 'local') return { kind: 'local', local: named.local };
    if (named.kind === 'static') {
      return loadStatic(f, node, named.static);
    }
    return named.operand;
  }
  if (ts.isPropertyAccessExpression(node)) return propertyAccess(f, node, 'as declared');
  if (ts.isElementAccessExpression(node)) return elementAccess(f, node, 'as declared');
  return expression(f, node, null);
}

/** !value, folded when constant. */
export function negated(f: FunctionLowering, node: ts.Node, value: Operand): Operand {
  if (value.kind === 'constant') return constant(BOOL, value.value === 0n ? 1n : 0n);
  return f.compute(node, BOOL, (result) => ({ op: 'not', result, value }));
}

function prefix(
  f: FunctionLowering,
  node: ts.PrefixUnaryExpression,
  expected: Type | null,
): Operand {
  switch (node.operator) {
    case K.ExclamationToken:
      return negated(f, node, condition(f, node.operand, '==='));
    case K.MinusToken:
      return minus(f, node, expected);
    case K.TildeToken:
      return complement(f, node, expected);
    case K.PlusToken:
      lookAt(f, node.operand);
      return f.context.refuse(
        'KD0105',
        node,
        'unary `+` is not part of the dialect',
        instead(
          node,
          () => node.operand.getText(),
          () => 'leave it out: it changes nothing',
        ),
      );
    default:
      return f.context.refuse(
        'KD0111',
        node,
        '`++` and `--` are statements',
        'write them on a line of their own',
      );
  }
}

function minus(
  f: FunctionLowering,
  node: ts.PrefixUnaryExpression,
  expected: Type | null,
): Operand {
  const wanted = expectedInt(expected);
  if (isUntyped(node.operand)) return negativeLiteral(f, node, wanted);
  const value = expression(f, node.operand, wanted);
  const type = operandType(value);
  if (type.kind !== 'int') {
    return f.context.refuse('KD0302', node, `\`-\` is not defined for ${typeName(type)}`);
  }
  if (!isSigned(type.int)) {
    return f.context.refuse(
      'KD0302',
      node,
      `\`-\` is not defined for ${typeName(type)}`,
      'convert to a signed type first, or write wrappingSub(0, x)',
    );
  }
  if (value.kind === 'constant') return constant(type, checkFits(f, node, type, -value.value));
  return f.compute(node, type, (result) => ({ op: 'negate', result, value }));
}

/** `-5`: the literal may be one larger than the positive range, as in -128 for i8. */
function negativeLiteral(
  f: FunctionLowering,
  node: ts.PrefixUnaryExpression,
  wanted: IntType | null,
): Operand {
  const isBig = f.context.checker.getTypeAtLocation(node.operand).flags & ts.TypeFlags.BigIntLike;
  const type: IntType = wanted ?? { kind: 'int', int: isBig !== 0 ? 'i64' : 'i32', brand: null };
  const operand = skipParentheses(node.operand);
  if (ts.isNumericLiteral(operand) || ts.isBigIntLiteral(operand)) {
    const value = literalValue(f, operand);
    if ((widthBits(type.int) === 64) !== (isBig !== 0)) return integer(f, operand, type);
    return constant(type, checkLiteral(f, node, type, -value));
  }
  const value = expression(f, node.operand, type);
  if (value.kind !== 'constant') return f.context.giveUp('an untyped expression is constant');
  return constant(type, checkFits(f, node, type, -value.value));
}

function complement(
  f: FunctionLowering,
  node: ts.PrefixUnaryExpression,
  expected: Type | null,
): Operand {
  const value = expression(f, node.operand, expectedInt(expected));
  const type = operandType(value);
  if (type.kind !== 'int') {
    return f.context.refuse('KD0302', node, `\`~\` is not defined for ${typeName(type)}`);
  }
  const plain: IntType = { ...type, brand: null };
  if (value.kind === 'constant') return constant(plain, wrapToKind(plain.int, ~value.value));
  const operand = coerce(f, value, plain, node);
  return f.compute(node, plain, (result) => ({ op: 'complement', result, value: operand }));
}

/** An arrow function as a value: lifted to the top level. */
function arrow(f: FunctionLowering, node: ts.ArrowFunction, hint: Type | null): Operand {
  const expected = hint !== null && hint.kind === 'nullable' ? hint.inner : hint;
  if (expected === null || expected.kind !== 'function') {
    lookAt(f, node);
    return f.context.refuse(
      'KD0106',
      node,
      'an arrow function is only allowed where a function reference is expected',
      'declare a function at the top level',
    );
  }
  const lifted = liftArrow(f, node, expected);
  f.context.taken.add(lifted);
  const operand: Operand = { kind: 'function', function: lifted };
  if (!sameType(operandType(operand), expected)) {
    return f.context.refuse(
      'KD0203',
      node,
      `expected ${typeName(expected)}, got ${typeName(operandType(operand))}`,
    );
  }
  return operand;
}
