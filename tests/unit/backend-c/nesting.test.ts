/** Choices inside of choices: the emitter needs no time that grows with their depth. */

import { expect, it } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import type { Program } from '../../../compiler/ir/program.ts';
import { projectDirectory } from '../../../tools/paths.ts';
import { runNative } from '../../support/run-native.ts';
import { runJavaScript } from '../../support/run-javascript.ts';

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
