/** What the emitted C looks like: stable, warning-free, with TypeScript's lines and names. */

import { execFileSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { emitC } from '../../../compiler/backend-c/emit.ts';
import { displayNames, NameScope } from '../../../compiler/backend-c/names.ts';
import { LineWriter } from '../../../compiler/backend-c/writer.ts';
import {
  asOperand,
  constantOf,
  FunctionBuilder,
  programOf,
  staticOf,
} from '../../../compiler/ir/build.ts';
import type {
  Function,
  Instruction,
  Local,
  Operand,
  Program,
} from '../../../compiler/ir/program.ts';
import { BOOL, type Type, U32, U64, U8 } from '../../../compiler/ir/types.ts';
import { compileFlags } from '../../../compiler/toolchain/flags.ts';
import { buildPath, projectDirectory } from '../../../tools/paths.ts';
import {
  CHECK_FAILED,
  complaints,
  EVERY_WARNING,
  MODULE,
  nativeTools,
  writeUnit,
} from './run-c.ts';

/** A loop that sums the bytes below a limit, with names that C reserves. */
function sample(): { program: Program; entryPoint: string } {
  const total = staticOf(MODULE, 'total', U64, constantOf(U64, 0));
  const f = new FunctionBuilder(MODULE, 'sum', { double: U32, unused: U8 }, U64);
  const index = f.local('index', U32);
  index.mutable = true;
  f.emit({ op: 'declare', local: index, value: constantOf(U32, 0) });
  const loop = f.label();
  const body = f.nested(() => {
    const more = f.compute(BOOL, (result) => ({
      op: 'compare',
      result,
      comparison: 'lt',
      left: asOperand(index),
      right: f.parameter(0),
    }));
    f.emit({
      op: 'if',
      condition: more,
      then: [],
      otherwise: f.nested(() => f.emit({ op: 'break', label: loop })),
    });
    // Two variables of one name, in blocks beside each other and inside.
    for (const value of [1n, 2n]) {
      f.emit({
        op: 'block',
        label: f.label(),
        body: f.nested(() => {
          const step = f.local('step', U32);
          f.emit({ op: 'declare', local: step, value: constantOf(U32, value) });
          f.emit({
            op: 'block',
            label: f.label(),
            body: f.nested(() => {
              const inner = f.local('step', U32);
              f.emit({ op: 'declare', local: inner, value: asOperand(step) });
              f.emit({
                op: 'arithmetic',
                result: index,
                operator: 'add',
                overflow: 'trap',
                left: asOperand(index),
                right: asOperand(inner),
              });
            }),
          });
        }),
      });
    }
  });
  f.emit({ op: 'loop', label: loop, body, step: [] });
  const sum = f.compute(U64, (result) => ({
    op: 'convert',
    result,
    mode: 'exact',
    value: asOperand(index),
  }));
  f.emit({ op: 'storeStatic', static: total, value: sum });
  f.return(f.compute(U64, (result) => ({ op: 'loadStatic', result, static: total })));

  const unreached = new FunctionBuilder(MODULE, 'unreached', {}, U64);
  unreached.return(constantOf(U64, 5));
  const program = programOf(MODULE, [f.function, unreached.function], {
    statics: [total, staticOf(MODULE, 'neverUsed', U64, constantOf(U64, 0))],
    checkFailed: CHECK_FAILED,
  });
  return { program, entryPoint: f.function.symbol };
}

function emitSample(checks: 'on' | 'off' = 'on'): string {
  const { program, entryPoint } = sample();
  return emitC(program, { entryPoints: [entryPoint], checks });
}

describe('emitted C', () => {
  it('is the same every time', () => {
    expect(emitSample()).toBe(emitSample());
  });

  it('says what it is made from and holds only what is reached', () => {
    const text = emitSample();
    expect(text).toMatch(/^\/\* Generated from kernel\/unit\.ts\. Do not edit\. \*\//);
    expect(text).not.toContain('unreached');
    expect(text).not.toContain('neverUsed');
  });

  it('has an external name for entry points only', () => {
    const { program, entryPoint } = sample();
    const caller = new FunctionBuilder(MODULE, 'caller', {}, U64);
    const [called] = program.modules.flatMap((module) => module.functions);
    if (called === undefined) throw new Error('the sample has no function');
    caller.return(
      caller.compute(U64, (result) => ({
        op: 'call',
        result,
        function: called,
        arguments: [constantOf(U32, 1), constantOf(U8, 1)],
      })),
    );
    program.modules[0]?.functions.push(caller.function);
    const text = emitC(program, { entryPoints: [caller.function.symbol], checks: 'on' });
    expect(text).toContain(`\nu64 ${caller.function.symbol}(void);`);
    expect(text).toContain(`\nstatic u64 ${entryPoint}(u32, u8);`);
  });

  it('refuses an entry point that does not exist', () => {
    const { program } = sample();
    expect(() => emitC(program, { entryPoints: ['kx_no'], checks: 'on' })).toThrow(/kx_no/);
  });

  it('keeps names of variables, changed only where C needs it', () => {
    const text = emitSample();
    expect(text).toContain('(u32 double_, u8 unused)');
    expect(text.match(/const u32 step = /g)?.length).toBe(2);
    expect(text.match(/const u32 step_2 = step;/g)?.length).toBe(2);
  });

  it.each(['on', 'off'] as const)('has no warning of clang, nearly all on, checks %s', (checks) => {
    const source = writeUnit(`warnings-${checks}`, emitSample(checks));
    for (const target of ['kernel', 'linux'] as const) {
      const flags = [...compileFlags(target), ...EVERY_WARNING];
      expect(complaints(nativeTools().clang, flags, source)).toBe('');
    }
  });

  it('lets a debugger stop at TypeScript lines and nowhere else', () => {
    const source = writeUnit('lines', emitSample());
    const object = buildPath('unit', 'lines.s');
    // Without optimisation every statement is there.
    const flags = [...compileFlags('linux'), '-O0', '-S', '-o', object, source];
    execFileSync(nativeTools().clang, flags, { cwd: projectDirectory });
    const assembly = execFileSync('cat', [object], { encoding: 'utf8' });
    const fileNumbers = new Map(
      [...assembly.matchAll(/\.file\s+(\d+) (?:"[^"]*" )?"([^"]*)"/g)].map((match) => [
        match[1] ?? '',
        match[2] ?? '',
      ]),
    );
    const lines = new Set<number>();
    for (const [, file, line] of assembly.matchAll(/\.loc\s+(\d+) (\d+)/g)) {
      expect(fileNumbers.get(file ?? '')).toMatch(/unit\.ts$/);
      lines.add(Number(line));
    }
    const expected = linesOf(sample().program.modules[0]?.functions[0]);
    for (const line of lines) if (line !== 0) expect([...expected, 1]).toContain(line);
    expect(lines.size).toBeGreaterThan(5);
  });
});

/** The lines of all operations of a function, nested ones too, and of closing braces after them. */
function linesOf(declared: Function | undefined): number[] {
  const text = JSON.stringify(declared?.body ?? [], (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return [...text.matchAll(/"line":(\d+)/g)].flatMap((match) => [
    Number(match[1]),
    Number(match[1]) + 1,
  ]);
}

describe('the line writer', () => {
  const at = (line: number, file = 'a.ts'): { file: string; line: number; column: number } => ({
    file,
    line,
    column: 1,
  });

  it('puts statements of one line on one line, and says #line only after jumps', () => {
    const writer = new LineWriter();
    writer.open(at(10), 'void f(void)');
    writer.statement(at(11), 'a();');
    writer.statement(at(11), 'b();');
    writer.statement(at(13), 'c();');
    writer.statement(at(40), 'd();');
    writer.statement(at(39), 'e();');
    writer.statement(at(39, 'b.ts'), 'g();');
    writer.close();
    expect(writer.text().split('\n')).toEqual([
      '#line 10 "a.ts"',
      'void f(void) {',
      '  a(); b();',
      '',
      '  c();',
      '#line 40 "a.ts"',
      '  d();',
      '#line 39 "a.ts"',
      '  e();',
      '#line 39 "b.ts"',
      '  g();',
      '}',
      '',
    ]);
  });

  it('closes a block on its line when it is all on one', () => {
    const writer = new LineWriter();
    writer.open(at(1), 'if (a)');
    writer.statement(at(1), 'b();');
    writer.closeAndOpen('else');
    writer.statement(at(2), 'c();');
    writer.close();
    expect(writer.text()).toBe('#line 1 "a.ts"\nif (a) { b(); } else {\n  c();\n}\n');
  });
});

describe('names', () => {
  it('avoid keywords, macros of GNU C, and each other', () => {
    const scope = new NameScope();
    const names = ['int', 'linux', 'kx_fail', '_Bool', 'a', 'a', 'a_2', 'größe', '2nd'];
    const claimed = names.map((name) => scope.claim(name));
    expect(new Set(claimed).size).toBe(names.length);
    expect(claimed.slice(0, 6)).toEqual(['int_', 'linux_', 'xkx_fail', 'x_Bool', 'a', 'a_2']);
    for (const name of claimed) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
  });

  it('are free again when their scope is closed', () => {
    const outer = new NameScope();
    outer.claim('a');
    expect(new NameScope(outer).claim('b')).toBe('b');
    expect(new NameScope(outer).claim('b')).toBe('b');
    expect(new NameScope(outer).claim('a')).toBe('a_2');
  });

  it('for people have the module and the function', () => {
    const { program } = sample();
    expect([...displayNames(program).values()]).toEqual(['unit.sum', 'unit.unreached']);
  });
});

describe('values in emitted C', () => {
  it('stand where they are read, when they are read once on the same line', () => {
    const f = new FunctionBuilder(MODULE, 'inOneLine', { a: U64, b: U64 }, BOOL);
    const position = { file: MODULE, line: 2, column: 1 };
    const local = (id: number, type: typeof U64 | typeof BOOL): Operand => ({
      kind: 'local',
      local: { id, name: null, type, mutable: false },
    });
    const [sum, less] = [local(2, U64), local(3, BOOL)];
    if (sum.kind !== 'local' || less.kind !== 'local') throw new Error('not locals');
    const program = programOf(MODULE, [
      {
        ...f.function,
        body: [
          {
            op: 'arithmetic',
            result: sum.local,
            operator: 'add',
            overflow: 'wrap',
            left: f.parameter(0),
            right: f.parameter(1),
            position,
          },
          {
            op: 'compare',
            result: less.local,
            comparison: 'lt',
            left: sum,
            right: f.parameter(0),
            position,
          },
          { op: 'return', value: less, position },
        ],
      },
    ]);
    const text = emitC(program, { entryPoints: [f.function.symbol], checks: 'on' });
    expect(text).toContain('  return (a + b) < a;\n');
  });

  it('are choices where the branches of an if do nothing but choose', () => {
    const f = new FunctionBuilder(MODULE, 'choose', { a: BOOL, b: BOOL, c: U64 }, U64);
    const position = { file: MODULE, line: 2, column: 1 };
    let id = 10;
    const choose = (
      type: Type,
      condition: Operand,
      thenValue: Operand,
      otherValue: Operand,
    ): readonly [Operand, readonly Instruction[]] => {
      id += 1;
      const local: Local = { id, name: null, type, mutable: true };
      const assign = (value: Operand): Instruction => ({ op: 'assign', local, value, position });
      return [
        asOperand(local),
        [
          { op: 'declare', local, value: null, position },
          {
            op: 'if',
            condition,
            then: [assign(thenValue)],
            otherwise: [assign(otherValue)],
            position,
          },
        ],
      ];
    };
    const [a, b, c] = [f.parameter(0), f.parameter(1), f.parameter(2)];
    const [both, first] = choose(BOOL, a, b, constantOf(BOOL, false));
    const [any, second] = choose(BOOL, both, constantOf(BOOL, true), b);
    const [chosen, third] = choose(U64, any, c, constantOf(U64, 3));
    const body: readonly Instruction[] = [
      ...first,
      ...second,
      ...third,
      { op: 'return', value: chosen, position },
    ];
    const program = programOf(MODULE, [{ ...f.function, body }]);
    const text = emitC(program, { entryPoints: [f.function.symbol], checks: 'on' });
    expect(text).toContain('  return ((a && b) || b) ? c : 3ull;\n');
  });
});
