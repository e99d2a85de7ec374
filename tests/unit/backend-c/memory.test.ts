/** Memory, nullable values, records, unions, views, texts and calls, run as C. */

import { describe, expect, it } from 'vitest';

import {
  asOperand,
  constantOf,
  contractFunction,
  FunctionBuilder,
  staticOf,
} from '../../../compiler/ir/build.ts';
import type { Function, Local, Operand } from '../../../compiler/ir/program.ts';
import {
  type ArrayType,
  BOOL,
  type EnumType,
  type FunctionType,
  I16,
  type NullableType,
  type RecordType,
  type RefType,
  type StructType,
  TEXT,
  type Type,
  U16,
  U32,
  U64,
  U8,
  type UnionType,
  VIEW,
  VIRT_ADDR,
  VOID,
} from '../../../compiler/ir/types.ts';
import {
  define,
  MODULE,
  type Outcome,
  type RunRequest,
  runCalls,
  TRAP_UNDEFINED,
} from './run-c.ts';

// ── Types ───────────────────────────────────────────────────────────────────────────────────────

function struct(
  name: string,
  sizeBytes: number,
  alignBytes: number,
  fields: readonly (readonly [string, Type, number])[],
  packed = false,
): StructType {
  return {
    kind: 'struct',
    name,
    module: MODULE,
    packed,
    mustUse: false,
    sizeBytes,
    alignBytes,
    fields: fields.map(([field, type, offsetBytes]) => ({
      name: field,
      type,
      offsetBytes,
      readonly: false,
    })),
  };
}

function ref(target: StructType | ArrayType, nullable = false): RefType {
  return { kind: 'ref', target, nullable };
}

const STATUS: EnumType = {
  kind: 'enum',
  name: 'Status',
  module: MODULE,
  members: [
    { name: 'Ok', value: 0n },
    { name: 'Busy', value: 1n },
    { name: 'Gone', value: 7n },
    { name: 'Last', value: 0xffff_ffffn },
  ],
  mustUse: false,
};

const WORDS: ArrayType = { kind: 'array', element: U64, length: 4 };
const FLAGS: ArrayType = { kind: 'array', element: BOOL, length: 8 };
const BINARY: FunctionType = { kind: 'function', parameters: [U64, U64], result: U64 };
const POINT = struct('Point', 8, 4, [
  ['x', U32, 0],
  ['y', U32, 4],
]);
const POINTS: ArrayType = { kind: 'array', element: POINT, length: 3 };

/** Every kind of field; `double` and `next` need care in C. */
const NODE = struct('Node', 104, 8, [
  ['tag', U8, 0],
  ['size', U16, 2],
  ['status', STATUS, 4],
  ['free', BOOL, 8],
  ['double', I16, 10],
  ['point', POINT, 12],
  ['next', U64, 24],
  ['words', WORDS, 32],
  ['points', POINTS, 64],
  ['action', { kind: 'nullable', inner: BINARY }, 88],
  ['address', VIRT_ADDR, 96],
]);
NODE.fields = NODE.fields.map((field) =>
  field.name === 'next' ? { ...field, type: ref(NODE, true) } : field,
);

/** Unaligned fields, an unaligned struct and an unaligned array. */
const PACKED = struct(
  'PackedHeader',
  52,
  1,
  [
    ['kind', U8, 0],
    ['base', U64, 1],
    ['point', POINT, 9],
    ['words', WORDS, 17],
    ['tail', U16, 49],
    ['end', U8, 51],
  ],
  true,
);

const REGION: RecordType = {
  kind: 'record',
  name: 'Region',
  isAnonymous: false,
  module: MODULE,
  fields: [
    { name: 'base', type: U64 },
    { name: 'length', type: U32 },
    { name: 'free', type: BOOL },
  ],
  mustUse: false,
};

const RESULT: UnionType = {
  kind: 'union',
  name: 'Result',
  isAnonymous: false,
  module: MODULE,
  discriminant: 'kind',
  variants: [
    { tag: 'mapped', fields: [{ name: 'tables', type: U32 }] },
    { tag: 'out-of-frames', fields: [] },
    {
      tag: 'region',
      fields: [
        { name: 'region', type: REGION },
        { name: 'at', type: U64 },
      ],
    },
  ],
  mustUse: true,
};

const nullable = (inner: Type): NullableType => ({ kind: 'nullable', inner });

// ── Operations, by name ─────────────────────────────────────────────────────────────────────────

function narrow(f: FunctionBuilder, type: Type, value: Operand): Operand {
  return f.compute(type, (result) => ({ op: 'convert', result, mode: 'truncate', value }));
}

function widen(f: FunctionBuilder, value: Operand): Operand {
  return f.compute(U64, (result) => ({ op: 'convert', result, mode: 'truncate', value }));
}

function loadField(f: FunctionBuilder, type: Type, base: Operand, field: string): Operand {
  return f.compute(type, (result) => ({ op: 'loadField', result, base, field }));
}

function inner(
  f: FunctionBuilder,
  target: StructType | ArrayType,
  base: Operand,
  field: string,
): Operand {
  return f.compute(ref(target), (result) => ({ op: 'fieldReference', result, base, field }));
}

function add(f: FunctionBuilder, left: Operand, right: Operand): Operand {
  return f.compute(U64, (result) => ({
    op: 'arithmetic',
    result,
    operator: 'add',
    overflow: 'wrap',
    left,
    right,
  }));
}

const u32 = (value: number): Operand => constantOf(U32, value);
const u64 = (value: bigint | number): Operand => constantOf(U64, value);
const bool = (value: boolean): Operand => constantOf(BOOL, value);

const NODE_STATIC = staticOf(MODULE, 'node', NODE, null);
const PACKED_STATIC = staticOf(MODULE, 'header', PACKED, null);
const node: Operand = { kind: 'static', static: NODE_STATIC };
const header: Operand = { kind: 'static', static: PACKED_STATIC };

// ── Running ─────────────────────────────────────────────────────────────────────────────────────

let unitCount = 0;

async function run(
  tested: Function,
  operands: readonly (readonly [bigint, bigint])[],
  more: Partial<RunRequest> = {},
): Promise<readonly Outcome[]> {
  unitCount += 1;
  return runCalls({
    name: `memory-${unitCount}`,
    checks: 'on',
    calls: operands.map(([left, right]) => ({ function: tested, left, right })),
    statics: [NODE_STATIC, PACKED_STATIC],
    types: [STATUS, POINT, NODE, PACKED, REGION, RESULT],
    flags: TRAP_UNDEFINED,
    ...more,
  });
}

describe('fields and elements in C', () => {
  it('keep their values, whatever their type', async () => {
    const tested = define('fields', (f, left, right) => {
      const put = (field: string, value: Operand): void =>
        f.emit({ op: 'storeField', base: node, field, value });
      put('tag', narrow(f, U8, left));
      put('size', narrow(f, U16, left));
      put('double', narrow(f, I16, left));
      put('status', constantOf(STATUS, 7n));
      put('free', bool(true));
      put(
        'next',
        f.compute(ref(NODE, true), (result) => ({ op: 'wrapNullable', result, value: node })),
      );
      put('address', narrow(f, VIRT_ADDR, right));
      const parts = ['tag', 'size', 'double', 'status', 'free'].map((field) => {
        const type = NODE.fields.find((each) => each.name === field)?.type ?? U64;
        return widen(f, loadField(f, type, node, field));
      });
      const next = loadField(f, ref(NODE, true), node, 'next');
      f.emit({ op: 'checkNotNull', value: next });
      const reached = f.compute(ref(NODE), (result) => ({
        op: 'unwrapNullable',
        result,
        value: next,
      }));
      parts.push(widen(f, loadField(f, VIRT_ADDR, reached, 'address')));
      return parts.reduce((sum, part) => add(f, sum, part));
    });
    // tag 0xfe + size 0xfffe + double -2 + status 7 + free 1 + address 100
    const expected = BigInt.asUintN(64, 0xfen + 0xfffen - 2n + 7n + 1n + 100n);
    expect(await run(tested, [[0xffff_fffen, 100n]])).toEqual([`${expected}`]);
  });

  it('are reached through references to inline structs and arrays', async () => {
    const tested = define('inline', (f, left, right) => {
      const words = inner(f, WORDS, node, 'words');
      const index = narrow(f, U32, left);
      f.emit({ op: 'checkIndex', index, length: u32(4) });
      f.emit({ op: 'storeElement', base: words, index, value: right });
      const points = inner(f, POINTS, node, 'points');
      const point = f.compute(ref(POINT), (result) => ({
        op: 'elementReference',
        result,
        base: points,
        index: u32(2),
      }));
      f.emit({ op: 'storeField', base: point, field: 'y', value: narrow(f, U32, right) });
      const loaded = f.compute(U64, (result) => ({
        op: 'loadElement',
        result,
        base: words,
        index: u32(3),
      }));
      return add(f, loaded, widen(f, loadField(f, U32, point, 'y')));
    });
    expect(
      await run(tested, [
        [3n, 5n],
        [4n, 1n],
        [0n, 9n],
      ]),
    ).toEqual(['10', 'index 2 4 4', '14']);
  });

  it('lie at their offsets in packed structs, however crooked', async () => {
    const tested = define('packed', (f, left, right) => {
      f.emit({ op: 'storeField', base: header, field: 'base', value: left });
      const point = inner(f, POINT, header, 'point');
      f.emit({ op: 'storeField', base: point, field: 'y', value: narrow(f, U32, right) });
      const words = inner(f, WORDS, header, 'words');
      f.emit({ op: 'storeElement', base: words, index: u32(3), value: left });
      f.emit({ op: 'storeField', base: header, field: 'tail', value: constantOf(U16, 0x1234) });
      // Read back byte by byte: base[0], point.y[0], words[3][7], tail[0].
      const address = f.compute(VIRT_ADDR, (result) => ({
        op: 'addressOf',
        result,
        value: header,
      }));
      const view = f.compute(VIEW, (result) => ({
        op: 'makeView',
        result,
        address,
        lengthBytes: u32(52),
      }));
      const byte = (offset: number): Operand =>
        widen(
          f,
          f.compute(U8, (result) => ({
            op: 'viewLoad',
            result,
            view,
            offset: u32(offset),
            littleEndian: bool(true),
          })),
        );
      return [1, 13, 48, 49].map(byte).reduce((sum, each) => add(f, sum, each));
    });
    const expected = `${0x88 + 0x22 + 0x11 + 0x34}`;
    expect(await run(tested, [[0x1100_0000_0000_0088n, 0x22n]])).toEqual([expected]);
  });

  it('read any non-zero byte as true', async () => {
    const storage = staticOf(MODULE, 'flagBytes', FLAGS, null);
    const flags: Operand = { kind: 'static', static: storage };
    const tested = define('flags', (f, left) => {
      const address = f.compute(VIRT_ADDR, (result) => ({ op: 'addressOf', result, value: flags }));
      const view = f.compute(VIEW, (result) => ({
        op: 'makeView',
        result,
        address,
        lengthBytes: u32(8),
      }));
      f.emit({
        op: 'viewStore',
        view,
        offset: u32(2),
        value: narrow(f, U8, left),
        littleEndian: bool(true),
      });
      return widen(
        f,
        f.compute(BOOL, (result) => ({ op: 'loadElement', result, base: flags, index: u32(2) })),
      );
    });
    const outcomes = await run(
      tested,
      [
        [0n, 0n],
        [1n, 0n],
        [0x80n, 0n],
      ],
      { statics: [storage] },
    );
    expect(outcomes).toEqual(['0', '1', '1']);
  });

  it('start as zero or as the constants of a table', async () => {
    const counter = staticOf(MODULE, 'counter', U64, u64(40));
    const first = staticOf(MODULE, 'first', ref(NODE, true), {
      kind: 'null',
      type: ref(NODE, true),
    });
    const limit = staticOf(MODULE, 'limit', nullable(U64), { kind: 'null', type: nullable(U64) });
    const table = staticOf(MODULE, 'table', WORDS, [1n, 20n, 300n, 1n << 63n].map(u64), true);
    const tested = define('statics', (f, left) => {
      const count = f.compute(U64, (result) => ({ op: 'loadStatic', result, static: counter }));
      f.emit({ op: 'storeStatic', static: counter, value: add(f, count, u64(1)) });
      const head = f.compute(ref(NODE, true), (result) => ({
        op: 'loadStatic',
        result,
        static: first,
      }));
      const isEmpty = f.compute(BOOL, (result) => ({ op: 'isNull', result, value: head }));
      const bound = f.compute(nullable(U64), (result) => ({
        op: 'loadStatic',
        result,
        static: limit,
      }));
      const isUnbounded = f.compute(BOOL, (result) => ({ op: 'isNull', result, value: bound }));
      const word = f.compute(U64, (result) => ({
        op: 'loadElement',
        result,
        base: { kind: 'static', static: table },
        index: narrow(f, U32, left),
      }));
      const parts = [count, widen(f, isEmpty), widen(f, isUnbounded), word];
      return parts.reduce((sum, part) => add(f, sum, part));
    });
    const outcomes = await run(
      tested,
      [
        [1n, 0n],
        [2n, 0n],
      ],
      {
        statics: [counter, first, limit, table],
      },
    );
    expect(outcomes).toEqual(['62', '343']);
  });
});

describe('guards in C', () => {
  it('panic on null, crooked and odd arguments', async () => {
    const tested = define('guards', (f, left, right) => {
      f.emit({ op: 'checkNotNull', value: left });
      f.emit({ op: 'checkAligned', value: left, alignBytes: 8 });
      f.emit({ op: 'checkPowerOfTwo', value: right });
      return left;
    });
    const operands: (readonly [bigint, bigint])[] = [
      [16n, 4n],
      [0n, 4n],
      [12n, 4n],
      [8n, 6n],
      [8n, 0n],
    ];
    expect(await run(tested, operands)).toEqual([
      '16',
      'null 3 0 0',
      'alignment 3 12 8',
      'alignmentArgument 3 6 0',
      'alignmentArgument 3 0 0',
    ]);
    expect((await run(tested, operands, { checks: 'off' })).length).toBe(5);
  });

  it('accept the members of an enum only', async () => {
    const tested = define('members', (f, left) => {
      const status = f.compute(STATUS, (result) => ({
        op: 'convert',
        result,
        mode: 'check',
        value: narrow(f, U32, left),
      }));
      const isGone = f.compute(BOOL, (result) => ({
        op: 'compare',
        result,
        comparison: 'eq',
        left: status,
        right: constantOf(STATUS, 7n),
      }));
      return add(f, widen(f, status), widen(f, isGone));
    });
    const operands = [0n, 1n, 2n, 6n, 7n, 8n, 0xffff_fffen, 0xffff_ffffn].map(
      (value): readonly [bigint, bigint] => [value, 0n],
    );
    expect(await run(tested, operands)).toEqual([
      '0',
      '1',
      'enumValue 2 2 0',
      'enumValue 2 6 0',
      '8',
      'enumValue 2 8 0',
      'enumValue 2 4294967294 0',
      '4294967295',
    ]);
  });
});

describe('values in C', () => {
  it('carry null beside every kind of scalar', async () => {
    const half = new FunctionBuilder(MODULE, 'half', { value: U64 }, nullable(U64));
    {
      const odd = half.compute(U64, (result) => ({
        op: 'bitwise',
        result,
        operator: 'and',
        left: half.parameter(0),
        right: u64(1),
      }));
      const isOdd = half.compute(BOOL, (result) => ({
        op: 'compare',
        result,
        comparison: 'ne',
        left: odd,
        right: u64(0),
      }));
      half.emit({
        op: 'if',
        condition: isOdd,
        then: half.nested(() => half.return({ kind: 'null', type: nullable(U64) })),
        otherwise: [],
      });
      const value = half.compute(U64, (result) => ({
        op: 'shift',
        result,
        operator: 'shr',
        overflow: 'trap',
        value: half.parameter(0),
        count: u64(1),
      }));
      half.return(half.compute(nullable(U64), (result) => ({ op: 'wrapNullable', result, value })));
    }
    const tested = define('halves', (f, left) => {
      const result = f.compute(nullable(U64), (local) => ({
        op: 'call',
        result: local,
        function: half.function,
        arguments: [left],
      }));
      f.emit({ op: 'checkNotNull', value: result });
      return f.compute(U64, (local) => ({ op: 'unwrapNullable', result: local, value: result }));
    });
    expect(
      await run(
        tested,
        [
          [8n, 0n],
          [9n, 0n],
        ],
        { others: [half.function] },
      ),
    ).toEqual(['4', 'null 3 0 0']);
  });

  it('are copied as records and unions', async () => {
    const make = new FunctionBuilder(MODULE, 'make', { at: U64, which: U32 }, RESULT);
    {
      const region = make.compute(REGION, (result) => ({
        op: 'makeRecord',
        result,
        fields: [make.parameter(0), make.parameter(1), bool(true)],
      }));
      const variant = (index: number, fields: readonly Operand[]): void =>
        make.return(
          make.compute(RESULT, (result) => ({ op: 'makeVariant', result, variant: index, fields })),
        );
      make.emit({
        op: 'switch',
        value: make.parameter(1),
        cases: [
          { values: [0n, 3n], body: make.nested(() => variant(0, [make.parameter(1)])) },
          { values: [1n], body: make.nested(() => variant(1, [])) },
        ],
        otherwise: make.nested(() => variant(2, [region, make.parameter(0)])),
      });
      make.emit({ op: 'unreachable' });
    }
    const tested = define('unions', (f, left, right) => {
      const made = f.compute(RESULT, (result) => ({
        op: 'call',
        result,
        function: make.function,
        arguments: [left, narrow(f, U32, right)],
      }));
      const index = f.compute(U32, (result) => ({ op: 'variantIndex', result, value: made }));
      const answer = f.local('answer', U64);
      answer.mutable = true;
      f.emit({ op: 'declare', local: answer, value: null });
      const set = (value: Operand): void => f.emit({ op: 'assign', local: answer, value });
      f.emit({
        op: 'switch',
        value: index,
        cases: [
          {
            values: [0n],
            body: f.nested(() =>
              set(
                widen(
                  f,
                  f.compute(U32, (result) => ({
                    op: 'variantField',
                    result,
                    value: made,
                    variant: 0,
                    field: 'tables',
                  })),
                ),
              ),
            ),
          },
          {
            values: [2n],
            body: f.nested(() => {
              const region = f.compute(REGION, (result) => ({
                op: 'variantField',
                result,
                value: made,
                variant: 2,
                field: 'region',
              }));
              const base = f.compute(U64, (result) => ({
                op: 'recordField',
                result,
                value: region,
                field: 'base',
              }));
              const length = f.compute(U32, (result) => ({
                op: 'recordField',
                result,
                value: region,
                field: 'length',
              }));
              set(add(f, base, widen(f, length)));
            }),
          },
        ],
        otherwise: f.nested(() => set(u64(1000))),
      });
      return asOperand(answer);
    });
    const operands: (readonly [bigint, bigint])[] = [
      [50n, 0n],
      [50n, 1n],
      [50n, 2n],
      [50n, 3n],
    ];
    expect(await run(tested, operands, { others: [make.function] })).toEqual([
      '0',
      '1000',
      '52',
      '3',
    ]);
  });

  it('are bytes in both orders at any address', async () => {
    const tested = define('views', (f, left, right) => {
      const address = f.compute(VIRT_ADDR, (result) => ({ op: 'addressOf', result, value: node }));
      const view = f.compute(VIEW, (result) => ({
        op: 'makeView',
        result,
        address,
        lengthBytes: u32(24),
      }));
      const offset = narrow(f, U32, right);
      f.emit({ op: 'checkViewRange', view, offset, bytes: u32(8) });
      f.emit({ op: 'viewStore', view, offset, value: left, littleEndian: bool(false) });
      const low = f.compute(U32, (result) => ({
        op: 'viewLoad',
        result,
        view,
        offset,
        littleEndian: bool(true),
      }));
      const length = f.compute(U32, (result) => ({ op: 'viewLength', result, view }));
      return add(f, widen(f, low), widen(f, length));
    });
    const operands: (readonly [bigint, bigint])[] = [
      [0x0102_0304_0506_0708n, 3n],
      [0n, 16n],
      [0n, 17n],
      [0n, 0xffff_ffffn],
    ];
    expect(await run(tested, operands)).toEqual([
      `${0x0403_0201 + 24}`,
      '24',
      'viewRange 2 25 24',
      `viewRange 2 ${0xffff_ffffn + 8n} 24`,
    ]);
  });

  it('are texts with a length, passed on in two registers', async () => {
    const sum = contractFunction('sum', [TEXT, U32], U64);
    const tested = define('texts', (f, left) => {
      const text = f.local('text', TEXT);
      f.emit({ op: 'declare', local: text, value: { kind: 'text', value: 'a"\\\n?' } });
      const index = narrow(f, U32, left);
      const length = f.compute(U32, (result) => ({
        op: 'textLength',
        result,
        text: asOperand(text),
      }));
      f.emit({ op: 'checkIndex', index, length });
      const byte = f.compute(U32, (result) => ({
        op: 'textByte',
        result,
        text: asOperand(text),
        index,
      }));
      const passOn = (value: Operand): Operand =>
        f.compute(U64, (result) => ({
          op: 'call',
          result,
          function: sum,
          arguments: [value, u32(1000)],
        }));
      return add(
        f,
        add(f, passOn(asOperand(text)), passOn({ kind: 'text', value: 'bc' })),
        widen(f, byte),
      );
    });
    const cText = `
u64 rt_sum(const char *bytes, uint32_t length, uint32_t more) {
  u64 sum = more;
  for (uint32_t i = 0; i < length; i++) sum += (unsigned char)bytes[i];
  return sum;
}`;
    const bytes = [...'a"\\\n?'].map((character) => character.charCodeAt(0));
    const total = bytes.reduce((sum2, byte) => sum2 + byte, 2000 + 98 + 99);
    const outcomes = await run(
      tested,
      [
        [1n, 0n],
        [3n, 0n],
        [5n, 0n],
      ],
      { cText },
    );
    expect(outcomes).toEqual([`${total + 34}`, `${total + 10}`, 'index 2 5 5']);
  });
});

describe('function references in C', () => {
  it('are called, compared with null, kept in fields, and may be contract functions', async () => {
    const subtract = contractFunction('subtract', [U64, U64], U64);
    const plus = new FunctionBuilder(MODULE, 'plus', { a: U64, b: U64 }, U64);
    plus.return(add(plus, plus.parameter(0), plus.parameter(1)));
    const type = nullable(BINARY);
    const tested = define('references', (f, left, right) => {
      const before = loadField(f, type, node, 'action');
      const wasNull = f.compute(BOOL, (result) => ({ op: 'isNull', result, value: before }));
      const callee = f.local('callee', BINARY);
      callee.mutable = true;
      f.emit({ op: 'declare', local: callee, value: { kind: 'function', function: subtract } });
      f.emit({
        op: 'if',
        condition: wasNull,
        then: f.nested(() =>
          f.emit({
            op: 'assign',
            local: callee,
            value: { kind: 'function', function: plus.function },
          }),
        ),
        otherwise: [],
      });
      const kept = f.compute(type, (result) => ({
        op: 'wrapNullable',
        result,
        value: asOperand(callee),
      }));
      f.emit({ op: 'storeField', base: node, field: 'action', value: kept });
      return f.compute(U64, (result) => ({
        op: 'callReference',
        result,
        callee: asOperand(callee),
        type: BINARY,
        arguments: [left, right],
      }));
    });
    const cText = 'u64 rt_subtract(u64 left, u64 right) { return left - right; }';
    const outcomes = await run(
      tested,
      [
        [9n, 4n],
        [9n, 4n],
      ],
      { others: [plus.function], cText },
    );
    expect(outcomes).toEqual(['13', '5']);
  });
});

describe('contract functions in C', () => {
  it('are expressions where C has them', async () => {
    const address = (f: FunctionBuilder): Operand =>
      f.compute(VIRT_ADDR, (result) => ({ op: 'addressOf', result, value: node }));
    const call = (f: FunctionBuilder, called: Function, operands: readonly Operand[]): Operand =>
      f.compute(called.result, (result) => ({
        op: 'call',
        result,
        function: called,
        arguments: operands,
      }));
    const fill = contractFunction('fillMemory', [VIRT_ADDR, U8, U64]);
    const copy = contractFunction('copyMemory', [VIRT_ADDR, VIRT_ADDR, U64]);
    const equal = contractFunction('equalMemory', [VIRT_ADDR, VIRT_ADDR, U64], BOOL);
    const read = contractFunction('readVolatile32', [VIRT_ADDR], U32);
    const write = contractFunction('writeVolatile16', [VIRT_ADDR, U16]);
    const tested = define('contract', (f, left) => {
      const start = address(f);
      f.emit({
        op: 'call',
        result: null,
        function: fill,
        arguments: [start, narrow(f, U8, left), u64(32)],
      });
      f.emit({
        op: 'call',
        result: null,
        function: write,
        arguments: [start, constantOf(U16, 0x55aa)],
      });
      const word = call(f, read, [start]);
      const far = narrow(f, VIRT_ADDR, add(f, widen(f, start), u64(16)));
      const same = call(f, equal, [start, far, u64(16)]);
      f.emit({ op: 'call', result: null, function: copy, arguments: [far, start, u64(16)] });
      const copied = call(f, equal, [start, far, u64(16)]);
      return add(
        f,
        widen(f, word),
        add(f, add(f, widen(f, same), widen(f, same)), widen(f, copied)),
      );
    });
    expect(await run(tested, [[0x11n, 0n]])).toEqual([`${0x1111_55aa + 1}`]);
  });

  it('give the address of a linker symbol', async () => {
    const tested = define('linker', (f, left) => {
      const symbol = f.compute(VIRT_ADDR, (result) => ({
        op: 'linkerSymbol',
        result,
        name: 'some_symbol',
      }));
      const loaded = contractFunction('readVolatile64', [VIRT_ADDR], U64);
      const value = f.compute(U64, (result) => ({
        op: 'call',
        result,
        function: loaded,
        arguments: [symbol],
      }));
      return add(f, value, left);
    });
    expect(await run(tested, [[1n, 0n]], { cText: 'u64 some_symbol = 41;' })).toEqual(['42']);
  });
});

describe('evaluation order in C', () => {
  it('is that of the IR, though values are written where they are read', async () => {
    const next = contractFunction('next', [], U64);
    const calls = staticOf(MODULE, 'calls', U64, u64(0));
    const bump = new FunctionBuilder(MODULE, 'bump', {}, U64);
    {
      const value = bump.compute(U64, (result) => ({
        op: 'call',
        result,
        function: next,
        arguments: [],
      }));
      bump.emit({ op: 'storeStatic', static: calls, value });
      bump.return(value);
    }
    const tested = define('order', (f, left) => {
      const bumped = (result: Local): Parameters<FunctionBuilder['emit']>[0] => ({
        op: 'call',
        result,
        function: bump.function,
        arguments: [],
      });
      const load = (): Operand =>
        f.compute(U64, (result) => ({ op: 'loadStatic', result, static: calls }));
      const before = load();
      const first = f.compute(U64, bumped);
      const between = load();
      const second = f.compute(U64, bumped);
      // The dividend is needed only when the divisor is not -1; it is called for all the same.
      const rest = f.compute(U64, (result) => ({
        op: 'arithmetic',
        result,
        operator: 'rem',
        overflow: 'trap',
        left: second,
        right: left,
      }));
      const after = load();
      const digits = [before, first, between, rest, after];
      return digits.reduce((number, digit) => {
        const shifted = f.compute(U64, (result) => ({
          op: 'arithmetic',
          result,
          operator: 'mul',
          overflow: 'wrap',
          left: number,
          right: u64(10),
        }));
        return add(f, shifted, digit);
      });
    });
    const cText = 'static u64 count; u64 rt_next(void) { return ++count; }';
    const outcomes = await run(
      tested,
      [
        [100n, 0n],
        [1n, 0n],
      ],
      {
        others: [bump.function],
        statics: [calls],
        cText,
      },
    );
    // before, first, between, second % left, after: 0 1 1 2 2, then 2 3 3 0 4.
    expect(outcomes).toEqual(['1122', '23304']);
  });

  it('leaves nested loops and switches where the IR says', async () => {
    const tested = define('control', (f, left) => {
      const total = f.local('total', U64);
      const index = f.local('index', U64);
      total.mutable = true;
      index.mutable = true;
      f.emit({ op: 'declare', local: total, value: u64(0) });
      f.emit({ op: 'declare', local: index, value: u64(0) });
      const [outer, block] = [f.label(), f.label()];
      const set = (local: Local, value: Operand): void => f.emit({ op: 'assign', local, value });
      const body = f.nested(() => {
        const isDone = f.compute(BOOL, (result) => ({
          op: 'compare',
          result,
          comparison: 'ge',
          left: asOperand(index),
          right: left,
        }));
        f.emit({
          op: 'if',
          condition: isDone,
          then: f.nested(() => f.emit({ op: 'break', label: outer })),
          otherwise: [],
        });
        f.emit({
          op: 'block',
          label: block,
          body: f.nested(() =>
            f.emit({
              op: 'switch',
              value: asOperand(index),
              cases: [
                {
                  values: [1n, 2n],
                  body: f.nested(() => f.emit({ op: 'continue', label: outer })),
                },
                { values: [3n], body: f.nested(() => f.emit({ op: 'break', label: block })) },
                { values: [6n], body: f.nested(() => f.emit({ op: 'break', label: outer })) },
                { values: [7n], body: [] },
              ],
              otherwise: f.nested(() => set(total, add(f, asOperand(total), u64(100)))),
            }),
          ),
        });
        set(total, add(f, asOperand(total), asOperand(index)));
      });
      const step = f.nested(() => set(index, add(f, asOperand(index), u64(1))));
      f.emit({ op: 'loop', label: outer, body, step });
      return asOperand(total);
    });
    // 0: +100+0; 1, 2: skipped; 3: +3; 4: +104; 5: +105; 6: ends.
    expect(
      await run(tested, [
        [1n, 0n],
        [3n, 0n],
        [4n, 0n],
        [100n, 0n],
      ]),
    ).toEqual(['100', '100', '103', '312']);
  });

  it('works for functions without parameters or results', async () => {
    const hits = staticOf(MODULE, 'hits', U64, u64(0));
    const touch = new FunctionBuilder(MODULE, 'touch', {}, VOID);
    touch.emit({ op: 'storeStatic', static: hits, value: u64(5) });
    const tested = define('touching', (f) => {
      f.emit({ op: 'call', result: null, function: touch.function, arguments: [] });
      return f.compute(U64, (result) => ({ op: 'loadStatic', result, static: hits }));
    });
    const outcomes = await run(tested, [[0n, 0n]], { others: [touch.function], statics: [hits] });
    expect(outcomes).toEqual(['5']);
  });
});
