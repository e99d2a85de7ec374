/**
 * What must be usable, computed from the received map: page by page as sets of ranges.
 *
 * Independent of the kernel's sweep over boundaries: usable ranges are joined first, and everything
 * else is then taken away from them, one range after the other.
 *
 * Used by: `claims.ts`.            Uses: `report.ts`.
 */

import type { Range } from './report.ts';

const PAGE = 4096n;

/** `[start, end)` in pages. */
interface Pages {
  readonly start: bigint;
  readonly end: bigint;
}

/** Whatever the map says: page 0, and the VGA window with the option ROMs. */
const ALWAYS_WITHHELD: readonly Pages[] = [
  { start: 0n, end: 1n },
  { start: 0xa0n, end: 0x100n },
];

/**
 * The whole pages that a map calls `kind`, sorted and joined, without those that another entry or a
 * reservation touches.
 *
 * @param physicalBits - memory beyond this width does not count
 */
export function pagesOf(
  kind: 'usable' | 'bootloader reclaimable',
  received: readonly Range[],
  reservations: readonly Range[],
  physicalBits: number,
): readonly Range[] {
  const limit = 1n << BigInt(physicalBits);
  const isOurs = (entry: Range): boolean => entry.kind === kind;
  const wanted = received.filter(isOurs).map(({ start, end }) => ({
    start: (start + PAGE - 1n) / PAGE,
    end: (end < limit ? end : limit) / PAGE,
  }));
  // A usable page that the loader still holds is the loader's.
  const others = received.filter((entry) => !isOurs(entry) && entry.kind !== 'usable');
  const touched = [...others, ...reservations].map(({ start, end }) => ({
    start: start / PAGE,
    end: (end + PAGE - 1n) / PAGE,
  }));
  const left = [...touched, ...ALWAYS_WITHHELD].reduce(subtract, join(wanted));
  return left.map(({ start, end }) => ({ start: start * PAGE, end: end * PAGE, kind }));
}

/** Bytes in all of `ranges`. */
export function bytesIn(ranges: readonly Range[]): bigint {
  return ranges.reduce((sum, { start, end }) => sum + (end - start), 0n);
}

/** Sorted, not empty, not touching. */
function join(ranges: readonly Pages[]): readonly Pages[] {
  const joined: Pages[] = [];
  const sorted = ranges
    .filter(({ start, end }) => start < end)
    .toSorted((a, b) => Number(a.start - b.start));
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last === undefined || range.start > last.end) joined.push(range);
    else if (range.end > last.end)
      joined[joined.length - 1] = { start: last.start, end: range.end };
  }
  return joined;
}

function subtract(from: readonly Pages[], taken: Pages): readonly Pages[] {
  if (taken.start >= taken.end) return from;
  return from.flatMap((range) => {
    const before = { start: range.start, end: range.end < taken.start ? range.end : taken.start };
    const after = { start: range.start > taken.end ? range.start : taken.end, end: range.end };
    return [before, after].filter(({ start, end }) => start < end);
  });
}
