/**
 * The kernel image `build/slayer.elf`: made when something it depends on has changed.
 *
 * The compiler is loaded only then, so that a start without changes costs next to nothing. This is the
 * release: `debugAssert` is left out, and the image names lines, but no variables. Test images, host
 * tests and `npm run debug` have both.
 *
 * Used by: `start.ts`, `build-kernel.ts`, `tests/qemu`.            Uses: `link.ts`, `fingerprint.ts`.
 */

import { rmSync } from 'node:fs';

import { fingerprint, isFresh, markFresh } from './fingerprint.ts';
import type { BuiltKernel } from './link.ts';
import { buildPath } from './paths.ts';
import { withProgress } from './progress.ts';
import { CLANG, findTool, LINKER } from './system-tools.ts';

/** Everything that the kernel image is made from. */
const KERNEL_INPUTS: readonly string[] = [
  'kernel',
  'runtime/contract',
  'runtime/native',
  'linker',
  'compiler',
  'tools/kernel-image.ts',
  'tools/link.ts',
  'package-lock.json',
];

const KERNEL_MAIN = 'kernel/main.ts';

/** Lines and functions, for backtraces; variables would cost clang a fifth of its time. */
const DEBUG_LINES = '-g1';

/** Makes `build/slayer.elf`, unless it is there and nothing it depends on has changed. */
export async function buildKernel(): Promise<BuiltKernel> {
  const built = { elf: buildPath('slayer.elf'), map: buildPath('slayer.map') };
  const outputs = [built.elf, built.map];
  const tools = [CLANG, LINKER].map((tool) => findTool(tool).path ?? tool.name);
  const inputs = fingerprint(KERNEL_INPUTS, tools.join());
  if (isFresh(outputs, inputs)) return built;
  await withProgress('Compiling the kernel', async () => {
    const { compileKernelEarly, linkKernel } = await import('./link.ts');
    const entry = { module: KERNEL_MAIN, name: 'kernelMain' };
    const { program, check } = compileKernelEarly(KERNEL_MAIN, 'without debugAssert');
    // Starts clang, which needs longer than the check of types.
    const linking = linkKernel(program, entry, 'slayer', [DEBUG_LINES]);
    try {
      check();
    } catch (error) {
      const { endTools } = await import('../compiler/toolchain/process.ts');
      endTools();
      // What it complains about is a consequence.
      await linking.catch(() => null);
      for (const output of outputs) rmSync(output, { force: true });
      throw error;
    }
    const image = await linking;
    const { checkStacks } = await import('./stack-check.ts');
    checkStacks(program, image.elf);
  });
  markFresh(outputs, inputs);
  return built;
}
