/**
 * What the matrix of machines expects to be usable: computed right, so that a wrong boot is seen.
 */

import { describe, expect, test } from 'vitest';

import { bytesIn, pagesOf } from '../../qemu/matrix/expected-map.ts';
import type { Range } from '../../qemu/matrix/report.ts';

const MIB = 0x10_0000n;
const WIDTH = 40;

function range(start: bigint, end: bigint, kind = 'usable'): Range {
  return { start, end, kind };
}

/** The usable pages of a map, as pairs of addresses. */
function usable(received: readonly Range[], reservations: readonly Range[] = []): bigint[][] {
  return pagesOf('usable', received, reservations, WIDTH).map(({ start, end }) => [start, end]);
}

describe('the usable pages of a received map', () => {
  test('are whole pages of what is usable, sorted and joined', () => {
    const map = [
      range(4n * MIB, 5n * MIB + 1n),
      range(2n * MIB - 1n, 3n * MIB),
      range(3n * MIB, 4n * MIB),
    ];
    expect(usable(map)).toEqual([[2n * MIB, 5n * MIB]]);
  });

  test('are none of a page that anything else touches', () => {
    const map = [range(MIB, 4n * MIB), range(2n * MIB - 1n, 2n * MIB + 1n, 'reserved')];
    expect(usable(map)).toEqual([
      [MIB, 2n * MIB - 4096n],
      [2n * MIB + 4096n, 4n * MIB],
    ]);
    expect(usable([range(MIB, 2n * MIB)], [range(0n, 3n * MIB, 'module')])).toEqual([]);
  });

  test('are never page 0, nor [640 KiB, 1 MiB)', () => {
    expect(usable([range(0n, 2n * MIB)])).toEqual([
      [0x1000n, 0xa_0000n],
      [MIB, 2n * MIB],
    ]);
  });

  test('lie below the physical width', () => {
    const end = 1n << BigInt(WIDTH);
    expect(usable([range(end - MIB, end + MIB), range(2n * end, 3n * end)])).toEqual([
      [end - MIB, end],
    ]);
  });

  test('are not those that the loader still holds', () => {
    const map = [range(MIB, 4n * MIB), range(2n * MIB, 3n * MIB, 'bootloader reclaimable')];
    expect(usable(map)).toEqual([
      [MIB, 2n * MIB],
      [3n * MIB, 4n * MIB],
    ]);
    const reclaimable = pagesOf('bootloader reclaimable', map, [], WIDTH);
    expect(bytesIn(reclaimable)).toBe(MIB);
  });
});
