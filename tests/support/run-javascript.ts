/**
 * Runs dialect code on host-js: the JavaScript back end and a simulated machine.
 *
 * Used by: `tests/kernel/targets`, `tests/dialect`.            Uses: `compiler/backend-js/load.ts`.
 */

import { loadProgram } from '../../compiler/backend-js/load.ts';
import type { Program } from '../../compiler/ir/program.ts';
import { EXIT_STATUS_SUCCESS } from '../../compiler/toolchain/qemu.ts';
import { machine, MachineExit } from '../../runtime/host/index.ts';
import type { FunctionName } from '../../tools/kernel-roots.ts';
import type { TargetRun } from './register-target.ts';

/** Calls `entry` on a new machine. Never throws: what the program throws is its failure. */
export function runJavaScript(program: Program, entry: FunctionName): TargetRun {
  const loaded = loadProgram(program);
  return runOnMachine(() => loaded.call(entry.module, entry.name));
}

/** Calls dialect code on the machine that it was loaded for, which holds what it prints. */
export function runOnMachine(action: () => unknown): TargetRun {
  const { serialText: before } = machine();
  const output = (): string => machine().serialText.slice(before.length);
  try {
    action();
    return { output: output(), failure: null };
  } catch (error) {
    return { output: output(), failure: failureOf(error) };
  }
}

function failureOf(error: unknown): string | null {
  if (error instanceof MachineExit) {
    if (error.status === EXIT_STATUS_SUCCESS) return null;
    return `the program ended with status ${error.status}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
