/**
 * The programs that make boot media, behind one door: partition tables, FAT file systems, GRUB's
 * boot loaders, ISO file systems.
 *
 * What these programs write is the same whenever and wherever they run: identifiers are given, dates
 * are those of `mediumDate`, the time zone is UTC and no user's configuration is read.
 *
 * Used by: `disk-image.ts`, `iso-image.ts`.            Uses: gptfdisk, dosfstools, mtools, GRUB,
 *                                                       xorriso; `system-tools.ts`.
 * Invariants:
 *   I1. Nothing outside the files that the caller names is written.
 * Sources: [UEFI] "GUID Partition Table (GPT) Disk Layout", "File System Format".
 */

import { closeSync, openSync, ftruncateSync } from 'node:fs';
import path from 'node:path';

import { UserFailure } from '../failure.ts';
import { run } from '../process.ts';
import type { Finished } from '../process.ts';
import {
  findTool,
  GRUB_BIOS,
  GRUB_MKIMAGE,
  GRUB_UEFI,
  MKFS_FAT,
  MTOOLS,
  SGDISK,
  XORRISO,
} from '../system-tools.ts';
import type { SystemTool } from '../system-tools.ts';

export const SECTOR_BYTES = 512;

/** 1 January 2026, in seconds since 1970: the date of every file on a medium. */
const DEFAULT_DATE_SECONDS = 1_767_225_600;

/** A file on the medium. */
export interface MediumFile {
  /** Where it goes: `/EFI/BOOT/BOOTX64.EFI`. */
  readonly path: string;
  /** Absolute path of what is copied there. */
  readonly source: string;
}

/** A partition of a GUID partition table. */
export interface Partition {
  readonly firstSector: number;
  readonly sectors: number;
  /** The partition's type as sgdisk writes it: `ef00` EFI system, `ef02` BIOS boot. */
  readonly type: string;
  readonly guid: string;
  readonly name: string;
}

/** A FAT file system inside a file. */
export interface FatVolume {
  readonly file: string;
  /** Sector of the file at which it starts. */
  readonly firstSector: number;
  readonly sectors: number;
  /** Width of an entry of the file allocation table in bits. */
  readonly bits: 12 | 16 | 32;
  readonly label: string;
  /** Eight hexadecimal digits. */
  readonly volumeId: string;
}

/** A boot loader made of GRUB's modules. */
export interface GrubLoader {
  readonly firmware: 'bios' | 'uefi';
  /** File with the commands that run before the menu is read. */
  readonly configuration: string;
  readonly modules: readonly string[];
  readonly output: string;
}

/** The date of everything on a medium, in seconds since 1970: `SOURCE_DATE_EPOCH` when it is set. */
export function mediumDate(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): number {
  const text = environment['SOURCE_DATE_EPOCH'] ?? '';
  if (text === '') return DEFAULT_DATE_SECONDS;
  if (!/^\d{1,11}$/.test(text)) throw new UserFailure(`SOURCE_DATE_EPOCH ${text}: not a number`);
  return Number(text);
}

/** Makes `file` anew with zeros; what is not written later takes no room on this machine's disk. */
export function createEmptyFile(file: string, bytes: number): void {
  const descriptor = openSync(file, 'w');
  try {
    ftruncateSync(descriptor, bytes);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes a GUID partition table with both copies and the protective MBR. */
export async function writePartitionTable(
  file: string,
  diskGuid: string,
  partitions: readonly Partition[],
): Promise<void> {
  const options = partitions.flatMap((partition, index) => {
    const number = index + 1;
    const last = partition.firstSector + partition.sectors - 1;
    return [
      `--new=${number}:${partition.firstSector}:${last}`,
      `--typecode=${number}:${partition.type}`,
      `--partition-guid=${number}:${partition.guid}`,
      `--change-name=${number}:${partition.name}`,
    ];
  });
  await runMediaTool(SGDISK, ['--clear', `--disk-guid=${diskGuid}`, ...options, file]);
}

/** Makes an empty FAT file system. */
export async function formatFat(volume: FatVolume): Promise<void> {
  await runMediaTool(MKFS_FAT, [
    ...['-F', String(volume.bits), '-S', String(SECTOR_BYTES), '-s', '1', '--invariant'],
    ...['-n', volume.label, '-i', volume.volumeId, '-h', String(volume.firstSector)],
    `--offset=${volume.firstSector}`,
    volume.file,
    // In units of 1024 bytes.
    String((volume.sectors * SECTOR_BYTES) / 1024),
  ]);
}

/** Copies files into a FAT file system, in this order, with the folders that they lie in. */
export async function copyIntoFat(volume: FatVolume, files: readonly MediumFile[]): Promise<void> {
  const drive = `${volume.file}@@${volume.firstSector * SECTOR_BYTES}`;
  const folders = new Set(files.flatMap((file) => foldersOf(file.path)));
  if (folders.size > 0) {
    const targets = [...folders].map((folder) => `::${folder}`);
    await runMediaTool(MTOOLS, ['-c', 'mmd', '-i', drive, ...targets]);
  }
  for (const file of files) {
    await runMediaTool(MTOOLS, ['-c', 'mcopy', '-i', drive, file.source, `::${file.path}`]);
  }
}

/** The folders above a file, outermost first: `/EFI`, `/EFI/BOOT`. */
function foldersOf(file: string): readonly string[] {
  const parts = path.posix
    .dirname(file)
    .split('/')
    .filter((part) => part !== '');
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

/** Makes a boot loader of GRUB's modules and those that they need. */
export async function makeGrubLoader(loader: GrubLoader): Promise<void> {
  const isBios = loader.firmware === 'bios';
  const modules = path.dirname(requireTool(isBios ? GRUB_BIOS : GRUB_UEFI));
  await runMediaTool(GRUB_MKIMAGE, [
    ...['--format', isBios ? 'i386-pc-eltorito' : 'x86_64-efi', '--directory', modules],
    ...['--prefix', '/boot/grub', '--config', loader.configuration, '--output', loader.output],
    ...loader.modules,
  ]);
}

/** The first sector that makes a BIOS start GRUB's loader of an ISO image from a stick. */
export function grubHybridSector(): string {
  return requireTool(GRUB_BIOS);
}

/** A file of an ISO image that the firmware starts; paths on the image, without leading slash. */
export interface IsoBoot {
  readonly bios: string;
  /** What is done to the loader for BIOS besides `-boot-info-table`. */
  readonly biosOptions: readonly string[];
  /** A FAT file system, which is the EFI system partition of a stick, too. */
  readonly uefi: string;
}

/**
 * Makes an ISO image that BIOS and UEFI firmware start, from a disc or from a stick.
 *
 * @param root  - folder with exactly the files of the image
 * @param order - all files in it, relative to it, in the order in which they are laid out; without
 *                it the order would follow from the disk of this machine
 */
export async function makeIso(
  output: string,
  root: string,
  order: readonly string[],
  label: string,
  boot: IsoBoot,
): Promise<void> {
  const date = isoDate(mediumDate());
  const weights = order.flatMap((file, index) => [
    '--sort-weight',
    String(order.length - index),
    `/${file}`,
  ]);
  await runMediaTool(XORRISO, [
    // No configuration of the user.
    ...['-no_rc', '-as', 'mkisofs', '-quiet', '-r', '-J', '-V', label],
    ...['-b', boot.bios, '-no-emul-boot', '-boot-load-size', '4', '-boot-info-table'],
    ...boot.biosOptions,
    ...['--efi-boot', boot.uefi, '-efi-boot-part', '--efi-boot-image'],
    '--protective-msdos-label',
    ...[`--modification-date=${date}00`, '--set_all_file_dates', 'set_to_mtime'],
    ...['--gpt_disk_guid', 'modification-date'],
    ...weights,
    ...['-o', output, root],
  ]);
}

/** `YYYYMMDDhhmmss` in UTC. */
function isoDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace(/\D/g, '');
}

/** Where `tool` is; throws a UserFailure when it is missing, which `ensureTools` prevents. */
function requireTool(tool: SystemTool): string {
  const { path: found } = findTool(tool);
  if (found === null)
    throw new UserFailure(`${tool.name} was not found`, 'npm run doctor says more');
  return found;
}

/** Runs one of the programs and throws a UserFailure with all that it said when it fails. */
export async function runMediaTool(
  tool: SystemTool,
  toolArguments: readonly string[],
): Promise<Finished> {
  const finished = await run(requireTool(tool), toolArguments, { environment: toolEnvironment() });
  if (finished.status === 0) return finished;
  const said = `${finished.stdout}${finished.stderr}`.trim();
  throw new UserFailure(
    `${tool.name} ended with status ${finished.status}: ${toolArguments.join(' ')}\n${said}`,
  );
}

function toolEnvironment(): Readonly<Record<string, string>> {
  return {
    SOURCE_DATE_EPOCH: String(mediumDate()),
    TZ: 'UTC',
    LC_ALL: 'C',
    // mtools reads no settings and takes sizes that no diskette had.
    MTOOLSRC: '/dev/null',
    MTOOLS_SKIP_CHECK: '1',
  };
}
