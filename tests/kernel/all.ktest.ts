/**
 * Every suite of the kernel, in the order in which they run on all three targets.
 *
 * Used by: `entry-host.ts`, `entry-linux.ts`, `entry-kernel.ts`.            Uses: all `*.ktest.ts`.
 * Invariants:
 *   I1. Each `*.ktest.ts` of this directory is called once (`targets/suites.test.ts` checks it).
 */

/** Runs all suites. */
export function runAll(): void {}
