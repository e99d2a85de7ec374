/**
 * Where blocks come from: segments cut out of shared pages, or dedicated pages.
 *
 * A free segment is found through its list, cut down to the request and the rest made free again. A
 * segment that becomes free is merged with its free neighbours first. One shared page that is wholly
 * free is kept, so that a block that comes and goes does not take its page along each time; every
 * other page goes back to the frame allocator as soon as nothing in it is in use.
 *
 * Used by: `heap.ts`, `heap-check.ts`.            Uses: `heap-bins.ts`, `heap-page.ts`,
 * `heap-segment.ts`.
 * Invariants:
 *   I1. Two free segments are never neighbours.
 *   I2. At most one shared page is wholly free, and then its segment is `reserve`.
 * Not handled here: sizes and addresses that callers got wrong, counters (`heap.ts`).
 */
import * as Bins from './heap-bins.ts';
import * as Pages from './heap-page.ts';
import type { HeapSegment } from './heap-segment.ts';
import {
  BLOCK_ALIGNMENT,
  blockOf,
  createSegment,
  hasIntactNeighbours,
  HEADER_BYTES,
  isIntact,
  MIN_BLOCK_BYTES,
  nextOf,
  retire,
  seal,
  SegmentState,
} from './heap-segment.ts';

/** Blocks above this get a dedicated page. */
export const SHARED_LIMIT_BYTES: usize = 32768n;
/** The least that is worth cutting off a segment: a header and a block. */
const MIN_SPLIT_BYTES: usize = HEADER_BYTES + MIN_BLOCK_BYTES;

/** The wholly free shared page that is kept (I2): its only segment. */
let reserve: HeapSegment | null = null;

/** Forgets all pages and segments. Frames are not given back. */
export function reset(): void {
  Bins.reset();
  Pages.reset();
  reserve = null;
}

/** The only segment of the wholly free page that is kept, or null. */
export function reserved(): HeapSegment | null {
  return reserve;
}

/** Gives the wholly free page that is kept back to the frame allocator. */
export function trim(): void {
  const segment = reserve;
  if (segment === null) return;
  reserve = null;
  Bins.remove(segment);
  Pages.destroy(segment);
}

/** A segment of `needed` bytes (or a little more), `Used`, not counted yet. */
export function allocate(needed: usize): HeapSegment | null {
  if (needed > SHARED_LIMIT_BYTES) return Pages.createDedicated(needed, BLOCK_ALIGNMENT);
  const segment = claim(needed);
  // Without 16 contiguous frames for a shared page, one frame may still do.
  if (segment === null) return Pages.createDedicated(needed, BLOCK_ALIGNMENT);
  cut(segment, needed);
  return segment;
}

/** As `allocate`, with the block on a multiple of `alignment`, above 16. */
export function allocateAligned(needed: usize, alignment: usize): HeapSegment | null {
  // What may have to be cut off in front: less than `alignment`, or as much more as makes the
  // piece large enough to be a segment.
  const slack = alignment + MIN_SPLIT_BYTES - BLOCK_ALIGNMENT;
  if (needed + slack > SHARED_LIMIT_BYTES) return Pages.createDedicated(needed, alignment);
  const segment = claim(needed + slack);
  if (segment === null) return Pages.createDedicated(needed, alignment);
  const block = blockOf(segment);
  let aligned: u64 = alignUp(block, alignment);
  if (aligned !== block && aligned - block < MIN_SPLIT_BYTES) aligned += alignment;
  const chosen = aligned === block ? segment : cutFront(segment, aligned - block);
  cut(chosen, needed);
  return chosen;
}

/**
 * Takes a free segment of at least `needed` bytes out of the lists, or a new page's, and marks it
 * `Used`; `needed <= SHARED_LIMIT_BYTES`.
 */
function claim(needed: usize): HeapSegment | null {
  let segment = Bins.take(needed);
  if (segment === null) segment = Pages.createShared();
  if (segment === null) return null;
  if (segment === reserve) reserve = null;
  requireNeighbours(segment);
  segment.state = SegmentState.Used;
  seal(segment);
  return segment;
}

/** Cuts a used segment down to `needed` bytes and frees the rest, when that can be a segment. */
function cut(segment: HeapSegment, needed: usize): void {
  if (segment.sizeBytes - needed < MIN_SPLIT_BYTES) return;
  const rest = divide(segment, needed);
  release(rest);
}

/** Frees the first `offset` bytes of a used segment, at least 48, and returns what follows. */
function cutFront(segment: HeapSegment, offset: usize): HeapSegment {
  const chosen = divide(segment, offset - HEADER_BYTES);
  release(segment);
  return chosen;
}

/** Makes two used segments of one: the first keeps `sizeBytes`; returns the second. */
function divide(segment: HeapSegment, sizeBytes: usize): HeapSegment {
  const next = nextOf(segment);
  const restBytes = segment.sizeBytes - sizeBytes - HEADER_BYTES;
  segment.sizeBytes = sizeBytes;
  seal(segment);
  const header = virt(blockOf(segment) + sizeBytes);
  const rest = createSegment(header, restBytes, segment, SegmentState.Used);
  next.previous = rest;
  seal(next);
  return rest;
}

/**
 * Makes a used segment free: merges it with its free neighbours (I1), then puts it into its list,
 * or gives its page back when nothing else is in it (I2). Requires: its neighbours are intact.
 */
export function release(segment: HeapSegment): void {
  if (Pages.pageOf(segment).kind === Pages.PageKind.Dedicated) {
    Pages.destroy(segment);
    return;
  }
  let freed: HeapSegment = segment;
  const next = nextOf(freed);
  if (next.state === SegmentState.Free) {
    Bins.remove(next);
    join(freed, next);
  }
  const previous = freed.previous;
  if (previous !== null && previous.state === SegmentState.Free) {
    Bins.remove(previous);
    join(previous, freed);
    freed = previous;
  }
  freed.state = SegmentState.Free;
  seal(freed);
  if (Pages.fillsPage(freed)) {
    if (reserve !== null) {
      Pages.destroy(freed);
      return;
    }
    reserve = freed; // keeps I2
  }
  Bins.insert(freed);
}

/** Adds `upper` to `lower`, its neighbour below; both are in no list. Seals `lower`. */
function join(lower: HeapSegment, upper: HeapSegment): void {
  const after = nextOf(upper);
  if (!isIntact(after)) reportOverwritten(after);
  lower.sizeBytes += HEADER_BYTES + upper.sizeBytes;
  seal(lower);
  retire(upper);
  after.previous = lower;
  seal(after);
}

/**
 * Whether `segment` could be given `needed` bytes where it is, using the free one after it. Requires:
 * its neighbours are intact.
 */
export function resizeInPlace(segment: HeapSegment, needed: usize): bool {
  const oldBytes = segment.sizeBytes;
  if (Pages.pageOf(segment).kind === Pages.PageKind.Dedicated) {
    // It cannot be cut; below half of it, moving gives memory back.
    return needed <= oldBytes && needed >= oldBytes / 2n;
  }
  if (needed > oldBytes) {
    const next = nextOf(segment);
    if (next.state !== SegmentState.Free) return false;
    if (oldBytes + HEADER_BYTES + next.sizeBytes < needed) return false;
    Bins.remove(next);
    join(segment, next);
  }
  cut(segment, needed);
  return true;
}

/** Panics unless the segments around `segment` are intact: they are about to be changed. */
function requireNeighbours(segment: HeapSegment): void {
  if (hasIntactNeighbours(segment)) return;
  reportOverwritten(segment);
}

function reportOverwritten(segment: HeapSegment): never {
  panic(`heap: a header at or next to free memory was overwritten: ${addressOf(segment)}`);
}
