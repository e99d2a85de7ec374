/**
 * The free lists of the heap: free segments sorted by size, found in a constant number of steps.
 *
 * Two levels, as in TLSF. The first level is the power of two of the size, the second cuts it into
 * 16 equal parts; sizes below 256 are one first level with a list for each multiple of 16. A bit in
 * a word per level says which lists are not empty, so "the smallest list whose members are all
 * large enough" is two bit scans, however many segments there are. A request is first rounded up to
 * the start of a list's range: every member of the list found fits, and none need be looked at.
 *
 * Used by: `heap.ts`, `heap-page.ts`, `heap-check.ts`.            Uses: `heap-segment.ts`.
 * Invariants:
 *   I1. A segment is in the list of its size if and only if its state is `Free`.
 *   I2. A bit of `secondLevel[f]` is 1 if and only if its list has members; bit `f` of `firstLevel`
 *       is 1 if and only if `secondLevel[f]` is not 0.
 *   I3. `freeBytes` and `freeCount` are the sum of the sizes and the number of all members.
 * A member found damaged is a write into freed memory: proven corruption, so it panics.
 * Not handled here: merging and splitting (`heap.ts`).
 * Sources: [TLSF] M. Masmano et al., "TLSF: a New Dynamic Memory Allocator for Real-Time Systems".
 */
import type { HeapSegment } from './heap-segment.ts';
import { isIntact, seal, SegmentState } from './heap-segment.ts';

/** Lists per first level; the second level is cut into as many parts. */
const SECOND_LEVELS: u32 = 16;
const SECOND_LEVEL_BITS: u32 = 4;
/** Sizes below 2^8 have their own lists of 16 bytes each: first level 0. */
const LINEAR_BITS: u32 = 8;
/** First levels: sizes below 2^8, then 2^8 to 2^15. */
const FIRST_LEVELS: u32 = 9;
/** Sizes from here on are not kept in lists. */
export const BIN_LIMIT_BYTES: usize = 65536n;

interface Bins extends Struct {
  /** Bit `f`: some list of first level `f` has members. */
  firstLevel: u32;
  /** Bit `s` of element `f`: list `f * 16 + s` has members. */
  secondLevel: FixedArray<u32, 9>;
  heads: FixedArray<HeapSegment | null, 144>;
}

const BINS: Bins = zeroed();
let freeBytes: u64 = 0n;
let freeCount: u64 = 0n;

staticAssert(FIRST_LEVELS * SECOND_LEVELS === 144, 'heap: one head for each list');

/** Number of lists, for those who walk all of them. */
export const BIN_COUNT: u32 = 144;

/** Makes every list empty. Segments that were in one are forgotten. */
export function reset(): void {
  BINS.firstLevel = 0;
  for (const first of range(0, FIRST_LEVELS)) BINS.secondLevel[first] = 0;
  for (const bin of range(0, BIN_COUNT)) BINS.heads[bin] = null;
  freeBytes = 0n;
  freeCount = 0n;
}

/** Bytes of all free segments, headers not counted. */
export function freeByteCount(): u64 {
  return freeBytes;
}

/** Number of free segments. */
export function freeSegmentCount(): u64 {
  return freeCount;
}

/** The first member of list `bin`, `[0, BIN_COUNT)`, or null. */
export function headOf(bin: u32): HeapSegment | null {
  return BINS.heads[bin];
}

/** Whether the bits that stand for list `bin` say that it has members. */
export function isMarked(bin: u32): bool {
  const first: u32 = bin / SECOND_LEVELS;
  const marked: bool = (BINS.secondLevel[first] & (1 << (bin % SECOND_LEVELS))) !== 0;
  return marked && (BINS.firstLevel & (1 << first)) !== 0;
}

/**
 * The list in which a segment of `sizeBytes` is kept.
 *
 * @param sizeBytes - multiple of 16, `[16, BIN_LIMIT_BYTES)`
 */
export function binOf(sizeBytes: usize): u32 {
  const highestBit: u32 = 63 - countLeadingZeros(sizeBytes);
  if (highestBit < LINEAR_BITS) return u32(sizeBytes >> u64(SECOND_LEVEL_BITS));
  const first: u32 = highestBit - LINEAR_BITS + 1;
  const second: u32 = u32(sizeBytes >> u64(highestBit - SECOND_LEVEL_BITS)) & (SECOND_LEVELS - 1);
  return first * SECOND_LEVELS + second;
}

/**
 * Takes a segment of at least `sizeBytes` out of its list; its state stays `Free`.
 *
 * @param sizeBytes - multiple of 16, `[16, BIN_LIMIT_BYTES / 2]`
 * @returns the segment, or null when no list is known to hold one that is large enough
 *
 * Cost: two bit scans and one removal, independent of the number of segments.
 */
export function take(sizeBytes: usize): HeapSegment | null {
  const bin: u32 = binOf(roundUpToBin(sizeBytes));
  let first: u32 = bin / SECOND_LEVELS;
  let lists: u32 = BINS.secondLevel[first] & ~((1 << (bin % SECOND_LEVELS)) - 1);
  if (lists === 0) {
    const higher: u32 = BINS.firstLevel & ~((1 << (first + 1)) - 1);
    if (higher === 0) return null;
    first = countTrailingZeros(higher);
    lists = BINS.secondLevel[first];
  }
  const segment = BINS.heads[first * SECOND_LEVELS + countTrailingZeros(lists)];
  if (segment === null) panic('heap: a free list marked as not empty is empty');
  remove(segment);
  return segment;
}

/** Puts a segment whose state is `Free` into the list of its size, and seals it: keeps I1. */
export function insert(segment: HeapSegment): void {
  const bin: u32 = binOf(segment.sizeBytes);
  const head = BINS.heads[bin];
  segment.nextFree = head;
  segment.previousFree = null;
  seal(segment);
  if (head !== null) {
    requireFree(head);
    head.previousFree = segment;
    seal(head);
  }
  BINS.heads[bin] = segment;
  const first: u32 = bin / SECOND_LEVELS;
  BINS.secondLevel[first] |= 1 << (bin % SECOND_LEVELS); // keeps I2
  BINS.firstLevel |= 1 << first;
  freeBytes += segment.sizeBytes; // keeps I3
  freeCount += 1n;
}

/** Takes `segment` out of its list. Its state stays `Free`; the caller changes it and seals. */
export function remove(segment: HeapSegment): void {
  requireFree(segment);
  const next = segment.nextFree;
  const previous = segment.previousFree;
  if (next !== null) {
    requireFree(next);
    next.previousFree = previous;
    seal(next);
  }
  if (previous !== null) {
    requireFree(previous);
    previous.nextFree = next;
    seal(previous);
  } else {
    setHead(binOf(segment.sizeBytes), next);
  }
  freeBytes -= segment.sizeBytes; // keeps I3
  freeCount -= 1n;
}

/** Makes `head` the first member of list `bin`, and clears the list's bits when there is none. */
function setHead(bin: u32, head: HeapSegment | null): void {
  BINS.heads[bin] = head;
  if (head !== null) return;
  const first: u32 = bin / SECOND_LEVELS;
  BINS.secondLevel[first] &= ~(1 << (bin % SECOND_LEVELS)); // keeps I2
  if (BINS.secondLevel[first] === 0) BINS.firstLevel &= ~(1 << first);
}

/** Panics unless `segment` is an intact free segment. */
function requireFree(segment: HeapSegment): void {
  if (isIntact(segment) && segment.state === SegmentState.Free) return;
  panic(`heap: free segment damaged, something wrote to freed memory: ${addressOf(segment)}`);
}

/** The smallest size at or above `sizeBytes` at which the range of a list begins. */
function roundUpToBin(sizeBytes: usize): usize {
  const highestBit: u32 = 63 - countLeadingZeros(sizeBytes);
  if (highestBit < LINEAR_BITS) return sizeBytes;
  return alignUp(sizeBytes, 1n << u64(highestBit - SECOND_LEVEL_BITS));
}
