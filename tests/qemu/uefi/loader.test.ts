/**
 * The UEFI loader under OVMF: an independent kernel checks what it is given, and ours boots.
 */

import { beforeAll, describe, expect, test } from 'vitest';

import { EXIT_STATUS_SUCCESS } from '../../../compiler/toolchain/qemu.ts';
import { buildKernel } from '../../../tools/kernel-image.ts';
import { buildUefiLoader } from '../../../tools/uefi-loader.ts';
import { buildTestKernel, type TestKernelOptions } from '../../support/limine-test-kernel/build.ts';
import { CLOCK, CONFIGURATION, kernelFiles } from './kernel-files.ts';
import { runUefi, type UefiRun } from './machine.ts';

const SCREEN = ['-device', 'VGA'];

interface Case {
  readonly name: string;
  readonly options: TestKernelOptions;
  readonly machine: UefiRun['machine'];
  readonly configuration?: string;
}

const PLAIN = {
  delimiters: true,
  entryRequest: false,
  stackBytes: 0,
  positionIndependent: false,
};

const CASES: readonly Case[] = [
  {
    name: 'base revision 2, with a screen',
    options: { ...PLAIN, baseRevision: 2 },
    machine: { extra: [...SCREEN, ...CLOCK] },
  },
  {
    name: 'base revision 0, without delimiters, own entry and stack, memory above 4 GiB, random HHDM',
    options: {
      ...PLAIN,
      baseRevision: 0,
      delimiters: false,
      entryRequest: true,
      stackBytes: 256 * 1024,
    },
    machine: { memory: '5G', extra: [...SCREEN, ...CLOCK] },
    configuration: `${CONFIGURATION}    randomise_hhdm_base: yes\n`,
  },
  {
    name: 'base revision 1, without a screen, a processor without 1 GiB pages',
    options: { ...PLAIN, baseRevision: 1, delimiters: false },
    machine: { cpu: 'qemu64', memory: '5G', extra: CLOCK },
  },
  {
    name: 'base revision 3, position independent',
    options: { ...PLAIN, baseRevision: 3, positionIndependent: true },
    machine: { memory: '5G', extra: [...SCREEN, ...CLOCK] },
  },
  {
    name: 'a base revision that is too high, on the q35 machine',
    options: { ...PLAIN, baseRevision: 9 },
    machine: { machine: 'q35', extra: [...SCREEN, ...CLOCK] },
  },
];

/** Longer than the machine's own limit, whose message says more. */
const TEST_TIMEOUT_MS = 90_000;

let loader = '';
let kernel = '';
beforeAll(async () => {
  loader = await buildUefiLoader();
  kernel = (await buildKernel()).elf;
});

describe(
  'an independent kernel finds everything as the protocol says',
  { timeout: TEST_TIMEOUT_MS },
  () => {
    test.each(CASES)('$name', async ({ name, options, machine, configuration }) => {
      const testKernel = await buildTestKernel(`revision-${options.baseRevision}`, options);
      const result = await runUefi({
        application: loader,
        machine,
        files: kernelFiles(testKernel, configuration ?? CONFIGURATION),
      });
      expect(result.lines('limine-test: FAILED'), name).toEqual([]);
      expect(result.lines('limine-test:').at(-1)).toMatch(/^limine-test: \d{3,} claims, 0 failed$/);
      expect(result.exitStatus).toBe(EXIT_STATUS_SUCCESS);
      const hasScreen = machine?.extra?.includes('VGA') ?? false;
      expect(result.lines('limine-test: no framebuffer')).toHaveLength(hasScreen ? 0 : 1);
    });
  },
);

describe('our kernel', { timeout: TEST_TIMEOUT_MS }, () => {
  test('boots to its report', async () => {
    const result = await runUefi({
      application: loader,
      machine: { extra: SCREEN },
      files: { 'boot/limine.conf': 'boot/limine.conf', 'boot/slayer.elf': kernel },
      until: 'ready\n',
    });
    expect(result.lines('loader        ')).toEqual(['loader        SlayerOS UEFI loader, 0.1.0']);
    expect(result.lines('audit         ')[0]).toContain('passed');
    expect(result.lines('self-check    ')[0]).toContain('passed');
    expect(result.lines('ready')).toHaveLength(1);
  });
});

describe('what cannot be booted', { timeout: TEST_TIMEOUT_MS }, () => {
  test('is said on the serial port, and the firmware goes on', async () => {
    const result = await runUefi({
      application: loader,
      files: {
        'limine.conf': Buffer.from('/Test\n  protocol: limine\n  path: boot():/boot/missing.elf\n'),
      },
      until: 'no kernel was started',
    });
    expect(result.lines('loader: error:')).toEqual([
      'loader: error: boot():/boot/missing.elf: not found',
      expect.stringContaining('no kernel was started'),
    ]);
  });
});
