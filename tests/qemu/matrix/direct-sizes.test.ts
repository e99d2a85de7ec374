/**
 * Memory from 4 MiB to 4 TiB, started by QEMU itself.
 */

import { describe, expect, test } from 'vitest';

import { expectGoodBoot } from './claims.ts';
import { bootDirectly, chosen, nameOf, TEST_TIMEOUT_MS } from './machines.ts';
import type { BootReport } from './report.ts';
import { DIRECT_SIZES } from './sizes.ts';
import { parseMemorySize } from '../../../compiler/toolchain/qemu.ts';

const FOUR_GIB = 1n << 32n;
/** What the BIOS, QEMU and the kernel image take; page tables and metadata are frames in use. */
const MAX_MISSING_BYTES = 3n << 20n;

describe('memory, direct boot', { timeout: TEST_TIMEOUT_MS }, () => {
  const sizes = chosen(DIRECT_SIZES).map((size) => [nameOf(size), size] as const);
  test.each(sizes)('%s', async (_name, size) => {
    const report = expectGoodBoot(await bootDirectly(size));
    expect(report.bootPath).toBe('PVH');
    expect(highStartOf(report)).toBe(size.highStart);
    const missing = parseMemorySize(size.memory) - 4096n * BigInt(report.total);
    expect(missing).toBeGreaterThan(0n);
    expect(missing).toBeLessThan(MAX_MISSING_BYTES);
  });
});

/** Where usable memory above 4 GiB begins; null when there is none. */
function highStartOf(report: BootReport): bigint | null {
  const high = report.regions.filter(({ start, kind }) => kind === 'usable' && start >= FOUR_GIB);
  return high.at(0)?.start ?? null;
}
