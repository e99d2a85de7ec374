/**
 * What integer operations say of values.
 *
 * Used by: `operations.ts`.            Uses: `range.ts`, `state.ts`.
 * Invariants:
 *   I1. The value of a trapping operation is the exact result, which exists after its check passed.
 */

import {
  type Instruction,
  type InstructionOf,
  type Operand,
  operandType,
  type PureOperation,
} from '../ir/program.ts';
import { type IntKind, isSigned, maxValue, minValue, type Type, widthBits } from '../ir/types.ts';
import type { FunctionAnalysis } from './function.ts';
import { operandValue } from './operands.ts';
import {
  complementOf,
  conjunction,
  difference,
  disjunction,
  exactly,
  fits,
  greater,
  product,
  quotient,
  type Range,
  rangeOf,
  remainder,
  shiftedLeft,
  shiftedRight,
  smaller,
  sum,
  trailingZeroBits,
  wholeRange,
  wrappedTo,
} from './range.ts';
import { checkKey, type State } from './state.ts';
import { rangeOfType } from './values.ts';

/** The integer that stands for a value of `type`. */
function kindOf(type: Type): IntKind {
  if (type.kind === 'int') return type.int;
  return type.kind === 'bool' ? 'u8' : 'u32';
}

const COMMUTATIVE: ReadonlySet<string> = new Set(['add', 'mul', 'and', 'or', 'xor']);

/** The value that `operator` makes of two values. */
function result(
  state: State,
  operator: string,
  kind: IntKind,
  left: number,
  right: number,
): number {
  const isSwapped = COMMUTATIVE.has(operator) && left > right;
  const [first, second] = isSwapped ? [right, left] : [left, right];
  return state.values.keyed(`${operator} ${kind} ${first} ${second}`, wholeRange(kind));
}

/** Gives `op` its result, in `range` as well if that is known. */
function define(
  state: State,
  op: Extract<Instruction, { result: unknown }>,
  value: number,
  range: Range | null,
): State | null {
  if (range !== null && !state.narrow(value, range)) return null;
  if (op.result !== null) state.locals.set(op.result, value);
  return state;
}

const OVERFLOW = {
  add: 'addOverflow',
  sub: 'subOverflow',
  mul: 'mulOverflow',
} as const;
const EXACT = { add: sum, sub: difference, mul: product } as const;

export function arithmetic(
  f: FunctionAnalysis,
  state: State,
  op: InstructionOf<'arithmetic'>,
): State | null {
  if (op.operator === 'div' || op.operator === 'rem') return divide(f, state, op);
  const kind = kindOf(op.result.type);
  const left = operandValue(op.left, state);
  const right = operandValue(op.right, state);
  const { operator } = op;
  const exact = EXACT[operator](state.range(left), state.range(right));
  const isExact = fits(exact, kind) || isNaturalDifference(state, operator, kind, left, right);
  if (op.overflow === 'trap') {
    const key = checkKey(operator, kind, left, right);
    f.report(op, OVERFLOW[operator], isExact || state.hasPassed(key));
    state.setPassed(key);
  } else if (!isExact) {
    return define(
      state,
      op,
      result(state, `wrap-${operator}`, kind, left, right),
      wrappedTo(kind, exact),
    );
  }
  const value = result(state, operator, kind, left, right);
  const defined = define(state, op, value, exact);
  return defined === null ? null : relate(defined, operator, kind, left, right, value);
}

/** Whether left - right is known not to fall below zero. */
function isNaturalDifference(
  state: State,
  operator: string,
  kind: IntKind,
  left: number,
  right: number,
): boolean {
  return operator === 'sub' && !isSigned(kind) && state.isOrdered(right, left, false);
}

/** What follows for operands and result when the exact result fits. */
function relate(
  state: State,
  operator: 'add' | 'sub' | 'mul',
  kind: IntKind,
  left: number,
  right: number,
  value: number,
): State | null {
  if (isSigned(kind)) return state;
  const highest = maxValue(kind);
  if (operator === 'add') {
    state.setOrdered(left, value, state.range(right).lowest > 0n);
    state.setOrdered(right, value, state.range(left).lowest > 0n);
    const leftRoom = rangeOf(0n, highest - state.range(right).lowest);
    if (!narrowed(state, left, leftRoom)) return null;
    return narrowed(state, right, rangeOf(0n, highest - state.range(left).lowest)) ? state : null;
  }
  if (operator === 'sub') {
    if (!state.assumeComparison('le', right, left)) return null;
    state.setOrdered(value, left, state.range(right).lowest > 0n);
    // A difference of values that are ordered strictly is not zero.
    if (!state.isOrdered(right, left, true)) return state;
    return narrowed(state, value, rangeOf(1n, highest)) ? state : null;
  }
  return state;
}

function narrowed(state: State, value: number, range: Range | null): boolean {
  return range !== null && state.narrow(value, range);
}

function divide(f: FunctionAnalysis, state: State, op: InstructionOf<'arithmetic'>): State | null {
  const kind = kindOf(op.result.type);
  const left = operandValue(op.left, state);
  const right = operandValue(op.right, state);
  const isDivision = op.operator === 'div';
  const divisor = state.range(right);
  const isNotZero = divisor.lowest > 0n || divisor.highest < 0n;
  f.report(op, isDivision ? 'divideByZero' : 'remainderByZero', isNotZero);
  if (!state.assumeComparison('ne', right, state.values.constant(0n))) return null;
  if (isDivision && isSigned(kind)) {
    const isSmall = state.range(left).lowest > minValue(kind);
    const isNotMinusOne = state.range(right).lowest > -1n || state.range(right).highest < -1n;
    f.report(op, 'divideOverflow', isSmall || isNotMinusOne);
  }
  const operation = isDivision ? quotient : remainder;
  const value = result(state, op.operator, kind, left, right);
  const isNatural = state.range(left).lowest >= 0n && state.range(right).lowest >= 0n;
  const defined = define(state, op, value, operation(state.range(left), state.range(right)));
  if (defined !== null && isNatural) {
    state.setOrdered(value, left, false);
    if (!isDivision) state.setOrdered(value, right, true);
  }
  return defined;
}

export function bitwise(state: State, op: InstructionOf<'bitwise'>): State | null {
  const kind = kindOf(op.result.type);
  const left = operandValue(op.left, state);
  const right = operandValue(op.right, state);
  const value = result(state, op.operator, kind, left, right);
  const [a, b] = [state.range(left), state.range(right)];
  const range =
    op.operator === 'and' ? conjunction(a, b) : disjunction(a, b, op.operator === 'xor');
  if (op.operator === 'and') {
    if (a.lowest >= 0n) state.setOrdered(value, left, false);
    if (b.lowest >= 0n) state.setOrdered(value, right, false);
    setLowBits(state, value, left, right);
    setLowBits(state, value, right, left);
  }
  return define(state, op, value, range);
}

/** Notes that `value` is the low bits of `from`, when the mask says so wherever it is used. */
function setLowBits(state: State, value: number, from: number, mask: number): void {
  const { lowest, highest } = state.values.least(mask);
  if (lowest !== highest || lowest <= 0n || (lowest & (lowest + 1n)) !== 0n) return;
  state.values.setLowBits(value, { of: from, count: trailingZeroBits(lowest + 1n) });
}

export function complement(state: State, op: InstructionOf<'complement'>): State | null {
  const kind = kindOf(op.result.type);
  const operand = operandValue(op.value, state);
  const value = state.values.keyed(`complement ${kind} ${operand}`, wholeRange(kind));
  return define(state, op, value, complementOf(kind, state.range(operand)));
}

export function negate(
  f: FunctionAnalysis,
  state: State,
  op: InstructionOf<'negate'>,
): State | null {
  const kind = kindOf(op.result.type);
  const operand = operandValue(op.value, state);
  f.report(op, 'negateOverflow', state.range(operand).lowest > minValue(kind));
  const value = state.values.keyed(`negate ${kind} ${operand}`, wholeRange(kind));
  return define(state, op, value, difference(exactly(0n), state.range(operand)));
}

export function shift(f: FunctionAnalysis, state: State, op: InstructionOf<'shift'>): State | null {
  const kind = kindOf(op.result.type);
  const operand = operandValue(op.value, state);
  const count = operandValue(op.count, state);
  const counts: Range = {
    lowest: 0n,
    highest: BigInt(widthBits(kind) - 1),
    zeroBits: 0,
  };
  const before = state.range(count);
  f.report(op, 'shiftCount', before.lowest >= counts.lowest && before.highest <= counts.highest);
  if (!state.narrow(count, counts)) return null;
  const range = state.range(operand);
  if (op.operator === 'shr') {
    const value = result(state, 'shr', kind, operand, count);
    if (range.lowest >= 0n) state.setOrdered(value, operand, false);
    return define(state, op, value, shiftedRight(range, state.range(count)));
  }
  const exact = shiftedLeft(range, state.range(count));
  if (op.overflow === 'trap') {
    const key = checkKey('shl', kind, operand, count);
    f.report(op, 'shiftOverflow', fits(exact, kind) || state.hasPassed(key));
    state.setPassed(key);
  } else if (!fits(exact, kind)) {
    return define(
      state,
      op,
      result(state, 'wrap-shl', kind, operand, count),
      wrappedTo(kind, exact),
    );
  }
  const value = result(state, 'shl', kind, operand, count);
  if (range.lowest >= 0n) state.setOrdered(operand, value, false);
  return define(state, op, value, exact);
}

export function convert(
  f: FunctionAnalysis,
  state: State,
  op: InstructionOf<'convert'>,
): State | null {
  const { type } = op.result;
  const operand = operandValue(op.value, state);
  const range = state.range(operand);
  if (type.kind === 'enum') {
    // Even a value of the same enum may have been read from memory that holds no member.
    if (op.mode === 'check') f.report(op, 'enumValue', false);
    return define(state, op, operand, null);
  }
  const kind = kindOf(type);
  if (op.mode === 'check') f.report(op, 'conversion', fits(range, kind));
  if (op.mode !== 'truncate') return define(state, op, operand, wholeRange(kind));
  if (fits(range, kind)) return define(state, op, operand, null);
  const value = state.values.keyed(`truncate ${kind} ${operand}`, wholeRange(kind));
  return define(state, op, value, wrappedTo(kind, range));
}

// ── Pure operations ─────────────────────────────────────────────────────────────────────────────

const WRAPPING: ReadonlyMap<PureOperation, 'add' | 'sub' | 'mul'> = new Map([
  ['wrappingAdd', 'add'],
  ['wrappingSub', 'sub'],
  ['wrappingMul', 'mul'],
  ['saturatingAdd', 'add'],
  ['saturatingSub', 'sub'],
  ['saturatingMul', 'mul'],
]);

export function pure(state: State, op: InstructionOf<'pure'>): State | null {
  const { operation } = op;
  const operands = op.operands.map((operand) => operandValue(operand, state));
  const [left = 0, right = left] = operands;
  const kind = pureKind(op.operands);
  const operator = WRAPPING.get(operation);
  if (operator !== undefined) return wrappingOrSaturating(state, op, operator, kind, left, right);
  const least = rangeOfType(op.result.type);
  const value = state.values.keyed(`${operation} ${kind} ${operands.join(' ')}`, least);
  const range = pureRange(state, operation, kind, left, right);
  const defined = define(state, op, value, range);
  if (defined !== null && (operation === 'min' || operation === 'max')) {
    for (const operand of [left, right]) {
      if (operation === 'min') state.setOrdered(value, operand, false);
      else state.setOrdered(operand, value, false);
    }
  }
  return defined;
}

function pureKind(operands: readonly Operand[]): IntKind {
  const [first] = operands;
  return first === undefined ? 'u64' : kindOf(operandType(first));
}

function wrappingOrSaturating(
  state: State,
  op: InstructionOf<'pure'>,
  operator: 'add' | 'sub' | 'mul',
  kind: IntKind,
  left: number,
  right: number,
): State | null {
  const exact = EXACT[operator](state.range(left), state.range(right));
  if (fits(exact, kind) || isNaturalDifference(state, operator, kind, left, right)) {
    const value = result(state, operator, kind, left, right);
    const defined = define(state, op, value, exact);
    return defined === null ? null : relate(defined, operator, kind, left, right, value);
  }
  const isWrapping = op.operation.startsWith('wrapping');
  const name = `${isWrapping ? 'wrap' : 'saturate'}-${operator}`;
  const value = result(state, name, kind, left, right);
  return define(state, op, value, isWrapping ? wrappedTo(kind, exact) : clamped(kind, exact));
}

function clamped(kind: IntKind, exact: Range): Range {
  const whole = wholeRange(kind);
  return {
    ...smaller(greater(exact, exactly(whole.lowest)), exactly(whole.highest)),
    zeroBits: 0,
  };
}

/** Bits counted, and bounds of `min` and `max`; null where nothing is known. */
function pureRange(
  state: State,
  operation: PureOperation,
  kind: IntKind,
  left: number,
  right: number,
): Range | null {
  const width = BigInt(widthBits(kind));
  const range = state.range(left);
  switch (operation) {
    case 'min':
      return smaller(range, state.range(right));
    case 'max':
      return greater(range, state.range(right));
    case 'countLeadingZeros':
    case 'countTrailingZeros': {
      const isNotZero = range.lowest > 0n || range.highest < 0n;
      return rangeOf(0n, isNotZero ? width - 1n : width);
    }
    case 'countOnes':
      return rangeOf(0n, width);
    default:
      return null;
  }
}
