/**
 * Memory from 48 MiB to 4 TiB under OVMF, with a direct map at another place in each run.
 */

import { describe, expect, test } from 'vitest';

import { expectGoodBoot } from './claims.ts';
import {
  bootUnderUefi,
  chosen,
  IS_WHOLE,
  nameOf,
  RANDOM_DIRECT_MAP,
  TEST_TIMEOUT_MS,
} from './machines.ts';
import { UEFI_SIZES } from './sizes.ts';
import { parseMemorySize } from '../../../compiler/toolchain/qemu.ts';

/** Runtime services, ACPI tables and what else OVMF keeps for itself. */
const MAX_MISSING_BYTES = 16n << 20n;
/** Where the direct map lies when nobody asks for another place. */
const DEFAULT_DIRECT_MAP = 0xffff_8000_0000_0000n;

describe('memory, under OVMF', { timeout: TEST_TIMEOUT_MS }, () => {
  const sizes = chosen(UEFI_SIZES).map((size) => [nameOf(size), size] as const);
  test.each(sizes)('%s', async (_name, size) => {
    const result = await bootUnderUefi(size, [RANDOM_DIRECT_MAP]);
    const report = expectGoodBoot(result);
    expect(report.bootPath).toBe('Limine protocol');
    expect(report.reclaimed).toBeGreaterThan(0);
    const chosenPlace = /loader: direct map at virt 0x([0-9a-f_]+),/.exec(result.serial)?.[1];
    expect(report.directMap).toBe(BigInt(`0x${(chosenPlace ?? '').replaceAll('_', '')}`));
    expect(report.directMap).toBeGreaterThan(DEFAULT_DIRECT_MAP);
    const { highStart } = size;
    if (highStart !== null) {
      const isHigh = report.regions.some(({ start, end }) => start <= highStart && end > highStart);
      expect(isHigh).toBe(true);
    }
    const missing = parseMemorySize(size.memory) - 4096n * BigInt(report.total);
    expect(missing).toBeGreaterThan(0n);
    expect(missing).toBeLessThan(MAX_MISSING_BYTES);
  });

  if (IS_WHOLE) {
    test('48M: what OVMF leaves is too little, and the loader says so', async () => {
      const machine = { memory: '48M', cpu: 'max', machine: 'q35' } as const;
      const { serial } = await bootUnderUefi(machine, [], { until: 'no kernel was started' });
      expect(serial).toContain('loader: error: not enough memory for the kernel');
    });
  }
});
