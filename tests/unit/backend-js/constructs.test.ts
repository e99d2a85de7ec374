/**
 * Control flow, values and modules of emitted JavaScript, and its source maps.
 */

import { SourceMap, type SourceMapPayload } from 'node:module';

import { describe, expect, test } from 'vitest';

import { emitJavaScript } from '../../../compiler/backend-js/emit.ts';
import { loadProgram } from '../../../compiler/backend-js/load.ts';
import {
  asOperand,
  constantOf,
  contractFunction,
  FunctionBuilder,
  programOf,
  staticOf,
} from '../../../compiler/ir/build.ts';
import type { Operand, Program } from '../../../compiler/ir/program.ts';
import {
  BOOL,
  type EnumType,
  type FunctionType,
  type RecordType,
  TEXT,
  type Type,
  U32,
  U64,
  type UnionType,
  VOID,
} from '../../../compiler/ir/types.ts';

const MODULE = 'kernel/constructs.ts';
const ONE = constantOf(U32, 1);

function add(f: FunctionBuilder, left: Operand, right: Operand): Operand {
  return f.compute(U32, (result) => ({
    op: 'arithmetic',
    result,
    operator: 'add',
    overflow: 'trap',
    left,
    right,
  }));
}

function equal(f: FunctionBuilder, left: Operand, right: Operand): Operand {
  return f.compute(BOOL, (result) => ({ op: 'compare', result, comparison: 'eq', left, right }));
}

/** Calls the only function of a program. */
function call(f: FunctionBuilder, ...values: readonly unknown[]): unknown {
  return loadProgram(programOf(MODULE, [f.function])).call(MODULE, f.function.name, ...values);
}

describe('a variable that is its own operand', () => {
  function increment(): FunctionBuilder {
    const f = new FunctionBuilder(MODULE, 'increment', { start: U32 }, U32);
    const value = f.local('value', U32);
    f.emit({ op: 'declare', local: value, value: f.parameter(0) });
    f.emit({
      op: 'arithmetic',
      result: value,
      operator: 'add',
      overflow: 'trap',
      left: asOperand(value),
      right: ONE,
    });
    f.return(asOperand(value));
    return f;
  }

  test('gets the new value', () => {
    expect(call(increment(), 41)).toBe(42);
  });

  test('is reported with the old value', () => {
    expect(() => call(increment(), 0xffff_ffff)).toThrow(
      expect.objectContaining({ left: 0xffff_ffffn, right: 1n, line: 3 }),
    );
  });
});

describe('a loop', () => {
  /** Adds up the numbers below `end` but 3, and stops at 6. */
  function sum(hasStep: boolean): FunctionBuilder {
    const f = new FunctionBuilder(MODULE, 'sum', { end: U32 }, U32);
    const [index, total] = [f.local('index', U32), f.local('total', U32)];
    f.emit({ op: 'declare', local: index, value: constantOf(U32, 0) });
    f.emit({ op: 'declare', local: total, value: constantOf(U32, 0) });
    const label = f.label();
    const advance = (): void =>
      f.emit({ op: 'assign', local: index, value: add(f, asOperand(index), ONE) });
    const jumpIf = (condition: Operand, op: 'break' | 'continue'): void =>
      f.emit({ op: 'if', condition, then: f.nested(() => f.emit({ op, label })), otherwise: [] });
    const body = f.nested(() => {
      if (!hasStep) advance();
      jumpIf(equal(f, asOperand(index), f.parameter(0)), 'break');
      jumpIf(equal(f, asOperand(index), constantOf(U32, 3)), 'continue');
      jumpIf(equal(f, asOperand(index), constantOf(U32, 6)), 'break');
      f.emit({ op: 'assign', local: total, value: add(f, asOperand(total), asOperand(index)) });
    });
    f.emit({ op: 'loop', label, body, step: hasStep ? f.nested(advance) : [] });
    f.return(asOperand(total));
    return f;
  }

  test.each([true, false])('breaks and continues, with a step: %s', (hasStep) => {
    expect([1, 3, 4, 5, 6, 9].map((end) => call(sum(hasStep), end))).toEqual([0, 3, 3, 7, 12, 12]);
  });

  test('may be left from its step only', () => {
    const f = new FunctionBuilder(MODULE, 'once', {}, U32);
    const label = f.label();
    const count = f.local('count', U32);
    f.emit({ op: 'declare', local: count, value: constantOf(U32, 0) });
    const body = f.nested(() =>
      f.emit({ op: 'assign', local: count, value: add(f, asOperand(count), ONE) }),
    );
    f.emit({ op: 'loop', label, body, step: f.nested(() => f.emit({ op: 'break', label })) });
    f.return(asOperand(count));
    expect(call(f)).toBe(1);
  });
});

describe('a switch', () => {
  function choose(type: Type): FunctionBuilder {
    const f = new FunctionBuilder(MODULE, 'choose', { value: type }, U32);
    const chosen = f.local('chosen', U32);
    f.emit({ op: 'declare', local: chosen, value: null });
    const give = (value: number): ReturnType<FunctionBuilder['nested']> =>
      f.nested(() => f.emit({ op: 'assign', local: chosen, value: constantOf(U32, value) }));
    f.emit({
      op: 'switch',
      value: f.parameter(0),
      cases: [
        { values: [1n, 2n], body: give(10) },
        { values: [0x1_0000n], body: give(20) },
      ],
      otherwise: give(30),
    });
    f.return(asOperand(chosen));
    return f;
  }

  test('has no fall-through, on numbers and on 64-bit values', () => {
    expect([1, 2, 0x1_0000, 0].map((value) => call(choose(U32), value))).toEqual([10, 10, 20, 30]);
    expect([1n, 0x1_0000n, 7n].map((value) => call(choose(U64), value))).toEqual([10, 20, 30]);
  });

  test('inside a block is left with it', () => {
    const f = new FunctionBuilder(MODULE, 'leave', { value: U32 }, U32);
    const label = f.label();
    const body = f.nested(() => {
      f.emit({
        op: 'switch',
        value: f.parameter(0),
        cases: [{ values: [1n], body: f.nested(() => f.emit({ op: 'break', label })) }],
        otherwise: [],
      });
      f.return(constantOf(U32, 5));
    });
    f.emit({ op: 'block', label, body });
    f.return(constantOf(U32, 6));
    expect([call(f, 1), call(f, 2)]).toEqual([6, 5]);
  });
});

describe('values', () => {
  const region: RecordType = {
    kind: 'record',
    name: 'Region',
    isAnonymous: false,
    module: MODULE,
    fields: [
      { name: 'base', type: U64 },
      { name: 'pages', type: U32 },
    ],
    mustUse: false,
  };
  const outcome: UnionType = {
    kind: 'union',
    name: 'Outcome',
    isAnonymous: false,
    module: MODULE,
    discriminant: 'kind',
    variants: [
      { tag: 'mapped', fields: [{ name: 'tables', type: U32 }] },
      { tag: 'exhausted', fields: [] },
      { tag: 'occupied', fields: [{ name: 'frame', type: U64 }] },
    ],
    mustUse: true,
  };

  test('records are objects of their fields', () => {
    const f = new FunctionBuilder(MODULE, 'region', { base: U64 }, region);
    const fields = [f.parameter(0), constantOf(U32, 3)];
    f.return(f.compute(region, (result) => ({ op: 'makeRecord', result, fields })));
    expect(call(f, 7n)).toEqual({ base: 7n, pages: 3 });
    const g = new FunctionBuilder(MODULE, 'base', { region }, U64);
    g.return(
      g.compute(U64, (result) => ({
        op: 'recordField',
        result,
        value: g.parameter(0),
        field: 'base',
      })),
    );
    expect(call(g, { base: 8n, pages: 0 })).toBe(8n);
  });

  test('unions carry the discriminant of the source', () => {
    const f = new FunctionBuilder(MODULE, 'mapped', {}, outcome);
    f.return(
      f.compute(outcome, (result) => ({
        op: 'makeVariant',
        result,
        variant: 0,
        fields: [constantOf(U32, 2)],
      })),
    );
    expect(call(f)).toEqual({ kind: 'mapped', tables: 2 });
    const g = new FunctionBuilder(MODULE, 'index', { value: outcome }, U32);
    g.return(g.compute(U32, (result) => ({ op: 'variantIndex', result, value: g.parameter(0) })));
    const h = new FunctionBuilder(MODULE, 'frame', { value: outcome }, U64);
    h.return(
      h.compute(U64, (result) => ({
        op: 'variantField',
        result,
        value: h.parameter(0),
        variant: 2,
        field: 'frame',
      })),
    );
    const values = [{ kind: 'mapped', tables: 1 }, { kind: 'exhausted' }, { kind: 'occupied' }];
    expect(values.map((value) => call(g, value))).toEqual([0, 1, 2]);
    expect(call(h, { kind: 'occupied', frame: 4n })).toBe(4n);
  });

  test('nullables are the value or null', () => {
    const optional: Type = { kind: 'nullable', inner: U64 };
    const f = new FunctionBuilder(MODULE, 'isNull', { value: optional }, BOOL);
    f.return(f.compute(BOOL, (result) => ({ op: 'isNull', result, value: f.parameter(0) })));
    expect([call(f, null), call(f, 0n)]).toEqual([true, false]);
    const g = new FunctionBuilder(MODULE, 'orPanic', { value: optional }, U64);
    g.emit({ op: 'checkNotNull', value: g.parameter(0) });
    g.return(g.compute(U64, (result) => ({ op: 'unwrapNullable', result, value: g.parameter(0) })));
    expect(call(g, 0n)).toBe(0n);
    expect(() => call(g, null)).toThrow(expect.objectContaining({ check: 11, integer: 3 }));
  });

  test('texts have a length and bytes', () => {
    const f = new FunctionBuilder(MODULE, 'byte', { text: TEXT, index: U32 }, U32);
    const text = f.parameter(0);
    const length = f.compute(U32, (result) => ({ op: 'textLength', result, text }));
    f.emit({ op: 'checkIndex', index: f.parameter(1), length });
    const index = f.parameter(1);
    f.return(f.compute(U32, (result) => ({ op: 'textByte', result, text, index })));
    expect(call(f, 'kernel', 1)).toBe(0x65);
    expect(() => call(f, 'kernel', 6)).toThrow(
      expect.objectContaining({ check: 10, left: 6n, right: 6n }),
    );
  });

  test.each([
    ['dense', [0n, 1n, 2n], [2], [3, 0xffff_ffff]],
    ['sparse', [1n, 4n], [1, 4], [0, 2, 3, 5]],
  ] as const)('enums with %s members are checked', (_name, members, good, bad) => {
    const type: EnumType = {
      kind: 'enum',
      name: 'Kind',
      module: MODULE,
      members: members.map((value) => ({ name: `M${value}`, value })),
      mustUse: false,
    };
    const f = new FunctionBuilder(MODULE, 'toEnum', { value: U32 }, type);
    f.return(
      f.compute(type, (result) => ({
        op: 'convert',
        result,
        mode: 'check',
        value: f.parameter(0),
      })),
    );
    for (const value of good) expect(call(f, value)).toBe(value);
    for (const value of bad) {
      expect(() => call(f, value)).toThrow(
        expect.objectContaining({ check: 15, integer: 2, left: BigInt(value) }),
      );
    }
  });

  test('truth values become 0 and 1', () => {
    const f = new FunctionBuilder(MODULE, 'toU64', { value: BOOL }, U64);
    f.return(
      f.compute(U64, (result) => ({ op: 'convert', result, mode: 'exact', value: f.parameter(0) })),
    );
    expect([call(f, true), call(f, false)]).toEqual([1n, 0n]);
  });

  test('functions can be passed, called and compared', () => {
    const type: FunctionType = { kind: 'function', parameters: [U32], result: U32 };
    const f = new FunctionBuilder(MODULE, 'apply', { action: type, other: type }, U32);
    const isSame = equal(f, f.parameter(0), f.parameter(1));
    f.emit({
      op: 'if',
      condition: isSame,
      then: f.nested(() => f.return(constantOf(U32, 99))),
      otherwise: [],
    });
    f.return(
      f.compute(U32, (result) => ({
        op: 'callReference',
        result,
        callee: f.parameter(0),
        type,
        arguments: [ONE],
      })),
    );
    const double = (value: number): number => 2 * value;
    expect(call(f, double, (): number => 0)).toBe(2);
    expect(call(f, double, double)).toBe(99);
  });
});

describe('modules', () => {
  const other = 'kernel/mm/other.ts';
  const counter = staticOf(other, 'counter', U32, constantOf(U32, 1));
  const inner = new FunctionBuilder(other, 'inner', {}, U32);
  inner.return(inner.compute(U32, (result) => ({ op: 'loadStatic', result, static: counter })));
  const outer = new FunctionBuilder(MODULE, 'outer', {}, U32);
  outer.emit({ op: 'storeStatic', static: counter, value: constantOf(U32, 8) });
  const pause = contractFunction('pause', [], VOID);
  outer.emit({ op: 'call', result: null, function: pause, arguments: [] });
  outer.return(
    outer.compute(U32, (result) => ({
      op: 'call',
      result,
      function: inner.function,
      arguments: [],
    })),
  );
  // Back the other way, so that the modules import each other.
  const back = new FunctionBuilder(other, 'back', {}, U32);
  back.return(
    back.compute(U32, (result) => ({
      op: 'call',
      result,
      function: outer.function,
      arguments: [],
    })),
  );
  const colour: EnumType = {
    kind: 'enum',
    name: 'Colour',
    module: MODULE,
    members: [{ name: 'Red', value: 4n }],
    mustUse: false,
  };
  const program: Program = {
    modules: [
      {
        path: MODULE,
        statics: [],
        functions: [outer.function],
        constants: [{ name: 'LIMIT', value: constantOf(U64, 0x1_0000n) }],
      },
      { path: other, statics: [counter], functions: [inner.function, back.function] },
    ],
    types: [colour],
    checkFailed: null,
  };

  test('call each other in a circle and write each other’s statics', () => {
    const loaded = loadProgram(program);
    expect(loaded.call(other, 'inner')).toBe(1);
    expect(loaded.call(other, 'back')).toBe(8);
    expect(loaded.exportsOf(other)['counter']).toBe(8);
  });

  test('export enums with their names, and constants', () => {
    const exported = loadProgram(program).exportsOf(MODULE);
    expect(exported['Colour']).toEqual({ Red: 4, 4: 'Red' });
    expect(exported['LIMIT']).toBe(0x1_0000n);
  });

  const options = {
    runtimeModule: '/runtime.js',
    moduleSpecifier: (path: string): string => `/out/${path}.js`,
  };

  test('import the runtime and each other by the given specifiers', () => {
    const emitted = emitJavaScript(program, options);
    expect(emitted.get(MODULE)?.code).toMatchInlineSnapshot(`
      "// Generated from kernel/constructs.ts. Do not edit.
      import * as $rt from "/runtime.js";
      import * as $other from "/out/kernel/mm/other.ts.js";
      const $pause = $rt.pause;
      const Colour = Object.freeze({ Red: 4, [4]: "Red" });
      const LIMIT = 0x10000n;

      function outer() {
        $other.$set_counter(8);
        $pause();
        const $0 = $other.inner();
        return $0;
      }

      export { outer, LIMIT, Colour };
      "
    `);
  });

  test('have maps from each line to the line of the source', () => {
    const emitted = emitJavaScript(program, options).get(MODULE);
    if (emitted === undefined) throw new Error('no module');
    const map = new SourceMap(JSON.parse(emitted.map) as SourceMapPayload);
    const lines = emitted.code.split('\n');
    const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text));
    // Operations built by hand are on lines 2, 3, … of their function, in column 3.
    expect(map.findEntry(lineOf('$set_counter'), 2)).toMatchObject({
      originalSource: MODULE,
      originalLine: 1,
      originalColumn: 2,
    });
    expect(map.findEntry(lineOf('return $0'), 2)).toMatchObject({ originalLine: 4 });
    expect(map.findEntry(lineOf('function outer'), 0)).toMatchObject({
      originalLine: 0,
      name: 'outer',
    });
  });

  test('name the source in the stack of an error', () => {
    const failing = new FunctionBuilder(MODULE, 'failing', { value: U32 }, U32);
    failing.return(add(failing, failing.parameter(0), ONE));
    const stack = (): string => {
      try {
        return String(call(failing, 0xffff_ffff));
      } catch (error) {
        return error instanceof Error ? (error.stack ?? '') : '';
      }
    };
    expect(stack()).toMatch(/failing \(kernel\/constructs\.ts:2:3\)/);
  });
});
