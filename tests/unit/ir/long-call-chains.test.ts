/**
 * Chains of calls that are longer than the stack of the compiler's own process.
 */

import { expect, test } from 'vitest';

import { emitC } from '../../../compiler/backend-c/emit.ts';
import { emitFunctions } from '../../../compiler/backend-js/emit.ts';
import { compile, type CompileResult } from '../../../compiler/compile.ts';
import type { Program } from '../../../compiler/ir/program.ts';
import { StackDepths } from '../../../compiler/toolchain/stack-depth.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FILE = 'kernel/main.ts';
const LENGTH = 10_000;

/** Functions that each call the next one; the last one calls `last`. */
function chain(last: string, beforeFirstCall = ''): string {
  const names = Array.from({ length: LENGTH }, (_, index) => `f${index}`);
  return names
    .map((name, index) => {
      const before = index === 0 ? beforeFirstCall : '';
      return `export function ${name}(): void { ${before} ${names[index + 1] ?? last}(); }`;
    })
    .join('\n');
}

function compiled(source: string): CompileResult {
  const sources = new Map([[FILE, source]]);
  return compile({ projectDirectory, roots: [FILE], sources });
}

function compiledChain(): Program {
  const { program } = compiled(`${chain('end')}\nfunction end(): void {}`);
  if (program === null) throw new Error('the chain does not compile');
  return program;
}

function errorsOf(source: string): readonly string[] {
  return compiled(source).diagnostics.map(
    ({ code, line, message }) => `${code} in line ${line}: ${message}`,
  );
}

test('a chain of ten thousand calls is no recursion, and becomes C and JavaScript', () => {
  const program = compiledChain();
  expect(emitC(program, { entryPoints: ['kx_main__f0'], checks: 'on' })).toContain('f9999');
  expect(emitFunctions(program).get(FILE)?.code).toContain('f9999');
});

test('the stack of a chain of ten thousand calls is the sum of its frames', () => {
  const program = compiledChain();
  const [first] = program.modules.find(({ path }) => path === FILE)?.functions ?? [];
  if (first === undefined) throw new Error('there is no function');
  const sizes = new Map(
    program.modules.flatMap(({ functions }) => functions.map(({ symbol }) => [symbol, 8] as const)),
  );
  const { bytes, path } = new StackDepths(program, sizes).depthOf(first);
  expect(path).toHaveLength(LENGTH + 1);
  expect(bytes).toBe((LENGTH + 1) * (8 + 16));
});

const CIRCLE =
  'f0 → f1 → f2 → f3 → f4 → f5 → … 9989 more … → f9995 → f9996 → f9997 → f9998 → f9999 → f0';
const WAY =
  'f0 → f1 → f2 → f3 → f4 → f5 → … 9989 more … → f9995 → f9996 → f9997 → f9998 → f9999 → take';

test('a circle of ten thousand calls is recursion where it closes, and said in short', () => {
  expect(errorsOf(chain('f0'))).toEqual([
    `KD0502 in line 10000: these functions call each other in a circle: ${CIRCLE}`,
  ]);
});

test("ten thousand calls from 'no alloc' to an allocation are said in short", () => {
  const source = `${chain('take', "'no alloc';")}\n/** @allocates */\nfunction take(): void {}`;
  expect(errorsOf(source)).toEqual([
    `KD0505 in line 1: f0 is marked 'no alloc' but reaches take: ${WAY}`,
  ]);
});
