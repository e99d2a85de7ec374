/**
 * `npm start`: set-up, compile, boot in QEMU with the kernel's log on the terminal.
 *
 * On a terminal the machine keeps running after its report until Ctrl-C. With `--exit`, or when
 * nobody is watching, the kernel is told to end by itself (`exit` on its command line) and the
 * status says whether its report was complete and its self-check passed.
 *
 * Used by: `build.ts`.            Uses: `kernel-image.ts`, `compiler/toolchain/qemu.ts`.
 */

import { describeResult, isSuccess, parseMemorySize, runQemu } from '../compiler/toolchain/qemu.ts';
import type { Accelerator, QemuResult } from '../compiler/toolchain/qemu.ts';
import { UserFailure } from './failure.ts';
import { ensureTools } from './install.ts';
import { buildKernel } from './kernel-image.ts';
import { findTool, QEMU } from './system-tools.ts';

export interface StartOptions {
  /** End after the boot report. */
  readonly exit: boolean;
  /** Memory of the machine: a number and K, M, G or T. */
  readonly memory: string;
  readonly accel: Accelerator;
  /** Processor model as `-cpu` takes it. */
  readonly cpu: string;
}

/** A boot that has not reported after this time never will; only with `exit`. */
const EXIT_TIMEOUT_MS = 120_000;

/** Boots the kernel. @returns the exit status: 0 when all went well */
export async function start(options: StartOptions): Promise<number> {
  try {
    parseMemorySize(options.memory);
  } catch (error) {
    throw new UserFailure(`--memory: ${error instanceof Error ? error.message : String(error)}`);
  }
  await ensureTools();
  const image = await buildKernel();
  const ends = options.exit || !process.stdout.isTTY;
  if (!ends) console.error('Ctrl-C ends QEMU.');
  const result = await runQemu({
    elf: image.elf,
    memory: options.memory,
    accel: options.accel,
    cpu: options.cpu,
    program: findTool(QEMU).path ?? QEMU.name,
    timeoutMs: ends ? EXIT_TIMEOUT_MS : null,
    onSerial: (text) => process.stdout.write(text, 'latin1'),
    extra: ends ? ['-append', 'exit'] : [],
  });
  return statusOf(result, ends);
}

function statusOf(result: QemuResult, ends: boolean): number {
  if (isSuccess(result)) return 0;
  // Ctrl-C is how a run that goes on is meant to end.
  if (result.outcome === 'killed') return ends ? 1 : 0;
  throw new UserFailure(describeResult(result), result.errors.trim() || null);
}
