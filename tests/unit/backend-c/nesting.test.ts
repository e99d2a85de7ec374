/** Deep and long chains: clang takes them, and the emitter needs no time that grows with their depth. */

import { expect, it } from 'vitest';

import { loadProgram } from '../../../compiler/backend-js/load.ts';
import { emitC } from '../../../compiler/backend-c/emit.ts';
import { compile } from '../../../compiler/compile.ts';
import { constantOf, FunctionBuilder, programOf } from '../../../compiler/ir/build.ts';
import type { Instruction, Program } from '../../../compiler/ir/program.ts';
import { BOOL, U64 } from '../../../compiler/ir/types.ts';
import { compileC } from '../../../compiler/toolchain/objects.ts';
import { NESTING_LIMIT } from '../../../compiler/frontend/nesting.ts';
import { projectDirectory } from '../../../tools/paths.ts';
import { runNative } from '../../support/run-native.ts';
import { runJavaScript } from '../../support/run-javascript.ts';
import { MODULE, nativeTools, runCalls } from './run-c.ts';

const FILE = 'tests/unit/backend-c/nested.ts';
const ENTRY = { module: FILE, name: 'main' };

/** Compiles a module that is not on the disk. */
function programFrom(source: string): Program {
  const { program, diagnostics } = compile({
    projectDirectory,
    roots: [FILE, 'kernel/panic.ts'],
    sources: new Map([[FILE, source]]),
  });
  expect(diagnostics).toEqual([]);
  if (program === null) throw new Error('no program');
  return program;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function on(line: number, body: readonly Instruction[]): Instruction[] {
  return body.map((each) => ({ ...each, position: { file: MODULE, line, column: 3 } }));
}

/** `if (left === 0) return 0; else if (left === 1) return 3; …`, each on a line of its own. */
function chain(length: number): FunctionBuilder {
  const f = new FunctionBuilder(MODULE, 'chain', { left: U64, right: U64 }, U64);
  const end = f.nested(() => f.return(f.parameter(1)));
  let rest = on(length + 3, end);
  for (const index of numbers(length).reverse()) {
    const otherwise = rest;
    const link = f.nested(() => {
      const [left, right] = [f.parameter(0), constantOf(U64, index)];
      const condition = f.compute(BOOL, (result) => {
        return { op: 'compare', result, comparison: 'eq', left, right };
      });
      const result = f.nested(() => f.return(constantOf(U64, index * 3)));
      const then = on(index + 2, result);
      f.emit({ op: 'if', condition, then, otherwise });
    });
    rest = on(index + 2, link);
  }
  f.function.body = rest;
  return f;
}

function textOf(f: FunctionBuilder): string {
  const { function: tested } = f;
  return emitC(programOf(MODULE, [tested]), { entryPoints: [tested.symbol], checks: 'on' });
}

// TypeScript gives up on 2,000 branches and the front end before that: the IR is made by hand.
it('compiles a chain of 2,000 `else if`', async () => {
  const object = await compileC(textOf(chain(2000)), 'linux', {
    projectDirectory,
    buildDirectory: 'build/unit',
    tools: nativeTools(),
    name: 'else-if-2000',
  });
  expect(object).toMatch(/\.o$/);
});

it('runs a chain of 1,000 `else if`', async () => {
  const { function: tested } = chain(1000);
  const outcomes = await runCalls({
    name: 'else-if-1000',
    checks: 'on',
    calls: [0n, 1n, 999n, 1000n].map((left) => ({ function: tested, left, right: 7n })),
  });
  expect(outcomes).toEqual(['0', '3', '2997', '7']);
  const loaded = loadProgram(programOf(MODULE, [tested]));
  expect(loaded.call(MODULE, 'chain', 999n, 7n)).toBe(2997n);
  expect(loaded.call(MODULE, 'chain', 1000n, 7n)).toBe(7n);
});

it('writes an `else if` without another bracket, on its own line', () => {
  expect(textOf(chain(3))).toContain(`
#line 1 "${MODULE}"
u64 kx_unit__chain(u64 left, u64 right) {
  if (left == 0ull) { return 0ull; }
  else if (left == 1ull) { return 3ull; }
  else if (left == 2ull) { return 6ull; } else {

    return right;
  }
}
`);
});

it('compiles and runs the deepest `if` that the front end takes', async () => {
  // Each has two levels; the function, its body and the statement in the last are five more.
  const deepest = (NESTING_LIMIT - 6) / 2;
  const program = programFrom(`
    function depth(x: u32): u32 {
      let reached: u32 = 0;
      ${numbers(deepest)
        .map((index) => `if (x > ${index}) {\n reached += 1;\n`)
        .join('')}${'}\n'.repeat(deepest)}
      return reached;
    }
    export function main(): void {
      print(\`\${depth(0)} \${depth(55)} \${depth(1000)}\`);
    }`);
  const expected = { output: `0 55 ${deepest}\n`, failure: null };
  expect(runJavaScript(program, ENTRY)).toEqual(expected);
  expect(await runNative(program, ENTRY, 'nested-if')).toEqual(expected);
});

// Each choice was emitted twice as often as the one around it.
it('compiles choices of any depth in time', async () => {
  const inElse = numbers(60).reduceRight(
    (rest, index) => `x === ${index} ? ${index} + y : ${rest}`,
    'x',
  );
  const inThen = numbers(60).reduce((rest, index) => `x > ${index} ? (${rest}) : ${index}`, 'y');
  const logical = numbers(60).reduce(
    (rest, index) => (index % 2 === 0 ? `(x > ${index} || ${rest})` : `(y > ${index} && ${rest})`),
    'x > y',
  );
  const program = programFrom(`
    function inElse(x: u32, y: u32): u32 { return ${inElse}; }
    function inThen(x: u32, y: u32): u32 { return ${inThen}; }
    function logical(x: u32, y: u32): bool { return ${logical}; }
    export function main(): void {
      print(\`\${inElse(50, 7)} \${inElse(70, 7)} \${inThen(50, 7)} \${inThen(70, 7)}\`);
      print(\`\${logical(58, 60)} \${logical(59, 60)} \${logical(2, 58)} \${logical(3, 2)}\`);
    }`);
  const js = runJavaScript(program, ENTRY);
  expect(js).toEqual({ output: '57 70 59 7\ntrue true false false\n', failure: null });
  expect(await runNative(program, ENTRY, 'nested-choices')).toEqual(js);
});
