import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { chooseLimine, LIMINE_FOLDERS } from '../../../tools/media/limine-files.ts';
import type { LimineWorld } from '../../../tools/media/limine-files.ts';

const FILES = ['BOOTX64.EFI', 'limine-bios.sys', 'limine-bios-cd.bin', 'limine-uefi-cd.bin'];

/** A machine with exactly these files, and perhaps `limine` in PATH. */
function world(files: readonly string[], program: string | null = null): LimineWorld {
  return { isFile: (file) => files.includes(file), lookUp: () => program };
}

function folder(name: string, files: readonly string[] = [...FILES, 'limine']): readonly string[] {
  return files.map((file) => path.join(name, file));
}

const NOTHING = world([]);
const INSTALLED = world(folder('/usr/share/limine', FILES), '/usr/bin/limine');

describe('without a wish', () => {
  test('the built-in loader is taken where Limine is not there', () => {
    expect(chooseLimine({ bootloader: null, folder: null }, NOTHING)).toBeNull();
  });

  test('Limine is taken from where distributions install it', () => {
    expect(chooseLimine({ bootloader: null, folder: null }, INSTALLED)).toEqual({
      folder: '/usr/share/limine',
      uefi: '/usr/share/limine/BOOTX64.EFI',
      biosSystem: '/usr/share/limine/limine-bios.sys',
      biosDisc: '/usr/share/limine/limine-bios-cd.bin',
      uefiDisc: '/usr/share/limine/limine-uefi-cd.bin',
      program: '/usr/bin/limine',
    });
  });

  test('a folder that lacks a file is passed over', () => {
    const broken = folder('/usr/share/limine').filter((file) => !file.endsWith('.EFI'));
    const found = chooseLimine(
      { bootloader: null, folder: null },
      world([...broken, ...folder('/usr/local/share/limine')]),
    );
    expect(found?.folder).toBe('/usr/local/share/limine');
    expect(found?.program).toBe('/usr/local/share/limine/limine');
  });
});

describe('builtin', () => {
  test('is taken even where Limine is installed', () => {
    expect(chooseLimine({ bootloader: 'builtin', folder: null }, INSTALLED)).toBeNull();
  });

  test('is refused together with a folder of Limine', () => {
    expect(() => chooseLimine({ bootloader: 'builtin', folder: '/x' }, NOTHING)).toThrow(
      'not with builtin',
    );
  });
});

describe('limine', () => {
  test('is refused with every place where it was looked for', () => {
    const choose = (): unknown => chooseLimine({ bootloader: 'limine', folder: null }, NOTHING);
    for (const each of LIMINE_FOLDERS) {
      expect(choose).toThrow(`${each}: no BOOTX64.EFI, limine-bios.sys`);
    }
  });

  test('is taken from the folder that the user names, and from nowhere else', () => {
    const both = world([...folder('/opt/mine'), ...folder('/usr/share/limine')]);
    expect(chooseLimine({ bootloader: 'limine', folder: '/opt/mine' }, both)?.folder).toBe(
      '/opt/mine',
    );
    expect(() => chooseLimine({ bootloader: 'limine', folder: '/opt/other' }, both)).toThrow(
      '/opt/other: no BOOTX64.EFI',
    );
  });

  test('follows from a folder alone', () => {
    const mine = world(folder('/opt/mine'));
    expect(chooseLimine({ bootloader: null, folder: '/opt/mine' }, mine)?.folder).toBe('/opt/mine');
    expect(() => chooseLimine({ bootloader: null, folder: '/opt/none' }, mine)).toThrow(
      "Limine's files were not found",
    );
  });

  test('needs its program, beside the files or in PATH', () => {
    const files = world(folder('/opt/mine', FILES));
    expect(() => chooseLimine({ bootloader: 'limine', folder: '/opt/mine' }, files)).toThrow(
      '/opt/mine: no limine (nor in PATH)',
    );
  });
});
