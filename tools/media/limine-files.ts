/**
 * The files of the Limine bootloader, if somebody has put them on this machine.
 *
 * Limine is not part of the project and never downloaded. When its files are there, images use it
 * for BIOS and UEFI; without them, images use the built-in loader, which knows UEFI only.
 *
 * Used by: `disk-image.ts`, `iso-image.ts`, `tools/image.ts`.            Uses: which.
 * Not handled here: whether the files are of one version. Version 8 or newer is needed: older ones
 * do not read `limine.conf`.
 * Sources: [LIMINE] `USAGE.md`.
 */

import { existsSync } from 'node:fs';
import path from 'node:path';

import which from 'which';

import { UserFailure } from '../failure.ts';

/** Which boot loader an image gets. */
export const BOOTLOADERS = ['builtin', 'limine'] as const;
export type Bootloader = (typeof BOOTLOADERS)[number];

/** Where distributions put Limine's files. */
export const LIMINE_FOLDERS: readonly string[] = [
  '/usr/share/limine',
  '/usr/lib/limine',
  '/usr/local/share/limine',
  '/opt/homebrew/share/limine',
];

const FILE_NAMES = ['BOOTX64.EFI', 'limine-bios.sys', 'limine-bios-cd.bin', 'limine-uefi-cd.bin'];
const PROGRAM_NAME = 'limine';

/** Limine's files; absolute paths. */
export interface LimineFiles {
  readonly folder: string;
  /** The loader for UEFI. */
  readonly uefi: string;
  /** The loader for BIOS, which the first sectors of a disk start. */
  readonly biosSystem: string;
  /** The loader for BIOS on a disc. */
  readonly biosDisc: string;
  /** A FAT file system with the loader for UEFI, for a disc. */
  readonly uefiDisc: string;
  /** The program that writes the first sectors of a disk. */
  readonly program: string;
}

/** What the choice depends on. */
export interface LimineRequest {
  /** The user's choice, or null for Limine if it is there. */
  readonly bootloader: Bootloader | null;
  /** The folder that the user names, or null for those of the distributions. */
  readonly folder: string | null;
}

/** Where to look; the default is this machine. */
export interface LimineWorld {
  readonly isFile: (path: string) => boolean;
  /** Where a program in PATH is, or null. */
  readonly lookUp: (name: string) => string | null;
}

const THIS_MACHINE: LimineWorld = {
  isFile: existsSync,
  lookUp: (name) => which.sync(name, { nothrow: true }),
};

/**
 * Chooses the boot loader of an image.
 *
 * A folder or `limine` that the user names is binding: nothing else is taken in its place.
 *
 * @returns Limine's files, or null for the built-in loader
 * @throws UserFailure that names what is missing, and where it was looked for
 */
export function chooseLimine(
  request: LimineRequest,
  world: LimineWorld = THIS_MACHINE,
): LimineFiles | null {
  if (request.bootloader === 'builtin') {
    if (request.folder === null) return null;
    throw new UserFailure('--limine-dir goes with --bootloader limine, not with builtin');
  }
  const folders = request.folder === null ? LIMINE_FOLDERS : [path.resolve(request.folder)];
  const problems: string[] = [];
  for (const folder of folders) {
    const missing = missingFiles(folder, world);
    const program = findProgram(folder, world);
    if (missing.length === 0 && program !== null) return filesIn(folder, program);
    const lacks = [...missing, ...(program === null ? [`${PROGRAM_NAME} (nor in PATH)`] : [])];
    problems.push(`  ${folder}: no ${lacks.join(', ')}`);
  }
  if (request.bootloader === null && request.folder === null) return null;
  throw new UserFailure(
    `Limine's files were not found:\n${problems.join('\n')}`,
    'Get a binary release of Limine, version 8 or newer, from https://limine-bootloader.org,\n' +
      'build its program with `make` there, and name the folder with --limine-dir.',
  );
}

function missingFiles(folder: string, world: LimineWorld): readonly string[] {
  return FILE_NAMES.filter((name) => !world.isFile(path.join(folder, name)));
}

/** The program lies with the files in Limine's own releases, and in PATH in distributions. */
function findProgram(folder: string, world: LimineWorld): string | null {
  const beside = path.join(folder, PROGRAM_NAME);
  return world.isFile(beside) ? beside : world.lookUp(PROGRAM_NAME);
}

function filesIn(folder: string, program: string): LimineFiles {
  const [uefi = '', biosSystem = '', biosDisc = '', uefiDisc = ''] = FILE_NAMES.map((name) =>
    path.join(folder, name),
  );
  return { folder, uefi, biosSystem, biosDisc, uefiDisc, program };
}
