/**
 * Where the kernel tests start on host-native: a Linux process with an arena as its memory.
 *
 * Used by: `targets/host-native.test.ts`.            Uses: `all.ktest.ts`, `support/`.
 * Sources: `runtime/linux/image.S` for the arena.
 */
import { exit, ExitValue } from '../../kernel/arch/exit.ts';
import { linkerSymbol } from '../../runtime/contract/image.ts';
import { runAll } from './all.ktest.ts';
import * as Ktest from './support/ktest.ts';
import * as Scratch from './support/scratch.ts';

/** In the upper part of the arena, as on the simulated machine. */
const SCRATCH_BASE: PhysAddr = phys(0x100_0000n);

/** Runs all suites and ends the process: 0 when every claim held, else 1. */
export function runTests(): void {
  Ktest.begin(Ktest.Target.HostNative);
  const start = arenaStart();
  Scratch.use(SCRATCH_BASE, start, phys(arenaEnd() - start));
  runAll();
  exit(Ktest.end() ? ExitValue.Success : ExitValue.Failure);
}

/** Virtual address of physical address 0. */
function arenaStart(): VirtAddr {
  'use unsafe';
  // SAFE: an address, not an access.
  return linkerSymbol('host_memory_start');
}

function arenaEnd(): VirtAddr {
  'use unsafe';
  // SAFE: an address, not an access.
  return linkerSymbol('host_memory_end');
}
