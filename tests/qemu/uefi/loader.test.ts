/**
 * The UEFI loader under OVMF: an independent kernel checks what it is given, and ours boots.
 */

import { beforeAll, describe, expect, test } from 'vitest';

import { EXIT_STATUS_FAILURE, EXIT_STATUS_SUCCESS } from '../../../compiler/toolchain/qemu.ts';
import { buildKernel } from '../../../tools/kernel-image.ts';
import { buildUefiLoader } from '../../../tools/uefi-loader.ts';
import { buildTestKernel, type TestKernelOptions } from '../../support/limine-test-kernel/build.ts';
import { CLOCK, CONFIGURATION, kernelDisk, kernelFiles } from './kernel-files.ts';
import { runUefi, type UefiResult, type UefiRun } from './machine.ts';

const SCREEN = ['-device', 'VGA'];

interface Case {
  readonly name: string;
  readonly options: TestKernelOptions;
  readonly machine: NonNullable<UefiRun['machine']>;
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
    name: 'base revision 2, without a screen, a processor without 1 GiB pages',
    options: { ...PLAIN, baseRevision: 2 },
    machine: { cpu: 'qemu64', memory: '5G', extra: CLOCK },
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
    name: 'a base revision that is too high, so 3; position independent, on the q35 machine',
    options: { ...PLAIN, baseRevision: 9, positionIndependent: true },
    machine: { machine: 'q35', memory: '5G', extra: [...SCREEN, ...CLOCK] },
  },
];

/** A test may last longer than its machine, whose message says more. */
const MACHINES = { timeout: 90_000 };

let loader = '';
beforeAll(async () => {
  loader = await buildUefiLoader();
  await buildKernel();
});

describe('an independent kernel finds everything as the protocol says', MACHINES, () => {
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
    const hasScreen = machine.extra?.includes('VGA') ?? false;
    expect(result.lines('limine-test: no framebuffer')).toHaveLength(hasScreen ? 0 : 1);
  });
});

describe('our kernel', MACHINES, () => {
  const bootOurs = async (options: readonly string[]): Promise<UefiResult> =>
    runUefi({
      application: loader,
      machine: { extra: SCREEN },
      files: await kernelDisk(options),
    });

  test('boots to its report, and ends when the command line says so', async () => {
    const result = await bootOurs(['cmdline: exit']);
    expect(result.exitStatus, result.serial).toBe(EXIT_STATUS_SUCCESS);
    expect(result.lines('loader        ')).toEqual(['loader        SlayerOS UEFI loader, 0.1.0']);
    expect(result.lines('direct map    ')).toEqual(['direct map    virt 0xffff_8000_0000_0000']);
    expect(result.lines('audit         ')[0]).toContain('passed');
    expect(result.lines('self-check    ')[0]).toContain('passed');
    expect(result.lines('ready')).toHaveLength(1);
  });

  test('finds the direct map where the loader puts it when the configuration asks for another place', async () => {
    const result = await bootOurs(['cmdline: exit', 'randomise_hhdm_base: yes']);
    expect(result.exitStatus, result.serial).toBe(EXIT_STATUS_SUCCESS);
    const place = /direct map at (virt \S+),/.exec(
      result.lines('loader: direct map')[0] ?? '',
    )?.[1];
    expect(place).not.toBe('virt 0xffff_8000_0000_0000');
    expect(result.lines('direct map    ')).toEqual([`direct map    ${place ?? ''}`]);
    expect(result.lines('audit         ')[0]).toContain('passed');
    expect(result.lines('self-check    ')[0]).toContain('passed');
  });

  test('commits the fault that the command line asks for, and reports it', async () => {
    const result = await bootOurs(['cmdline: fault=rodata']);
    expect(result.exitStatus, result.serial).toBe(EXIT_STATUS_FAILURE);
    expect(result.serial).toMatch(/page fault/i);
    expect(result.serial).toMatch(/kernel\/fault\.ts:\d+/);
  });
});

describe('what cannot be booted', MACHINES, () => {
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
