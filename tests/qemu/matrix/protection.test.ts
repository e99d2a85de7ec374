/**
 * The claims about protections on many processors: what each refuses, and what each cannot.
 *
 * One image with the suite `protection.ktest.ts` alone boots on the processor models of the matrix;
 * `npm test` takes three of them. What a model has is written here, so that a claim that is
 * passed over for another reason, or on another model, fails.
 */

import { beforeAll, describe, expect, test } from 'vitest';

import { isSuccess, runQemu, type QemuResult } from '../../../compiler/toolchain/qemu.ts';
import { compileKernel, linkKernel } from '../../../tools/link.ts';
import { parseKtap, type KtapRun } from '../../support/ktap.ts';

const MODULE = 'tests/kernel/entry-protection.ts';
const BOOT_TIMEOUT_MS = 60_000;

/** A processor model that the kernel accepts, and which protections it has besides NX and WP. */
interface Model {
  readonly cpu: string;
  readonly smep: boolean;
  readonly smap: boolean;
  readonly umip: boolean;
  /** Whether all 52 bits of a physical address are in use. */
  readonly isWidest?: boolean;
}

const NONE = { smep: false, smap: false, umip: false };
const SMEP_ONLY = { ...NONE, smep: true };
const SMEP_SMAP = { ...SMEP_ONLY, smap: true };
const ALL = { ...SMEP_SMAP, umip: true };

/** Booted by `npm test`. */
const FEW: readonly Model[] = [
  { cpu: 'qemu64', ...NONE },
  { cpu: 'Haswell-v4', ...SMEP_ONLY },
  { cpu: 'max', ...ALL },
];

/** Booted by `npm run test:matrix` besides. */
const OTHERS: readonly Model[] = [
  { cpu: 'qemu64,+pdpe1gb', ...NONE },
  { cpu: 'Nehalem-v1', ...NONE },
  { cpu: 'Skylake-Server-v4', ...SMEP_SMAP },
  { cpu: 'EPYC-v3', ...SMEP_SMAP },
  { cpu: 'max,phys-bits=36', ...ALL },
  { cpu: 'max,phys-bits=52', ...ALL, isWidest: true },
];

/** Models without NX, which the kernel refuses. */
const REFUSED = ['qemu64,-nx', 'max,-la57,-pdpe1gb,-nx'];

const isMatrix = process.env['SLAYER_SUITE'] === 'matrix';

/** Exceptions that any accepted processor raises, and those that need a feature. */
const TRAPS = 69;
const TRAPS_OF_WIDTH = 1;
const TRAPS_OF_SMEP = 2;
const TRAPS_OF_SMAP = 4;

let elf = '';
beforeAll(async () => {
  const entry = { module: MODULE, name: 'kernelMain' };
  elf = (await linkKernel(compileKernel(MODULE), entry, 'protection-test-image')).elf;
}, 120_000);

async function boot(cpu: string): Promise<QemuResult> {
  return runQemu({ elf, memory: '64M', cpu, timeoutMs: BOOT_TIMEOUT_MS });
}

/** How many claims are passed over for each reason. */
function skipped(run: KtapRun): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const claim of run.claims) {
    if (claim.outcome === 'skipped') counts[claim.reason] = (counts[claim.reason] ?? 0) + 1;
  }
  return counts;
}

/** How many claims a model has to pass over for each reason. */
function expectedSkips(model: Model): Readonly<Record<string, number>> {
  return {
    'without NXE the next use of the stack would be a reserved-bit fault': 1,
    ...(model.smep ? {} : { 'this processor has no SMEP': 3 }),
    ...(model.smap ? {} : { 'this processor has no SMAP': 4 }),
    ...(model.umip ? {} : { 'this processor has no UMIP': 1 }),
    ...(model.isWidest === true ? { 'all 52 address bits are in use': 1 } : {}),
  };
}

function expectedTraps(model: Model): number {
  return (
    TRAPS +
    (model.isWidest === true ? 0 : TRAPS_OF_WIDTH) +
    (model.smep ? TRAPS_OF_SMEP : 0) +
    (model.smap ? TRAPS_OF_SMAP : 0)
  );
}

/** The line of the boot report about protections that are on. */
function expectedProtections(model: Model): string {
  const names = [model.smep ? ' SMEP' : '', model.smap ? ' SMAP' : '', model.umip ? ' UMIP' : ''];
  return `protections   WP NX${names.join('')} on`;
}

/** A test may last longer than its machine, whose message says more. */
describe('protections', { timeout: BOOT_TIMEOUT_MS + 30_000 }, () => {
  const models = isMatrix ? [...FEW, ...OTHERS] : FEW;
  const named = models.map((model) => [model.cpu, model] as const);

  test.each(named)('%s refuses what it can, and the rest is passed over', async (_, model) => {
    const result = await boot(model.cpu);
    const run = parseKtap(result.serial);
    expect(run.problems, result.serial).toEqual([]);
    expect(isSuccess(result), result.serial).toBe(true);
    expect(result.serial.split(/\r?\n/)).toContain(expectedProtections(model));
    expect(run.claims.filter((claim) => claim.outcome === 'failed')).toEqual([]);
    expect(skipped(run)).toEqual(expectedSkips(model));
    expect(/^# traps: (\d+)\r?$/m.exec(result.serial)?.[1]).toBe(String(expectedTraps(model)));
  });

  test.each(isMatrix ? REFUSED : [])('%s is refused, because it has no NX', async (cpu) => {
    const { serial, exitStatus } = await boot(cpu);
    expect(exitStatus, serial).toBe(35);
    expect(serial).toContain('this processor has no NX, which the kernel requires');
  });
});
