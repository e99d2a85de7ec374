/**
 * The ISO image `build/slayer.iso`: for discs, virtual machines and sticks, BIOS and UEFI.
 *
 * GRUB starts the kernel by Multiboot2; with Limine's files, Limine starts it by its own protocol.
 * The image has, besides the files, three ways in: El Torito for BIOS (a disc), El Torito for UEFI,
 * and for sticks a first sector for BIOS and an EFI system partition, which is the file system that
 * El Torito starts under UEFI:
 *
 *   /boot/slayer.elf                 the kernel
 *   /boot/grub/grub.cfg              the menu
 *   /boot/grub/bios.img              GRUB for BIOS, all modules that it needs in one file
 *   /boot/grub/uefi.img              FAT file system with GRUB for UEFI, the same
 *   /boot/slayer-<digits>.medium     by this name GRUB finds the image again under UEFI, where it is
 *                                    only told which of its file systems it was started from
 *
 * Used by: `tools/image.ts`, `boot-medium.ts`, tests.            Uses: `disk-tools.ts`.
 * Invariants:
 *   I1. The same kernel, GRUB and command line give the same image, byte for byte.
 *   I2. An image that is there is whole: it gets its name when it is finished.
 * Sources: [UEFI] "ISO-9660 and El Torito"; [LIMINE] `USAGE.md`.
 */

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

import { projectPath } from '../paths.ts';
import { grubConfiguration, limineConfiguration } from './configuration.ts';
import { installLimine } from './disk-image.ts';
import type { MediumRequest } from './disk-image.ts';
import {
  copyIntoFat,
  createEmptyFile,
  formatFat,
  grubHybridSector,
  makeGrubLoader,
  makeIso,
  mediumDate,
  SECTOR_BYTES,
} from './disk-tools.ts';
import type { FatVolume, IsoBoot } from './disk-tools.ts';
import type { LimineFiles } from './limine-files.ts';

const LABEL = 'SLAYEROS';
const SYSTEM_VOLUME_ID = '51A7E206';
/** Room in the EFI system partition besides GRUB: tables, folders. */
const SYSTEM_SPARE_BYTES = 128 * 1024;

/** What GRUB needs on both kinds of firmware: to read the image and its menu, and to start us. */
const COMMON_MODULES: readonly string[] = [
  'iso9660',
  'part_gpt',
  'part_msdos',
  'normal',
  'configfile',
  'test',
  'echo',
  'serial',
  'terminal',
  'multiboot2',
];
const BIOS_MODULES: readonly string[] = [...COMMON_MODULES, 'biosdisk', 'vbe'];
const UEFI_MODULES: readonly string[] = [...COMMON_MODULES, 'fat', 'search_fs_file', 'efi_gop'];

/** A file of the image: its path without leading slash, and its content or the file it is. */
interface IsoFile {
  readonly path: string;
  readonly content: string | { readonly copyOf: string };
}

/** Makes the image. @throws UserFailure when a tool fails; then there is no image */
export async function makeIsoImage(request: MediumRequest): Promise<void> {
  const unfinished = `${request.output}.unfinished`;
  rmSync(request.output, { force: true });
  rmSync(request.workFolder, { recursive: true, force: true });
  mkdirSync(request.workFolder, { recursive: true });
  try {
    if (request.limine === null) await makeGrubIso(request, unfinished);
    else await makeLimineIso(request, request.limine, unfinished);
    renameSync(unfinished, request.output);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

async function makeGrubIso(request: MediumRequest, output: string): Promise<void> {
  const work = (name: string): string => path.join(request.workFolder, name);
  const menu = grubConfiguration(template('grub.cfg'), request.commandLine);
  const digits = createHash('sha256')
    .update(readFileSync(request.kernel))
    .update(menu)
    .digest('hex')
    .slice(0, 16);
  const marker = `boot/slayer-${digits}.medium`;

  writeFileSync(work('bios.cfg'), '');
  writeFileSync(work('uefi.cfg'), `search.file /${marker} root\nset prefix=($root)/boot/grub\n`);
  await makeGrubLoader({
    firmware: 'bios',
    configuration: work('bios.cfg'),
    modules: BIOS_MODULES,
    output: work('bios.img'),
  });
  await makeGrubLoader({
    firmware: 'uefi',
    configuration: work('uefi.cfg'),
    modules: UEFI_MODULES,
    output: work('BOOTX64.EFI'),
  });
  await makeSystemPartition(work('uefi.img'), work('BOOTX64.EFI'));

  const files: readonly IsoFile[] = [
    { path: 'boot/grub/bios.img', content: { copyOf: work('bios.img') } },
    { path: 'boot/grub/uefi.img', content: { copyOf: work('uefi.img') } },
    { path: 'boot/grub/grub.cfg', content: menu },
    { path: 'boot/slayer.elf', content: { copyOf: request.kernel } },
    { path: marker, content: 'SlayerOS boot medium\n' },
  ];
  await makeIsoOf(request, files, output, {
    bios: 'boot/grub/bios.img',
    biosOptions: ['--grub2-boot-info', '--grub2-mbr', grubHybridSector()],
    uefi: 'boot/grub/uefi.img',
  });
}

async function makeLimineIso(
  request: MediumRequest,
  limine: LimineFiles,
  output: string,
): Promise<void> {
  const files: readonly IsoFile[] = [
    { path: 'boot/limine-bios-cd.bin', content: { copyOf: limine.biosDisc } },
    { path: 'boot/limine-uefi-cd.bin', content: { copyOf: limine.uefiDisc } },
    { path: 'boot/limine-bios.sys', content: { copyOf: limine.biosSystem } },
    {
      path: 'boot/limine.conf',
      content: limineConfiguration(template('limine.conf'), request.commandLine),
    },
    { path: 'boot/slayer.elf', content: { copyOf: request.kernel } },
    { path: 'EFI/BOOT/BOOTX64.EFI', content: { copyOf: limine.uefi } },
  ];
  await makeIsoOf(request, files, output, {
    bios: 'boot/limine-bios-cd.bin',
    biosOptions: [],
    uefi: 'boot/limine-uefi-cd.bin',
  });
  await installLimine(limine, output, []);
}

/** A FAT file system with one loader, no larger than it must be. */
async function makeSystemPartition(file: string, loader: string): Promise<void> {
  const bytes = statSync(loader).size + SYSTEM_SPARE_BYTES;
  // A multiple of the 2048 bytes of a disc's sectors.
  const sectors = Math.ceil(bytes / 2048) * (2048 / SECTOR_BYTES);
  const volume: FatVolume = {
    file,
    firstSector: 0,
    sectors,
    bits: 12,
    label: LABEL,
    volumeId: SYSTEM_VOLUME_ID,
  };
  createEmptyFile(file, sectors * SECTOR_BYTES);
  await formatFat(volume);
  await copyIntoFat(volume, [{ path: '/EFI/BOOT/BOOTX64.EFI', source: loader }]);
}

/** Lays the files out in a folder and makes the image of it. */
async function makeIsoOf(
  request: MediumRequest,
  files: readonly IsoFile[],
  output: string,
  boot: IsoBoot,
): Promise<void> {
  const root = path.join(request.workFolder, 'root');
  const folders = new Set<string>([root]);
  for (const file of files) {
    const target = path.join(root, file.path);
    const parts = path.posix.dirname(file.path).split('/');
    parts.forEach((_, index) => folders.add(path.join(root, ...parts.slice(0, index + 1))));
    mkdirSync(path.dirname(target), { recursive: true });
    if (typeof file.content === 'string') writeFileSync(target, file.content, { mode: 0o644 });
    else copyFileSync(file.content.copyOf, target);
    utimesSync(target, mediumDate(), mediumDate());
  }
  for (const folder of folders) utimesSync(folder, mediumDate(), mediumDate());
  const order = files.map((file) => file.path);
  await makeIso(output, root, order, LABEL, boot);
}

function template(name: string): string {
  return readFileSync(projectPath('boot', name), 'utf8');
}
