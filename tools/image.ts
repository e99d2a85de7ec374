/**
 * `npm run image`: the boot media, and how to get one onto a stick.
 *
 * Used by: `build.ts`.            Uses: `media/`.
 */

import { statSync } from 'node:fs';
import path from 'node:path';

import pc from 'picocolors';

import { UserFailure } from './failure.ts';
import { ensureTools, installHelp } from './install.ts';
import { chooseLimine } from './media/limine-files.ts';
import type { Bootloader, LimineFiles } from './media/limine-files.ts';
import { buildMedium, toolsFor } from './media/media.ts';
import { projectDirectory } from './paths.ts';
import { missingTools } from './system-tools.ts';

export interface ImageOptions {
  /** The user's choice; without one, Limine if it is there. */
  readonly bootloader?: Bootloader;
  /** The folder with Limine's files. */
  readonly limineDir?: string;
  /** Command line of the kernel. */
  readonly append: string;
}

/** Makes `build/slayer.img` and, when GRUB or Limine is there, `build/slayer.iso`. */
export async function image(options: ImageOptions): Promise<void> {
  await ensureTools();
  const limine = chooseLimine({
    bootloader: options.bootloader ?? null,
    folder: options.limineDir ?? null,
  });
  const medium = { limine, commandLine: options.append, name: 'slayer' };
  const disk = await buildMedium('image', medium);
  const iso = await isoIfPossible(limine, () => buildMedium('iso', medium));
  console.log(`\n${describe(disk)}\n  starts under ${firmwareOf('image', limine)}`);
  if (iso !== null) console.log(`${describe(iso)}\n  starts under ${firmwareOf('iso', limine)}`);
  console.log(`\n${writingHelp(path.relative('.', disk))}`);
}

/** The ISO image, or null and a line about it when the programs for it cannot be had. */
async function isoIfPossible(
  limine: LimineFiles | null,
  build: () => Promise<string>,
): Promise<string | null> {
  const tools = toolsFor('iso', limine);
  try {
    await ensureTools(tools);
  } catch (error) {
    if (!(error instanceof UserFailure)) throw error;
    const missing = missingTools(tools);
    const names = missing.map((tool) => tool.name).join(', ');
    console.log(
      `${pc.yellow('no ISO image:')} not found: ${names}. Install with:\n${installHelp(missing)}`,
    );
    return null;
  }
  return build();
}

function describe(file: string): string {
  const size = (statSync(file).size / 1024 / 1024).toFixed(0);
  return `${pc.bold(path.relative(projectDirectory, file))}  ${size} MiB`;
}

function firmwareOf(kind: 'image' | 'iso', limine: LimineFiles | null): string {
  if (limine !== null) return `UEFI and BIOS, by Limine from ${limine.folder}`;
  return kind === 'image' ? 'UEFI, by the built-in loader' : 'UEFI and BIOS, by GRUB';
}

/** What to type to write an image to a stick on each system. */
export function writingHelp(file: string): string {
  const name = path.basename(file);
  return [
    'To write it to a stick (everything on the stick is lost):',
    '  Linux    npm run usb        asks which stick, writes, reads back and compares',
    `           or  sudo dd if=${file} of=/dev/sdX bs=4M conv=fsync status=progress`,
    '               (sdX: the whole stick as `lsblk` shows it, not sdX1; unmount it first)',
    '  macOS    diskutil list external physical',
    '           diskutil unmountDisk /dev/diskN',
    `           sudo dd if=${file} of=/dev/rdiskN bs=4m`,
    '           diskutil eject /dev/diskN',
    `  Windows  Rufus (rufus.ie), "DD image" when it asks; or balenaEtcher; choose ${name}`,
  ].join('\n');
}
