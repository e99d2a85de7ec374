/**
 * The process that builds for `npm run watch`: it builds whenever it is told to, and ends when nobody
 * can tell it any more.
 *
 * Used by: `watch-builder.ts`, which starts it.            Uses: `kernel-image.ts`.
 */

import v8 from 'node:v8';

import { endTools } from '../compiler/toolchain/process.ts';
import { describeFailure } from './failure.ts';
import { buildKernel } from './kernel-image.ts';

/**
 * How much a function runs before V8 optimizes it, in bytes of bytecode: about what V8 itself takes.
 * The launcher sets much more, which makes one build shorter and those that follow longer.
 */
const INTERRUPT_BUDGET_BYTES = 132_000;

async function build(): Promise<boolean> {
  try {
    await buildKernel();
    return true;
  } catch (error) {
    console.error(describeFailure(error));
    return false;
  } finally {
    // A failure does not wait for all tools, and the next build writes what they read.
    await endTools();
  }
}

/** Loads the compiler, in case the build found that there was nothing to do. */
async function loadCompiler(): Promise<void> {
  await import('./link.ts');
  // Not before: V8 takes stored code only under the flags that it was stored with.
  v8.setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET_BYTES}`);
}

async function answer(): Promise<void> {
  const isBuilt = await build();
  if (process.connected) process.send?.(isBuilt);
  await loadCompiler();
}

process.on('message', () => {
  void answer();
});
process.once('disconnect', () => {
  void endTools();
  process.exit();
});
