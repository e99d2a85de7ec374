import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { writingHelp } from '../../../tools/image.ts';
import {
  checkCommandLine,
  grubConfiguration,
  limineConfiguration,
} from '../../../tools/media/configuration.ts';
import { mediumDate } from '../../../tools/media/disk-tools.ts';
import { projectPath } from '../../../tools/paths.ts';

const GRUB = readFileSync(projectPath('boot/grub.cfg'), 'utf8');
const LIMINE = readFileSync(projectPath('boot/limine.conf'), 'utf8');

describe('the boot menus', () => {
  test('are copied as they are without a command line', () => {
    expect(grubConfiguration(GRUB, '')).toBe(GRUB);
    expect(limineConfiguration(LIMINE, '')).toBe(LIMINE);
  });

  test('get a command line in their entry', () => {
    expect(grubConfiguration(GRUB, 'exit log=debug')).toContain(
      '  multiboot2 /boot/slayer.elf exit log=debug\n}',
    );
    expect(limineConfiguration(LIMINE, 'exit log=debug')).toContain(
      '    kernel_path: boot():/boot/slayer.elf\n    cmdline: exit log=debug\n',
    );
  });

  test.each(['a;b', 'a"b', '$x', 'a\nb', '{', "'", '\\', 'x'.repeat(201)])(
    'refuse %j, which a boot loader could take for something else',
    (commandLine) => {
      expect(() => {
        checkCommandLine(commandLine);
      }).toThrow('command line');
    },
  );
});

describe('the date of a medium', () => {
  test('is constant, unless SOURCE_DATE_EPOCH says otherwise', () => {
    expect(mediumDate({})).toBe(Date.UTC(2026, 0, 1) / 1000);
    expect(mediumDate({ SOURCE_DATE_EPOCH: '86400' })).toBe(86_400);
    expect(() => mediumDate({ SOURCE_DATE_EPOCH: 'today' })).toThrow('not a number');
  });
});

describe('the help for writing a stick', () => {
  test('has a way for Linux, macOS and Windows', () => {
    const help = writingHelp('build/slayer.img');
    expect(help).toMatch(/Linux.*\n.*dd if=build\/slayer\.img of=\/dev\/sdX/);
    expect(help).toMatch(/macOS[^]*dd if=build\/slayer\.img of=\/dev\/rdiskN/);
    expect(help).toMatch(/Windows.*slayer\.img/);
  });
});
