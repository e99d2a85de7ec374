/**
 * Integer operations in C: arithmetic, bits, shifts, comparisons, conversions.
 *
 * C promotes 8- and 16-bit operands to int and leaves signed overflow undefined; so results are cast
 * back, and signed arithmetic is done unsigned. Constant operands make checks simpler or needless.
 *
 * Used by: `instructions.ts`.            Uses: `function.ts`, `helpers.ts`.
 * Invariants:
 *   I1. With checks on, an operation panics exactly when the IR says; with checks off, it wraps.
 *   I2. No operand makes the emitted C undefined, with checks on or off.
 */

import { type InstructionOf, type Operand, operandType } from '../ir/program.ts';
import {
  type EnumType,
  INT_KINDS,
  type IntKind,
  isSigned,
  maxValue,
  minValue,
  type Type,
  U8,
  U32,
  widthBits,
} from '../ir/types.ts';
import type { FunctionEmitter } from './function.ts';
import { unsignedKind, wrapped } from './helpers.ts';
import { cInteger } from './operands.ts';
import { enumValue } from './types.ts';

/** The integer that represents a value of `type`. */
export function intKind(type: Type): IntKind {
  switch (type.kind) {
    case 'int':
      return type.int;
    case 'bool':
      return U8.int;
    case 'enum':
      return U32.int;
    default:
      throw new Error(`${type.kind} is not an integer`);
  }
}

function constantOf(operand: Operand): bigint | null {
  return operand.kind === 'constant' ? operand.value : null;
}

/** The check and the C operator of each arithmetic operator. */
const ARITHMETIC = {
  add: { symbol: '+', check: 'addOverflow', builtin: '__builtin_add_overflow' },
  sub: { symbol: '-', check: 'subOverflow', builtin: '__builtin_sub_overflow' },
  mul: { symbol: '*', check: 'mulOverflow', builtin: '__builtin_mul_overflow' },
} as const;

export function arithmetic(f: FunctionEmitter, op: InstructionOf<'arithmetic'>): void {
  if (op.operator === 'div' || op.operator === 'rem') {
    divide(f, op);
    return;
  }
  const kind = intKind(op.result.type);
  const left = f.operand(op.left);
  const right = f.operand(op.right);
  const { symbol, check, builtin } = ARITHMETIC[op.operator];
  const isTrapping = op.overflow === 'trap' && f.isNeeded(check, op);
  if (!isTrapping) {
    f.define(op, op.result, wrapped(kind, left, symbol, right));
    return;
  }
  const simple = isSigned(kind) ? null : unsignedOverflow(op, kind, left, right);
  if (simple !== null) {
    if (simple !== NEVER) f.check(check, kind, op, simple, left, right);
    f.define(op, op.result, wrapped(kind, left, symbol, right));
    return;
  }
  const { position } = op;
  const handed = HANDED[op.operator];
  f.defineThrough(position, op.result, [op.left, op.right], (target) => {
    const failed = `${builtin}(${left}, ${right}, &${target})`;
    const reported = handed === 'operand' ? left : target;
    return f.checkStatement(check, kind, position, failed, reported, right, handed);
  });
}

/** What is reported of an overflow that the operation itself finds. */
const HANDED = { add: 'sum', sub: 'difference', mul: 'operand' } as const;

/** A condition that is never true, so that no check is needed. */
const NEVER = '0';

/**
 * Overflow of an unsigned operation as a comparison, where that is cheaper than the flag of the
 * operation: clang knows comparisons from earlier conditions, and products of constants are shifts.
 */
function unsignedOverflow(
  op: InstructionOf<'arithmetic'>,
  kind: IntKind,
  left: string,
  right: string,
): string | null {
  if (op.operator === 'sub') {
    const subtracted = constantOf(op.right);
    if (subtracted === 0n) return NEVER;
    // The flag of a subtraction of a constant is free; of two variables clang may know the order.
    return subtracted === null ? `${left} < ${right}` : null;
  }
  if (op.operator !== 'mul') return null;
  const factor = constantOf(op.left) ?? constantOf(op.right);
  if (factor === null) return null;
  const other = constantOf(op.left) === null ? left : right;
  if (factor <= 1n) return NEVER;
  return `${other} > ${cInteger(kind, maxValue(kind) / factor)}`;
}

/** Division and remainder: the divisor is checked even with checks off, or the processor would fault. */
function divide(f: FunctionEmitter, op: InstructionOf<'arithmetic'>): void {
  const kind = intKind(op.result.type);
  const left = f.operand(op.left);
  const right = f.operand(op.right);
  const divisor = constantOf(op.right);
  const { position } = op;
  const isDivision = op.operator === 'div';

  const check = isDivision ? 'divideByZero' : 'remainderByZero';
  if ((divisor === null || divisor === 0n) && !f.unit.proofs.holds(op, check)) {
    f.write(position, f.checkStatement(check, kind, position, `${right} == 0`, left, right));
  }
  // After a divisor that is always zero nothing is reached, but C must still be well formed.
  if (divisor === 0n) {
    f.define(op, op.result, cInteger(kind, 0n));
    return;
  }
  const minimum = cInteger(kind, minValue(kind));
  const isMinusOnePossible = isSigned(kind) && (divisor === null || divisor === -1n);
  if (isDivision) {
    if (isMinusOnePossible && !f.unit.proofs.holds(op, 'divideOverflow')) {
      const failed = `${left} == ${minimum} && ${right} == -1`;
      f.write(position, f.checkStatement('divideOverflow', kind, position, failed, left, right));
    }
    f.define(op, op.result, narrow(kind, `${left} / ${right}`));
    return;
  }
  const remainder = narrow(kind, `${left} % ${right}`);
  const value = isMinusOnePossible ? `${right} == -1 ? 0 : ${remainder}` : remainder;
  f.define(op, op.result, value);
}

/** Casts an expression of small operands, which C computes as int, back to their type. */
function narrow(kind: IntKind, expression: string): string {
  return widthBits(kind) < 32 ? `(${kind})(${expression})` : expression;
}

const BITWISE = { and: '&', or: '|', xor: '^' } as const;

export function bitwise(f: FunctionEmitter, op: InstructionOf<'bitwise'>): void {
  const kind = intKind(op.result.type);
  const value = `${f.operand(op.left)} ${BITWISE[op.operator]} ${f.operand(op.right)}`;
  f.define(op, op.result, narrow(kind, value));
}

export function shift(f: FunctionEmitter, op: InstructionOf<'shift'>): void {
  const kind = intKind(op.result.type);
  const width = widthBits(kind);
  const value = f.operand(op.value);
  const count = f.operand(op.count);
  const amount = constantOf(op.count);
  const isCountKnown = amount !== null && amount >= 0n && amount < BigInt(width);

  if (!isCountKnown) {
    const unsignedCount = isSigned(kind) ? `(${unsignedKind(kind)})${count}` : count;
    f.check('shiftCount', kind, op, `${unsignedCount} >= ${width}u`, value, count);
  }
  // Masked where no check has made sure of it; an out-of-range constant never gets this far.
  const isMasked = !isCountKnown && (!f.unit.isChecked || amount !== null);
  const shiftCount = isMasked ? `(${count} & ${width - 1})` : count;

  if (op.operator === 'shr') {
    f.define(op, op.result, narrow(kind, `${value} >> ${shiftCount}`));
    return;
  }
  const shifted = shiftLeft(kind, value, shiftCount);
  if (op.overflow === 'trap' && amount !== 0n) {
    const failed =
      isSigned(kind) || !isCountKnown
        ? `${narrow(kind, `(${shifted}) >> ${shiftCount}`)} != ${value}`
        : `${value} > ${cInteger(kind, maxValue(kind) >> amount)}`;
    f.check('shiftOverflow', kind, op, failed, value, count);
  }
  f.define(op, op.result, shifted);
}

function shiftLeft(kind: IntKind, value: string, count: string): string {
  if (kind === 'u32' || kind === 'u64') return `${value} << ${count}`;
  const wide = widthBits(kind) === 64 ? 'u64' : 'u32';
  return `(${kind})((${wide})${value} << ${count})`;
}

export function negate(f: FunctionEmitter, op: InstructionOf<'negate'>): void {
  const kind = intKind(op.result.type);
  const value = f.operand(op.value);
  const minimum = cInteger(kind, minValue(kind));
  f.check('negateOverflow', kind, op, `${value} == ${minimum}`, value, '0');
  f.define(op, op.result, wrapped(kind, '0', '-', value));
}

export function complement(f: FunctionEmitter, op: InstructionOf<'complement'>): void {
  const kind = intKind(op.result.type);
  f.define(op, op.result, narrow(kind, `~${f.operand(op.value)}`));
}

const COMPARISONS = {
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
} as const;

export function compare(f: FunctionEmitter, op: InstructionOf<'compare'>): void {
  const known = knownComparison(op);
  const left = f.operand(op.left);
  const right = f.operand(op.right);
  const value = known ?? `${left} ${COMPARISONS[op.comparison]} ${right}`;
  f.define(op, op.result, value);
}

/** Comparisons whose result is clear, about which C compilers warn: x with itself, unsigned with 0. */
function knownComparison(op: InstructionOf<'compare'>): string | null {
  const { left, right, comparison } = op;
  if (left.kind === 'local' && right.kind === 'local' && left.local === right.local) {
    return comparison === 'eq' || comparison === 'le' || comparison === 'ge' ? '1' : '0';
  }
  const type = operandType(left);
  if (type.kind !== 'int' || isSigned(type.int)) return null;
  if (constantOf(right) === 0n && comparison === 'ge') return '1';
  if (constantOf(right) === 0n && comparison === 'lt') return '0';
  if (constantOf(left) === 0n && comparison === 'le') return '1';
  if (constantOf(left) === 0n && comparison === 'gt') return '0';
  return null;
}

export function convert(f: FunctionEmitter, op: InstructionOf<'convert'>): void {
  const value = f.operand(op.value);
  const { type } = op.result;
  if (op.mode === 'check') {
    const source = intKind(operandType(op.value));
    const failed =
      type.kind === 'enum' ? notMember(type, value) : outside(source, intKind(type), value);
    const check = type.kind === 'enum' ? 'enumValue' : 'conversion';
    const right = type.kind === 'enum' ? '0' : String(INT_KINDS.indexOf(source));
    if (failed !== null) f.check(check, intKind(type), op, failed, value, right);
  }
  f.define(op, op.result, `(${f.unit.types.value(type)})${value}`);
}

/** The condition that `value` of `source` is not a value of `target`; null when it always is. */
function outside(source: IntKind, target: IntKind, value: string): string | null {
  const conditions: string[] = [];
  if (minValue(source) < minValue(target)) {
    conditions.push(`${value} < ${cInteger(source, minValue(target))}`);
  }
  if (maxValue(source) > maxValue(target)) {
    conditions.push(`${value} > ${cInteger(source, maxValue(target))}`);
  }
  return conditions.length === 0 ? null : conditions.join(' || ');
}

/** The condition that the u32 `value` is not a member of `type`. */
function notMember(type: EnumType, value: string): string {
  const values = [...new Set(type.members.map((member) => enumValue(member.value)))];
  values.sort((left, right) => (left < right ? -1 : 1));
  const ranges: { first: bigint; last: bigint }[] = [];
  for (const each of values) {
    const range = ranges.at(-1);
    if (range !== undefined && range.last + 1n === each) range.last = each;
    else ranges.push({ first: each, last: each });
  }
  const conditions = ranges.map(({ first, last }) => {
    if (first === last) return `${value} != ${first}u`;
    if (first === 0n) return `${value} > ${last}u`;
    return `${value} - ${first}u > ${last - first}u`;
  });
  return conditions.length === 0 ? '1' : conditions.join(' && ');
}

export function pure(f: FunctionEmitter, op: InstructionOf<'pure'>): void {
  const [first] = op.operands;
  if (first === undefined) throw new Error(`${op.operation} without operands`);
  const helper = f.unit.helpers.pure(op.operation, intKind(operandType(first)));
  const operands = op.operands.map((operand) => f.operand(operand)).join(', ');
  f.define(op, op.result, `${helper}(${operands})`);
}
