/**
 * What integer operations mean, in BigInt: the oracle for the back ends.
 *
 * Used by: the tests beside this file.            Uses: `compiler/ir/types.ts`.
 */

import type { CheckKind, Comparison, PureOperation } from '../../../compiler/ir/program.ts';
import {
  INT_KINDS,
  type IntKind,
  maxValue,
  minValue,
  widthBits,
  wrapToKind,
} from '../../../compiler/ir/types.ts';
import { failure, type Outcome, value } from './run-c.ts';

function fits(kind: IntKind, exact: bigint): boolean {
  return exact >= minValue(kind) && exact <= maxValue(kind);
}

/** The outcome of a trapping operation whose exact result is `exact`. */
function checked(
  kind: IntKind,
  checks: 'on' | 'off',
  check: CheckKind,
  exact: bigint,
  left: bigint,
  right: bigint,
): Outcome {
  if (checks === 'on' && !fits(kind, exact)) {
    return failure(check, INT_KINDS.indexOf(kind), left, right);
  }
  return value(wrapToKind(kind, exact));
}

export type BinaryName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'rem'
  | 'wrap-add'
  | 'wrap-sub'
  | 'wrap-mul'
  | 'and'
  | 'or'
  | 'xor'
  | 'shl'
  | 'wrap-shl'
  | 'shr'
  | Comparison;

export const BINARY_NAMES: readonly BinaryName[] = [
  'add',
  'sub',
  'mul',
  'div',
  'rem',
  'wrap-add',
  'wrap-sub',
  'wrap-mul',
  'and',
  'or',
  'xor',
  'shl',
  'wrap-shl',
  'shr',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
];

/** left `name` right on `kind`; both are values of `kind`. */
export function binaryOutcome(
  name: BinaryName,
  kind: IntKind,
  checks: 'on' | 'off',
  left: bigint,
  right: bigint,
): Outcome {
  const integer = INT_KINDS.indexOf(kind);
  const truth = (holds: boolean): Outcome => value(holds ? 1n : 0n);
  switch (name) {
    case 'add':
      return checked(kind, checks, 'addOverflow', left + right, left, right);
    case 'sub':
      return checked(kind, checks, 'subOverflow', left - right, left, right);
    case 'mul':
      return checked(kind, checks, 'mulOverflow', left * right, left, right);
    case 'wrap-add':
      return value(wrapToKind(kind, left + right));
    case 'wrap-sub':
      return value(wrapToKind(kind, left - right));
    case 'wrap-mul':
      return value(wrapToKind(kind, left * right));
    case 'div':
      if (right === 0n) return failure('divideByZero', integer, left, right);
      return checked(kind, 'on', 'divideOverflow', left / right, left, right);
    case 'rem':
      if (right === 0n) return failure('remainderByZero', integer, left, right);
      return value(left % right);
    case 'and':
      return value(left & right);
    case 'or':
      return value(left | right);
    case 'xor':
      return value(left ^ right);
    case 'shl':
    case 'wrap-shl':
    case 'shr':
      return shiftOutcome(name, kind, checks, left, right);
    case 'eq':
      return truth(left === right);
    case 'ne':
      return truth(left !== right);
    case 'lt':
      return truth(left < right);
    case 'le':
      return truth(left <= right);
    case 'gt':
      return truth(left > right);
    case 'ge':
      return truth(left >= right);
  }
}

function shiftOutcome(
  name: 'shl' | 'wrap-shl' | 'shr',
  kind: IntKind,
  checks: 'on' | 'off',
  left: bigint,
  count: bigint,
): Outcome {
  const width = BigInt(widthBits(kind));
  if (checks === 'on' && (count < 0n || count >= width)) {
    return failure('shiftCount', INT_KINDS.indexOf(kind), left, count);
  }
  const masked = count & (width - 1n);
  if (name === 'shr') return value(left >> masked);
  const isChecked = name === 'shl' ? checks : 'off';
  return checked(kind, isChecked, 'shiftOverflow', left << masked, left, count);
}

/** A conversion of `from`, a value of `source`, to `kind`. */
export function convertOutcome(
  source: IntKind,
  kind: IntKind,
  mode: 'check' | 'truncate',
  checks: 'on' | 'off',
  from: bigint,
): Outcome {
  const number = BigInt(INT_KINDS.indexOf(source));
  return checked(kind, mode === 'check' ? checks : 'off', 'conversion', from, from, number);
}

export function unaryOutcome(
  name: 'negate' | 'complement',
  kind: IntKind,
  checks: 'on' | 'off',
  operand: bigint,
): Outcome {
  if (name === 'complement') return value(wrapToKind(kind, ~operand));
  return checked(kind, checks, 'negateOverflow', -operand, operand, 0n);
}

/** A pure operation on `kind`; unary ones leave `right` alone. */
export function pureValue(
  operation: PureOperation,
  kind: IntKind,
  left: bigint,
  right: bigint,
): bigint {
  const width = BigInt(widthBits(kind));
  const bits = BigInt.asUintN(Number(width), left);
  const clamp = (exact: bigint): bigint =>
    exact < minValue(kind) ? minValue(kind) : exact > maxValue(kind) ? maxValue(kind) : exact;
  const rotate = (count: bigint): bigint =>
    BigInt.asUintN(Number(width), (bits << count) | (bits >> (width - count)));
  switch (operation) {
    case 'wrappingAdd':
      return wrapToKind(kind, left + right);
    case 'wrappingSub':
      return wrapToKind(kind, left - right);
    case 'wrappingMul':
      return wrapToKind(kind, left * right);
    case 'saturatingAdd':
      return clamp(left + right);
    case 'saturatingSub':
      return clamp(left - right);
    case 'saturatingMul':
      return clamp(left * right);
    case 'addOverflows':
      return fits(kind, left + right) ? 0n : 1n;
    case 'subOverflows':
      return fits(kind, left - right) ? 0n : 1n;
    case 'mulOverflows':
      return fits(kind, left * right) ? 0n : 1n;
    case 'multiplyHigh':
      return (left * right) >> 64n;
    case 'rotateLeft':
      return rotate(right % width);
    case 'rotateRight':
      return rotate((width - (right % width)) % width);
    case 'countLeadingZeros':
      return width - BigInt(bits === 0n ? 0 : bits.toString(2).length);
    case 'countTrailingZeros': {
      let count = 0n;
      while (count < width && ((bits >> count) & 1n) === 0n) count += 1n;
      return count;
    }
    case 'countOnes':
      return BigInt(bits.toString(2).replaceAll('0', '').length);
    case 'min':
      return left < right ? left : right;
    case 'max':
      return left > right ? left : right;
  }
}

/** Values of `kind` at which operations change their behaviour. */
export function edges(kind: IntKind): readonly bigint[] {
  const width = BigInt(widthBits(kind));
  const values = [
    0n,
    1n,
    2n,
    3n,
    7n,
    width / 2n,
    width - 1n,
    width,
    100n,
    -1n,
    -2n,
    -3n,
    minValue(kind),
    minValue(kind) + 1n,
    maxValue(kind),
    maxValue(kind) - 1n,
    maxValue(kind) / 2n,
    1n << (width / 2n - 1n),
    wrapToKind(kind, 0x5555_5555_5555_5555n),
    wrapToKind(kind, 0xc3a5_96f0_1e87_d2b4n),
  ];
  return [...new Set(values)].filter((each) => fits(kind, each));
}
