/**
 * The loader on firmware that runs with five levels of page tables.
 */

import { expect, test } from 'vitest';

import { EXIT_STATUS_SUCCESS } from '../../../compiler/toolchain/qemu.ts';
import { buildTestKernel } from '../../support/limine-test-kernel/build.ts';
import { runWithFiveLevels } from './five-levels.ts';
import { CLOCK, CONFIGURATION, kernelFiles } from './kernel-files.ts';

test('goes back to four levels before it enters the kernel', async () => {
  const kernel = await buildTestKernel('five-levels', {
    baseRevision: 2,
    delimiters: true,
    entryRequest: false,
    stackBytes: 0,
    positionIndependent: false,
  });
  const result = await runWithFiveLevels(kernelFiles(kernel, CONFIGURATION), CLOCK);
  expect(result.lines('loader: five levels')).toEqual(['loader: five levels are on']);
  expect(result.lines('loader: the firmware has five levels')).toHaveLength(1);
  expect(result.lines('limine-test: FAILED')).toEqual([]);
  expect(result.lines('limine-test:').at(-1)).toMatch(/^limine-test: \d{3,} claims, 0 failed$/);
  expect(result.exitStatus).toBe(EXIT_STATUS_SUCCESS);
}, 90_000);
