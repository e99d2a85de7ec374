/** Names of emitted C: what compilers define by themselves, and types whose names meet. */

import { execFileSync } from 'node:child_process';

import { expect, it, test } from 'vitest';
import which from 'which';

import { emitC } from '../../../compiler/backend-c/emit.ts';
import { NameScope } from '../../../compiler/backend-c/names.ts';
import { CTypes } from '../../../compiler/backend-c/types.ts';
import { asOperand, constantOf, FunctionBuilder, programOf } from '../../../compiler/ir/build.ts';
import { type IntType, type StructType, type Type, U32, U64 } from '../../../compiler/ir/types.ts';
import { compileFlags } from '../../../compiler/toolchain/flags.ts';
import { MODULE, nativeTools } from './run-c.ts';

const COMPILERS = [
  ...(['kernel', 'linux', 'uefi'] as const).map((target) => ({
    name: `clang for ${target}`,
    file: nativeTools().clang,
    flags: compileFlags(target),
  })),
  ...['gcc']
    .map((name) => ({ name, file: which.sync(name, { nothrow: true }), flags: ['-std=gnu11'] }))
    .filter((compiler): compiler is { name: string; file: string; flags: string[] } => {
      return compiler.file !== null;
    }),
];

test.each(COMPILERS)('no name is a predefined macro of $name', ({ file, flags }) => {
  const defined = execFileSync(file, [...flags, '-dM', '-E', '-x', 'c', '/dev/null'], {
    encoding: 'utf8',
  });
  const macros = [...defined.matchAll(/^#define (\w+)/gm)].map(([, name = '']) => name);
  expect(macros.length).toBeGreaterThan(100);
  expect(macros.filter((name) => new NameScope().claim(name) === name)).toEqual([]);
});

function branded(int: IntType['int'], brand: string): IntType {
  return { kind: 'int', int, brand };
}

it('keeps brands of one name apart where their width differs', () => {
  const types = new CTypes([]);
  const narrow = branded('u8', 'Id');
  expect([narrow, branded('u32', 'Id'), narrow].map((type) => types.value(type))).toEqual([
    'Id',
    'Id_2',
    'Id',
  ]);
});

it('keeps a name that begins with one `_`, as those of what is not used do', () => {
  const scope = new NameScope();
  const names = ['_guard', '_Guard', '__guard', '_', 'kx_guard', '_guard'];
  expect(names.map((name) => scope.claim(name))).toEqual([
    '_guard',
    'x_Guard',
    'x__guard',
    'x_',
    'xkx_guard',
    '_guard_2',
  ]);
});

it('gives an integer the name that the source has for it, and not to others of its type', () => {
  const types = new CTypes([]);
  const flags: Type = { ...U64, alias: 'Flags' };
  const nullable: Type = { kind: 'nullable', inner: flags };
  const array: Type = { kind: 'array', element: flags, length: 3 };
  const action: Type = { kind: 'function', parameters: [flags], result: flags };
  expect(types.value(flags)).toBe('Flags');
  for (const shared of [nullable, action]) types.value(shared);
  types.memory(array);
  const text = types.text();
  expect(text.match(/\bFlags\b/g)).toHaveLength(1);
  expect(text).toContain('typedef u64 Flags;\n');
});

it('keeps types apart whose names would be put together to the same', () => {
  const types = new CTypes([]);
  const struct = (name: string): StructType => ({
    kind: 'struct',
    name,
    module: MODULE,
    packed: false,
    mustUse: false,
    fields: [{ name: 'value', type: U64, offsetBytes: 0, readonly: false }],
    sizeBytes: 8,
    alignBytes: 8,
  });
  const reference: Type = { kind: 'ref', target: struct('Foo'), nullable: false };
  const arrays: Type[] = [reference, struct('Ref_Foo')].map((element) => {
    return { kind: 'array', element, length: 3 };
  });
  expect(arrays.map((type) => types.memory(type))).toEqual([
    'Array_Ref_Foo_3',
    'Array_Ref_Foo_3_2',
  ]);
  const nullables: Type[] = [{ kind: 'text' } as const, branded('u32', 'Text')].map((inner) => {
    return { kind: 'nullable', inner };
  });
  expect(nullables.map((type) => types.value(type))).toEqual([
    'struct Nullable_Text',
    'struct Nullable_Text_2',
  ]);
});

it('gives a local another name than a type or linker symbol of its function', () => {
  const count = branded('u32', 'Count');
  const f = new FunctionBuilder(MODULE, 'f', { Count: U32 }, U64);
  const value = f.local('value', count);
  const constant = { kind: 'constant', type: count, value: 1n } as const;
  f.emit({ op: 'declare', local: value, value: constant });
  const start = f.local('int', U64);
  f.emit({ op: 'linkerSymbol', result: start, name: 'start' });
  const other = f.local('start', U64);
  f.emit({ op: 'declare', local: other, value: constantOf(U64, 1) });
  f.emit({ op: 'linkerSymbol', result: f.local('symbol', U64), name: 'int' });
  f.return(asOperand(other));
  const text = emitC(programOf(MODULE, [f.function]), {
    entryPoints: [f.function.symbol],
    checks: 'on',
  });
  expect(text).toContain('extern const u8 int_[] __asm__("int");\nextern const u8 start[];\n');
  expect(text).toContain('kx_unit__f(u32 Count_2)');
  expect(text).toContain('const u64 int__2 = (u64)start;');
  expect(text).toContain('const u64 start_2 = 1ull;');
  expect(text).toContain('const u64 symbol = (u64)int_;');
});
