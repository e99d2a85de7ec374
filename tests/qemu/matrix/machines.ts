/**
 * The machines of the matrix: started by QEMU itself or by UEFI firmware, and which of them are run.
 *
 * Used by: the tests of this folder.            Uses: `compiler/toolchain/qemu.ts`, `../uefi/machine.ts`.
 */

import { runQemu, type QemuResult } from '../../../compiler/toolchain/qemu.ts';
import { buildKernel } from '../../../tools/kernel-image.ts';
import { buildUefiLoader } from '../../../tools/uefi-loader.ts';
import { kernelDisk } from '../uefi/kernel-files.ts';
import { runUefi, type UefiRun } from '../uefi/machine.ts';

/** Whether the whole matrix is run and not the part of it that belongs to `npm test`. */
export const IS_WHOLE = process.env['SLAYER_SUITE'] === 'matrix';

/** A test may last longer than its machine, whose message says more. */
export const TEST_TIMEOUT_MS = 200_000;
const MACHINE_TIMEOUT_MS = 180_000;

/** Makes the loader ask for a direct map at another place in each run. */
export const RANDOM_DIRECT_MAP = 'randomise_hhdm_base: yes';

export interface Machine {
  readonly memory: string;
  readonly cpu: string;
  readonly machine: 'pc' | 'q35';
  /** Run by `npm test`, too. */
  readonly isInEveryTest?: boolean;
}

/** Those of `machines` that this run is for. */
export function chosen<T extends { readonly isInEveryTest?: boolean }>(
  machines: readonly T[],
): readonly T[] {
  return IS_WHOLE ? machines : machines.filter((each) => each.isInEveryTest === true);
}

/** Boots the kernel by PVH. */
export async function bootDirectly(
  machine: Machine,
  extra: readonly string[] = [],
): Promise<QemuResult> {
  const { elf } = await buildKernel();
  const { memory, cpu, machine: type } = machine;
  return runQemu({
    elf,
    memory,
    cpu,
    machine: type,
    timeoutMs: MACHINE_TIMEOUT_MS,
    extra: ['-append', 'exit', ...extra],
  });
}

/** Boots the kernel under OVMF with the built-in loader; `options` are lines of its configuration. */
export async function bootUnderUefi(
  machine: Machine,
  options: readonly string[] = [],
  run: Pick<UefiRun, 'until'> & { readonly extra?: readonly string[] } = {},
): Promise<QemuResult> {
  const { memory, cpu, machine: type } = machine;
  return runUefi({
    application: await buildUefiLoader(),
    files: await kernelDisk(['cmdline: exit', ...options]),
    machine: { memory, cpu, machine: type, extra: run.extra ?? [] },
    timeoutMs: MACHINE_TIMEOUT_MS,
    ...(run.until === undefined ? {} : { until: run.until }),
  });
}

/** How a machine is called in the name of a test. */
export function nameOf({ memory, cpu, machine }: Machine): string {
  return `${memory} on ${machine}, ${cpu}`;
}
