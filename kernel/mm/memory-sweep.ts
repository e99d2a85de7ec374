/**
 * A sweep over ranges of pages: which ranges cover each stretch of memory.
 *
 * The caller adds ranges, each with a rank and a source, and then walks the stretches between the
 * range boundaries from low to high addresses. Within a stretch the set of covering ranges is
 * constant; the sweep keeps a count per rank, so that "the highest rank here" costs a few steps and
 * a whole walk O(n log n) for the sort plus O(n). There is one sweep, in static memory.
 *
 * Used by: `memory-map.ts`.            Uses: `address.ts`.
 * Invariants (between `start` and the end of the walk):
 *   I1. `events[0, eventCount)` is sorted; `[0, nextEvent)` have been counted.
 *   I2. `active[r]` is the number of ranges of rank r that cover the current stretch, and
 *       `activeOfLoader` the number of those whose source is the loader.
 * Not handled here: what a rank means.
 */
import { PAGE_SHIFT } from './address.ts';

/** Who says that a range is there. */
export enum RangeSource {
  /** The kernel itself. */
  Kernel,
  /** The loader's memory map. */
  Loader,
}

/** Ranges that fit one sweep. */
export const MAX_RANGES: u32 = 4162;
/** Ranks are `[1, RANK_COUNT)`; 0 stands for "no range". */
export const RANK_COUNT: u32 = 16;

/**
 * A boundary, made so that plain numbers sort by page:
 * [63:6] page number, [5:2] rank, [1] 1 = the loader's, [0] 1 = start, 0 = end.
 */
const EVENT_PAGE_SHIFT: u64 = 6n;
const EVENT_RANK_SHIFT: u64 = 2n;
const EVENT_LOADER: u64 = 2n;
const EVENT_START: u64 = 1n;

interface Sweep extends Struct {
  eventCount: u32;
  nextEvent: u32;
  events: FixedArray<u64, 8324>;
  active: FixedArray<u32, 16>;
  activeOfLoader: u32;
}

const SWEEP: Sweep = zeroed();

staticAssert(MAX_RANGES * 2 === 8324, 'the sweep has room for every boundary');

/** Forgets all ranges. */
export function clear(): void {
  SWEEP.eventCount = 0;
  SWEEP.nextEvent = 0;
  SWEEP.activeOfLoader = 0;
  for (const rank of range(0, RANK_COUNT)) SWEEP.active[rank] = 0;
}

/**
 * Adds the range `[start, end)`; an empty or inverted one adds nothing.
 *
 * @param start - first byte, multiple of 4096, below 2^52
 * @param end   - one past the last byte, multiple of 4096, at most 2^52
 * @param rank  - `[1, 15]`
 *
 * Requires: fewer than `MAX_RANGES` ranges so far; the walk has not started.
 */
export function addRange(start: u64, end: u64, rank: u32, source: RangeSource): void {
  if (start >= end) return;
  const origin: u64 = source === RangeSource.Loader ? EVENT_LOADER : 0n;
  const bits = (u64(rank) << EVENT_RANK_SHIFT) | origin;
  addEvent(((start >> PAGE_SHIFT) << EVENT_PAGE_SHIFT) | bits | EVENT_START);
  addEvent(((end >> PAGE_SHIFT) << EVENT_PAGE_SHIFT) | bits);
}

/** Ends the adding of ranges: the next `advance` enters the first stretch. */
export function start(): void {
  sortEvents();
}

/** Whether there are boundaries left; after the last one nothing covers anything. */
export function hasNext(): bool {
  return SWEEP.nextEvent < SWEEP.eventCount;
}

/** Enters the next stretch and returns its first byte. Requires: `hasNext()`. */
export function advance(): u64 {
  const page = SWEEP.events[SWEEP.nextEvent] >> EVENT_PAGE_SHIFT;
  while (hasNext() && SWEEP.events[SWEEP.nextEvent] >> EVENT_PAGE_SHIFT === page) {
    count(SWEEP.events[SWEEP.nextEvent]);
    SWEEP.nextEvent += 1;
  }
  return page << PAGE_SHIFT;
}

/** One past the last byte of the current stretch. Requires: `hasNext()`. */
export function stretchEnd(): u64 {
  return (SWEEP.events[SWEEP.nextEvent] >> EVENT_PAGE_SHIFT) << PAGE_SHIFT;
}

/** Whether a range of `rank` covers the current stretch. */
export function isCoveredBy(rank: u32): bool {
  return SWEEP.active[rank] > 0;
}

/** Number of the loader's ranges that cover the current stretch. */
export function loaderRangeCount(): u32 {
  return SWEEP.activeOfLoader;
}

/** The highest rank in `[1, limit)` that covers the current stretch; 0 when there is none. */
export function highestRankBelow(limit: u32): u32 {
  let rank: u32 = limit;
  while (rank > 0) {
    rank -= 1;
    if (SWEEP.active[rank] > 0) return rank;
  }
  return 0;
}

/** Counts one boundary in; keeps I2. */
function count(event: u64): void {
  const rank = u32((event >> EVENT_RANK_SHIFT) & 0xfn);
  const isOfLoader = (event & EVENT_LOADER) !== 0n;
  // An end never comes before its own start, because ranges are not empty and ends sort before
  // starts at one page; so no count goes below zero.
  if ((event & EVENT_START) !== 0n) {
    SWEEP.active[rank] += 1;
    if (isOfLoader) SWEEP.activeOfLoader += 1;
  } else {
    SWEEP.active[rank] -= 1;
    if (isOfLoader) SWEEP.activeOfLoader -= 1;
  }
}

function addEvent(event: u64): void {
  SWEEP.events[SWEEP.eventCount] = event;
  SWEEP.eventCount += 1;
}

/** Sorts the boundaries ascending: heap sort, since it needs neither recursion nor memory. */
function sortEvents(): void {
  if (areEventsSorted()) return;
  let root: u32 = SWEEP.eventCount / 2;
  while (root > 0) {
    root -= 1;
    siftDown(root, SWEEP.eventCount);
  }
  let end: u32 = SWEEP.eventCount;
  while (end > 1) {
    end -= 1;
    swapEvents(0, end);
    siftDown(0, end);
  }
}

function areEventsSorted(): bool {
  for (const index of range(1, SWEEP.eventCount)) {
    if (SWEEP.events[index - 1] > SWEEP.events[index]) return false;
  }
  return true;
}

/** Moves the event at `top` down until `[top, end)` is a heap with the largest event first. */
function siftDown(top: u32, end: u32): void {
  let parent: u32 = top;
  while (parent * 2 + 1 < end) {
    let child: u32 = parent * 2 + 1;
    if (child + 1 < end && SWEEP.events[child + 1] > SWEEP.events[child]) child += 1;
    if (SWEEP.events[parent] >= SWEEP.events[child]) return;
    swapEvents(parent, child);
    parent = child;
  }
}

function swapEvents(left: u32, right: u32): void {
  const event = SWEEP.events[left];
  SWEEP.events[left] = SWEEP.events[right];
  SWEEP.events[right] = event;
}
