/**
 * Ending tools: those that run, and those that would follow.
 */

import { expect, test } from 'vitest';

import { endTools, runTool, ToolchainError } from '../../../compiler/toolchain/process.ts';
import { projectDirectory } from '../../../tools/paths.ts';

/** Keeps the thread busy, so that it does not hear of tools that end. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

test('a tool that runs is ended, and who waits for it gets an error', async () => {
  const failure = expect(runTool('sleep', ['30'], projectDirectory)).rejects.toThrow(
    ToolchainError,
  );
  await endTools();
  await failure;
});

test('what follows a tool that has ended unheard is ended too', async () => {
  const chain = async (): Promise<void> => {
    await runTool('true', [], projectDirectory);
    await runTool('sleep', ['30'], projectDirectory);
  };
  const failure = expect(chain()).rejects.toThrow(ToolchainError);
  block(300);
  await endTools();
  await failure;
});
