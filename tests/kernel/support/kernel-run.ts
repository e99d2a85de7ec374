/**
 * Running suites in the booted kernel: the machine is booted as ever, then the suites run.
 *
 * The scratch memory is one allocation of the booted system, reached through its direct map. From
 * the first `resetMemory` on, frame allocator and heap know the scratch memory only; the tables that
 * the processor walks lie outside of it and stay.
 *
 * Used by: `entry-kernel.ts`, `entry-protection.ts`.            Uses: `kernel/main.ts`.
 */
import { exit, ExitValue } from '../../../kernel/arch/exit.ts';
import * as Main from '../../../kernel/main.ts';
import * as Address from '../../../kernel/mm/address.ts';
import * as Frame from '../../../kernel/mm/frame.ts';
import * as Ktest from './ktest.ts';
import * as Scratch from './scratch.ts';

/** 2 MiB in frames: the scratch memory may hold large pages. */
const ALIGN_FRAMES: u64 = 512n;
const FRAME_BYTES: u64 = 4096n;

/**
 * Boots, runs `suites`, and ends the run: success when the boot and every claim held.
 *
 * @param protocol  - as for `kernelMain`
 * @param startInfo - as for `kernelMain`
 */
export function runInKernel(protocol: u32, startInfo: u64, suites: () => void): never {
  const booted = Main.boot(protocol, startInfo);
  Ktest.begin(Ktest.Target.Kernel);
  Ktest.group('boot');
  Ktest.reportClaim(booted, 'passes its audit and its self-check');
  const scratch = Frame.allocContiguous(Scratch.SCRATCH_BYTES / FRAME_BYTES, ALIGN_FRAMES);
  if (scratch === null) panic('test: no room for the scratch memory');
  Scratch.use(scratch, Address.directMapStart(), Address.directMapEnd());
  suites();
  exit(Ktest.end() ? ExitValue.Success : ExitValue.Failure);
}
