/**
 * The end of a run: leaving the emulator with a status, or stopping the processor.
 *
 * QEMU's `isa-debug-exit` device (given as `iobase=0xf4`) ends the process with status
 * `(value << 1) | 1` when a value is written to its port. Without the device, and on real
 * hardware, the write goes nowhere and the processor halts. The host targets emulate the port.
 *
 * Used by: `kernel/main.ts`, `kernel/panic.ts`, `trap.ts`.            Uses: port I/O.
 * Invariants: none.
 * Not handled here: power-off through ACPI.
 * Sources: [QEMU] "isa-debug-exit".
 */
import { haltForever, writePort8 } from '../../runtime/contract/cpu.ts';

/** The value written; the emulator's exit status is in the comment. */
export enum ExitValue {
  /** 33, which the tools report as 0. */
  Success = 0x10,
  /** 35, which the tools report as 1. */
  Failure = 0x11,
}

const DEBUG_EXIT_PORT: u16 = 0xf4;

/** Ends the run with `value` where something listens for it; otherwise stops for good. */
export function exit(value: ExitValue): never {
  'use unsafe';
  // SAFE: port 0xf4 has no function on PC hardware; the halt is meant.
  writePort8(DEBUG_EXIT_PORT, u8(value));
  haltForever();
}

/** Stops the processor for good; what is on the screen stays. */
export function halt(): never {
  'use unsafe';
  // SAFE: stopping is meant.
  haltForever();
}
