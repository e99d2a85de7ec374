/**
 * `npm run usb`: writes the disk image to a removable drive that the user names.
 *
 * Used by: `build.ts`.            Uses: `usb/`, `media/`.
 * Invariants:
 *   I1. Nothing is written before the user has typed the name of a drive that `refusal` allows, and
 *       a second look has found the same drive there, still allowed.
 * Not handled here: macOS and Windows, for which `npm run image` says what to do.
 */

import { statSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';

import which from 'which';

import { UserFailure } from './failure.ts';
import { ensureTools } from './install.ts';
import { chooseLimine } from './media/limine-files.ts';
import type { Bootloader } from './media/limine-files.ts';
import { buildMedium } from './media/media.ts';
import { run } from './process.ts';
import { withProgress } from './progress.ts';
import {
  driveNamed,
  isSameDrive,
  LSBLK_ARGUMENTS,
  parseDrives,
  refusal,
  sizeText,
} from './usb/drives.ts';
import type { Drive } from './usb/drives.ts';
import { writeAndVerify } from './usb/write.ts';
import type { WriteProgress } from './usb/write.ts';

export interface UsbOptions {
  /** As of `npm run image`. */
  readonly bootloader?: Bootloader;
  readonly limineDir?: string;
  /** Command line of the kernel. */
  readonly append: string;
}

/** What the choice of a drive and the writing need from outside. */
export interface UsbWorld {
  readonly listDrives: () => Promise<readonly Drive[]>;
  readonly print: (line: string) => void;
  /** Asks and returns the answer. */
  readonly ask: (question: string) => Promise<string>;
  readonly write: (image: string, drive: Drive) => Promise<void>;
}

/** Makes the image, asks which drive, writes and verifies. */
export async function usb(options: UsbOptions): Promise<void> {
  if (which.sync('lsblk', { nothrow: true }) === null) {
    throw new UserFailure(
      'this needs lsblk, which Linux has',
      'On other systems: `npm run image` makes the image and says how to write it.',
    );
  }
  if (!process.stdin.isTTY) throw new UserFailure('this asks which drive: it needs a terminal');
  await ensureTools();
  const limine = chooseLimine({
    bootloader: options.bootloader ?? null,
    folder: options.limineDir ?? null,
  });
  const medium = { limine, commandLine: options.append, name: 'slayer' };
  await writeToChosenDrive(await buildMedium('image', medium), THIS_MACHINE);
}

/**
 * Asks for a drive and writes `image` to it.
 *
 * @throws UserFailure when there is no drive, the answer names none that may be overwritten, or
 *         another drive is there when it is time to write; then nothing was written
 */
export async function writeToChosenDrive(image: string, world: UsbWorld): Promise<void> {
  const imageBytes = statSync(image).size;
  const drives = await world.listDrives();
  const removable = drives.filter((drive) => drive.type === 'disk' && drive.isRemovable);
  if (removable.length === 0) throw new UserFailure('there is no removable drive');
  world.print('Removable drives:');
  for (const drive of removable) {
    const problem = refusal(drive, imageBytes);
    const facts = `${drive.name.padEnd(10)}${sizeText(drive.sizeBytes).padStart(10)}  ${drive.model}`;
    world.print(`  ${facts}${problem === null ? '' : `  (${problem})`}`);
  }
  const answer = await world.ask(
    'Everything on the drive will be lost. Type its name to overwrite it, or nothing to stop: ',
  );
  const name = answer.trim();
  if (name === '') {
    world.print('Nothing was written.');
    return;
  }
  const chosen = allowedDrive(drives, name, imageBytes);
  const now = allowedDrive(await world.listDrives(), name, imageBytes);
  if (!isSameDrive(chosen, now)) {
    throw new UserFailure(`${name} is another drive than a moment ago; nothing was written`);
  }
  await world.write(image, now);
  world.print(`${now.path} holds the image. It can be taken out.`);
}

function allowedDrive(drives: readonly Drive[], name: string, imageBytes: number): Drive {
  const drive = driveNamed(drives, name);
  if (drive === null) throw new UserFailure(`there is no drive ${name}; nothing was written`);
  const problem = refusal(drive, imageBytes);
  if (problem !== null) throw new UserFailure(`${name} ${problem}; nothing was written`);
  return drive;
}

const THIS_MACHINE: UsbWorld = {
  async listDrives() {
    const listed = await run('lsblk', LSBLK_ARGUMENTS);
    if (listed.status !== 0) throw new UserFailure(`lsblk failed: ${listed.stderr.trim()}`);
    return parseDrives(listed.stdout);
  },
  print: (line) => {
    console.log(line);
  },
  async ask(question) {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await terminal.question(question);
    } finally {
      terminal.close();
    }
  },
  async write(image, drive) {
    if (!statSync(drive.path).isBlockDevice()) throw new UserFailure(`${drive.path} is no drive`);
    await withProgress(`Writing to ${drive.path}`, (step) => {
      const show: WriteProgress = (stage, doneBytes, totalBytes) => {
        step.detail(`${stage} ${((100 * doneBytes) / totalBytes).toFixed(0)} %`);
      };
      return writeAndVerify(image, drive.path, show);
    });
  },
};
