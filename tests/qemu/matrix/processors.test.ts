/**
 * Processor models, widths of physical addresses and numbers of processors: each boots and uses what it
 * has, or is refused with one line.
 *
 * What a model has is asked of QEMU, on the very machine that then boots.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { expectGoodBoot } from './claims.ts';
import { bootDirectly, bootUnderUefi, chosen, IS_WHOLE, TEST_TIMEOUT_MS } from './machines.ts';
import type { Machine } from './machines.ts';
import {
  describeResult,
  EXIT_STATUS_FAILURE,
  type QemuResult,
} from '../../../compiler/toolchain/qemu.ts';
import { buildKernel } from '../../../tools/kernel-image.ts';
import { askQmp, qmpArguments } from '../../support/qmp.ts';
import { runWithFiveLevels } from '../uefi/five-levels.ts';
import { kernelDisk } from '../uefi/kernel-files.ts';
import { shoot } from '../uefi/shot.ts';

interface Model {
  readonly cpu: string;
  readonly isInEveryTest?: boolean;
}

interface Width {
  readonly bits: number;
  readonly memory: string;
  readonly isInEveryTest?: boolean;
}

const MODELS: readonly Model[] = [
  { cpu: 'qemu64', isInEveryTest: true },
  { cpu: 'qemu64,-nx', isInEveryTest: true },
  { cpu: 'qemu64,+pdpe1gb' },
  { cpu: 'Nehalem-v1' },
  { cpu: 'Haswell-v4', isInEveryTest: true },
  { cpu: 'Skylake-Server-v4', isInEveryTest: true },
  { cpu: 'EPYC-v3' },
  { cpu: 'max', isInEveryTest: true },
  { cpu: 'max,-la57,-pdpe1gb,-nx' },
];

/** Under OVMF, in the whole matrix only: other tests boot there often enough. */
const UEFI_MODELS: readonly Model[] = MODELS.filter(({ cpu }) => !cpu.includes('-nx')).map(
  ({ cpu }) => ({ cpu }),
);
const REFUSED_MODELS = MODELS.filter(({ cpu }) => cpu.includes('-nx'));

/** Widths of a physical address; the last with much memory for its width. */
const WIDTHS: readonly Width[] = [
  { bits: 36, memory: '5G', isInEveryTest: true },
  { bits: 39, memory: '5G' },
  { bits: 40, memory: '5G' },
  { bits: 46, memory: '5G' },
  { bits: 52, memory: '5G' },
  { bits: 36, memory: '31G' },
];

const PROCESSOR_COUNTS = [{ count: 1 }, { count: 2, isInEveryTest: true }, { count: 4 }];

/** Feature names of QEMU. */
const FEATURES = ['nx', 'pdpe1gb', 'pge', 'pat', 'smep', 'smap', 'umip', 'la57'] as const;
type Feature = (typeof FEATURES)[number];

/** What the report calls them in its line `processor`. */
const REPORTED: readonly (readonly [Feature, string])[] = [
  ['nx', 'NX'],
  ['pdpe1gb', '1 GiB pages'],
  ['pge', 'PGE'],
  ['pat', 'PAT'],
];
/** And in its line `protections`. */
const SWITCHED_ON: readonly (readonly [Feature, string])[] = [
  ['nx', 'NX'],
  ['smep', 'SMEP'],
  ['smap', 'SMAP'],
  ['umip', 'UMIP'],
];

const REFUSAL = 'main: this processor has no NX, which the kernel requires';
/** Reserved by QEMU below 1 TiB on processors of AMD that can address it. */
const HYPER_TRANSPORT_HOLE = 0xfd_0000_0000n;

/** The first processor of QEMU's machine. */
const PROCESSOR = '/machine/unattached/device[0]';

describe('a processor model, direct boot', { timeout: TEST_TIMEOUT_MS }, () => {
  test.each(chosen(MODELS).map(({ cpu }) => cpu))('%s', async (cpu) => {
    // Enough for pages of 1 GiB.
    const [result, features] = await bootAndAsk({ memory: '6G', cpu, machine: 'pc' });
    if (features.get('nx') !== true) {
      expect(result.exitStatus, result.serial).toBe(EXIT_STATUS_FAILURE);
      const panics = result.serial.split(/\r?\n/).filter((line) => line.startsWith('panic: '));
      expect(panics).toEqual([expect.stringContaining(REFUSAL)]);
      return;
    }
    const report = expectGoodBoot(result);
    for (const [feature, name] of REPORTED) {
      expect(report.features.has(name), name).toBe(features.get(feature));
    }
    for (const [feature, name] of SWITCHED_ON) {
      expect(report.protections.has(name), name).toBe(features.get(feature));
    }
    expect(report.protections).toContain('WP');
    expect(report.tables.leaves1G > 0).toBe(features.get('pdpe1gb'));
    // A processor with five levels is used with four: the boot would not have ended well otherwise.
    expect(report.virtualBits).toBe(features.get('la57') === true ? 57 : 48);
  });
});

describe('a processor model, under OVMF', { timeout: TEST_TIMEOUT_MS }, () => {
  test.each(chosen(UEFI_MODELS).map(({ cpu }) => cpu))('%s', async (cpu) => {
    expectGoodBoot(await bootUnderUefi({ memory: '256M', cpu, machine: 'q35' }));
  });
  test.each(chosen(REFUSED_MODELS).map(({ cpu }) => cpu))(
    '%s is refused with a line on the screen',
    async (cpu) => {
      const { rows, serial } = await shoot({ cpu, until: 'entry_64' });
      // A line of the screen may be shorter than the message.
      expect(rows.join(''), rows.join('\n')).toContain(REFUSAL);
      expect(serial.filter((line) => line.includes(REFUSAL))).toHaveLength(1);
    },
  );
});

if (IS_WHOLE) {
  test(
    'five levels of page tables in the firmware: the kernel gets four',
    async () => {
      const result = await runWithFiveLevels(await kernelDisk(['cmdline: exit']));
      expect(result.lines('loader: five levels')).toEqual(['loader: five levels are on']);
      expect(result.lines('loader: the firmware has five levels')).toHaveLength(1);
      const report = expectGoodBoot(result);
      expect(report.virtualBits).toBe(57);
    },
    TEST_TIMEOUT_MS,
  );
}

describe('a width of physical addresses', { timeout: TEST_TIMEOUT_MS }, () => {
  test.each(chosen(WIDTHS).map(({ bits, memory }) => [bits, memory] as const))(
    '%d bits, %s',
    async (bits, memory) => {
      const cpu = `max,phys-bits=${String(bits)}`;
      const [result, features] = await bootAndAsk({ memory, cpu, machine: 'pc' });
      const report = expectGoodBoot(result);
      expect(report.physicalBits).toBe(bits);
      expect(features.get('phys-bits')).toBe(bits);
      const holes = report.received.filter(({ start }) => start === HYPER_TRANSPORT_HOLE);
      expect(holes).toHaveLength(bits >= 40 ? 1 : 0);
    },
  );
});

describe('several processors', { timeout: TEST_TIMEOUT_MS }, () => {
  test.each(chosen(PROCESSOR_COUNTS).map(({ count }) => count))(
    '%d: the first one boots, the others are left alone',
    async (count) => {
      const machine = { memory: '128M', cpu: 'max', machine: 'q35' } as const;
      const report = expectGoodBoot(await bootDirectly(machine, ['-smp', String(count)]));
      expect(report.bootPath).toBe('PVH');
    },
  );
});

/** Asks QEMU what the processor of a machine has before it runs, and then boots it. */
async function bootAndAsk(
  machine: Machine,
): Promise<readonly [QemuResult, ReadonlyMap<string, unknown>]> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slayer-matrix-'));
  try {
    const socket = path.join(directory, 'qmp');
    await buildKernel(); // Before the time begins in which QEMU has to answer.
    const booting = bootDirectly(machine, ['-S', ...qmpArguments(socket)]);
    const [features, result] = await Promise.allSettled([askProcessor(socket), booting]);
    if (result.status === 'rejected') throw result.reason;
    // QEMU's own message says more than a socket that was closed.
    if (features.status === 'rejected') {
      throw new Error(describeResult(result.value), { cause: features.reason });
    }
    return [result.value, features.value];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function askProcessor(socket: string): Promise<ReadonlyMap<string, unknown>> {
  const properties = [...FEATURES, 'phys-bits'];
  const questions = properties.map((property) => ({
    execute: 'qom-get',
    arguments: { path: PROCESSOR, property },
  }));
  const answers = await askQmp(socket, [...questions, { execute: 'cont' }]);
  return new Map(properties.map((property, index) => [property, answers[index]]));
}
