/**
 * Runs a compiled program as a process of this machine or in QEMU.
 *
 * Used by: `tests/kernel/targets`, `tests/dialect`.            Uses: `tools/link.ts`.
 */

import { x } from 'tinyexec';

import type { Program } from '../../compiler/ir/program.ts';
import { describeResult, isSuccess, runQemu } from '../../compiler/toolchain/qemu.ts';
import { linkKernel, linkProcess } from '../../tools/link.ts';
import type { FunctionName } from '../../tools/kernel-roots.ts';
import type { TargetRun } from './register-target.ts';

const PROCESS_TIMEOUT_MS = 60_000;
const MACHINE_TIMEOUT_MS = 120_000;

/**
 * Links `entry` into a process and runs it.
 *
 * @param name  - of the program in the build directory
 * @param flags - for clang, after the usual ones, which they override
 */
export async function runNative(
  program: Program,
  entry: FunctionName,
  name: string,
  flags: readonly string[] = [],
): Promise<TargetRun> {
  const file = await linkProcess(program, entry, name, flags);
  const child = x(file, [], { throwOnError: false, timeout: PROCESS_TIMEOUT_MS });
  const finished = await child;
  const ended = child.signalCode ?? `status ${finished.exitCode ?? 'unknown'}`;
  const errors = finished.stderr.trim();
  return {
    output: finished.stdout,
    failure:
      finished.exitCode === 0
        ? null
        : `the process ended with ${ended}${errors === '' ? '' : `: ${errors}`}`,
  };
}

/** How a machine is made for a test run. */
export interface MachineRequest {
  readonly memory: string;
  readonly cpu: string;
}

/** Links `entry` as `kernelMain` of an image and boots it. */
export async function runKernel(
  program: Program,
  entry: FunctionName,
  name: string,
  machine: MachineRequest,
): Promise<TargetRun> {
  const image = await linkKernel(program, entry, name);
  const result = await runQemu({
    elf: image.elf,
    memory: machine.memory,
    cpu: machine.cpu,
    timeoutMs: MACHINE_TIMEOUT_MS,
  });
  return {
    output: result.serial,
    failure: isSuccess(result) ? null : `${describeResult(result)}\n${result.errors}`.trim(),
  };
}
