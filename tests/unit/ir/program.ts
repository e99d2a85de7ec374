/**
 * A small valid program for the tests beside this file.
 *
 * Used by: the tests beside this file.            Uses: `compiler/ir`.
 */

import {
  asOperand,
  constantOf,
  FunctionBuilder,
  programOf,
  staticOf,
} from '../../../compiler/ir/build.ts';
import type { Function, Instruction, Program, Static } from '../../../compiler/ir/program.ts';
import {
  type ArrayType,
  BOOL,
  type RefType,
  type StructType,
  U32,
  U64,
} from '../../../compiler/ir/types.ts';

export const MODULE = 'kernel/sample.ts';

const TABLE: ArrayType = { kind: 'array', element: U64, length: 4 };

export const COUNTER: StructType = {
  kind: 'struct',
  name: 'Counter',
  module: MODULE,
  packed: false,
  mustUse: false,
  sizeBytes: 16,
  alignBytes: 8,
  fields: [
    { name: 'count', type: U64, offsetBytes: 0, readonly: false },
    { name: 'isFull', type: BOOL, offsetBytes: 8, readonly: false },
  ],
};

export const COUNTER_REF: RefType = { kind: 'ref', target: COUNTER, nullable: false };

export interface Sample {
  readonly program: Program;
  readonly sum: Function;
  readonly helper: Function;
  readonly table: Static;
}

/** Sums a table up to an index, with a loop, a condition, a field and a call. */
export function sample(): Sample {
  const table = staticOf(
    MODULE,
    'table',
    TABLE,
    [1, 2, 3, 4].map((each) => constantOf(U64, each)),
    true,
  );
  const counter = staticOf(MODULE, 'counter', COUNTER, null);
  const helper = new FunctionBuilder(MODULE, 'isFull', { counter: COUNTER_REF }, BOOL);
  helper.return(
    helper.compute(BOOL, (result) => ({
      op: 'loadField',
      result,
      base: helper.parameter(0),
      field: 'isFull',
    })),
  );

  const f = new FunctionBuilder(MODULE, 'sum', { end: U32 }, U64);
  const [total, index] = [f.local('total', U64), f.local('index', U32)];
  total.mutable = true;
  index.mutable = true;
  f.emit({ op: 'declare', local: total, value: constantOf(U64, 0) });
  f.emit({ op: 'declare', local: index, value: constantOf(U32, 0) });
  const label = f.label();
  const body = f.nested(() => {
    const isEnd = f.compute(BOOL, (result) => ({
      op: 'compare',
      result,
      comparison: 'ge',
      left: asOperand(index),
      right: f.parameter(0),
    }));
    f.emit({
      op: 'if',
      condition: isEnd,
      then: f.nested(() => f.emit({ op: 'break', label })),
      otherwise: [],
    });
    f.emit({ op: 'checkIndex', index: asOperand(index), length: constantOf(U32, 4) });
    const element = f.compute(U64, (result) => ({
      op: 'loadElement',
      result,
      base: { kind: 'static', static: table },
      index: asOperand(index),
    }));
    f.emit({
      op: 'arithmetic',
      result: total,
      operator: 'add',
      overflow: 'trap',
      left: asOperand(total),
      right: element,
    });
  });
  const step = f.nested(() =>
    f.emit({
      op: 'arithmetic',
      result: index,
      operator: 'add',
      overflow: 'trap',
      left: asOperand(index),
      right: constantOf(U32, 1),
    }),
  );
  f.emit({ op: 'loop', label, body, step });
  const full = f.compute(BOOL, (result) => ({
    op: 'call',
    result,
    function: helper.function,
    arguments: [{ kind: 'static', static: counter }],
  }));
  f.emit({
    op: 'if',
    condition: full,
    then: f.nested(() => f.return(constantOf(U64, 0))),
    otherwise: f.nested(() => f.return(asOperand(total))),
  });
  const unused = new FunctionBuilder(MODULE, 'unused', {}, U64);
  unused.return(constantOf(U64, 1));
  const program = programOf(MODULE, [helper.function, f.function, unused.function], {
    statics: [table, counter, staticOf(MODULE, 'unusedStatic', U64, constantOf(U64, 0))],
    types: [COUNTER],
  });
  return { program, sum: f.function, helper: helper.function, table };
}

/** The sample program with another body for `sum`. */
export function withBody(make: (f: FunctionBuilder) => void): Program {
  const { program } = sample();
  const f = new FunctionBuilder(MODULE, 'sum', { end: U32 }, U64);
  make(f);
  const [module] = program.modules;
  if (module === undefined) throw new Error('the sample has no module');
  const functions = module.functions.map((each) => (each.name === 'sum' ? f.function : each));
  return { ...program, modules: [{ ...module, functions }] };
}

/** An operation at the first line. */
export function at(instruction: Parameters<FunctionBuilder['emit']>[0]): Instruction {
  return { ...instruction, position: { file: MODULE, line: 1, column: 1 } };
}
