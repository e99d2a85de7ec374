/**
 * The media boot as on a real machine: found by the firmware, started by a boot loader.
 *
 * All of it makes media of the same names, so it stays in one file, whose tests run one after the other.
 */

import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { describeResult, isSuccess, runQemu } from '../../../compiler/toolchain/qemu.ts';
import { mediumOf, withMachine } from '../../../tools/media/boot-medium.ts';
import type { Firmware, MediumBoot } from '../../../tools/media/boot-medium.ts';
import { chooseLimine } from '../../../tools/media/limine-files.ts';
import type { LimineFiles } from '../../../tools/media/limine-files.ts';
import { buildMedium, toolsFor } from '../../../tools/media/media.ts';
import { findTool, missingTools, OVMF, QEMU } from '../../../tools/system-tools.ts';
import { qmpArguments, runQmp } from '../../support/qmp.ts';
import { gridOf, parsePpm, readText } from '../../support/screenshot.ts';
import { Talk } from '../debug/talk.ts';

/** The firmware alone takes 4 s, three times that on a busy machine. */
const BOOT_TIMEOUT_MS = 60_000;
/** The kernel and the loader may have to be compiled first. */
const TEST_TIMEOUT_MS = 240_000;

/** How the kernel says that it was started, and what it says about the loader's memory. */
const WAYS: readonly (readonly [MediumBoot, Firmware, RegExp])[] = [
  ['image', 'uefi', /^boot path\s+Limine/m],
  ['usb', 'uefi', /^boot path\s+Limine/m],
  ['iso', 'bios', /^boot path\s+Multiboot2/m],
  ['iso', 'uefi', /^boot path\s+Multiboot2/m],
];

/** With Limine in place of what the project brings along. */
const WAYS_WITH_LIMINE: readonly (readonly [MediumBoot, Firmware])[] = [
  ['image', 'bios'],
  ['image', 'uefi'],
  ['usb', 'bios'],
  ['usb', 'uefi'],
  ['iso', 'bios'],
  ['iso', 'uefi'],
];
const limineFolder = process.env['SLAYER_LIMINE_DIR'] ?? null;

/** Why a way cannot be tested here, or null. */
function lack(boot: MediumBoot, firmware: Firmware, limine: LimineFiles | null): string | null {
  const tools = [...toolsFor(mediumOf(boot), limine), ...(firmware === 'uefi' ? [OVMF] : [])];
  const missing = missingTools(tools).map((tool) => tool.name);
  return missing.length === 0 ? null : `not found: ${missing.join(', ')}`;
}

/** Makes the medium, boots it, and expects a complete report. @returns the serial log */
async function bootMedium(
  boot: MediumBoot,
  firmware: Firmware,
  limine: LimineFiles | null,
): Promise<string> {
  const medium = await buildMedium(mediumOf(boot), {
    limine,
    commandLine: 'exit',
    name: limine === null ? 'slayer-exit' : 'slayer-exit-limine',
  });
  const result = await withMachine(boot, firmware, medium, (parts) =>
    runQemu({ ...parts, timeoutMs: BOOT_TIMEOUT_MS }),
  );
  const { serial } = result;
  expect(isSuccess(result), `${describeResult(result)}\n${serial}`).toBe(true);
  expect(serial).toMatch(/^audit\s+passed/m);
  expect(serial).toMatch(/^self-check\s+passed/m);
  expect(serial).toMatch(/^ +(1 reservation|\d+ reservations), and page 0/m);
  expect(serial).not.toContain(' 1 reservations');
  expect(serial.trimEnd().endsWith('ready')).toBe(true);
  return serial;
}

describe('a medium', () => {
  test.for(WAYS)(
    '%s boots under %s and ends with a complete report',
    { timeout: TEST_TIMEOUT_MS },
    async ([boot, firmware, bootPath], context) => {
      const reason = lack(boot, firmware, null);
      if (reason !== null) return context.skip(reason);
      expect(await bootMedium(boot, firmware, null)).toMatch(bootPath);
    },
  );
});

describe('a medium with Limine', () => {
  test.for(WAYS_WITH_LIMINE)(
    '%s boots under %s and ends with a complete report',
    { timeout: TEST_TIMEOUT_MS },
    async ([boot, firmware], context) => {
      const limine = chooseLimine({ bootloader: null, folder: limineFolder });
      if (limine === null) {
        return context.skip('Limine is not on this machine (SLAYER_LIMINE_DIR names its folder)');
      }
      const reason = lack(boot, firmware, limine);
      if (reason !== null) return context.skip(reason);
      const serial = await bootMedium(boot, firmware, limine);
      expect(serial).toMatch(/^boot path\s+Limine/m);
      expect(serial).toMatch(/^loader\s+Limine, [89]|^loader\s+Limine, [1-9]\d/m);
      expect(serial).toMatch(/^command line\s+exit$/m);
    },
  );
});

/** `npm start -- --boot image --display …` as people use it. */
describe('the display', () => {
  /** The line of the report that says how many characters fit. */
  const SCREEN = /^screen +.*, (\d+) by (\d+) characters/m;

  const folder = mkdtempSync(path.join(os.tmpdir(), 'slayer-display-'));
  const socket = path.join(folder, 'qmp');
  let machine: Talk | null = null;

  afterAll(async () => {
    await machine?.end('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  });

  /**
   * QEMU with a socket for commands, and with a device that takes the port whose byte would end it:
   * without a terminal, the kernel is told to end after its report.
   *
   * @returns path of a program
   */
  function qemuWithSocket(): string {
    const more = [
      ...['-chardev', 'null,id=nowhere'],
      ...['-device', 'isa-debugcon,iobase=0xf4,chardev=nowhere', ...qmpArguments(socket)],
    ];
    const file = path.join(folder, 'qemu');
    const program = findTool(QEMU).path ?? QEMU.name;
    writeFileSync(file, `#!/bin/sh\nexec '${program}' "$@" ${more.join(' ')}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  test(
    'the disk image draws its report on the display',
    { timeout: TEST_TIMEOUT_MS },
    async (context) => {
      const reason = lack('image', 'uefi', null);
      if (reason !== null) return context.skip(reason);
      const command = 'node tools/launch.mjs start --boot image --display none';
      machine = new Talk(`SLAYER_QEMU='${qemuWithSocket()}' ${command}`, [], true);
      const screen = await machine.heard(SCREEN);
      await machine.heard(/^ready/m);
      const filename = path.join(folder, 'screen.ppm');
      await runQmp(socket, [{ execute: 'screendump', arguments: { filename } }]);
      const [, columns, rows] = SCREEN.exec(screen) ?? [];
      const picture = parsePpm(readFileSync(filename));
      const text = readText(picture, gridOf(picture, Number(columns), Number(rows)));
      expect(text).toContain('Physical memory');
      expect(text).toContain('ready');
    },
  );
});
