/**
 * The disk image `build/slayer.img`: what goes on a stick.
 *
 *   sector       0  protective MBR (with Limine: its first stage for BIOS)
 *                1  GUID partition table
 *             2048  EFI system partition, FAT32, 48 MiB
 *                     /EFI/BOOT/BOOTX64.EFI   our loader, or Limine: what firmware starts from a
 *                                             medium that it has never seen
 *                     /boot/limine.conf       what to load
 *                     /boot/slayer.elf        the kernel
 *                     /boot/limine-bios.sys   with Limine
 *           100352  with Limine: BIOS boot partition, 1 MiB, for its second stage
 *   the last 33     copy of the table
 *
 * Used by: `tools/image.ts`, `boot-medium.ts`, tests.            Uses: `disk-tools.ts`.
 * Invariants:
 *   I1. The same kernel, loader and command line give the same image, byte for byte.
 *   I2. An image that is there is whole: it gets its name when it is finished.
 * Sources: [UEFI] "Removable Media Boot Behavior", "System Partition"; [LIMINE] `USAGE.md`.
 */

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { UserFailure } from '../failure.ts';
import { projectPath } from '../paths.ts';
import { run } from '../process.ts';
import { limineConfiguration } from './configuration.ts';
import {
  copyIntoFat,
  createEmptyFile,
  formatFat,
  SECTOR_BYTES,
  writePartitionTable,
} from './disk-tools.ts';
import type { FatVolume, MediumFile, Partition } from './disk-tools.ts';
import type { LimineFiles } from './limine-files.ts';

const SECTORS_PER_MIB = (1024 * 1024) / SECTOR_BYTES;
const IMAGE_SECTORS = 51 * SECTORS_PER_MIB;
/** FAT32 begins at 65,525 clusters; with one sector each that is 32 MiB and the tables. */
const SYSTEM_SECTORS = 48 * SECTORS_PER_MIB;

/** Drawn once; constant, so that the image is always the same. */
const DISK_GUID = 'D2A7E2C6-9C1B-4A54-8F0D-5B5C3E1F6A01';
const SYSTEM_GUID = '6E0F3B0C-52A6-4E0B-9A55-0C7D1D2B8F02';
const BIOS_GUID = 'A94C7F15-3D68-4B7E-B1C2-7F8E9D0A1B03';
const VOLUME_ID = '51A7E205';
const VOLUME_LABEL = 'SLAYEROS';

const SYSTEM_PARTITION: Partition = {
  firstSector: SECTORS_PER_MIB,
  sectors: SYSTEM_SECTORS,
  type: 'ef00',
  guid: SYSTEM_GUID,
  name: 'EFI system partition',
};
/** Where Limine keeps its second stage for BIOS; its number goes to Limine's program. */
const BIOS_PARTITION: Partition = {
  firstSector: SECTORS_PER_MIB + SYSTEM_SECTORS,
  sectors: SECTORS_PER_MIB,
  type: 'ef02',
  guid: BIOS_GUID,
  name: 'BIOS boot partition',
};
const BIOS_PARTITION_NUMBER = 2;

/** What a medium is made of; absolute paths. */
export interface MediumRequest {
  readonly kernel: string;
  /** The built-in loader for UEFI; not used when there is Limine. */
  readonly loader: string;
  /** Limine's files, or null for the built-in loader. */
  readonly limine: LimineFiles | null;
  /** Of the kernel. */
  readonly commandLine: string;
  readonly output: string;
  /** Folder for what is made on the way; made, and left behind. */
  readonly workFolder: string;
}

/** Makes the image. @throws UserFailure when a tool fails; then there is no image */
export async function makeDiskImage(request: MediumRequest): Promise<void> {
  const { limine } = request;
  mkdirSync(request.workFolder, { recursive: true });
  const configuration = path.join(request.workFolder, 'limine.conf');
  const template = readFileSync(projectPath('boot/limine.conf'), 'utf8');
  writeFileSync(configuration, limineConfiguration(template, request.commandLine));

  const files: MediumFile[] = [
    { path: '/EFI/BOOT/BOOTX64.EFI', source: limine?.uefi ?? request.loader },
    { path: '/boot/limine.conf', source: configuration },
    { path: '/boot/slayer.elf', source: request.kernel },
    ...(limine === null ? [] : [{ path: '/boot/limine-bios.sys', source: limine.biosSystem }]),
  ];
  const unfinished = `${request.output}.unfinished`;
  const volume: FatVolume = {
    file: unfinished,
    firstSector: SYSTEM_PARTITION.firstSector,
    sectors: SYSTEM_PARTITION.sectors,
    bits: 32,
    label: VOLUME_LABEL,
    volumeId: VOLUME_ID,
  };
  rmSync(request.output, { force: true });
  try {
    createEmptyFile(unfinished, IMAGE_SECTORS * SECTOR_BYTES);
    const partitions = limine === null ? [] : [BIOS_PARTITION];
    await writePartitionTable(unfinished, DISK_GUID, [SYSTEM_PARTITION, ...partitions]);
    await formatFat(volume);
    await copyIntoFat(volume, files);
    if (limine !== null) {
      await installLimine(limine, unfinished, [String(BIOS_PARTITION_NUMBER)]);
    }
    renameSync(unfinished, request.output);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** Lets Limine's program write its stages for BIOS into an image. */
export async function installLimine(
  limine: LimineFiles,
  image: string,
  programArguments: readonly string[],
): Promise<void> {
  const finished = await run(limine.program, ['bios-install', image, ...programArguments]);
  if (finished.status === 0) return;
  throw new UserFailure(
    `limine bios-install ended with status ${finished.status}\n${finished.stdout}${finished.stderr}`,
  );
}
