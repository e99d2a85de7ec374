/**
 * The kernel boots in QEMU at several memory sizes and on several processors, and reports well.
 *
 * Sizes from 2 GiB on are not backed by memory of this machine until the kernel touches them.
 */

import { spawnSync } from 'node:child_process';

import { beforeAll, describe, expect, test } from 'vitest';

import { isSuccess, probeKvm, runQemu, type QemuResult } from '../../compiler/toolchain/qemu.ts';
import { buildKernel } from '../../tools/kernel-image.ts';
import { projectDirectory } from '../../tools/paths.ts';

const BOOT_TIMEOUT_MS = 60_000;

let elf = '';
beforeAll(async () => {
  elf = (await buildKernel()).elf;
}, 120_000);

async function boot(memory: string, cpu: string, append = 'exit'): Promise<QemuResult> {
  return runQemu({
    elf,
    memory,
    cpu,
    timeoutMs: BOOT_TIMEOUT_MS,
    extra: ['-append', append],
  });
}

/** The value of a line of the report: `heap          …`. */
function fact(serial: string, name: string): string {
  const found = new RegExp(`^${name}\\s{2,}(.*)$`, 'm').exec(serial)?.[1];
  if (found === undefined) throw new Error(`the report has no line ${name}:\n${serial}`);
  return found;
}

const KIB_PER_UNIT: Readonly<Record<string, number>> = {
  KiB: 1,
  MiB: 1024,
  GiB: 1024 * 1024,
  TiB: 1024 * 1024 * 1024,
};

/** The sum of the usable regions as normalised, in frames. */
function usableFrames(serial: string): number {
  const normalised = serial.slice(serial.indexOf('regions as normalised'));
  const sizes = [...normalised.matchAll(/\)\s+(\d+) (\w+)\s+usable$/gm)];
  const kib = sizes.reduce((sum, [, size, unit]) => {
    return sum + Number(size) * (KIB_PER_UNIT[unit ?? ''] ?? Number.NaN);
  }, 0);
  return kib / 4;
}

const MACHINES: readonly (readonly [string, string])[] = [
  ['32M', 'qemu64'],
  ['32M', 'max'],
  ['128M', 'qemu64'],
  ['128M', 'max'],
  ['128M', 'qemu64,+pdpe1gb'],
  ['4G', 'qemu64'],
  ['4G', 'max'],
  ['16G', 'max'],
];

describe('boot', () => {
  test.each(MACHINES)('%s on -cpu %s ends with a complete report', async (memory, cpu) => {
    const result = await boot(memory, cpu);
    expect(result.outcome, result.serial).toBe('exited');
    expect(isSuccess(result), result.serial).toBe(true);
    const { serial } = result;
    expect(fact(serial, 'boot path')).toBe('PVH');
    expect(fact(serial, 'audit')).toMatch(/^passed/);
    expect(fact(serial, 'self-check')).toMatch(/^passed/);
    expect(fact(serial, 'time')).toMatch(/^\d+ cycles/);
    expect(serial.trimEnd().endsWith('ready')).toBe(true);
    const frames = /^(\d+) total, (\d+) used, (\d+) free$/.exec(fact(serial, 'frames'));
    const [total, used, free] = (frames ?? []).slice(1).map(Number);
    expect((used ?? 0) + (free ?? 0)).toBe(total);
    // The allocator's own bitmap and indexes are not counted, and take at most 1.6 %.
    const usable = usableFrames(serial);
    expect(total).toBeLessThanOrEqual(usable);
    expect(total).toBeGreaterThan(usable * 0.984 - 8);
    expect(serial.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  test('uses 1 GiB pages where the processor has them, and only there', async () => {
    const without = fact((await boot('4G', 'qemu64')).serial, 'page tables');
    const having = fact((await boot('4G', 'max')).serial, 'page tables');
    expect(without).toContain(' 0 of 1 GiB');
    expect(having).not.toContain(' 0 of 1 GiB');
  });

  test('refuses a processor without NX with a line that says so', async () => {
    const { serial, exitStatus } = await boot('128M', 'qemu64,-nx');
    expect(exitStatus).toBe(35);
    expect(serial).toContain('this processor has no NX, which the kernel requires');
  });

  test('boots under KVM where it runs ring 0 itself', async (context) => {
    const probe = await probeKvm();
    if (!probe.native) return context.skip(probe.reason);
    const result = await runQemu({
      elf,
      memory: '128M',
      accel: 'kvm',
      timeoutMs: BOOT_TIMEOUT_MS,
      extra: ['-append', 'exit'],
    });
    expect(isSuccess(result), result.serial).toBe(true);
  });
});

describe('a deliberate fault', () => {
  const faults: readonly (readonly [string, readonly RegExp[]])[] = [
    ['rodata', [/page fault/i, /write/i, /kernel\/fault\.ts:\d+/]],
    ['execute-data', [/page fault/i, /instruction|execut/i]],
    ['null', [/page fault/i, /virt 0x/, /kernel\/fault\.ts:\d+/]],
    ['stack-overflow', [/double fault/i, /guard/i]],
    ['divide', [/division by zero|divide/i, /kernel\/fault\.ts:\d+/]],
  ];

  test.each(faults)('%s is reported and ends with status 1', async (name, patterns) => {
    const { serial, exitStatus, outcome } = await boot('64M', 'max', `fault=${name}`);
    expect(outcome, serial).toBe('exited');
    expect(exitStatus, serial).toBe(35);
    for (const pattern of patterns) expect(serial).toMatch(pattern);
    expect(serial).toMatch(/#0 /);
  });

  test('is committed for `npm start -- --append`', () => {
    const words = ['tools/launch.mjs', 'start', '--append', 'fault=null', '--memory', '64M'];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, {
      cwd: projectDirectory,
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/^command line {2}fault=null exit$/m);
    expect(stdout).toMatch(/page fault/i);
    expect(stderr).toMatch(/the kernel reported a failure/);
    expect(status).toBe(1);
  });
});
