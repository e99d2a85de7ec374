/**
 * Integer operations: arithmetic, bits, shifts, comparisons, conversions, pure functions.
 *
 * Up to 32 bits a value is a JavaScript number, which holds every sum and difference exactly and
 * every product that fits; a product beyond 2^53 is inexact but still out of range, so the check is
 * right. `| 0` and `>>> 0` also turn -0, which integers do not have, into 0. 64-bit values are
 * BigInts, whose results are exact.
 *
 * Used by: `instructions.ts`.            Uses: `function.ts`, `literals.ts`.
 */

import {
  type ArithmeticOperator,
  type CheckKind,
  type InstructionOf,
  type Operand,
  operandType,
} from '../ir/program.ts';
import {
  type EnumType,
  INT_KINDS,
  type IntKind,
  isSigned,
  maxValue,
  minValue,
  type Type,
  widthBits,
} from '../ir/types.ts';
import type { FunctionEmitter } from './function.ts';
import { intLiteral, isBig, maxLiteral, minLiteral } from './literals.ts';

const OPERATOR_SIGNS: Readonly<Record<ArithmeticOperator, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  rem: '%',
};
const BITWISE_SIGNS = { and: '&', or: '|', xor: '^' } as const;
const COMPARISON_SIGNS = { eq: '===', ne: '!==', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;
const OVERFLOW_CHECKS: Readonly<Record<'add' | 'sub' | 'mul', CheckKind>> = {
  add: 'addOverflow',
  sub: 'subOverflow',
  mul: 'mulOverflow',
};

/** The integer kind of a value that is stored as one: enums are u32. */
function kindOf(type: Type): IntKind {
  if (type.kind === 'int') return type.int;
  if (type.kind === 'enum') return 'u32';
  throw new Error(`not an integer: ${type.kind}`);
}

function operandKind(operand: Operand): IntKind {
  return kindOf(operandType(operand));
}

/** The constant value of an operand, or null. */
function constantValue(operand: Operand): bigint | null {
  return operand.kind === 'constant' ? operand.value : null;
}

/** The low bits of `value`, an expression in parentheses or an atom, as a value of `kind`. */
function wrapped(kind: IntKind, value: string): string {
  switch (kind) {
    case 'u8':
      return `${value} & 0xff`;
    case 'u16':
      return `${value} & 0xffff`;
    case 'u32':
      return `${value} >>> 0`;
    case 'i8':
      return `(${value} << 24) >> 24`;
    case 'i16':
      return `(${value} << 16) >> 16`;
    case 'i32':
      return `${value} | 0`;
    case 'u64':
      return `BigInt.asUintN(64, ${value})`;
    case 'i64':
      return `BigInt.asIntN(64, ${value})`;
  }
}

/** The exact result of add, sub or mul, where it fits; out of range where it does not. */
function exact(kind: IntKind, operator: ArithmeticOperator, left: string, right: string): string {
  const expression = `${left} ${OPERATOR_SIGNS[operator]} ${right}`;
  return operator === 'mul' && isSigned(kind) && !isBig(kind) ? `${expression} + 0` : expression;
}

/**
 * The condition that an exact result of `operator` on two values of `kind` does not fit.
 *
 * @param value - a name, or an expression of an operator that binds tighter than comparisons
 */
function outOfRange(kind: IntKind, operator: ArithmeticOperator, value: string): string {
  const isAbove = `${value} > ${maxLiteral(kind)}`;
  const isBelow = `${value} < ${minLiteral(kind)}`;
  if (isSigned(kind)) return `${isAbove} || ${isBelow}`;
  return operator === 'sub' ? isBelow : isAbove;
}

export function emitArithmetic(f: FunctionEmitter, operation: InstructionOf<'arithmetic'>): void {
  const { position, result, operator, left, right } = operation;
  const kind = kindOf(result.type);
  const [a, b] = [f.operand(left), f.operand(right)];
  if (operator === 'div' || operator === 'rem') {
    emitDivision(f, operation);
  } else if (operation.overflow === 'wrap') {
    f.define(position, result, wrappingExpression(kind, operator, a, b));
  } else {
    f.defineChecked(position, result, exact(kind, operator, a, b), left, right, (name) => {
      const failed = outOfRange(kind, operator, name);
      f.check(OVERFLOW_CHECKS[operator], kind, position, failed, a, b);
    });
  }
}

function wrappingExpression(
  kind: IntKind,
  operator: 'add' | 'sub' | 'mul',
  left: string,
  right: string,
): string {
  if (operator === 'mul' && !isBig(kind)) return wrapped(kind, `Math.imul(${left}, ${right})`);
  const expression = `${left} ${OPERATOR_SIGNS[operator]} ${right}`;
  return wrapped(kind, isBig(kind) ? expression : `(${expression})`);
}

function emitDivision(f: FunctionEmitter, operation: InstructionOf<'arithmetic'>): void {
  const { position, result, operator, left, right } = operation;
  const kind = kindOf(result.type);
  const [a, b] = [f.operand(left), f.operand(right)];
  const divisor = constantValue(right);
  if (divisor === null || divisor === 0n) {
    const check = operator === 'div' ? 'divideByZero' : 'remainderByZero';
    f.check(check, kind, position, `${b} === ${intLiteral(kind, 0n)}`, a, b);
  }
  if (operator === 'div' && isSigned(kind) && (divisor === null || divisor === -1n)) {
    const failed = `${a} === ${minLiteral(kind)} && ${b} === ${intLiteral(kind, -1n)}`;
    f.check('divideOverflow', kind, position, failed, a, b);
  }
  const expression = `${a} ${OPERATOR_SIGNS[operator]} ${b}`;
  if (isBig(kind)) f.define(position, result, expression);
  else f.define(position, result, `(${expression}) ${isSigned(kind) ? '| 0' : '>>> 0'}`);
}

export function emitBitwise(f: FunctionEmitter, operation: InstructionOf<'bitwise'>): void {
  const { position, result, operator, left, right } = operation;
  const expression = `${f.operand(left)} ${BITWISE_SIGNS[operator]} ${f.operand(right)}`;
  // Numbers are signed 32-bit to these operators: only u32 can come out with the wrong sign.
  const isUnsigned32 = kindOf(result.type) === 'u32';
  f.define(position, result, isUnsigned32 ? `(${expression}) >>> 0` : expression);
}

export function emitShift(f: FunctionEmitter, operation: InstructionOf<'shift'>): void {
  const { position, result, operator, value, count } = operation;
  const kind = kindOf(result.type);
  const [a, c] = [f.operand(value), f.operand(count)];
  const width = BigInt(widthBits(kind));
  const constantCount = constantValue(count);
  if (constantCount === null || constantCount < 0n || constantCount >= width) {
    const tooLarge = `${c} >= ${intLiteral(kind, width)}`;
    const failed = isSigned(kind) ? `${tooLarge} || ${c} < ${intLiteral(kind, 0n)}` : tooLarge;
    f.check('shiftCount', kind, position, failed, a, c);
  }
  if (operator === 'shr') {
    const sign = isSigned(kind) || isBig(kind) ? '>>' : '>>>';
    f.define(position, result, `${a} ${sign} ${c}`);
    return;
  }
  if (operation.overflow === 'wrap') {
    const shifted = `${a} << ${c}`;
    f.define(position, result, wrapped(kind, isBig(kind) ? shifted : `(${shifted})`));
    return;
  }
  const fitsSigned32 = widthBits(kind) < 32 || isBig(kind);
  const shifted = kind === 'u32' ? `(${a} << ${c}) >>> 0` : `${a} << ${c}`;
  f.defineChecked(position, result, shifted, value, count, (name) => {
    // Narrow values cannot lose a bit in 32 bits, BigInts never do; u32 and i32 shift back.
    const back = `(${name} ${kind === 'u32' ? '>>>' : '>>'} ${c}) !== ${a}`;
    f.check(
      'shiftOverflow',
      kind,
      position,
      fitsSigned32 ? outOfRange(kind, 'mul', name) : back,
      a,
      c,
    );
  });
}

export function emitNegate(f: FunctionEmitter, operation: InstructionOf<'negate'>): void {
  const { position, result, value } = operation;
  const kind = kindOf(result.type);
  const a = f.operand(value);
  const zero = intLiteral(kind, 0n);
  f.check('negateOverflow', kind, position, `${a} === ${minLiteral(kind)}`, a, zero);
  f.define(position, result, `${zero} - ${a}`);
}

export function emitComplement(f: FunctionEmitter, operation: InstructionOf<'complement'>): void {
  const { position, result, value } = operation;
  const kind = kindOf(result.type);
  const expression = `~${f.operand(value)}`;
  f.define(position, result, isSigned(kind) ? expression : wrapped(kind, expression));
}

export function emitCompare(f: FunctionEmitter, operation: InstructionOf<'compare'>): void {
  const { position, result, comparison, left, right } = operation;
  const sign = COMPARISON_SIGNS[comparison];
  f.define(position, result, `${f.operand(left)} ${sign} ${f.operand(right)}`);
}

// ── Conversions ─────────────────────────────────────────────────────────────────────────────────

export function emitConvert(f: FunctionEmitter, operation: InstructionOf<'convert'>): void {
  const { position, result, mode, value } = operation;
  const source = operandType(value);
  const a = f.operand(value);
  if (source.kind === 'bool') {
    const to = kindOf(result.type);
    f.define(position, result, `${a} ? ${intLiteral(to, 1n)} : ${intLiteral(to, 0n)}`);
    return;
  }
  const [from, to] = [kindOf(source), kindOf(result.type)];
  if (mode === 'truncate') {
    f.define(position, result, truncated(from, to, a));
    return;
  }
  if (mode === 'check') {
    if (result.type.kind === 'enum') {
      f.check('enumValue', 'u32', position, noMember(result.type, from, a), a, '0');
    } else {
      const failed = doesNotFit(from, to, a);
      const source = String(INT_KINDS.indexOf(from));
      if (failed !== null) f.check('conversion', to, position, failed, a, source);
    }
  }
  f.define(position, result, converted(from, to, a));
}

/** A value that fits: only its representation changes. */
function converted(from: IntKind, to: IntKind, value: string): string {
  if (isBig(from) === isBig(to)) return value;
  return isBig(to) ? `BigInt(${value})` : `Number(${value})`;
}

function truncated(from: IntKind, to: IntKind, value: string): string {
  const isWidening = minValue(from) >= minValue(to) && maxValue(from) <= maxValue(to);
  if (isWidening) return converted(from, to, value);
  if (isBig(to)) return wrapped(to, isBig(from) ? value : `BigInt(${value})`);
  if (!isBig(from)) return wrapped(to, value);
  const method = isSigned(to) ? 'asIntN' : 'asUintN';
  return `Number(BigInt.${method}(${widthBits(to)}, ${value}))`;
}

/** The condition that a value of `from` is none of `to`; null when it cannot be. */
function doesNotFit(from: IntKind, to: IntKind, value: string): string | null {
  const conditions: string[] = [];
  if (maxValue(from) > maxValue(to)) {
    conditions.push(`${value} > ${intLiteral(from, maxValue(to))}`);
  }
  if (minValue(from) < minValue(to)) {
    conditions.push(`${value} < ${intLiteral(from, minValue(to))}`);
  }
  return conditions.length === 0 ? null : conditions.join(' || ');
}

/** The condition that a value is no member of the enum. */
function noMember(type: EnumType, from: IntKind, value: string): string {
  const values = [...new Set(type.members.map((member) => BigInt.asUintN(32, member.value)))];
  const isDense = values.every((member) => member < BigInt(values.length));
  if (isDense) return `${value} >= ${intLiteral(from, BigInt(values.length))}`;
  return values.map((member) => `${value} !== ${intLiteral(from, member)}`).join(' && ');
}

// ── Pure functions ──────────────────────────────────────────────────────────────────────────────

export function emitPure(f: FunctionEmitter, operation: InstructionOf<'pure'>): void {
  f.define(operation.position, operation.result, pureExpression(f, operation));
}

function pureExpression(f: FunctionEmitter, operation: InstructionOf<'pure'>): string {
  const [first, second] = operation.operands;
  if (first === undefined) throw new Error(`${operation.operation} without operands`);
  const kind = operandKind(first);
  const a = f.operand(first);
  const b = second === undefined ? '' : f.operand(second);
  const width = widthBits(kind);
  const runtime = (name: string, ...values: string[]): string =>
    `${f.unit.runtimeFunction(name)}(${values.join(', ')})`;
  const range = [minLiteral(kind), maxLiteral(kind)];

  switch (operation.operation) {
    case 'wrappingAdd':
      return wrappingExpression(kind, 'add', a, b);
    case 'wrappingSub':
      return wrappingExpression(kind, 'sub', a, b);
    case 'wrappingMul':
      return wrappingExpression(kind, 'mul', a, b);
    case 'saturatingAdd':
      return runtime(isBig(kind) ? 'clampBig' : 'clamp', `${a} + ${b}`, ...range);
    case 'saturatingSub':
      return runtime(isBig(kind) ? 'clampBig' : 'clamp', `${a} - ${b}`, ...range);
    case 'saturatingMul':
      return runtime(isBig(kind) ? 'clampBig' : 'clamp', exact(kind, 'mul', a, b), ...range);
    case 'addOverflows':
      return outOfRange(kind, 'add', exact(kind, 'add', a, b));
    case 'subOverflows':
      return outOfRange(kind, 'sub', exact(kind, 'sub', a, b));
    case 'mulOverflows':
      return outOfRange(kind, 'mul', exact(kind, 'mul', a, b));
    case 'multiplyHigh':
      return runtime('multiplyHigh', a, b);
    case 'rotateLeft':
    case 'rotateRight':
      if (isBig(kind)) return runtime(`${operation.operation}64`, a, b);
      return runtime(operation.operation, a, b, `${width}`);
    case 'countLeadingZeros':
    case 'countTrailingZeros':
    case 'countOnes':
      if (isBig(kind)) return runtime(`${operation.operation}64`, a);
      return runtime(operation.operation, a, `${width}`);
    case 'min':
      return `${a} < ${b} ? ${a} : ${b}`;
    case 'max':
      return `${a} > ${b} ? ${a} : ${b}`;
  }
}
