/**
 * Runs and splits: cutting a range of pages into the pieces that one table holds.
 *
 * A run is a number of pages of one size that lie in one table. Where a range covers only a part of
 * a larger page, that page is split: its entry is replaced by a table of 512 smaller pages that
 * translate and allow the same. Splitting is never undone.
 *
 * Used by: `page-table.ts`.            Uses: `page-walk.ts`, `table-frames.ts`.
 * Invariants:
 *   I1. A split changes no translation and no permission.
 * Sources: [SDM3] "4-Level Paging and 5-Level Paging".
 */
import {
  encodeLeaf,
  encodeTable,
  ENTRIES_PER_TABLE,
  ENTRY_ACCESSED,
  ENTRY_DIRTY,
  isLeaf,
  leafAddress,
  leafFlags,
  levelShift,
  pageBytes,
  type PageTableEntry,
} from './page-table-entry.ts';
import { indexAt, tableAt, walk, type WalkEnd } from './page-walk.ts';
import * as TableFrames from './table-frames.ts';

/** Pages of `level` from `page` on that lie in one table and in `remainingBytes`; at least 1. */
export function runLength(page: VirtAddr, level: u32, remainingBytes: u64): u32 {
  const inTable = u64(ENTRIES_PER_TABLE - indexAt(page, level));
  return u32(min(inTable, remainingBytes >> levelShift(level)));
}

/** Leaves from `end` on, in its table, that lie wholly in `remainingBytes`; at least 1. */
export function leafRunLength(end: WalkEnd, page: VirtAddr, remainingBytes: u64): u32 {
  const limit = runLength(page, end.level, remainingBytes);
  const table = tableAt(end.table);
  let count: u32 = 1;
  while (count < limit && isLeaf(table.entries[end.index + count], end.level)) count += 1;
  return count;
}

/**
 * Tables needed to split a leaf of `level` so that `[offset, offset + part)` of it stands alone.
 *
 *   level 2: one PT.
 *   level 3: one PD, and a PT below each of its pages that an end of the part cuts; both ends may
 *            cut the same one.
 */
export function splitTableCount(level: u32, offset: u64, part: u64): u64 {
  if (level === 2) return 1n;
  const size = pageBytes(2);
  const end = offset + part;
  const cutsStart = !isAligned(offset, size);
  const cutsEnd = !isAligned(end, size);
  if (cutsStart && cutsEnd && offset / size !== end / size) return 3n;
  return cutsStart || cutsEnd ? 2n : 1n;
}

/** Size of the smallest page that the split of `splitTableCount` leaves in the part. */
export function splitPageBytes(level: u32, offset: u64, part: u64): u64 {
  const isWhole = level === 3 && isAligned(offset | part, pageBytes(2));
  return isWhole ? pageBytes(2) : pageBytes(1);
}

/**
 * Splits the page around `page` until it starts there and is not longer than `remainingBytes`.
 *
 * @returns what is left of the list `spareTables`
 */
export function splitUntilInside(
  root: PhysAddr,
  page: VirtAddr,
  remainingBytes: u64,
  spareTables: PhysAddr,
): PhysAddr {
  let spare = spareTables;
  let end = walk(root, page);
  while (!isAligned(page, pageBytes(end.level)) || remainingBytes < pageBytes(end.level)) {
    const fresh = spare;
    spare = TableFrames.detach(fresh);
    splitLeaf(end, page, fresh);
    end = walk(root, page);
  }
  return spare;
}

/**
 * Replaces the leaf at `end`, of level 2 or 3, by the table `fresh` with 512 leaves that translate
 * and allow the same. The processor may go on using the old translation: it is not wrong.
 */
function splitLeaf(end: WalkEnd, page: VirtAddr, fresh: PhysAddr): void {
  const level = end.level - 1;
  const step = pageBytes(level);
  const flags = leafFlags(end.entry, end.level);
  const first = encodeLeaf(leafAddress(end.entry, end.level), flags, level);
  const history = end.entry & (ENTRY_ACCESSED | ENTRY_DIRTY);
  const table = tableAt(fresh);
  for (const index of range(0, ENTRIES_PER_TABLE)) {
    table.entries[index] = brand<PageTableEntry>((first + u64(index) * step) | history);
  }
  tableAt(end.table).entries[end.index] = encodeTable(fresh, page); // keeps I3
}
