/**
 * Memory in emitted JavaScript: fields, elements, statics, views, functions as values.
 */

import { describe, expect, test } from 'vitest';

import { loadProgram } from '../../../compiler/backend-js/load.ts';
import {
  asOperand,
  constantOf,
  FunctionBuilder,
  programOf,
  staticOf,
} from '../../../compiler/ir/build.ts';
import type { Operand } from '../../../compiler/ir/program.ts';
import {
  type ArrayType,
  BOOL,
  type FunctionType,
  I16,
  I32,
  I64,
  I8,
  memoryLayout,
  type RefType,
  type StructType,
  type Type,
  U16,
  U32,
  U64,
  U8,
  VIEW,
  VIRT_ADDR,
  VOID,
} from '../../../compiler/ir/types.ts';
import { CheckFailure, MachineFault, resetMachine } from '../../../runtime/host/index.ts';

const MODULE = 'kernel/memory.ts';
const MEMORY = 0xffff_8000_0100_0000n;

const STATUS: Type = {
  kind: 'enum',
  name: 'Status',
  module: MODULE,
  members: [
    { name: 'Ok', value: 0n },
    { name: 'Bad', value: 7n },
  ],
  mustUse: true,
};
const ACTION: FunctionType = { kind: 'function', parameters: [U32], result: U32 };
const OPTIONAL_ACTION: Type = { kind: 'nullable', inner: ACTION };

function struct(name: string, packed: boolean, fields: Readonly<Record<string, Type>>): StructType {
  let offset = 0;
  let align = 1;
  const placed = Object.entries(fields).map(([field, type]) => {
    const layout = memoryLayout(type) ?? { sizeBytes: 0, alignBytes: 1 };
    const alignBytes = packed ? 1 : layout.alignBytes;
    align = Math.max(align, alignBytes);
    const offsetBytes = Math.ceil(offset / alignBytes) * alignBytes;
    offset = offsetBytes + layout.sizeBytes;
    return { name: field, type, offsetBytes, readonly: false };
  });
  const sizeBytes = Math.ceil(offset / align) * align;
  return {
    kind: 'struct',
    name,
    module: MODULE,
    packed,
    mustUse: false,
    fields: placed,
    sizeBytes,
    alignBytes: align,
  };
}

function reference(target: StructType | ArrayType, nullable = false): RefType {
  return { kind: 'ref', target, nullable };
}

/** A function that stores its second parameter to a field of the first and loads it back. */
function roundTrip(target: StructType, field: string, type: Type): FunctionBuilder {
  const f = new FunctionBuilder(
    MODULE,
    `through_${field}`,
    { base: reference(target), value: type },
    type,
  );
  f.emit({ op: 'storeField', base: f.parameter(0), field, value: f.parameter(1) });
  f.return(f.compute(type, (result) => ({ op: 'loadField', result, base: f.parameter(0), field })));
  return f;
}

describe('a field of every type', () => {
  const fieldTypes: Readonly<Record<string, Type>> = {
    u8: U8,
    u64: U64,
    i8: I8,
    u16: U16,
    i16: I16,
    u32: U32,
    i32: I32,
    i64: I64,
    bool: BOOL,
    status: STATUS,
    next: reference(struct('Other', false, { x: U8 }), true),
    action: ACTION,
    optionalAction: OPTIONAL_ACTION,
  };
  const double = (value: number): number => 2 * value;
  const values: Readonly<Record<string, readonly unknown[]>> = {
    u8: [0, 255],
    u64: [0n, 0xffff_ffff_ffff_ffffn],
    i8: [-128, -1, 127],
    u16: [0, 65535],
    i16: [-32768, -1, 32767],
    u32: [0, 0xffff_ffff],
    i32: [-0x8000_0000, -1, 0x7fff_ffff],
    i64: [-0x8000_0000_0000_0000n, -1n, 0x7fff_ffff_ffff_ffffn],
    bool: [true, false],
    status: [0, 7],
    next: [0n, MEMORY],
    action: [double],
    optionalAction: [double, null],
  };

  test.each([
    ['naturally aligned', false],
    ['packed', true],
  ] as const)('keeps its value, %s', (_name, packed) => {
    const target = struct('All', packed, fieldTypes);
    const functions = target.fields.map(({ name, type }) => roundTrip(target, name, type).function);
    const program = loadProgram(programOf(MODULE, functions));
    // The last 20 bytes of a page and on: some field crosses the boundary.
    for (const base of [MEMORY, MEMORY + 4096n - 20n]) {
      for (const { name } of target.fields) {
        for (const value of values[name] ?? []) {
          expect(program.call(MODULE, `through_${name}`, base, value), name).toBe(value);
        }
      }
    }
  });

  test('has the bytes of the C layout', () => {
    const target = struct('All', false, fieldTypes);
    const functions = target.fields.map(({ name, type }) => roundTrip(target, name, type).function);
    const program = loadProgram(programOf(MODULE, functions), { fillByte: 0 });
    program.call(MODULE, 'through_i16', MEMORY, -2);
    program.call(MODULE, 'through_u64', MEMORY, 0x0102_0304_0506_0708n);
    program.call(MODULE, 'through_bool', MEMORY, true);
    const bytes = program.machine.memory.readBytes(0x100_0000, target.sizeBytes);
    expect([...bytes.subarray(8, 16)]).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    const i16 = target.fields.find(({ name }) => name === 'i16')?.offsetBytes ?? 0;
    expect([...bytes.subarray(i16, i16 + 2)]).toEqual([0xfe, 0xff]);
  });
});

test('a function address that is no function fails when it is called, not before', () => {
  const target = struct('Holder', false, { action: ACTION });
  const f = new FunctionBuilder(MODULE, 'load', { base: reference(target) }, ACTION);
  f.return(
    f.compute(ACTION, (result) => ({
      op: 'loadField',
      result,
      base: f.parameter(0),
      field: 'action',
    })),
  );
  const program = loadProgram(programOf(MODULE, [f.function]));
  const loaded = program.call(MODULE, 'load', MEMORY) as (value: number) => number;
  expect(() => loaded(1)).toThrow('which is not a function');
});

describe('parts of parts', () => {
  const cell = struct('Cell', false, { tag: U8, value: U32 });
  const row: ArrayType = { kind: 'array', element: cell, length: 3 };
  const grid = struct('Grid', false, {
    size: U64,
    rows: { kind: 'array', element: row, length: 4 },
  });

  /** grid.rows[i][j].value, read; the row reference is assigned twice when `isMutable`. */
  function readCell(name: string, isMutable: boolean): FunctionBuilder {
    const parameters = { grid: reference(grid), i: U32, j: U32 };
    const f = new FunctionBuilder(MODULE, name, parameters, U32);
    const rows = f.compute(reference({ kind: 'array', element: row, length: 4 }), (result) => ({
      op: 'fieldReference',
      result,
      base: f.parameter(0),
      field: 'rows',
    }));
    const rowLocal = f.local('row', reference(row));
    const index = isMutable ? constantOf(U32, 0) : f.parameter(1);
    f.emit({ op: 'elementReference', result: rowLocal, base: rows, index });
    if (isMutable) {
      f.emit({ op: 'elementReference', result: rowLocal, base: rows, index: f.parameter(1) });
    }
    const found = f.compute(reference(cell), (result) => ({
      op: 'elementReference',
      result,
      base: asOperand(rowLocal),
      index: f.parameter(2),
    }));
    f.return(
      f.compute(U32, (result) => ({ op: 'loadField', result, base: found, field: 'value' })),
    );
    return f;
  }

  test.each(['fixed', 'mutable'])('are found through %s references', (kind) => {
    const program = loadProgram(programOf(MODULE, [readCell('read', kind === 'mutable').function]));
    for (const [i, j] of [
      [0, 0],
      [0, 2],
      [3, 0],
      [2, 1],
    ] as const) {
      const offset = 8 + (i * 3 + j) * 8 + 4;
      program.machine.store32(MEMORY, offset, 100 + i * 10 + j);
      expect(program.call(MODULE, 'read', MEMORY, i, j)).toBe(100 + i * 10 + j);
    }
  });

  test('have addresses', () => {
    const f = new FunctionBuilder(
      MODULE,
      'addressOfCell',
      { row: reference(row), i: U32 },
      VIRT_ADDR,
    );
    const found = f.compute(reference(cell), (result) => ({
      op: 'elementReference',
      result,
      base: f.parameter(0),
      index: f.parameter(1),
    }));
    f.return(f.compute(VIRT_ADDR, (result) => ({ op: 'addressOf', result, value: found })));
    const program = loadProgram(programOf(MODULE, [f.function]));
    expect(program.call(MODULE, 'addressOfCell', MEMORY, 2)).toBe(MEMORY + 16n);
    expect(program.call(MODULE, 'addressOfCell', 0xffff_ffff_ffff_fff8n, 1)).toBe(0n);
  });
});

describe('statics', () => {
  const box = struct('Box', false, { value: U64 });
  const table: ArrayType = { kind: 'array', element: I16, length: 4 };
  const count = staticOf(MODULE, 'count', U32, constantOf(U32, 5));
  const first = staticOf(MODULE, 'first', reference(box, true), {
    kind: 'null',
    type: reference(box, true),
  });
  const storage = staticOf(MODULE, 'BOX', box, null);
  const numbers = [1, -2, 300, -400].map((value) => constantOf(I16, value));
  const constants = staticOf(MODULE, 'NUMBERS', table, numbers, true);

  const bump = new FunctionBuilder(MODULE, 'bump', {}, U32);
  const old = bump.compute(U32, (result) => ({ op: 'loadStatic', result, static: count }));
  const next = bump.compute(U32, (result) => ({
    op: 'arithmetic',
    result,
    operator: 'add',
    overflow: 'trap',
    left: old,
    right: constantOf(U32, 1),
  }));
  bump.emit({ op: 'storeStatic', static: count, value: next });
  bump.emit({
    op: 'storeStatic',
    static: first,
    value: { kind: 'static', static: storage },
  });
  bump.emit({
    op: 'storeField',
    base: { kind: 'static', static: storage },
    field: 'value',
    value: constantOf(U64, 9n),
  });
  bump.return(next);

  const number = new FunctionBuilder(MODULE, 'number', { index: U32 }, I16);
  number.return(
    number.compute(I16, (result) => ({
      op: 'loadElement',
      result,
      base: { kind: 'static', static: constants },
      index: number.parameter(0),
    })),
  );

  const read = new FunctionBuilder(MODULE, 'boxed', {}, U64);
  read.return(
    read.compute(U64, (result) => ({
      op: 'loadField',
      result,
      base: { kind: 'static', static: storage },
      field: 'value',
    })),
  );

  const program = programOf(MODULE, [bump.function, number.function, read.function], {
    statics: [count, first, storage, constants],
    types: [box],
  });

  test('start with their values, again on each new machine', () => {
    const loaded = loadProgram(program);
    for (let round = 0; round < 2; round += 1) {
      expect(loaded.exportsOf(MODULE)['count']).toBe(5);
      expect(loaded.exportsOf(MODULE)['first']).toBe(0n);
      expect(loaded.call(MODULE, 'boxed')).toBe(0n);
      expect([0, 1, 2, 3].map((index) => loaded.call(MODULE, 'number', index))).toEqual([
        1, -2, 300, -400,
      ]);
      expect(loaded.call(MODULE, 'bump')).toBe(6);
      expect(loaded.exportsOf(MODULE)['count']).toBe(6);
      expect(loaded.exportsOf(MODULE)['first']).toBe(loaded.exportsOf(MODULE)['BOX']);
      expect(loaded.call(MODULE, 'boxed')).toBe(9n);
      resetMachine();
    }
  });
});

describe('views', () => {
  function load(type: Type, littleEndian: Operand | null, name: string): FunctionBuilder {
    const f = new FunctionBuilder(MODULE, name, { view: VIEW, offset: U32, little: BOOL }, type);
    const size = memoryLayout(type)?.sizeBytes ?? 0;
    const [view, offset] = [f.parameter(0), f.parameter(1)];
    f.emit({ op: 'checkViewRange', view, offset, bytes: constantOf(U32, size) });
    f.return(
      f.compute(type, (result) => ({
        op: 'viewLoad',
        result,
        view,
        offset,
        littleEndian: littleEndian ?? f.parameter(2),
      })),
    );
    return f;
  }

  function store(type: Type, name: string): FunctionBuilder {
    const f = new FunctionBuilder(
      MODULE,
      name,
      { view: VIEW, offset: U32, little: BOOL, value: type },
      VOID,
    );
    f.emit({
      op: 'viewStore',
      view: f.parameter(0),
      offset: f.parameter(1),
      value: f.parameter(3),
      littleEndian: f.parameter(2),
    });
    f.return(null);
    return f;
  }

  const types = { U8, I8, U16, I16, U32, I32, U64, I64 };
  const names = Object.keys(types) as (keyof typeof types)[];
  const functions = names.flatMap((name) => [
    load(types[name], null, `get${name}`),
    load(types[name], constantOf(BOOL, true), `getLittle${name}`),
    store(types[name], `set${name}`),
  ]);
  const program = programOf(
    MODULE,
    functions.map((f) => f.function),
  );
  const view = { address: MEMORY + 1n, length: 16 };
  const methods = {
    U8: 'Uint8',
    I8: 'Int8',
    U16: 'Uint16',
    I16: 'Int16',
    U32: 'Uint32',
    I32: 'Int32',
    U64: 'BigUint64',
    I64: 'BigInt64',
  } as const;

  test.each(names)('read and write %s as DataView does, in both byte orders', (name) => {
    const loaded = loadProgram(program);
    const bytes = Uint8Array.from({ length: 16 }, (_item, index) => 0x80 + index * 7);
    const model = new DataView(bytes.buffer);
    loaded.machine.writeBytes(view.address, bytes);
    const size = memoryLayout(types[name])?.sizeBytes ?? 0;
    for (let offset = 0; offset + size <= 16; offset += 1) {
      for (const little of [true, false]) {
        const wanted = model[`get${methods[name]}`](offset, little);
        expect(loaded.call(MODULE, `get${name}`, view, offset, little)).toBe(wanted);
        if (little) expect(loaded.call(MODULE, `getLittle${name}`, view, offset)).toBe(wanted);
        const before = loaded.machine.readBytes(view.address, 16);
        loaded.call(MODULE, `set${name}`, view, offset, little, wanted);
        expect(loaded.machine.readBytes(view.address, 16)).toEqual(before);
      }
    }
  });

  test('refuse what is not inside, with its end and the length', () => {
    const loaded = loadProgram(program);
    const failure = (offset: number): unknown => {
      try {
        return loaded.call(MODULE, 'getU32', view, offset, true);
      } catch (error) {
        return error;
      }
    };
    expect(failure(12)).toBeTypeOf('number');
    expect(failure(13)).toBeInstanceOf(CheckFailure);
    expect(failure(13)).toMatchObject({ check: 13, integer: 2, left: 17n, right: 16n });
    expect(failure(0xffff_ffff)).toMatchObject({ left: 0x1_0000_0003n });
  });

  test('go through the page tables', () => {
    const loaded = loadProgram(program);
    const nowhere = { address: 0xffff_c000_0000_0000n, length: 16 };
    expect(() => loaded.call(MODULE, 'getU64', nowhere, 0, true)).toThrow(MachineFault);
  });
});
