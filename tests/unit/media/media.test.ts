/**
 * The media hold what they must, and are the same whenever they are made; without a real kernel.
 */

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import type { MediumRequest } from '../../../tools/media/disk-image.ts';
import { makeDiskImage } from '../../../tools/media/disk-image.ts';
import { runMediaTool } from '../../../tools/media/disk-tools.ts';
import { makeIsoImage } from '../../../tools/media/iso-image.ts';
import type { LimineFiles } from '../../../tools/media/limine-files.ts';
import {
  DISK_IMAGE_TOOLS,
  ISO_IMAGE_TOOLS,
  missingTools,
  MTOOLS,
  SGDISK,
  XORRISO,
} from '../../../tools/system-tools.ts';
import type { SystemTool } from '../../../tools/system-tools.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'slayer-media-'));
  writeFileSync(path.join(directory, 'kernel'), 'kernel '.repeat(20_000));
  writeFileSync(path.join(directory, 'loader'), 'loader '.repeat(2_000));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function request(name: string): MediumRequest {
  return {
    kernel: path.join(directory, 'kernel'),
    loader: path.join(directory, 'loader'),
    limine: null,
    commandLine: 'exit',
    output: path.join(directory, name),
    workFolder: path.join(directory, `${name}-work`),
  };
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Why a test cannot run here, or null. */
function lack(tools: readonly SystemTool[]): string | null {
  const missing = missingTools(tools).map((tool) => tool.name);
  return missing.length === 0 ? null : `not found: ${missing.join(', ')}`;
}

/** Waits for the next tick of the clocks that file systems store: FAT counts two seconds. */
const nextTick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2_100));

describe('the disk image', () => {
  test('is a disk with an EFI system partition that holds the files', async (context) => {
    const reason = lack(DISK_IMAGE_TOOLS);
    if (reason !== null) return context.skip(reason);
    const asked = request('a.img');
    await makeDiskImage(asked);
    expect(statSync(asked.output).size).toBe(51 * 1024 * 1024);
    const verified = await runMediaTool(SGDISK, ['--verify', asked.output]);
    expect(verified.stdout).toContain('No problems found');
    const table = await runMediaTool(SGDISK, ['--info=1', asked.output]);
    expect(table.stdout).toContain('EFI system partition');
    expect(table.stdout).toContain('First sector: 2048 ');

    const drive = `${asked.output}@@${1024 * 1024}`;
    const show = async (file: string): Promise<string> =>
      (await runMediaTool(MTOOLS, ['-c', 'mtype', '-i', drive, `::${file}`])).stdout;
    expect(await show('/EFI/BOOT/BOOTX64.EFI')).toBe('loader '.repeat(2_000));
    expect(await show('/boot/slayer.elf')).toBe('kernel '.repeat(20_000));
    expect(await show('/boot/limine.conf')).toContain('cmdline: exit');
    const kind = readFileSync(asked.output).subarray(1024 * 1024 + 82, 1024 * 1024 + 90);
    expect(kind.toString('latin1')).toBe('FAT32   ');
  });

  test('is the same at another time, in another time zone, with other settings', async (context) => {
    const reason = lack(DISK_IMAGE_TOOLS);
    if (reason !== null) return context.skip(reason);
    await makeDiskImage(request('b.img'));
    await nextTick();
    vi.stubEnv('TZ', 'Asia/Tokyo');
    vi.stubEnv('MTOOLS_LOWER_CASE', '1');
    await makeDiskImage(request('c.img'));
    expect(digest(path.join(directory, 'c.img'))).toBe(digest(path.join(directory, 'b.img')));
  });

  test('is not there when a tool fails', async (context) => {
    const reason = lack(DISK_IMAGE_TOOLS);
    if (reason !== null) return context.skip(reason);
    const broken = { ...request('d.img'), kernel: path.join(directory, 'nothing') };
    await expect(makeDiskImage(broken)).rejects.toThrow('mtools ended with status');
    expect(statSync(broken.output, { throwIfNoEntry: false })).toBeUndefined();
    expect(statSync(`${broken.output}.unfinished`, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('the disk image with Limine', () => {
  test('holds its files and a place for its stage for BIOS', async (context) => {
    const reason = lack(DISK_IMAGE_TOOLS);
    if (reason !== null) return context.skip(reason);
    const fixture = (name: string, content: string, mode = 0o644): string => {
      const file = path.join(directory, name);
      writeFileSync(file, content, { mode });
      return file;
    };
    const called = path.join(directory, 'limine-called');
    const limine: LimineFiles = {
      folder: directory,
      uefi: fixture('BOOTX64.EFI', 'Limine for UEFI'),
      biosSystem: fixture('limine-bios.sys', 'Limine for BIOS'),
      biosDisc: fixture('limine-bios-cd.bin', ''),
      uefiDisc: fixture('limine-uefi-cd.bin', ''),
      program: fixture('limine', `#!/bin/sh\necho "$@" > '${called}'\n`, 0o755),
    };
    const asked = { ...request('limine.img'), limine };
    await makeDiskImage(asked);
    expect(readFileSync(called, 'utf8')).toBe(`bios-install ${asked.output}.unfinished 2\n`);
    const drive = `${asked.output}@@${1024 * 1024}`;
    for (const [file, content] of [
      ['/EFI/BOOT/BOOTX64.EFI', 'Limine for UEFI'],
      ['/boot/limine-bios.sys', 'Limine for BIOS'],
    ] as const) {
      const shown = await runMediaTool(MTOOLS, ['-c', 'mtype', '-i', drive, `::${file}`]);
      expect(shown.stdout).toBe(content);
    }
    const table = await runMediaTool(SGDISK, ['--info=2', asked.output]);
    expect(table.stdout).toContain('BIOS boot partition');
  });
});

describe('the ISO image', () => {
  test('has ways in for BIOS and UEFI, from a disc and from a stick', async (context) => {
    const reason = lack(ISO_IMAGE_TOOLS);
    if (reason !== null) return context.skip(reason);
    const asked = request('a.iso');
    await makeIsoImage(asked);
    const told = await runMediaTool(XORRISO, [
      ...['-no_rc', '-indev', asked.output],
      ...['-report_el_torito', 'plain', '-report_system_area', 'plain'],
    ]);
    expect(told.stdout).toMatch(/El Torito boot img :\s+1\s+BIOS\s+y/);
    expect(told.stdout).toMatch(/El Torito boot img :\s+2\s+UEFI\s+y/);
    expect(told.stdout).toMatch(/System area summary:.*grub2-mbr.*GPT/);
    expect(told.stdout).toMatch(/GPT type GUID\s+:\s+2\s+28732ac11ff8d211ba4b00a0c93ec93b/);
    const first = readFileSync(asked.output).subarray(510, 512);
    expect(first.toString('hex')).toBe('55aa');
  });

  test('is the same at another time and in another time zone', async (context) => {
    const reason = lack(ISO_IMAGE_TOOLS);
    if (reason !== null) return context.skip(reason);
    await makeIsoImage(request('b.iso'));
    await nextTick();
    vi.stubEnv('TZ', 'Asia/Tokyo');
    await makeIsoImage(request('c.iso'));
    expect(digest(path.join(directory, 'c.iso'))).toBe(digest(path.join(directory, 'b.iso')));
  });
});
