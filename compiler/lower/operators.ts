/**
 * Operators on values already lowered: arithmetic, bits, shifts, comparison; folded when constant.
 *
 * Used by: `expressions.ts`, `assignments.ts`, `builtins.ts`.            Uses: `convert.ts`.
 */

import ts from 'typescript';

import type {
  ArithmeticOperator,
  BitwiseOperator,
  Comparison,
  Operand,
  ShiftOperator,
} from '../ir/program.ts';
import {
  BOOL,
  type IntType,
  isSigned,
  maxValue,
  minValue,
  sameType,
  type Type,
  typeName,
  widthBits,
  wrapToKind,
} from '../ir/types.ts';
import { rebrand } from './convert.ts';
import { constant, type FunctionLowering, operandType } from './function.ts';
import { withoutNull } from './narrowing.ts';
import { operatorNode, quoted } from './wording.ts';

export type BinaryOperator =
  | { readonly family: 'arithmetic'; readonly operator: ArithmeticOperator }
  | { readonly family: 'bitwise'; readonly operator: BitwiseOperator }
  | { readonly family: 'shift'; readonly operator: ShiftOperator };

const K = ts.SyntaxKind;

const BINARY_OPERATORS: ReadonlyMap<ts.SyntaxKind, BinaryOperator> = new Map<
  ts.SyntaxKind,
  BinaryOperator
>([
  [K.PlusToken, { family: 'arithmetic', operator: 'add' }],
  [K.MinusToken, { family: 'arithmetic', operator: 'sub' }],
  [K.AsteriskToken, { family: 'arithmetic', operator: 'mul' }],
  [K.SlashToken, { family: 'arithmetic', operator: 'div' }],
  [K.PercentToken, { family: 'arithmetic', operator: 'rem' }],
  [K.AmpersandToken, { family: 'bitwise', operator: 'and' }],
  [K.BarToken, { family: 'bitwise', operator: 'or' }],
  [K.CaretToken, { family: 'bitwise', operator: 'xor' }],
  [K.LessThanLessThanToken, { family: 'shift', operator: 'shl' }],
  [K.GreaterThanGreaterThanToken, { family: 'shift', operator: 'shr' }],
  [K.GreaterThanGreaterThanGreaterThanToken, { family: 'shift', operator: 'shr' }],
]);

const COMPARISONS: ReadonlyMap<ts.SyntaxKind, Comparison> = new Map<ts.SyntaxKind, Comparison>([
  [K.EqualsEqualsToken, 'eq'],
  [K.EqualsEqualsEqualsToken, 'eq'],
  [K.ExclamationEqualsToken, 'ne'],
  [K.ExclamationEqualsEqualsToken, 'ne'],
  [K.LessThanToken, 'lt'],
  [K.LessThanEqualsToken, 'le'],
  [K.GreaterThanToken, 'gt'],
  [K.GreaterThanEqualsToken, 'ge'],
]);

/** Compound assignments (`+=`) and the operator each applies. */
const COMPOUND: ReadonlyMap<ts.SyntaxKind, ts.SyntaxKind> = new Map<ts.SyntaxKind, ts.SyntaxKind>([
  [K.PlusEqualsToken, K.PlusToken],
  [K.MinusEqualsToken, K.MinusToken],
  [K.AsteriskEqualsToken, K.AsteriskToken],
  [K.SlashEqualsToken, K.SlashToken],
  [K.PercentEqualsToken, K.PercentToken],
  [K.AmpersandEqualsToken, K.AmpersandToken],
  [K.BarEqualsToken, K.BarToken],
  [K.CaretEqualsToken, K.CaretToken],
  [K.LessThanLessThanEqualsToken, K.LessThanLessThanToken],
  [K.GreaterThanGreaterThanEqualsToken, K.GreaterThanGreaterThanToken],
]);

export function binaryOperator(token: ts.SyntaxKind): BinaryOperator | null {
  return BINARY_OPERATORS.get(token) ?? null;
}

export function comparisonOperator(token: ts.SyntaxKind): Comparison | null {
  return COMPARISONS.get(token) ?? null;
}

export function compoundOperator(token: ts.SyntaxKind): ts.SyntaxKind | null {
  return COMPOUND.get(token) ?? null;
}

/** The plain integer type that both operands have once brands are dropped; else refused. */
export function commonIntType(
  f: FunctionLowering,
  left: Type,
  right: Type,
  node: ts.Node,
  operator: string,
): IntType {
  const { context } = f;
  const place = operatorNode(node);
  for (const type of [left, right]) {
    if (type.kind !== 'int') {
      return context.refuse(
        withoutNull(type) === null ? 'KD0302' : 'KD0214',
        place,
        `\`${operator}\` is not defined for ${typeName(type)}`,
        operandHelp(node, type),
      );
    }
  }
  if (left.kind !== 'int' || right.kind !== 'int') return context.giveUp('reported above');
  if (left.brand !== null && right.brand !== null && left.brand !== right.brand) {
    return context.refuse(
      'KD0210',
      place,
      `\`${operator}\` mixes ${left.brand} and ${right.brand}`,
      'convert one of them on purpose, for example with phys2virt',
    );
  }
  if (left.int !== right.int) {
    return context.refuse(
      'KD0301',
      place,
      `\`${operator}\` needs both sides of one type, got ${typeName(left)} and ${typeName(right)}`,
      conversionHelp(node, left, right),
    );
  }
  return { kind: 'int', int: left.int, brand: null };
}

/** What to write when an operand of arithmetic is no integer; null when nothing fits. */
function operandHelp(node: ts.Node, type: Type): string | null {
  switch (type.kind) {
    case 'enum':
      return ts.isBinaryExpression(node) && isBitOperator(node)
        ? 'flags are constants of an integer type; u32(…) gives the number of an enum'
        : 'convert the enum to an integer: u32(…)';
    case 'text':
      return 'strings are constants; put the parts next to each other in the template of a message';
    case 'bool':
      return precedenceHelp(node) ?? 'use && and ||, or convert: `x ? 1 : 0`';
    case 'nullable':
      return 'test it with `!== null` first';
    default:
      return null;
  }
}

/** Whether `node` is `&`, `|` or `^`, also as an assignment. */
function isBitOperator(node: ts.BinaryExpression): boolean {
  return /^[&|^]=?$/.test(node.operatorToken.getText());
}

/** The parentheses that `a & b === c` lacks; null when that is not what is wrong. */
function precedenceHelp(node: ts.Node): string | null {
  if (!ts.isBinaryExpression(node) || !isBitOperator(node)) return null;
  const { left, right } = node;
  const bits = node.operatorToken.getText();
  const say = ({ operatorToken }: ts.BinaryExpression, start: string, end: string): string => {
    const sign = operatorToken.getText();
    return `\`${sign}\` comes before \`${bits}\`: write \`${start} ${sign} ${end}\``;
  };
  if (isComparison(right)) {
    return say(right, `(${quoted(left)} ${bits} ${quoted(right.left)})`, quoted(right.right));
  }
  if (isComparison(left)) {
    return say(left, quoted(left.left), `(${quoted(left.right)} ${bits} ${quoted(right)})`);
  }
  return null;
}

function isComparison(node: ts.Expression): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && COMPARISONS.has(node.operatorToken.kind);
}

/** The conversion that makes both sides of one type: of the narrower side, or of a shift count. */
function conversionHelp(node: ts.Node, left: IntType, right: IntType): string {
  const [first, second] = ts.isBinaryExpression(node)
    ? [quoted(node.left), quoted(node.right)]
    : ['…', '…'];
  const isShift =
    ts.isBinaryExpression(node) && /^(<<|>>|>>>)=?$/.test(node.operatorToken.getText());
  const isAssignment = ts.isBinaryExpression(node) && compoundOperator(node.operatorToken.kind);
  const convertsRight = isShift || isAssignment || widthBits(left.int) >= widthBits(right.int);
  return convertsRight
    ? `convert the right side: ${left.int}(${second})`
    : `convert the left side: ${right.int}(${first})`;
}

/** Applies a binary operator; the result is a plain integer. */
export function applyBinary(
  f: FunctionLowering,
  node: ts.Node,
  token: ts.SyntaxKind,
  left: Operand,
  right: Operand,
  overflow: 'trap' | 'wrap',
): Operand {
  const operator = binaryOperator(token);
  const sign = ts.tokenToString(token) ?? '';
  if (operator === null) {
    return f.context.refuse('KD0105', node, `\`${sign}\` is not part of the dialect`);
  }
  const type = commonIntType(f, operandType(left), operandType(right), node, sign);
  if (token === K.GreaterThanGreaterThanGreaterThanToken && widthBits(type.int) === 64) {
    return f.context.refuse(
      'KD0302',
      operatorNode(node),
      '`>>>` is not defined for 64-bit integers',
      'write `>>`: on unsigned integers it fills with zeros',
    );
  }
  if (token === K.GreaterThanGreaterThanGreaterThanToken && isSigned(type.int)) {
    return f.context.refuse(
      'KD0302',
      operatorNode(node),
      '`>>>` is not defined for signed integers',
      `convert to the unsigned type first: truncate<u${widthBits(type.int)}>(…)`,
    );
  }
  const a = rebrand(f, left, type, node);
  const b = rebrand(f, right, type, node);
  if (a.kind === 'constant' && b.kind === 'constant') {
    return constant(type, foldBinary(f, node, operator, type, a.value, b.value, overflow));
  }
  switch (operator.family) {
    case 'arithmetic':
      return f.compute(node, type, (result) => ({
        op: 'arithmetic',
        result,
        operator: operator.operator,
        overflow,
        left: a,
        right: b,
      }));
    case 'bitwise':
      return f.compute(node, type, (result) => ({
        op: 'bitwise',
        result,
        operator: operator.operator,
        left: a,
        right: b,
      }));
    case 'shift':
      if (b.kind === 'constant') shiftCount(f, node, type, b.value);
      return f.compute(node, type, (result) => ({
        op: 'shift',
        result,
        operator: operator.operator,
        overflow,
        value: a,
        count: b,
      }));
  }
}

/** A constant count, refused when it is too large. */
function shiftCount(f: FunctionLowering, node: ts.Node, type: IntType, count: bigint): bigint {
  if (count >= 0n && count < BigInt(widthBits(type.int))) return count;
  const problem = `the shift count ${count} is outside [0, ${widthBits(type.int)})`;
  return f.refuseValue(node, problem, null, 0n);
}

function foldBinary(
  f: FunctionLowering,
  node: ts.Node,
  operator: BinaryOperator,
  type: IntType,
  left: bigint,
  right: bigint,
  overflow: 'trap' | 'wrap',
): bigint {
  const exact = (): bigint => {
    switch (operator.operator) {
      case 'add':
        return left + right;
      case 'sub':
        return left - right;
      case 'mul':
        return left * right;
      case 'div':
      case 'rem':
        if (right === 0n) return f.refuseValue(node, 'division by zero', null, 0n);
        return operator.operator === 'div' ? left / right : left % right;
      case 'and':
        return left & right;
      case 'or':
        return left | right;
      case 'xor':
        return left ^ right;
      case 'shl':
        return left << shiftCount(f, node, type, right);
      case 'shr':
        return left >> shiftCount(f, node, type, right);
    }
  };
  const value = exact();
  if (overflow === 'wrap') return wrapToKind(type.int, value);
  return checkFits(f, node, type, value);
}

/** A constant result, refused when it does not fit its type and is evaluated. */
export function checkFits(
  f: FunctionLowering,
  node: ts.Node,
  type: IntType,
  value: bigint,
): bigint {
  if (fits(type, value)) return value;
  const [problem, help] = misfit(type, value);
  return f.refuseValue(node, problem, help, wrapToKind(type.int, value));
}

/** The value of a literal, refused when it does not fit its type: even where nothing evaluates it. */
export function checkLiteral(
  f: FunctionLowering,
  node: ts.Node,
  type: IntType,
  value: bigint,
): bigint {
  return fits(type, value) ? value : f.context.refuse('KD0305', node, ...misfit(type, value));
}

function fits(type: IntType, value: bigint): boolean {
  return value >= minValue(type.int) && value <= maxValue(type.int);
}

/** What is wrong with a value that does not fit, and a hint. */
function misfit(type: IntType, value: bigint): [problem: string, help: string] {
  const range = `[${minValue(type.int)}, ${maxValue(type.int)}]`;
  return [`${value} does not fit ${typeName(type)}`, `${typeName(type)} holds ${range}`];
}

const SIGNS: Readonly<Record<Comparison, string>> = {
  eq: '===',
  ne: '!==',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
};

/** Compares two values of one type. */
export function applyComparison(
  f: FunctionLowering,
  node: ts.Node,
  comparison: Comparison,
  left: Operand,
  right: Operand,
): Operand {
  const leftType = operandType(left);
  const rightType = operandType(right);
  if (leftType.kind === 'int' && rightType.kind === 'int') {
    const type = commonIntType(f, leftType, rightType, node, SIGNS[comparison]);
    const a = rebrand(f, left, type, node);
    const b = rebrand(f, right, type, node);
    if (a.kind === 'constant' && b.kind === 'constant') {
      return constant(BOOL, compareValues(comparison, a.value, b.value) ? 1n : 0n);
    }
    return f.compute(node, BOOL, (result) => ({
      op: 'compare',
      result,
      comparison,
      left: a,
      right: b,
    }));
  }
  const isEquality = comparison === 'eq' || comparison === 'ne';
  const bothRefs =
    leftType.kind === 'ref' &&
    rightType.kind === 'ref' &&
    sameType(leftType.target, rightType.target);
  const comparable = ['bool', 'enum', 'function'].includes(leftType.kind);
  if (!isEquality || !(bothRefs || (comparable && sameType(leftType, rightType)))) {
    return f.context.refuse(
      withoutNull(leftType) === null && withoutNull(rightType) === null ? 'KD0303' : 'KD0214',
      operatorNode(node),
      sameType(leftType, rightType)
        ? `values of type ${typeName(leftType)} cannot be compared`
        : `${typeName(leftType)} and ${typeName(rightType)} cannot be compared`,
      comparisonHelp(leftType, rightType, isEquality),
    );
  }
  if (left.kind === 'constant' && right.kind === 'constant') {
    return constant(BOOL, compareValues(comparison, left.value, right.value) ? 1n : 0n);
  }
  const a = bothRefs ? asNullableReference(f, left, node) : left;
  const b = bothRefs ? asNullableReference(f, right, node) : right;
  return f.compute(node, BOOL, (result) => ({
    op: 'compare',
    result,
    comparison,
    left: a,
    right: b,
  }));
}

/** What to write when two values have no comparison; null when nothing fits. */
function comparisonHelp(left: Type, right: Type, isEquality: boolean): string | null {
  if (left.kind === 'enum' && (!isEquality || right.kind === 'enum'))
    return 'compare u32(…) of both';
  if (left.kind === 'enum' && right.kind === 'int') return 'compare with a member of the enum';
  if (left.kind === 'text') return 'use an enum; strings are for messages';
  if (left.kind === 'record' || left.kind === 'union') return 'compare the fields';
  if (withoutNull(left) !== null || withoutNull(right) !== null) {
    return 'test it with `!== null` first';
  }
  if (left.kind === 'ref' && !isEquality) return 'compare addressOf(…) of both';
  return null;
}

/** References are compared as nullable ones, so that both sides have one type. */
function asNullableReference(f: FunctionLowering, operand: Operand, node: ts.Node): Operand {
  const type = operandType(operand);
  if (type.kind !== 'ref' || type.nullable) return operand;
  return f.compute(node, { ...type, nullable: true }, (result) => ({
    op: 'wrapNullable',
    result,
    value: operand,
  }));
}

export function compareValues(comparison: Comparison, left: bigint, right: bigint): boolean {
  switch (comparison) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'lt':
      return left < right;
    case 'le':
      return left <= right;
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
  }
}
