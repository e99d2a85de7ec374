/**
 * Where the claims about protections start on kernel, alone: one small image for many processors.
 *
 * Used by: `tests/qemu/matrix/protection.test.ts`, as `kernelMain` of its image.
 * Uses: `support/kernel-run.ts`, `protection.ktest.ts`.
 */
import * as ProtectionSuite from './protection.ktest.ts';
import { runInKernel } from './support/kernel-run.ts';

/** Boots, runs the suite, and ends the run. */
export function kernelMain(protocol: u32, startInfo: u64): never {
  runInKernel(protocol, startInfo, ProtectionSuite.suite);
}
