/**
 * Bootloader memory is reclaimed after the last use of what the loader left there.
 */

import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { EXIT_STATUS_SUCCESS } from '../../../compiler/toolchain/qemu.ts';
import { compileKernel, linkKernel } from '../../../tools/link.ts';
import { projectPath } from '../../../tools/paths.ts';
import { buildUefiLoader } from '../../../tools/uefi-loader.ts';
import { parseKtap } from '../../support/ktap.ts';
import { runUefi } from './machine.ts';

const MODULE = 'tests/kernel/entry-reclaimed.ts';
/** A test may last longer than its machine, whose message says more. */
const TIMEOUT_MS = 180_000;

test(
  'the kernel goes on when the reclaimed memory is overwritten',
  async () => {
    const entry = { module: MODULE, name: 'kernelMain' };
    const { elf } = await linkKernel(compileKernel(MODULE), entry, 'reclaimed-test-image');
    const configuration = readFileSync(projectPath('boot/limine.conf'), 'utf8').trimEnd();
    const result = await runUefi({
      application: await buildUefiLoader(),
      machine: { extra: ['-device', 'VGA'] },
      files: {
        'boot/limine.conf': Buffer.from(`${configuration}\n    cmdline: one two\n`),
        'boot/slayer.elf': elf,
      },
    });
    const run = parseKtap(result.serial);
    expect(run.problems, result.serial).toEqual([]);
    expect(run.claims.map(({ claim, outcome }) => `${outcome}: ${claim}`)).toEqual([
      'passed: the boot passes its audit and its self-check',
      'passed: all of it that is free is overwritten',
      'passed: the page tables pass the audit',
      'passed: the self-check passes',
      'passed: an exception arrives',
      'passed: what the loader said is still known',
      'passed: nothing is left to reclaim',
    ]);
    expect(result.exitStatus).toBe(EXIT_STATUS_SUCCESS);

    const number = (pattern: RegExp): number => Number(pattern.exec(result.serial)?.[1]);
    const reclaimed = number(/^reclaimed\s+(\d+) frames of the bootloader\r?$/m);
    const overwritten = number(/^# overwritten: (\d+)\r?$/m);
    expect(reclaimed).toBeGreaterThan(0);
    expect(overwritten).toBeLessThanOrEqual(reclaimed);
    // The kernel itself has taken hardly any of them since: the heap keeps one page of 16 frames.
    expect(overwritten).toBeGreaterThanOrEqual(reclaimed - 16);
  },
  TIMEOUT_MS,
);
