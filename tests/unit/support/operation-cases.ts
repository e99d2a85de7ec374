/**
 * Every operation on integers as a function of one operation, with its exact meaning in BigInts.
 *
 * Both back ends must agree with the references here, to the bit and to the operands of a failed
 * check. The functions are built by hand, so that neither front end nor verifier takes part.
 *
 * Used by: `tests/unit/backend-js`, `tests/unit/backend-c`.            Uses: `compiler/ir`.
 */

import { type Bare, FunctionBuilder, intType } from '../../../compiler/ir/build.ts';
import type { CheckKind, Local, Operand } from '../../../compiler/ir/program.ts';
import {
  BOOL,
  INT_KINDS,
  type IntKind,
  isSigned,
  maxValue,
  minValue,
  type Type,
  U32,
  U64,
  widthBits,
  wrapToKind,
} from '../../../compiler/ir/types.ts';

/** What a function gives: a value (bools as 0 and 1), or the check that fails. */
export type Outcome =
  | { readonly value: bigint }
  | {
      readonly check: CheckKind;
      readonly integer: IntKind;
      /** Operands as values; a report carries their 64-bit patterns. */
      readonly left: bigint;
      readonly right: bigint;
    };

export interface OperationCase {
  /** Name of the function, unique in the table. */
  readonly name: string;
  readonly parameters: readonly Type[];
  readonly result: Type;
  readonly build: (result: Local, operands: readonly Operand[]) => Bare;
  readonly reference: (values: readonly bigint[]) => Outcome;
}

type Reference = (left: bigint, right: bigint) => Outcome;

function fits(kind: IntKind, value: bigint): boolean {
  return value >= minValue(kind) && value <= maxValue(kind);
}

function trapping(kind: IntKind, check: CheckKind, exact: bigint, a: bigint, b: bigint): Outcome {
  return fits(kind, exact) ? { value: exact } : { check, integer: kind, left: a, right: b };
}

function clamped(kind: IntKind, value: bigint): bigint {
  if (value < minValue(kind)) return minValue(kind);
  return value > maxValue(kind) ? maxValue(kind) : value;
}

const EXACT = {
  add: (a: bigint, b: bigint): bigint => a + b,
  sub: (a: bigint, b: bigint): bigint => a - b,
  mul: (a: bigint, b: bigint): bigint => a * b,
};
const OVERFLOW_CHECK = { add: 'addOverflow', sub: 'subOverflow', mul: 'mulOverflow' } as const;
const CAPITALISED = { add: 'Add', sub: 'Sub', mul: 'Mul' } as const;

function operandAt(operands: readonly Operand[], index: number): Operand {
  const operand = operands[index];
  if (operand === undefined) throw new Error(`no operand ${index}`);
  return operand;
}

function valueAt(values: readonly bigint[], index: number): bigint {
  return values[index] ?? 0n;
}

/** A case of two operands of one kind. */
function binary(
  kind: IntKind,
  name: string,
  build: (result: Local, left: Operand, right: Operand) => Bare,
  reference: Reference,
  result: Type = intType(kind),
): OperationCase {
  return {
    name: `${kind}_${name}`,
    parameters: [intType(kind), intType(kind)],
    result,
    build: (local, operands) => build(local, operandAt(operands, 0), operandAt(operands, 1)),
    reference: (values) => reference(valueAt(values, 0), valueAt(values, 1)),
  };
}

function unary(
  kind: IntKind,
  name: string,
  build: (result: Local, value: Operand) => Bare,
  reference: (value: bigint) => Outcome,
  result: Type = intType(kind),
): OperationCase {
  return {
    name: `${kind}_${name}`,
    parameters: [intType(kind)],
    result,
    build: (local, operands) => build(local, operandAt(operands, 0)),
    reference: (values) => reference(valueAt(values, 0)),
  };
}

// ── Arithmetic ──────────────────────────────────────────────────────────────────────────────────

function arithmeticCases(kind: IntKind): OperationCase[] {
  const cases: OperationCase[] = [];
  for (const operator of ['add', 'sub', 'mul'] as const) {
    for (const overflow of ['trap', 'wrap'] as const) {
      cases.push(
        binary(
          kind,
          `${operator}_${overflow}`,
          (result, left, right) => ({ op: 'arithmetic', result, operator, overflow, left, right }),
          (a, b) =>
            overflow === 'trap'
              ? trapping(kind, OVERFLOW_CHECK[operator], EXACT[operator](a, b), a, b)
              : { value: wrapToKind(kind, EXACT[operator](a, b)) },
        ),
      );
    }
  }
  for (const operator of ['div', 'rem'] as const) {
    cases.push(
      binary(
        kind,
        operator,
        (result, left, right) => ({
          op: 'arithmetic',
          result,
          operator,
          overflow: 'trap',
          left,
          right,
        }),
        (a, b) => divided(kind, operator, a, b),
      ),
    );
  }
  if (isSigned(kind)) {
    cases.push(
      unary(
        kind,
        'negate',
        (result, value) => ({ op: 'negate', result, value }),
        (a) => trapping(kind, 'negateOverflow', -a, a, 0n),
      ),
    );
  }
  return cases;
}

function divided(kind: IntKind, operator: 'div' | 'rem', a: bigint, b: bigint): Outcome {
  if (b === 0n) {
    const check = operator === 'div' ? 'divideByZero' : 'remainderByZero';
    return { check, integer: kind, left: a, right: b };
  }
  if (operator === 'rem') return { value: a % b };
  return trapping(kind, 'divideOverflow', a / b, a, b);
}

// ── Bits and shifts ─────────────────────────────────────────────────────────────────────────────

const BITWISE = {
  and: (a: bigint, b: bigint): bigint => a & b,
  or: (a: bigint, b: bigint): bigint => a | b,
  xor: (a: bigint, b: bigint): bigint => a ^ b,
};

function bitCases(kind: IntKind): OperationCase[] {
  const cases = (['and', 'or', 'xor'] as const).map((operator) =>
    binary(
      kind,
      operator,
      (result, left, right) => ({ op: 'bitwise', result, operator, left, right }),
      (a, b) => ({ value: wrapToKind(kind, BITWISE[operator](a, b)) }),
    ),
  );
  cases.push(
    unary(
      kind,
      'complement',
      (result, value) => ({ op: 'complement', result, value }),
      (a) => ({ value: wrapToKind(kind, ~a) }),
    ),
  );
  for (const operator of ['shl', 'shr'] as const) {
    for (const overflow of ['trap', 'wrap'] as const) {
      cases.push(
        binary(
          kind,
          `${operator}_${overflow}`,
          (result, value, count) => ({ op: 'shift', result, operator, overflow, value, count }),
          (a, count) => shifted(kind, operator, overflow, a, count),
        ),
      );
    }
  }
  return cases;
}

function shifted(
  kind: IntKind,
  operator: 'shl' | 'shr',
  overflow: 'trap' | 'wrap',
  a: bigint,
  count: bigint,
): Outcome {
  if (count < 0n || count >= BigInt(widthBits(kind))) {
    return { check: 'shiftCount', integer: kind, left: a, right: count };
  }
  if (operator === 'shr') return { value: a >> count };
  if (overflow === 'wrap') return { value: wrapToKind(kind, a << count) };
  return trapping(kind, 'shiftOverflow', a << count, a, count);
}

// ── Comparisons and conversions ─────────────────────────────────────────────────────────────────

const COMPARE = {
  eq: (a: bigint, b: bigint): boolean => a === b,
  ne: (a: bigint, b: bigint): boolean => a !== b,
  lt: (a: bigint, b: bigint): boolean => a < b,
  le: (a: bigint, b: bigint): boolean => a <= b,
  gt: (a: bigint, b: bigint): boolean => a > b,
  ge: (a: bigint, b: bigint): boolean => a >= b,
};

function compareCases(kind: IntKind): OperationCase[] {
  return (['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const).map((comparison) =>
    binary(
      kind,
      comparison,
      (result, left, right) => ({ op: 'compare', result, comparison, left, right }),
      (a, b) => ({ value: COMPARE[comparison](a, b) ? 1n : 0n }),
      BOOL,
    ),
  );
}

function convertCases(from: IntKind): OperationCase[] {
  return INT_KINDS.flatMap((to) => {
    const modes: ('exact' | 'check' | 'truncate')[] = ['check', 'truncate'];
    if (minValue(from) >= minValue(to) && maxValue(from) <= maxValue(to)) modes.push('exact');
    return modes.map((mode) =>
      unary(
        from,
        `to_${to}_${mode}`,
        (result, value) => ({ op: 'convert', result, mode, value }),
        (a) =>
          mode === 'truncate'
            ? { value: wrapToKind(to, a) }
            : trapping(to, 'conversion', a, a, BigInt(INT_KINDS.indexOf(from))),
        intType(to),
      ),
    );
  });
}

// ── Pure functions ──────────────────────────────────────────────────────────────────────────────

function pureCases(kind: IntKind): OperationCase[] {
  const width = widthBits(kind);
  const cases: OperationCase[] = [];
  for (const operator of ['add', 'sub', 'mul'] as const) {
    const exact = EXACT[operator];
    const names = {
      wrapping: `wrapping${CAPITALISED[operator]}`,
      saturating: `saturating${CAPITALISED[operator]}`,
      overflows: `${operator}Overflows`,
    } as const;
    cases.push(
      pureBinary(kind, names.wrapping, (a, b) => wrapToKind(kind, exact(a, b))),
      pureBinary(kind, names.saturating, (a, b) => clamped(kind, exact(a, b))),
      pureBinary(kind, names.overflows, (a, b) => (fits(kind, exact(a, b)) ? 0n : 1n), BOOL),
    );
  }
  cases.push(
    pureBinary(kind, 'min', (a, b) => (a < b ? a : b)),
    pureBinary(kind, 'max', (a, b) => (a > b ? a : b)),
    pureUnary(kind, 'countLeadingZeros', (a) =>
      BigInt(width - (a === 0n ? 0 : pattern(kind, a).toString(2).length)),
    ),
    pureUnary(kind, 'countTrailingZeros', (a) =>
      BigInt(a === 0n ? width : (/0*$/.exec(pattern(kind, a).toString(2))?.[0].length ?? 0)),
    ),
    pureUnary(kind, 'countOnes', (a) =>
      BigInt(pattern(kind, a).toString(2).replaceAll('0', '').length),
    ),
  );
  if (!isSigned(kind)) {
    cases.push(
      pureBinary(kind, 'rotateLeft', (a, count) => rotated(kind, a, count)),
      pureBinary(kind, 'rotateRight', (a, count) => rotated(kind, a, -count)),
    );
  }
  if (kind === 'u64') cases.push(pureBinary(kind, 'multiplyHigh', (a, b) => (a * b) >> 64n));
  return cases;
}

function pattern(kind: IntKind, value: bigint): bigint {
  return BigInt.asUintN(widthBits(kind), value);
}

function rotated(kind: IntKind, value: bigint, count: bigint): bigint {
  const width = BigInt(widthBits(kind));
  const left = ((count % width) + width) % width;
  return wrapToKind(kind, (value << left) | (value >> (width - left)));
}

type PureName = Extract<Bare, { op: 'pure' }>['operation'];

function pureBinary(
  kind: IntKind,
  operation: string,
  reference: (a: bigint, b: bigint) => bigint,
  result: Type = intType(kind),
): OperationCase {
  return binary(
    kind,
    operation,
    (local, left, right) => ({
      op: 'pure',
      result: local,
      operation: operation as PureName,
      operands: [left, right],
    }),
    (a, b) => ({ value: reference(a, b) }),
    result,
  );
}

function pureUnary(
  kind: IntKind,
  operation: PureName,
  reference: (a: bigint) => bigint,
): OperationCase {
  return unary(
    kind,
    operation,
    (local, value) => ({ op: 'pure', result: local, operation, operands: [value] }),
    (a) => ({ value: reference(a) }),
    U32,
  );
}

// ── Checks ──────────────────────────────────────────────────────────────────────────────────────

function powerOfTwoCase(kind: IntKind): OperationCase {
  return {
    name: `${kind}_checkPowerOfTwo`,
    parameters: [intType(kind)],
    result: intType(kind),
    build: (_result, operands) => ({ op: 'checkPowerOfTwo', value: operandAt(operands, 0) }),
    reference: (values) => {
      const value = valueAt(values, 0);
      return value > 0n && (value & (value - 1n)) === 0n
        ? { value }
        : { check: 'alignmentArgument', integer: kind, left: value, right: 0n };
    },
  };
}

const INDEX_CASE: OperationCase = {
  name: 'u32_checkIndex',
  parameters: [U32, U32],
  result: U32,
  build: (_result, operands) => ({
    op: 'checkIndex',
    index: operandAt(operands, 0),
    length: operandAt(operands, 1),
  }),
  reference: (values) => {
    const [index, length] = [valueAt(values, 0), valueAt(values, 1)];
    return index < length
      ? { value: index }
      : { check: 'index', integer: 'u32', left: index, right: length };
  },
};

const ALIGNED_CASE: OperationCase = {
  name: 'u64_checkAligned',
  parameters: [U64],
  result: U64,
  build: (_result, operands) => ({
    op: 'checkAligned',
    value: operandAt(operands, 0),
    alignBytes: 8,
  }),
  reference: (values) => {
    const value = valueAt(values, 0);
    return value % 8n === 0n
      ? { value }
      : { check: 'alignment', integer: 'u64', left: value, right: 8n };
  },
};

const NOT_ZERO_CASE: OperationCase = {
  name: 'u64_checkNotNull',
  parameters: [U64],
  result: U64,
  build: (_result, operands) => ({ op: 'checkNotNull', value: operandAt(operands, 0) }),
  reference: (values) => {
    const value = valueAt(values, 0);
    return value === 0n ? { check: 'null', integer: 'u64', left: 0n, right: 0n } : { value };
  },
};

/** All cases. A case without a result of its own gives its first operand when the check passes. */
export const OPERATION_CASES: readonly OperationCase[] = [
  ...INT_KINDS.flatMap((kind) => [
    ...arithmeticCases(kind),
    ...bitCases(kind),
    ...compareCases(kind),
    ...convertCases(kind),
    ...pureCases(kind),
  ]),
  ...INT_KINDS.filter((kind) => !isSigned(kind)).map(powerOfTwoCase),
  INDEX_CASE,
  ALIGNED_CASE,
  NOT_ZERO_CASE,
];

/** The function of a case: its parameters, one operation, and the return of its result. */
export function functionOfCase(module: string, each: OperationCase): FunctionBuilder {
  const parameters = Object.fromEntries(each.parameters.map((type, index) => [`p${index}`, type]));
  const f = new FunctionBuilder(module, each.name, parameters, each.result);
  const operands = each.parameters.map((_type, index) => f.parameter(index));
  const result = f.local(null, each.result);
  const instruction = each.build(result, operands);
  f.emit(instruction);
  f.return('result' in instruction ? { kind: 'local', local: result } : f.parameter(0));
  return f;
}

/** Values of `kind` at which something happens: ends, powers of two and their neighbours. */
export function edgeValues(kind: IntKind): readonly bigint[] {
  const width = BigInt(widthBits(kind));
  const candidates = [
    minValue(kind),
    minValue(kind) + 1n,
    minValue(kind) / 2n,
    -width,
    -3n,
    -2n,
    -1n,
    0n,
    1n,
    2n,
    3n,
    7n,
    8n,
    width - 1n,
    width,
    width + 1n,
    1n << (width / 2n),
    (1n << (width / 2n)) - 1n,
    0x5555_5555_5555_5555n & maxValue(kind),
    maxValue(kind) / 2n,
    maxValue(kind) / 2n + 1n,
    maxValue(kind) - 1n,
    maxValue(kind),
    255n,
    256n,
    0xffff_ffffn,
    0x1_0000_0000n,
  ];
  return [...new Set(candidates.filter((value) => fits(kind, value)))];
}

/** The arguments to try for a case: all combinations of edge values. */
export function argumentsOf(each: OperationCase): readonly (readonly bigint[])[] {
  let lists: bigint[][] = [[]];
  for (const type of each.parameters) {
    if (type.kind !== 'int') throw new Error('cases have integer parameters only');
    const values = edgeValues(type.int);
    lists = lists.flatMap((list) => values.map((value) => [...list, value]));
  }
  return lists;
}
