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

import { assembleRuntime } from '../compiler/toolchain/kernel-image.ts';
import { changedAfter, fingerprint, isFresh, markFresh } from './fingerprint.ts';
import { KERNEL_MAIN, kernelRoots } from './kernel-roots.ts';
import type { BuiltKernel } from './link.ts';
import { BUILD_DIRECTORY, buildPath, projectDirectory } from './paths.ts';
import { withProgress } from './progress.ts';
import { nativeTools } from './system-tools.ts';
import { TypeCheck } from './type-check.ts';

/** Everything that the kernel image is made from. */
const KERNEL_INPUTS: readonly string[] = [
  'kernel',
  'runtime/contract',
  'runtime/native',
  'linker',
  'compiler',
  'tools',
  'package-lock.json',
];

const IMAGE_NAME = 'slayer';

/** Lines and functions, for backtraces; variables would cost clang a fifth of its time. */
const DEBUG_LINES = '-g1';

/** Makes `build/slayer.elf`, unless it is there and nothing it depends on has changed. */
export async function buildKernel(): Promise<BuiltKernel> {
  const built = { elf: buildPath(`${IMAGE_NAME}.elf`), map: buildPath(`${IMAGE_NAME}.map`) };
  const outputs = [built.elf, built.map];
  const tools = nativeTools();
  const inputs = fingerprint(KERNEL_INPUTS, JSON.stringify(tools));
  if (isFresh(outputs, inputs)) return built;
  await withProgress('Compiling the kernel', async () => {
    // Another processor has nothing to do while this one compiles.
    const typeCheck = new TypeCheck(kernelRoots(KERNEL_MAIN), IMAGE_NAME);
    const image = { projectDirectory, buildDirectory: BUILD_DIRECTORY, tools, name: IMAGE_NAME };
    const assembling = assembleRuntime(image);
    // The compiler has errors of its own to tell first.
    assembling.catch(() => null);
    const { asUserFailure, compileKernelEarly, linkKernel } = await import('./link.ts');
    const entry = { module: KERNEL_MAIN, name: 'kernelMain' };
    const early = compileKernelEarly(KERNEL_MAIN, 'without debugAssert');
    const { program, files } = early;
    await asUserFailure(() => assembling);
    const modules = program.modules.map((module) => module.path);
    const linking = linkKernel(program, entry, IMAGE_NAME, {
      flags: [DEBUG_LINES],
      changedModules: changedAfter(outputs, modules),
      // A line more changes one unit then.
      copyLines: 'of the function',
    });
    const linked = linking.catch(() => null);
    try {
      early.check((await typeCheck.covers(files)) ? 'known to be none' : 'to be found');
    } catch (error) {
      const { endTools } = await import('../compiler/toolchain/process.ts');
      await endTools();
      // What it complains about is a consequence.
      await linked;
      for (const output of outputs) rmSync(output, { force: true });
      throw error;
    }
    const { elf } = await linking;
    const { checkStacks } = await import('./stack-check.ts');
    checkStacks(program, elf);
  });
  markFresh(outputs, inputs);
  return built;
}
