/**
 * Changes of the page tables of any address space: map, unmap, protect, translate, on a given root.
 *
 * A change runs in three steps, so that it happens whole or not at all:
 *   plan     walks the range, refuses it if a page is in the wrong state, and counts the tables that
 *            will be needed, for mapping or for splitting a larger page;
 *   reserve  takes all of them from the frame allocator, or gives the part it got back;
 *   commit   changes the entries. It cannot fail, and asserts that exactly the reserved tables were
 *            used.
 *
 * Ranges use the largest page size that both addresses and the length allow. A range that covers
 * only a part of a larger page splits that page into 512 smaller ones with the same flags. Tables
 * that an unmap empties are unlinked and travel with the TLB token until it is consumed.
 *
 * Used by: `paging.ts`, later every address space.
 * Uses: `page-arguments.ts`, `page-walk.ts`, `table-frames.ts`, `tlb.ts`, the frame allocator.
 * Invariants:
 *   I1. No table is empty, except roots and tables whose entry is marked permanent.
 *   I2. An entry that is not present is exactly 0.
 *   I3. Table entries are P | R/W, U/S exactly in the lower half, never XD: permissions are decided
 *       at the leaf (decision 0007).
 *   I4. No leaf is writable and executable; none in the higher half is a user page.
 *   I5. Every table frame has exactly one entry that names it.
 * Not handled here: making and freeing roots (`page-table-root.ts`); which root is live, and what happens to the frames that were mapped: they stay
 * the caller's. Locks (one CPU). Joining small pages into a large one again.
 * Sources: [SDM3] "4-Level Paging and 5-Level Paging"; [SDM3] "Recommended Invalidation".
 */
import { isCanonical, PAGE_SIZE_BYTES } from './address.ts';
import {
  checkFlags,
  checkMapping,
  checkVirtRange,
  largestLeafLevel,
  MapStatus,
} from './page-arguments.ts';
import { type PageFlags } from './page-flags.ts';
import {
  EMPTY_ENTRY,
  encodeLeaf,
  encodeTable,
  ENTRY_ACCESSED,
  ENTRY_DIRTY,
  isLeaf,
  isPermanent,
  isPresent,
  isTable,
  leafAddress,
  leafFlags,
  levelShift,
  pageBytes,
  type PageTableEntry,
  ROOT_LEVEL,
  tableAddress,
} from './page-table-entry.ts';
import { areEmpty, indexAt, isEmptyTable, tableAt, walk, walkTo } from './page-walk.ts';
import {
  leafRunLength,
  runLength,
  splitPageBytes,
  splitTableCount,
  splitUntilInside,
} from './page-split.ts';
import * as TableFrames from './table-frames.ts';
import { type TlbFlush } from './tlb.ts';

/** What an address translates to. */
export type Translation =
  | {
      readonly kind: 'mapped';
      /** The byte at the address. */
      readonly phys: PhysAddr;
      readonly flags: PageFlags;
      /** Size of the page: 4 KiB, 2 MiB or 1 GiB. */
      readonly pageBytes: u64;
    }
  | {
      readonly kind: 'absent';
      /** Level of the entry that is not present, 4 to 1. */
      readonly level: u32;
    }
  | { readonly kind: 'notCanonical' };

/** How the unmapping of one page ended. */
export type UnmapResult =
  | {
      readonly kind: 'unmapped';
      /** The frame that was mapped; it is the caller's again once `flush` is consumed. */
      readonly frame: PhysAddr;
      readonly flush: TlbFlush;
    }
  | { readonly kind: 'refused'; readonly status: MapStatus };

/** How a change of mapped pages ended. */
export type ChangeResult =
  | { readonly kind: 'changed'; readonly flush: TlbFlush }
  | { readonly kind: 'refused'; readonly status: MapStatus };

/** Whether something is possible, and what it needs. */
type Plan = {
  readonly status: MapStatus;
  /** Table frames that the change will use. */
  readonly tableCount: u64;
  /** Size of the smallest page in the range after the change. */
  readonly strideBytes: u64;
};

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────

/**
 * Says what `address` translates to under `root`.
 *
 * @param address - any; need not be the start of a page
 * Cost: at most 4 entry reads.
 */
export function translate(root: PhysAddr, address: VirtAddr): Translation {
  if (!isCanonical(address)) return { kind: 'notCanonical' };
  const end = walk(root, address);
  if (!isLeaf(end.entry, end.level)) return { kind: 'absent', level: end.level };
  const size = pageBytes(end.level);
  return {
    kind: 'mapped',
    phys: phys(leafAddress(end.entry, end.level) + (address & (size - 1n))),
    flags: leafFlags(end.entry, end.level),
    pageBytes: size,
  };
}

// ── Mapping ─────────────────────────────────────────────────────────────────────────────────────

/**
 * Maps one 4 KiB page: after success `page` translates to `frame` with `flags`.
 *
 * As `mapRange` with 4096 bytes; the same statuses.
 */
export function map(root: PhysAddr, frame: PhysAddr, page: VirtAddr, flags: PageFlags): MapStatus {
  return mapRange(root, frame, page, PAGE_SIZE_BYTES, flags);
}

/**
 * Maps a range with the largest pages that fit: afterwards `virtStart + i` translates to
 * `physStart + i` with `flags`, for every `i` in `[0, lengthBytes)`.
 *
 * Shape: plan, reserve, commit, as the file header says.
 *
 * @param root        - frame of the PML4
 * @param physStart   - multiple of 4096; the caller keeps ownership of the memory
 * @param virtStart   - canonical, multiple of 4096, not in page 0
 * @param lengthBytes - multiple of 4096, not 0
 * @param flags       - `PAGE_…` bits, `PAGE_PRESENT` among them; the same for every page
 * @returns `MapStatus.Ok`, or, with nothing changed and no frame more in use than before,
 *   - a status of `checkMapping`: the arguments are wrong
 *   - `AlreadyMapped`, `LargePageInTheWay`: something is mapped in the range
 *   - `OutOfFrames`: there are not enough frames for the tables
 *
 * Ensures: I1 to I5.
 * TLB:     none needed: entries that are not present are not cached.
 * Cost:    one walk per run of pages in one table, twice; one store per page.
 */
export function mapRange(
  root: PhysAddr,
  physStart: PhysAddr,
  virtStart: VirtAddr,
  lengthBytes: u64,
  flags: PageFlags,
): MapStatus {
  const checked = checkMapping(physStart, virtStart, lengthBytes, flags);
  if (checked !== MapStatus.Ok) return checked;
  const plan = planMap(root, physStart, virtStart, lengthBytes);
  if (plan.status !== MapStatus.Ok) return plan.status;
  const spare = TableFrames.reserve(plan.tableCount);
  if (spare === null) return MapStatus.OutOfFrames;
  const unused = commitMap(root, physStart, virtStart, lengthBytes, flags, spare);
  assert(unused === TableFrames.NO_FRAMES, 'mm/page-table: mapRange: tables miscounted');
  return MapStatus.Ok;
}

/**
 * Checks that nothing is mapped in the range, and counts the missing tables.
 *
 * The range is cut into runs: pages of one size in one table. A table that does not exist is
 * counted by the first run in its reach, which is the one that starts the range or starts where
 * the table's reach starts.
 */
function planMap(root: PhysAddr, physStart: PhysAddr, virtStart: VirtAddr, lengthBytes: u64): Plan {
  let tableCount: u64 = 0n;
  let done: u64 = 0n;
  while (done < lengthBytes) {
    const page = virt(virtStart + done);
    const level = largestLeafLevel(phys(physStart + done), page, lengthBytes - done);
    const count = runLength(page, level, lengthBytes - done);
    const end = walkTo(root, page, level);
    if (end.level === level) {
      if (!areEmpty(tableAt(end.table), end.index, count)) return refusal(MapStatus.AlreadyMapped);
    } else if (isPresent(end.entry)) {
      return refusal(MapStatus.LargePageInTheWay);
    } else {
      for (const missing of range(level, end.level)) {
        if (done === 0n || isAligned(page, pageBytes(missing + 1))) tableCount += 1n;
      }
    }
    done += u64(count) << levelShift(level);
  }
  return { status: MapStatus.Ok, tableCount, strideBytes: PAGE_SIZE_BYTES };
}

/** Writes the leaves of a planned mapping. @returns what is left of the list `spareTables` */
function commitMap(
  root: PhysAddr,
  physStart: PhysAddr,
  virtStart: VirtAddr,
  lengthBytes: u64,
  flags: PageFlags,
  spareTables: PhysAddr,
): PhysAddr {
  let spare = spareTables;
  let done: u64 = 0n;
  while (done < lengthBytes) {
    const page = virt(virtStart + done);
    const frame = phys(physStart + done);
    const level = largestLeafLevel(frame, page, lengthBytes - done);
    const count = runLength(page, level, lengthBytes - done);
    let table = tableAt(root);
    let depth = ROOT_LEVEL;
    while (depth > level) {
      const index = indexAt(page, depth);
      const entry = table.entries[index];
      if (isPresent(entry)) {
        table = tableAt(tableAddress(entry));
      } else {
        const fresh = spare;
        spare = TableFrames.detach(fresh);
        table.entries[index] = encodeTable(fresh, page); // keeps I3
        table = tableAt(fresh);
      }
      depth -= 1;
    }
    const first = indexAt(page, level);
    const leaf = encodeLeaf(frame, flags, level);
    const step = pageBytes(level);
    for (const number of range(0, count)) {
      table.entries[first + number] = brand<PageTableEntry>(leaf + u64(number) * step);
    }
    done += u64(count) * step;
  }
  return spare;
}

function refusal(status: MapStatus): Plan {
  return { status, tableCount: 0n, strideBytes: PAGE_SIZE_BYTES };
}

// ── Unmapping and protecting ────────────────────────────────────────────────────────────────────

/**
 * Removes the translation of one 4 KiB page; a larger page around it is split first.
 *
 * @returns the frame it translated to, or refused, nothing changed:
 *   `Misaligned`, `NotCanonical`, `NotMapped`, `OutOfFrames` (for the split)
 */
export function unmap(root: PhysAddr, page: VirtAddr): UnmapResult {
  const checked = checkVirtRange(page, PAGE_SIZE_BYTES);
  if (checked !== MapStatus.Ok) return { kind: 'refused', status: checked };
  const before = translate(root, page);
  if (before.kind !== 'mapped') return { kind: 'refused', status: MapStatus.NotMapped };
  const result = unmapRange(root, page, PAGE_SIZE_BYTES);
  if (result.kind === 'refused') return { kind: 'refused', status: result.status };
  return { kind: 'unmapped', frame: before.phys, flush: result.flush };
}

/**
 * Removes every translation of a range, all of which must be mapped, in pages of any size.
 *
 * Larger pages that stick out at either end are split; tables that get empty are unlinked.
 *
 * @param virtStart   - canonical, multiple of 4096
 * @param lengthBytes - multiple of 4096, not 0
 * @returns the token, or refused, with nothing changed and no frame more in use than before:
 *   - a status of `checkVirtRange`: the arguments are wrong
 *   - `NotMapped`: a page of the range is not mapped
 *   - `OutOfFrames`: there is no frame for a table of a split
 *
 * Ensures: I1 to I5. The memory that was mapped is the caller's, once the token is consumed.
 */
export function unmapRange(root: PhysAddr, virtStart: VirtAddr, lengthBytes: u64): ChangeResult {
  const checked = checkVirtRange(virtStart, lengthBytes);
  if (checked !== MapStatus.Ok) return { kind: 'refused', status: checked };
  const plan = planChange(root, virtStart, lengthBytes);
  if (plan.status !== MapStatus.Ok) return { kind: 'refused', status: plan.status };
  const reserved = TableFrames.reserve(plan.tableCount);
  if (reserved === null) return { kind: 'refused', status: MapStatus.OutOfFrames };
  let spare = reserved;
  let retiredTables = TableFrames.NO_FRAMES;
  let done: u64 = 0n;
  while (done < lengthBytes) {
    const page = virt(virtStart + done);
    const remaining = lengthBytes - done;
    spare = splitUntilInside(root, page, remaining, spare);
    const end = walk(root, page);
    const count = leafRunLength(end, page, remaining);
    const table = tableAt(end.table);
    for (const index of range(end.index, end.index + count)) table.entries[index] = EMPTY_ENTRY;
    retiredTables = unlinkEmptyTables(root, page, end.level, retiredTables);
    done += u64(count) << levelShift(end.level);
  }
  assert(spare === TableFrames.NO_FRAMES, 'mm/page-table: unmapRange: tables miscounted');
  const strideBytes = plan.strideBytes;
  return { kind: 'changed', flush: { virtStart, lengthBytes, strideBytes, retiredTables } };
}

/**
 * Replaces the flags of every page of a range, all of which must be mapped.
 *
 * Larger pages that stick out at either end are split. The accessed and dirty bits stay.
 *
 * @param flags - all flags of the pages from now on, cache type included; as for `mapRange`
 * @returns the token, or refused, with nothing changed: as `unmapRange`, and a status of
 *   `checkFlags`
 *
 * Ensures: I1 to I5. A change of the cache type needs more care than the token gives:
 *          [SDM3] "Changing the Page Attribute of Pages"; the caller empties the caches.
 */
export function protectRange(
  root: PhysAddr,
  virtStart: VirtAddr,
  lengthBytes: u64,
  flags: PageFlags,
): ChangeResult {
  const checked = checkVirtRange(virtStart, lengthBytes);
  if (checked !== MapStatus.Ok) return { kind: 'refused', status: checked };
  const allowed = checkFlags(virtStart, flags);
  if (allowed !== MapStatus.Ok) return { kind: 'refused', status: allowed };
  const plan = planChange(root, virtStart, lengthBytes);
  if (plan.status !== MapStatus.Ok) return { kind: 'refused', status: plan.status };
  const reserved = TableFrames.reserve(plan.tableCount);
  if (reserved === null) return { kind: 'refused', status: MapStatus.OutOfFrames };
  let spare = reserved;
  let done: u64 = 0n;
  while (done < lengthBytes) {
    const page = virt(virtStart + done);
    const remaining = lengthBytes - done;
    spare = splitUntilInside(root, page, remaining, spare);
    const end = walk(root, page);
    const count = leafRunLength(end, page, remaining);
    const table = tableAt(end.table);
    for (const index of range(end.index, end.index + count)) {
      const old = table.entries[index];
      const leaf = encodeLeaf(leafAddress(old, end.level), flags, end.level);
      const history = old & (ENTRY_ACCESSED | ENTRY_DIRTY);
      table.entries[index] = brand<PageTableEntry>(leaf | history);
    }
    done += u64(count) << levelShift(end.level);
  }
  assert(spare === TableFrames.NO_FRAMES, 'mm/page-table: protectRange: tables miscounted');
  const retiredTables = TableFrames.NO_FRAMES;
  const strideBytes = plan.strideBytes;
  return { kind: 'changed', flush: { virtStart, lengthBytes, strideBytes, retiredTables } };
}

/** Checks that all of the range is mapped, and counts the tables for splitting its ends. */
function planChange(root: PhysAddr, virtStart: VirtAddr, lengthBytes: u64): Plan {
  let tableCount: u64 = 0n;
  let strideBytes = pageBytes(ROOT_LEVEL);
  let done: u64 = 0n;
  while (done < lengthBytes) {
    const page = virt(virtStart + done);
    const remaining = lengthBytes - done;
    const end = walk(root, page);
    if (!isLeaf(end.entry, end.level)) return refusal(MapStatus.NotMapped);
    const size = pageBytes(end.level);
    const offset = page & (size - 1n);
    if (offset === 0n && remaining >= size) {
      strideBytes = min(strideBytes, size);
      done += u64(leafRunLength(end, page, remaining)) * size;
    } else {
      const part = min(size - offset, remaining);
      tableCount += splitTableCount(end.level, offset, part);
      strideBytes = min(strideBytes, splitPageBytes(end.level, offset, part));
      done += part;
    }
  }
  return { status: MapStatus.Ok, tableCount, strideBytes };
}

/**
 * Unlinks the table that held the leaf of `level` for `page` when it is empty, and so on upwards.
 *
 * @returns `retired` with the unlinked tables put in front
 */
function unlinkEmptyTables(
  root: PhysAddr,
  page: VirtAddr,
  level: u32,
  retired: PhysAddr,
): PhysAddr {
  let list = retired;
  for (const below of range(level, ROOT_LEVEL)) {
    const parent = walkTo(root, page, below + 1);
    assert(isTable(parent.entry, parent.level), 'mm/page-table: a table lost its entry');
    const child = tableAddress(parent.entry);
    if (isPermanent(parent.entry)) return list;
    if (!isEmptyTable(tableAt(child), indexAt(page, below))) return list;
    tableAt(parent.table).entries[parent.index] = EMPTY_ENTRY;
    list = TableFrames.push(child, list); // keeps I1
  }
  return list;
}
