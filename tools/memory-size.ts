/**
 * `--memory` of the commands that boot a machine, refused before anything boots.
 *
 * With less memory than the kernel or the firmware needs a machine says nothing at all, so that who
 * asks for it would wait for the end of the time limit.
 *
 * Used by: `build.ts`, `start.ts`.            Uses: commander, `compiler/toolchain`.
 */

import { InvalidArgumentError, Option } from 'commander';

import { ELF, type ElfFile } from '../compiler/toolchain/elf.ts';
import { parseMemorySize } from '../compiler/toolchain/qemu.ts';
import { UserFailure } from './failure.ts';

/** The smallest machine that boots: the kernel lies above 2 MiB. See `tests/qemu/matrix/sizes.ts`. */
const SMALLEST = '4M';
/** The smallest in which OVMF leaves a piece as large as the kernel. */
const SMALLEST_WITH_UEFI = '49M';
const MIB_BYTES = 2n ** 20n;

export function memoryOption(): Option {
  return new Option('--memory <size>', 'memory of the machine, for example 64M, 512M, 4G')
    .default('128M')
    .argParser(machineMemory);
}

function machineMemory(text: string): string {
  if (bytesOf(text) < bytesOf(SMALLEST)) {
    throw new InvalidArgumentError(`The kernel needs at least ${SMALLEST}.`);
  }
  return text;
}

function bytesOf(text: string): bigint {
  try {
    return parseMemorySize(text);
  } catch {
    throw new InvalidArgumentError('Write a number and K, M, G or T, such as 128M.');
  }
}

/** Refuses a machine without room for a kernel image where QEMU puts it. */
export function checkMemoryForImage(memory: string, image: Pick<ElfFile, 'segments'>): void {
  const ends = image.segments
    .filter(({ type }) => type === ELF.SEGMENT_LOAD)
    .map(({ physAddress, memoryBytes }) => physAddress + memoryBytes);
  const end = ends.reduce((last, each) => (each > last ? each : last), 0n);
  if (end <= bytesOf(memory)) return;
  throw new UserFailure(
    `--memory ${memory}: the kernel image ends at ${(end + MIB_BYTES - 1n) / MIB_BYTES} MiB`,
    'Give the machine more memory, or make the storage of module-level constants smaller.',
  );
}

/** Refuses a machine in which UEFI firmware would find no room for the kernel. */
export function checkMemoryForUefi(memory: string): void {
  if (bytesOf(memory) >= bytesOf(SMALLEST_WITH_UEFI)) return;
  throw new UserFailure(
    `--memory ${memory}: under UEFI the kernel needs at least ${SMALLEST_WITH_UEFI}`,
  );
}
