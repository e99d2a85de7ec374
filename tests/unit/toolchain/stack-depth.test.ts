/** The deepest stack: the longest chain counts, references count, circles are refused. */

import { describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import type { Function, Program } from '../../../compiler/ir/program.ts';
import { StackDepths } from '../../../compiler/toolchain/stack-depth.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FILE = 'kernel/stack-sample.ts';
const PANIC = 'kernel/stack-sample-panic.ts';
const PANIC_SOURCE = `
import { haltForever } from '../runtime/contract/cpu.ts';
export function checkFailed(check: u32, integer: u32, file: string, line: u32, column: u32, left: u64, right: u64): never {
  endPanic();
}
export function endPanic(): never {
  'use unsafe';
  haltForever();
}
`;

/** Of a panic in a panic of `PANIC_SOURCE` without frames: what an assembly routine is given, twice. */
const PANIC_BYTES = 2 * 128;

function compiled(source: string): Program {
  const { program, diagnostics } = compile({
    projectDirectory,
    roots: [FILE],
    sources: new Map([
      [FILE, source],
      [PANIC, PANIC_SOURCE],
    ]),
    support: { message: PANIC, panic: PANIC },
  });
  if (program === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return program;
}

function named(program: Program, name: string): Function {
  const found = program.modules
    .flatMap((module) => module.functions)
    .find((one) => one.name === name);
  if (found === undefined) throw new Error(`no function ${name}`);
  return found;
}

function sizesOf(program: Program, bytes: Readonly<Record<string, number>>): Map<string, number> {
  return new Map(
    Object.entries(bytes).map(([name, size]) => [named(program, name).symbol, size] as const),
  );
}

describe('the deepest stack', () => {
  test('is the sum along the deepest chain of calls, 16 bytes for each call', () => {
    const program = compiled(`
      function leaf(): void {}
      function wide(): void {}
      function middle(): void { leaf(); }
      export function entry(): void { middle(); wide(); }
    `);
    const sizes = sizesOf(program, { leaf: 100, wide: 50, middle: 8, entry: 32 });
    const depth = new StackDepths(program, sizes).depthOf(named(program, 'entry'));
    expect(depth.path).toEqual(['entry', 'middle', 'leaf']);
    expect(depth.bytes).toBe(100 + 8 + 32 + 3 * 16);
  });

  test('counts an inlined function in the frame of its caller', () => {
    const program = compiled(`
      function leaf(): void {}
      function inlined(): void { leaf(); }
      export function entry(): void { inlined(); }
    `);
    const sizes = sizesOf(program, { leaf: 40, entry: 24 });
    expect(new StackDepths(program, sizes).depthOf(named(program, 'entry')).bytes).toBe(96);
  });

  test('counts every function of the type that a reference may call', () => {
    const program = compiled(`
      interface Hooks extends Struct { hook: ((value: u32) => void) | null }
      const HOOKS: Hooks = zeroed();
      function small(value: u32): void {}
      function large(value: u32): void {}
      export function set(big: bool): void { HOOKS.hook = big ? large : small; }
      export function entry(): void { const hook = HOOKS.hook; if (hook !== null) hook(1); }
    `);
    const sizes = sizesOf(program, { small: 8, large: 400, entry: 0 });
    const depth = new StackDepths(program, sizes).depthOf(named(program, 'entry'));
    expect(depth.path).toEqual(['entry', 'large']);
  });

  test('is an upper bound for a chain of functions that never return', () => {
    const program = compiled(`
      import { haltForever } from '../runtime/contract/cpu.ts';
      function d(): never { 'use unsafe'; haltForever(); }
      function c(): never { d(); }
      function b(): never { c(); }
      export function a(): never { b(); }
    `);
    const sizes = sizesOf(program, { a: 1000, b: 1000, c: 1000, d: 1000 });
    const depth = new StackDepths(program, sizes).depthOf(named(program, 'a'));
    expect(depth.path).toEqual(['a', 'b', 'c', 'd']);
    expect(depth.bytes).toBe(4 * (1000 + 16) + PANIC_BYTES);
  });

  test('counts a panic twice, with what its functions call of each other', () => {
    const program = compiled(`
      import { endPanic } from './stack-sample-panic.ts';
      export function entry(): void { endPanic(); }
    `);
    const sizes = sizesOf(program, { checkFailed: 500, endPanic: 300, entry: 0 });
    const depth = new StackDepths(program, sizes).depthOf(named(program, 'entry'));
    expect(depth.bytes).toBe(16 + 2 * (500 + 16 + 300 + 16) + PANIC_BYTES);
  });

  test('refuses a circle through references, and says which', () => {
    const program = compiled(`
      interface Hooks extends Struct { hook: (() => void) | null }
      const HOOKS: Hooks = zeroed();
      export function set(): void { HOOKS.hook = again; }
      export function again(): void {
        const hook = HOOKS.hook;
        if (hook !== null) hook();
      }
    `);
    const again = named(program, 'again');
    expect(() => new StackDepths(program, new Map()).depthOf(again)).toThrow('again → again');
    const depths = new StackDepths(program, new Map([[again.symbol, 48]]), [again.symbol]);
    expect(depths.depthOf(again).bytes).toBe(64);
  });
});
