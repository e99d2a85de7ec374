/** Every integer operation, every width, at the edges, with and without checks, against BigInt. */

import { describe, expect, it } from 'vitest';

import { constantOf, type FunctionBuilder, intType } from '../../../compiler/ir/build.ts';
import {
  type Operand,
  operandType,
  PURE_OPERATIONS,
  type PureOperation,
} from '../../../compiler/ir/program.ts';
import {
  BOOL,
  INT_KINDS,
  type IntKind,
  isSigned,
  maxValue,
  minValue,
  U32,
  U64,
  widthBits,
  wrapToKind,
} from '../../../compiler/ir/types.ts';
import {
  BINARY_NAMES,
  binaryOutcome,
  type BinaryName,
  convertOutcome,
  edges,
  pureValue,
  unaryOutcome,
} from './reference.ts';
import { type Call, define, type Outcome, runCalls, TRAP_UNDEFINED, value } from './run-c.ts';

const UNARY_PURE: readonly PureOperation[] = [
  'countLeadingZeros',
  'countTrailingZeros',
  'countOnes',
];

/** Operations that look at constants without checks, too. */
const CHECKED_IN_ANY_CASE: readonly BinaryName[] = ['div', 'rem', 'shl', 'wrap-shl', 'shr'];

interface Expectation {
  readonly call: Call;
  readonly expected: Outcome;
  readonly claim: string;
}

/** A u64 parameter as a value of `kind`: its low bits. */
function narrowed(f: FunctionBuilder, kind: IntKind, operand: Operand): Operand {
  return f.compute(intType(kind), (result) => ({
    op: 'convert',
    result,
    mode: 'truncate',
    value: operand,
  }));
}

function widened(f: FunctionBuilder, operand: Operand): Operand {
  return f.compute(U64, (result) => ({ op: 'convert', result, mode: 'truncate', value: operand }));
}

function emitBinary(
  f: FunctionBuilder,
  name: BinaryName,
  kind: IntKind,
  left: Operand,
  right: Operand,
): Operand {
  const type = intType(kind);
  switch (name) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'rem':
      return f.compute(type, (result) => ({
        op: 'arithmetic',
        result,
        operator: name,
        overflow: 'trap',
        left,
        right,
      }));
    case 'wrap-add':
    case 'wrap-sub':
    case 'wrap-mul': {
      const operator = name === 'wrap-add' ? 'add' : name === 'wrap-sub' ? 'sub' : 'mul';
      return f.compute(type, (result) => ({
        op: 'arithmetic',
        result,
        operator,
        overflow: 'wrap',
        left,
        right,
      }));
    }
    case 'and':
    case 'or':
    case 'xor':
      return f.compute(type, (result) => ({ op: 'bitwise', result, operator: name, left, right }));
    case 'shl':
    case 'shr':
    case 'wrap-shl':
      return f.compute(type, (result) => ({
        op: 'shift',
        result,
        operator: name === 'shr' ? 'shr' : 'shl',
        overflow: name === 'wrap-shl' ? 'wrap' : 'trap',
        value: left,
        count: right,
      }));
    default:
      return f.compute(BOOL, (result) => ({
        op: 'compare',
        result,
        comparison: name,
        left,
        right,
      }));
  }
}

function* binaryExpectations(checks: 'on' | 'off'): Generator<Expectation> {
  for (const kind of INT_KINDS) {
    for (const name of BINARY_NAMES) {
      const tested = define(`${name.replace('-', '_')}_${kind}`, (f, left, right) =>
        widened(f, emitBinary(f, name, kind, narrowed(f, kind, left), narrowed(f, kind, right))),
      );
      for (const left of edges(kind)) {
        for (const right of edges(kind)) {
          yield {
            call: { function: tested, left, right },
            expected: binaryOutcome(name, kind, checks, left, right),
            claim: `${kind}: ${left} ${name} ${right}`,
          };
        }
      }
    }
  }
}

/** The same with a constant on either side, which the emitter treats in its own ways. */
function* constantExpectations(checks: 'on' | 'off'): Generator<Expectation> {
  let count = 0;
  for (const kind of INT_KINDS) {
    const all = edges(kind);
    const width = BigInt(widthBits(kind));
    const special = [0n, 1n, 2n, width - 1n, width, -1n, minValue(kind), maxValue(kind)];
    const constants = all.filter((each) => special.includes(each));
    for (const name of checks === 'on' ? BINARY_NAMES : CHECKED_IN_ANY_CASE) {
      for (const constant of constants) {
        for (const side of ['left', 'right'] as const) {
          count += 1;
          const tested = define(`constant_${count}`, (f, parameter) => {
            const other = narrowed(f, kind, parameter);
            const known = constantOf(intType(kind), constant);
            return widened(
              f,
              side === 'left'
                ? emitBinary(f, name, kind, known, other)
                : emitBinary(f, name, kind, other, known),
            );
          });
          for (const operand of all) {
            const [left, right] = side === 'left' ? [constant, operand] : [operand, constant];
            yield {
              call: { function: tested, left: operand, right: 0n },
              expected: binaryOutcome(name, kind, checks, left, right),
              claim: `${kind}: ${left} ${name} ${right}, ${side} constant`,
            };
          }
        }
      }
    }
  }
}

function* unaryExpectations(checks: 'on' | 'off'): Generator<Expectation> {
  for (const kind of INT_KINDS) {
    for (const name of ['negate', 'complement'] as const) {
      if (name === 'negate' && !isSigned(kind)) continue;
      const tested = define(`${name}_${kind}`, (f, left) => {
        const operand = narrowed(f, kind, left);
        return widened(
          f,
          f.compute(intType(kind), (result) => ({ op: name, result, value: operand })),
        );
      });
      for (const operand of edges(kind)) {
        yield {
          call: { function: tested, left: operand, right: 0n },
          expected: unaryOutcome(name, kind, checks, operand),
          claim: `${name} ${kind} ${operand}`,
        };
      }
    }
  }
}

function* conversionExpectations(checks: 'on' | 'off'): Generator<Expectation> {
  for (const source of INT_KINDS) {
    for (const target of INT_KINDS) {
      for (const mode of ['check', 'truncate'] as const) {
        const tested = define(`${mode}_${source}_${target}`, (f, left) => {
          const operand = narrowed(f, source, left);
          return widened(
            f,
            f.compute(intType(target), (result) => ({
              op: 'convert',
              result,
              mode,
              value: operand,
            })),
          );
        });
        const wrapped = edges(target).map((each) => wrapToKind(source, each));
        for (const operand of new Set([...edges(source), ...wrapped])) {
          yield {
            call: { function: tested, left: operand, right: 0n },
            expected: convertOutcome(source, target, mode, checks, operand),
            claim: `${mode} ${source} ${operand} -> ${target}`,
          };
        }
      }
    }
  }
}

function isDefined(operation: PureOperation, kind: IntKind): boolean {
  if (operation === 'multiplyHigh') return kind === 'u64';
  return !isSigned(kind) || (operation !== 'rotateLeft' && operation !== 'rotateRight');
}

function* pureExpectations(): Generator<Expectation> {
  for (const kind of INT_KINDS) {
    for (const operation of PURE_OPERATIONS) {
      if (!isDefined(operation, kind)) continue;
      const isUnary = UNARY_PURE.includes(operation);
      const type = isUnary ? U32 : operation.endsWith('Overflows') ? BOOL : intType(kind);
      const tested = define(`${operation}_${kind}`, (f, left, right) => {
        const operands = [narrowed(f, kind, left), narrowed(f, kind, right)];
        if (isUnary) operands.pop();
        return widened(
          f,
          f.compute(type, (result) => ({ op: 'pure', result, operation, operands })),
        );
      });
      for (const left of edges(kind)) {
        for (const right of isUnary ? [0n] : edges(kind)) {
          yield {
            call: { function: tested, left, right },
            expected: value(pureValue(operation, kind, left, right)),
            claim: `${operation} ${kind} ${left} ${right}`,
          };
        }
      }
    }
  }
}

async function expectAll(
  name: string,
  checks: 'on' | 'off',
  expectations: readonly Expectation[],
): Promise<void> {
  const outcomes = await runCalls({
    name,
    checks,
    calls: expectations.map(({ call }) => call),
    // Without checks nothing but the emitted C itself keeps it from being undefined.
    flags: checks === 'off' ? TRAP_UNDEFINED : [],
  });
  expect(outcomes.length).toBe(expectations.length);
  const wrong = expectations.flatMap(({ expected, claim }, index) =>
    outcomes[index] === expected ? [] : [`${claim}: ${outcomes[index] ?? ''}, not ${expected}`],
  );
  expect(wrong.slice(0, 20)).toEqual([]);
}

describe.each(['on', 'off'] as const)('integers in C, checks %s', (checks) => {
  it('computes every binary operation', async () => {
    await expectAll(`binary-${checks}`, checks, [...binaryExpectations(checks)]);
  });

  it('computes every binary operation with a constant operand', async () => {
    await expectAll(`constant-${checks}`, checks, [...constantExpectations(checks)]);
  });

  it('computes unary operations, conversions and pure operations', async () => {
    await expectAll(`unary-${checks}`, checks, [
      ...unaryExpectations(checks),
      ...conversionExpectations(checks),
      ...pureExpectations(),
    ]);
  });
});

describe('a result that is its own operand', () => {
  it('is reported with the values before the operation', async () => {
    const tested = define('in_place', (f, left, right) => {
      const sum = f.local('sum', U64);
      sum.mutable = true;
      f.emit({ op: 'declare', local: sum, value: left });
      const operand: Operand = { kind: 'local', local: sum };
      f.emit({
        op: 'arithmetic',
        result: sum,
        operator: 'add',
        overflow: 'trap',
        left: operand,
        right,
      });
      expect(operandType(operand)).toBe(U64);
      return operand;
    });
    const outcomes = await runCalls({
      name: 'in-place',
      checks: 'on',
      calls: [
        { function: tested, left: 5n, right: 6n },
        { function: tested, left: (1n << 64n) - 1n, right: 2n },
      ],
    });
    expect(outcomes).toEqual(['11', 'addOverflow 3 18446744073709551615 2']);
  });
});
