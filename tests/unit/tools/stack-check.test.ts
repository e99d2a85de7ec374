/** What the build says of a kernel whose stack has no end: the functions, and what to do. */

import { expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import { projectDirectory, projectPath } from '../../../tools/paths.ts';
import { checkStacks } from '../../../tools/stack-check.ts';
import { nativeTools } from '../backend-c/run-c.ts';
import { buildSmallKernel } from '../toolchain/small-kernel.ts';

const MAIN = 'kernel/main.ts';
const TRAP = 'kernel/arch/trap.ts';
const SOURCES = new Map([
  [
    MAIN,
    `
interface Hook extends Struct { call: ((depth: u32) => u32) | null }
const HOOK: Hook = zeroed();
function deeper(depth: u32): u32 {
  const call = HOOK.call;
  return call === null ? depth : call(depth + 1);
}
export function kernelMain(_protocol: u32, _startInfo: u64): never {
  HOOK.call = deeper;
  panic(\`\${deeper(0)}\`);
}
`,
  ],
  [TRAP, 'export function handleTrap(_frame: u64): void {}\n'],
]);

test('recursion through a reference is the failure of its author, not of the tools', async () => {
  const { program } = compile({ projectDirectory, roots: [MAIN, TRAP], sources: SOURCES });
  if (program === null) throw new Error('the program does not compile');
  // Only the sizes of frames and stacks are read from the image.
  const { elf } = await buildSmallKernel(nativeTools(), projectDirectory, 'build/unit/stack-check');
  expect(() => checkStacks(program, projectPath(elf))).toThrow(
    expect.objectContaining({
      name: 'UserFailure',
      message: 'the stack has no end: main.deeper → main.deeper',
    }),
  );
});
