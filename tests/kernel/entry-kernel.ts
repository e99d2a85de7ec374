/**
 * Where the kernel tests start on kernel: all suites.
 *
 * Used by: `targets/kernel.test.ts`, as `kernelMain` of the test image.
 * Uses: `support/kernel-run.ts`, `all.ktest.ts`.
 */
import { runAll } from './all.ktest.ts';
import { runInKernel } from './support/kernel-run.ts';

/** Boots, runs all suites, and ends the run. */
export function kernelMain(protocol: u32, startInfo: u64): never {
  runInKernel(protocol, startInfo, runAll);
}
