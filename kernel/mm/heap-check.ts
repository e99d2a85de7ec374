/**
 * The judge of the heap: walks everything and compares it with the invariants and the counters.
 *
 * Meant for tests, the boot self-check and after a suspicion; the cost is proportional to the heap.
 * It trusts nothing it has not checked: a header is followed only when its check word is right, and
 * every walk is bounded by a counter.
 *
 * Used by: `heap.ts`.            Uses: the other `heap-*.ts`.
 * Not handled here: repair.
 */
import { virt2phys } from './address.ts';
import * as Bins from './heap-bins.ts';
import * as Directory from './heap-directory.ts';
import type { HeapPage } from './heap-page.ts';
import * as Pages from './heap-page.ts';
import * as Pool from './heap-pool.ts';
import type { HeapSegment } from './heap-segment.ts';
import {
  BLOCK_ALIGNMENT,
  blockOf,
  HEADER_BYTES,
  isIntact,
  MIN_BLOCK_BYTES,
  nextOf,
  SegmentState,
} from './heap-segment.ts';

/** What can be wrong with the heap. */
export enum HeapDefect {
  Ok,
  /** A page header does not fit its check word, or the list of pages is not as long as counted. */
  PageHeader,
  /** A page is not in the directory, or the directory has another number of entries. */
  Directory,
  /** A segment header does not fit its check word. */
  SegmentHeader,
  /** A segment does not point back to the one before it, or leaves its page. */
  SegmentLink,
  /** A block size is not a multiple of 16, or too small. */
  SegmentSize,
  /** Two free segments lie side by side. */
  NotMerged,
  /** A free list has a member that is not free, or not of its sizes, or a wrong link or mark. */
  FreeList,
  /** A counter is not the sum it stands for. */
  Counters,
  /** The page kept in reserve is not wholly free, or another page is. */
  Reserve,
}

/** What a walk over all pages adds up. */
interface Sums extends Struct {
  usedBytes: u64;
  usedCount: u64;
  freeBytes: u64;
  freeCount: u64;
  pageCount: u64;
  pageBytes: u64;
  /** Headers, ends and what lies in front of the first segments. */
  overheadBytes: u64;
  /** Shared pages without a block in use. */
  emptyPages: u64;
}

const SUMS: Sums = zeroed();

/** Checks the whole heap against the counters given. @returns the first thing that is wrong */
export function checkAll(usedBytes: u64, usedCount: u64): HeapDefect {
  clearSums();
  const pages = checkPages();
  if (pages !== HeapDefect.Ok) return pages;
  const lists = checkLists();
  if (lists !== HeapDefect.Ok) return lists;
  if (SUMS.usedBytes !== usedBytes || SUMS.usedCount !== usedCount) return HeapDefect.Counters;
  if (SUMS.freeBytes !== Bins.freeByteCount()) return HeapDefect.Counters;
  if (SUMS.freeCount !== Bins.freeSegmentCount()) return HeapDefect.Counters;
  if (SUMS.pageBytes !== Pages.byteCount()) return HeapDefect.Counters;
  if (SUMS.usedBytes + SUMS.freeBytes + SUMS.overheadBytes !== SUMS.pageBytes) {
    return HeapDefect.Counters;
  }
  return checkReserve();
}

/** Prints a line for each block in use, for at most `limit` of them. */
export function printUsedBlocks(limit: u64): void {
  let remaining: u64 = limit;
  let page = Pages.first();
  while (page !== null) {
    let segment: HeapSegment = Pages.firstSegment(page);
    while (segment.state !== SegmentState.End) {
      if (segment.state === SegmentState.Used) {
        if (remaining === 0n) return;
        remaining -= 1n;
        const bytes = segment.sizeBytes;
        print(
          `heap: in use: ${blockOf(segment)}  ${right(bytes, 10)} bytes, label ${segment.label}`,
        );
      }
      segment = nextOf(segment);
    }
    page = page.next;
  }
}

function clearSums(): void {
  SUMS.usedBytes = 0n;
  SUMS.usedCount = 0n;
  SUMS.freeBytes = 0n;
  SUMS.freeCount = 0n;
  SUMS.pageCount = 0n;
  SUMS.pageBytes = 0n;
  SUMS.overheadBytes = 0n;
  SUMS.emptyPages = 0n;
}

function checkPages(): HeapDefect {
  let page = Pages.first();
  let previous: HeapPage | null = null;
  while (page !== null) {
    if (SUMS.pageCount === Pages.count()) return HeapDefect.PageHeader;
    if (!Pages.isPageIntact(page) || page.previous !== previous) return HeapDefect.PageHeader;
    const physical = virt2phys(addressOf(page));
    if (physical === null || !Directory.contains(physical)) return HeapDefect.Directory;
    SUMS.pageCount += 1n;
    SUMS.pageBytes += page.lengthBytes;
    SUMS.overheadBytes += page.firstHeader + HEADER_BYTES;
    const segments = checkSegments(page);
    if (segments !== HeapDefect.Ok) return segments;
    previous = page;
    page = page.next;
  }
  if (SUMS.pageCount !== Pages.count()) return HeapDefect.PageHeader;
  return Directory.count() === SUMS.pageCount ? HeapDefect.Ok : HeapDefect.Directory;
}

/** Walks the segments of `page`, which is intact. */
function checkSegments(page: HeapPage): HeapDefect {
  const end = addressOf(page) + page.lengthBytes - HEADER_BYTES;
  const usedBefore = SUMS.usedCount;
  let previous: HeapSegment | null = null;
  let segment: HeapSegment = Pages.firstSegment(page);
  while (addressOf(segment) < end) {
    if (!isIntact(segment)) return HeapDefect.SegmentHeader;
    if (segment.previous !== previous) return HeapDefect.SegmentLink;
    const bytes = segment.sizeBytes;
    if (bytes < MIN_BLOCK_BYTES || !isAligned(bytes, BLOCK_ALIGNMENT))
      return HeapDefect.SegmentSize;
    // The end of a page is below 2^64 and the size was not checked against it yet.
    if (bytes > end - addressOf(segment) - HEADER_BYTES) return HeapDefect.SegmentLink;
    SUMS.overheadBytes += HEADER_BYTES;
    switch (segment.state) {
      case SegmentState.Used:
        SUMS.usedCount += 1n;
        SUMS.usedBytes += bytes;
        break;
      case SegmentState.Free:
        if (previous !== null && previous.state === SegmentState.Free) return HeapDefect.NotMerged;
        SUMS.freeCount += 1n;
        SUMS.freeBytes += bytes;
        break;
      case SegmentState.Merged:
      case SegmentState.End:
        return HeapDefect.SegmentHeader;
    }
    previous = segment;
    segment = nextOf(segment);
  }
  if (SUMS.usedCount === usedBefore) SUMS.emptyPages += 1n;
  if (!isIntact(segment) || segment.state !== SegmentState.End) return HeapDefect.SegmentHeader;
  return segment.previous === previous ? HeapDefect.Ok : HeapDefect.SegmentLink;
}

/** Walks all free lists: their members are the free segments that the pages hold, by number. */
function checkLists(): HeapDefect {
  let members: u64 = 0n;
  for (const bin of range(0, Bins.BIN_COUNT)) {
    let previous: HeapSegment | null = null;
    let segment = Bins.headOf(bin);
    if ((segment !== null) !== Bins.isMarked(bin)) return HeapDefect.FreeList;
    while (segment !== null) {
      if (members === SUMS.freeCount) return HeapDefect.FreeList;
      members += 1n;
      if (!isIntact(segment) || segment.state !== SegmentState.Free) return HeapDefect.FreeList;
      if (Bins.binOf(segment.sizeBytes) !== bin) return HeapDefect.FreeList;
      if (segment.previousFree !== previous) return HeapDefect.FreeList;
      previous = segment;
      segment = segment.nextFree;
    }
  }
  return members === SUMS.freeCount ? HeapDefect.Ok : HeapDefect.FreeList;
}

function checkReserve(): HeapDefect {
  const reserve = Pool.reserved();
  if (reserve === null) return SUMS.emptyPages === 0n ? HeapDefect.Ok : HeapDefect.Reserve;
  if (!isIntact(reserve) || reserve.state !== SegmentState.Free) return HeapDefect.Reserve;
  return Pages.fillsPage(reserve) && SUMS.emptyPages === 1n ? HeapDefect.Ok : HeapDefect.Reserve;
}
