/**
 * Every integer operation of the JavaScript back end, at the edges of every width.
 */

import { describe, expect, test } from 'vitest';

import { loadProgram } from '../../../compiler/backend-js/load.ts';
import { programOf } from '../../../compiler/ir/build.ts';
import { CHECK_KINDS } from '../../../compiler/ir/program.ts';
import { INT_KINDS, type Type } from '../../../compiler/ir/types.ts';
import { CheckFailure } from '../../../runtime/host/index.ts';
import {
  argumentsOf,
  functionOfCase,
  OPERATION_CASES,
  type OperationCase,
  type Outcome,
} from '../support/operation-cases.ts';

const MODULE = 'kernel/operations.ts';
const program = programOf(
  MODULE,
  OPERATION_CASES.map((each) => functionOfCase(MODULE, each).function),
);
const loaded = loadProgram(program);

/** A value as emitted code represents it. */
function toJavaScript(type: Type, value: bigint): number | bigint | boolean {
  if (type.kind === 'bool') return value !== 0n;
  if (type.kind === 'int' && (type.int === 'u64' || type.int === 'i64')) return value;
  return Number(value);
}

/** What the call gave, in the form of `expected`. */
function run(each: OperationCase, values: readonly bigint[]): unknown {
  try {
    const given = values.map((value, index) => {
      const type = each.parameters[index];
      return type === undefined ? value : toJavaScript(type, value);
    });
    return loaded.call(MODULE, each.name, ...given);
  } catch (error) {
    if (!(error instanceof CheckFailure)) throw error;
    const { check, integer, left, right, file, line } = error;
    return { check, integer, left, right, file, line };
  }
}

function expected(each: OperationCase, outcome: Outcome): unknown {
  if ('value' in outcome) return toJavaScript(each.result, outcome.value);
  return {
    check: CHECK_KINDS.indexOf(outcome.check),
    integer: INT_KINDS.indexOf(outcome.integer),
    left: BigInt.asUintN(64, outcome.left),
    right: BigInt.asUintN(64, outcome.right),
    file: MODULE,
    line: 2,
  };
}

function isSame(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object') return Object.is(left, right);
  return show(left) === show(right);
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? `${part}n` : part,
  );
}

describe('integer operations agree with exact arithmetic', () => {
  test.each(OPERATION_CASES.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    const differences: string[] = [];
    for (const values of argumentsOf(each)) {
      const actual = run(each, values);
      const wanted = expected(each, each.reference(values));
      if (!isSame(actual, wanted)) {
        differences.push(`(${values.join(', ')}): ${show(actual)}, expected ${show(wanted)}`);
      }
    }
    expect(differences).toEqual([]);
  });
});
