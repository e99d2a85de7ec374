/**
 * Where the kernel tests start on host-js: a simulated machine with its boot tables.
 *
 * Used by: `targets/host-js.test.ts`.            Uses: `all.ktest.ts`, `support/`.
 */
import { runAll } from './all.ktest.ts';
import * as Ktest from './support/ktest.ts';
import * as Scratch from './support/scratch.ts';

/** Offset of the direct map that the simulated machine's boot tables have by default. */
const DIRECT_MAP_START: VirtAddr = virt(0xffff_8000_0000_0000n);
/** Scratch memory starts above the kernel image, which lies at 2 MiB; the machine has 64 MiB. */
const SCRATCH_BASE: PhysAddr = phys(0x100_0000n);
const MEMORY_END: PhysAddr = phys(0x400_0000n);

/** Runs all suites. @returns whether every claim held */
export function runTests(): bool {
  Ktest.begin(Ktest.Target.HostJs);
  Scratch.use(SCRATCH_BASE, DIRECT_MAP_START, MEMORY_END);
  runAll();
  return Ktest.end();
}
