/**
 * The memory subsystem on a fresh simulated machine, for property tests.
 *
 * Used by: `tests/property`.            Uses: `runtime/host`, `tests/kernel/support/scratch.ts`.
 */

import { resetMachine } from '../../runtime/host/index.ts';
import * as Scratch from '../kernel/support/scratch.ts';

const DIRECT_MAP_START = 0xffff_8000_0000_0000n as VirtAddr;
const SCRATCH_BASE = 0x100_0000n as PhysAddr;
const MEMORY_END = 0x400_0000n as PhysAddr;

/** A new machine whose frames, page tables and heap lie in 16 MiB of scratch memory. */
export function freshMemory(): void {
  resetMachine();
  Scratch.use(SCRATCH_BASE, DIRECT_MAP_START, MEMORY_END);
  Scratch.resetMemory();
}
