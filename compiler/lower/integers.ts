/**
 * The prelude's functions on integers: conversions, wrapping and checked arithmetic, bits, alignment.
 *
 * Used by: `builtins.ts`.            Uses: `convert.ts`, `operators.ts`.
 */

import ts from 'typescript';

import type { Operand, PureOperation } from '../ir/program.ts';
import {
  BOOL,
  type IntKind,
  type IntType,
  isSigned,
  maxValue,
  minValue,
  type Type,
  typeName,
  U32,
  U64,
  widthBits,
  wrapToKind,
} from '../ir/types.ts';
import { argumentAt, type Builtin } from './builtin.ts';
import { bitPattern, coerce, convertChecked, convertTruncating, rebrand } from './convert.ts';
import { bothSides, expression } from './expressions.ts';
import { constant, type FunctionLowering, operandType } from './function.ts';
import { refuseNull } from './members.ts';
import { withoutNull } from './narrowing.ts';
import { applyBinary, applyComparison, commonIntType } from './operators.ts';
import { valueType } from './types.ts';
import { isUntyped } from './untyped.ts';
import { instead, insteadOfOperand } from './wording.ts';

/** A value to convert: an integer or enum; a bare literal takes the width that holds it. */
function convertible(f: FunctionLowering, node: ts.Expression, to: IntType): Operand {
  const hint = isUntyped(node) ? literalType(f, node, to) : null;
  const value = expression(f, node, hint);
  const type = operandType(value);
  if (type.kind === 'int' || type.kind === 'enum') return value;
  if (withoutNull(type) !== null) return refuseNull(f, node, type);
  return f.context.refuse(
    'KD0309',
    node,
    `${typeName(type)} cannot be converted to ${typeName(to)}`,
    type.kind === 'bool' ? insteadOfOperand(node, (source) => `${source} ? 1 : 0`) : null,
  );
}

/** The widest type a literal operand of a conversion can have: 64 bits, or what fits a `number`. */
function literalType(f: FunctionLowering, node: ts.Expression, to: IntType): IntType {
  const isBig = (f.context.checker.getTypeAtLocation(node).flags & ts.TypeFlags.BigIntLike) !== 0;
  const signed = node.getText().includes('-') || isSigned(to.int);
  const kind: IntKind = isBig ? (signed ? 'i64' : 'u64') : signed ? 'i32' : 'u32';
  return { kind: 'int', int: kind, brand: null };
}

/** `u8(x)` and its like: checked. */
export function conversion(kind: IntKind): Builtin {
  const to: IntType = { kind: 'int', int: kind, brand: null };
  return (f, node) => {
    const argument = argumentAt(f, node, 0);
    const value = convertible(f, argument, to);
    const type = operandType(value);
    const plain = type.kind === 'int' ? rebrand(f, value, { ...type, brand: null }, node) : value;
    return convertChecked(f, plain, to, node);
  };
}

function typeArgumentOf(f: FunctionLowering, node: ts.CallExpression): IntType {
  const [argument] = node.typeArguments ?? [];
  if (argument === undefined) {
    return f.context.refuse(
      'KD0209',
      node,
      `${node.expression.getText()}() needs a type argument`,
      `write ${node.expression.getText()}<u32>(…)`,
    );
  }
  const type = valueType(f.context, argument, f.environment);
  if (type.kind === 'int') return type;
  return f.context.refuse('KD0309', argument, `${typeName(type)} is not an integer type`);
}

/** `truncate<T>(x)`. */
export const truncateCall: Builtin = (f, node) => {
  const to = typeArgumentOf(f, node);
  const value = convertible(f, argumentAt(f, node, 0), to);
  const type = operandType(value);
  const plain = type.kind === 'int' ? rebrand(f, value, { ...type, brand: null }, node) : value;
  return convertTruncating(f, plain, to, node);
};

/** `phys(x)`, `virt(x)`, `brand<T>(x)`: the same integer under a brand. */
export function brandCall(brand: 'PhysAddr' | 'VirtAddr' | null): Builtin {
  return (f, node) => {
    const to: IntType = brand === null ? typeArgumentOf(f, node) : { ...U64, brand };
    const argument = argumentAt(f, node, 0);
    const value = expression(f, argument, { ...to, brand: null });
    const type = operandType(value);
    if (type.kind === 'int' && type.int === to.int) {
      if (type.brand === null || type.brand === to.brand) return rebrand(f, value, to, node);
      return f.context.refuse(
        'KD0210',
        argument,
        `a ${type.brand} cannot become a ${typeName(to)}`,
        'convert it on purpose, for example with phys2virt; u64(…) drops the brand',
      );
    }
    return f.context.refuse(
      'KD0309',
      argument,
      `expected ${to.int}, got ${typeName(type)}`,
      instead(
        argument,
        (source) => `${to.int}(${source})`,
        (written) => `convert first: ${written}`,
      ),
    );
  };
}

/** The operands of a two-operand function, plain and of one type. */
function pair(
  f: FunctionLowering,
  node: ts.CallExpression,
  expected: Type | null,
): { readonly left: Operand; readonly right: Operand; readonly type: IntType } {
  const [a, b] = bothSides(f, argumentAt(f, node, 0), argumentAt(f, node, 1), expected);
  const name = node.expression.getText();
  const type = commonIntType(f, operandType(a), operandType(b), node, name);
  return { left: rebrand(f, a, type, node), right: rebrand(f, b, type, node), type };
}

const SINGLE_OPERAND: readonly PureOperation[] = [
  'countLeadingZeros',
  'countTrailingZeros',
  'countOnes',
];

/** A function that is one operation of the IR. */
export function pureOperation(operation: PureOperation): Builtin {
  if (SINGLE_OPERAND.includes(operation)) return (f, node) => bitCount(f, node, operation);
  return (f, node, expected) => {
    const hint = operation === 'multiplyHigh' ? U64 : expected;
    const { left, right, type } = pair(f, node, hint);
    if (operation === 'multiplyHigh' && type.int !== 'u64') {
      return f.context.refuse('KD0310', node, `multiplyHigh() takes u64, not ${typeName(type)}`);
    }
    if ((operation === 'rotateLeft' || operation === 'rotateRight') && isSigned(type.int)) {
      return f.context.refuse('KD0310', node, `${operation}() takes unsigned integers`);
    }
    if (left.kind === 'constant' && right.kind === 'constant') {
      return constant(type, foldPure(operation, type, left.value, right.value));
    }
    return f.compute(node, type, (result) => ({
      op: 'pure',
      result,
      operation,
      operands: [left, right],
    }));
  };
}

function bitCount(f: FunctionLowering, node: ts.CallExpression, operation: PureOperation): Operand {
  const argument = argumentAt(f, node, 0);
  const value = expression(f, argument, null);
  const type = operandType(value);
  if (type.kind !== 'int') {
    return f.context.refuse('KD0310', argument, `expected an integer, got ${typeName(type)}`);
  }
  const plain = rebrand(f, value, { ...type, brand: null }, node);
  if (plain.kind === 'constant') {
    const bits = bitPattern(type, plain.value).toString(2).padStart(widthBits(type.int), '0');
    const counted =
      operation === 'countOnes'
        ? bits.replaceAll('0', '').length
        : operation === 'countLeadingZeros'
          ? (/^0*/.exec(bits)?.[0].length ?? 0)
          : (/0*$/.exec(bits)?.[0].length ?? 0);
    return constant(U32, BigInt(counted));
  }
  return f.compute(node, U32, (result) => ({ op: 'pure', result, operation, operands: [plain] }));
}

function clamp(type: IntType, value: bigint): bigint {
  if (value < minValue(type.int)) return minValue(type.int);
  return value > maxValue(type.int) ? maxValue(type.int) : value;
}

function foldPure(operation: PureOperation, type: IntType, left: bigint, right: bigint): bigint {
  const width = BigInt(widthBits(type.int));
  const rotate = (count: bigint): bigint =>
    wrapToKind(type.int, (left << count) | (left >> (width - count)));
  switch (operation) {
    case 'wrappingAdd':
      return wrapToKind(type.int, left + right);
    case 'wrappingSub':
      return wrapToKind(type.int, left - right);
    case 'wrappingMul':
      return wrapToKind(type.int, left * right);
    case 'saturatingAdd':
      return clamp(type, left + right);
    case 'saturatingSub':
      return clamp(type, left - right);
    case 'saturatingMul':
      return clamp(type, left * right);
    case 'multiplyHigh':
      return (left * right) >> 64n;
    case 'rotateLeft':
      return rotate(right % width);
    case 'rotateRight':
      return rotate((width - (right % width)) % width);
    case 'min':
      return left < right ? left : right;
    case 'max':
      return left > right ? left : right;
    default:
      throw new Error(`${operation} is not a function of two integers of one type`);
  }
}

/** `wrappingShl(x, n)`. */
export const wrappingShift: Builtin = (f, node, expected) => {
  const { left, right } = pair(f, node, expected);
  return applyBinary(f, node, ts.SyntaxKind.LessThanLessThanToken, left, right, 'wrap');
};

/** `checkedAdd(a, b)`: null where the exact result does not fit. */
export function checkedOperation(overflows: PureOperation, wrapping: PureOperation): Builtin {
  return (f, node, expected) => {
    const hint = expected !== null && expected.kind === 'nullable' ? expected.inner : expected;
    const { left, right, type } = pair(f, node, hint);
    const operands = [left, right];
    const nullable: Type = { kind: 'nullable', inner: type };
    const failed = f.compute(node, BOOL, (result) => ({
      op: 'pure',
      result,
      operation: overflows,
      operands,
    }));
    const answer = f.temporary(nullable);
    f.emit(node, { op: 'declare', local: answer, value: null });
    const none = f.inBlock(() => {
      f.emit(node, { op: 'assign', local: answer, value: { kind: 'null', type: nullable } });
    });
    const some = f.inBlock(() => {
      const sum = f.compute(node, type, (result) => ({
        op: 'pure',
        result,
        operation: wrapping,
        operands,
      }));
      const value = coerce(f, sum, nullable, node);
      f.emit(node, { op: 'assign', local: answer, value });
    });
    f.emit(node, { op: 'if', condition: failed, then: none, otherwise: some });
    return { kind: 'local', local: answer };
  };
}

/** The operands of an alignment function, unsigned; the alignment is checked. */
function alignmentPair(
  f: FunctionLowering,
  node: ts.CallExpression,
  expected: Type | null,
): { readonly value: Operand; readonly mask: Operand; readonly type: IntType } {
  const { left, right, type } = pair(f, node, expected);
  if (isSigned(type.int)) {
    return f.context.refuse('KD0310', node, `alignment is defined for unsigned integers only`);
  }
  if (right.kind === 'constant') {
    if (right.value === 0n || (right.value & (right.value - 1n)) !== 0n) {
      const problem = `the alignment ${right.value} is no power of two`;
      return { value: left, mask: f.refuseValue(node, problem, null, constant(type, 0n)), type };
    }
    return { value: left, mask: constant(type, right.value - 1n), type };
  }
  f.emit(node, { op: 'checkPowerOfTwo', value: right });
  const mask = f.compute(node, type, (result) => ({
    op: 'arithmetic',
    result,
    operator: 'sub',
    overflow: 'wrap',
    left: right,
    right: constant(type, 1n),
  }));
  return { value: left, mask, type };
}

/** `alignUp(x, a)` and `alignDown(x, a)`. */
export function alignment(direction: 'up' | 'down'): Builtin {
  return (f, node, expected) => {
    const { value, mask, type } = alignmentPair(f, node, expected);
    const { PlusToken, AmpersandToken } = ts.SyntaxKind;
    const raised =
      direction === 'up' ? applyBinary(f, node, PlusToken, value, mask, 'trap') : value;
    const keep =
      mask.kind === 'constant'
        ? constant(type, wrapToKind(type.int, ~mask.value))
        : f.compute(node, type, (result) => ({ op: 'complement', result, value: mask }));
    return applyBinary(f, node, AmpersandToken, raised, keep, 'trap');
  };
}

/** `isAligned(x, a)`. */
export const alignedTest: Builtin = (f, node, expected) => {
  const hint = expected !== null && expected.kind === 'int' ? expected : null;
  const { value, mask, type } = alignmentPair(f, node, hint);
  const rest = applyBinary(f, node, ts.SyntaxKind.AmpersandToken, value, mask, 'trap');
  return applyComparison(f, node, 'eq', rest, constant(type, 0n));
};
