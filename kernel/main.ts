/**
 * The kernel: brings the system up, checks it, reports, and ends the run.
 *
 * The run ends with the result as its exit status when the command line says `exit`; otherwise the
 * processor halts with the report on the screen.
 *
 * Used by: `runtime/native/entry-64.S`.            Uses: `boot/bring-up.ts`, `self-check.ts`.
 * Not handled here: other processors; anything after the report.
 */
import { exit, ExitValue, halt } from './arch/exit.ts';
import * as Timestamp from './arch/timestamp.ts';
import type { BootInfo } from './boot/boot-info.ts';
import * as Info from './boot/boot-info.ts';
import * as BootReport from './boot/boot-report.ts';
import * as BootScreen from './boot/boot-screen.ts';
import { bringUp } from './boot/bring-up.ts';
import { hasWord } from './boot/command-line.ts';
import * as MemoryPicture from './boot/memory-picture.ts';
import * as Fault from './fault.ts';
import { AuditFinding } from './mm/audit.ts';
import * as SelfCheck from './self-check.ts';
import { SelfCheckStatus } from './self-check.ts';

/**
 * Starts the kernel: called once, on the boot stack, interrupts off, in the higher half.
 *
 * @param protocol  - 0 PVH, 1 Limine, 2 Multiboot2
 * @param startInfo - physical address of the loader's structure; Limine: 0
 */
export function kernelMain(protocol: u32, startInfo: u64): never {
  const isGood = boot(protocol, startInfo);
  finish(Info.systemInfo(), isGood);
}

/**
 * Brings the system up, checks it and prints the boot report. The test image starts with it, too.
 *
 * @returns whether the audit and the self-check passed; what cannot be reported panics
 */
export function boot(protocol: u32, startInfo: u64): bool {
  const start = Timestamp.now();
  const audit = bringUp(protocol, startInfo);
  const selfCheck = SelfCheck.run();
  BootReport.printSelfCheck(selfCheck);
  BootReport.printTime(Timestamp.now() - start);
  MemoryPicture.printPicture(Info.systemMap(), BootScreen.systemScreen());
  return audit.finding === AuditFinding.Ok && selfCheck === SelfCheckStatus.Ok;
}

/** Ends the boot: a requested fault, the exit, or the halt. */
function finish(info: BootInfo, isGood: bool): never {
  if (Fault.commitRequested(info.commandLine)) {
    print('fault         NOTHING HAPPENED');
    exit(ExitValue.Failure);
  }
  if (!isGood) exit(ExitValue.Failure);
  print('ready');
  if (hasWord(info.commandLine, 'exit')) exit(ExitValue.Success);
  halt();
}
