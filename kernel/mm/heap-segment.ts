/**
 * The segments of the heap: headers in front of every block, and how they are kept honest.
 *
 * A heap page is cut into segments without gaps. Each begins with a 32-byte header; the bytes after
 * it are the block that `kmalloc` hands out, or, while the segment is free, its place in a free
 * list. The header carries a check word computed from its address and all its fields, so that an
 * overrun from the block below, a stray write or a copied header is noticed before it is believed.
 *
 *   byte   0              8          16       20       24      32                 32 + sizeBytes
 *          ┌──────────────┬──────────┬────────┬────────┬───────┬──────────────────┐
 *   used   │ sizeBytes    │ previous │ state  │ label  │ check │ the block        │ next header
 *          ├──────────────┼──────────┼────────┼────────┼───────┼─────────┬────────┤
 *   free   │ sizeBytes    │ previous │ state  │ label  │ check │ nextFree│ prev-  │ next header
 *          └──────────────┴──────────┴────────┴────────┴───────┴─────────┴─Free───┘
 *
 * Used by: `heap.ts` and the other `heap-*.ts`.            Uses: nothing.
 * Invariants:
 *   I1. Headers and blocks lie on multiples of 16; `sizeBytes` is a multiple of 16.
 *   I2. `check` is right for the other fields, for the free-list links too while free.
 *   I3. `nextOf(s).previous === s` for every segment but the end of a page; the first of a page has
 *       `previous === null`.
 *   I4. A header that ceases to be one (after a merge, or with its page) is marked `Merged`: no old
 *       header can pass for a block in use, and a second free is told from a wild pointer.
 * Not handled here: free lists (`heap-bins.ts`), pages (`heap-page.ts`).
 */

/** What a segment is. The values are unlikely in ordinary data. */
export enum SegmentState {
  /** In a free list. */
  Free = 0x4eef_0001,
  /** Handed out. */
  Used = 0x05ed_0002,
  /** No segment any more: its bytes belong to the segment below, or its page is gone. */
  Merged = 0x3e46_0003,
  /** The end of a page: a header without a block. */
  End = 0x0e4d_0004,
}

/** One block of a heap page, free or in use; the bytes it hands out follow the first 32. */
export interface HeapSegment extends Struct {
  /** Bytes after the header, up to the next header. */
  sizeBytes: usize;
  /** The segment that ends where this one begins; null for the first of a page. */
  previous: HeapSegment | null;
  state: SegmentState;
  /** Who asked for the block, for the leak report; 0 when nobody said. Kept after a free. */
  label: u32;
  check: u64;
  /** Neighbours in the free list; only while `state` is `Free`, else these bytes are the block's. */
  nextFree: HeapSegment | null;
  previousFree: HeapSegment | null;
}

/** Every block begins on a multiple of this, and has a multiple of it as its size. */
export const BLOCK_ALIGNMENT: usize = 16n;
/** Bytes in front of each block. */
export const HEADER_BYTES: usize = offsetOf<HeapSegment>('nextFree');
/** The smallest block: it must hold the links of a free list. */
export const MIN_BLOCK_BYTES: usize = sizeOf<HeapSegment>() - HEADER_BYTES;

staticAssert(HEADER_BYTES === 32n, 'heap: the segment header has 32 bytes');
staticAssert(MIN_BLOCK_BYTES === 16n, 'heap: the smallest block holds two links');

/** Odd, so that multiplying by it loses nothing: a change of any one field always changes `check`. */
const CHECK_MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15n;
const CHECK_KEY: u64 = 0x510a_7e40_5c8e_c4e1n;

/** The segment whose header lies at `header`. */
export function segmentAt(header: VirtAddr): HeapSegment {
  'use unsafe';
  // SAFE: callers pass addresses inside a heap page; what is read there is checked by `isIntact`.
  return at<HeapSegment>(header);
}

/** Where the block of `segment` begins. */
export function blockOf(segment: HeapSegment): VirtAddr {
  return virt(addressOf(segment) + HEADER_BYTES);
}

/** The segment that begins where `segment` ends. Requires: `segment` is intact and not an end. */
export function nextOf(segment: HeapSegment): HeapSegment {
  return segmentAt(virt(addressOf(segment) + HEADER_BYTES + segment.sizeBytes));
}

/** Writes a header at `header` and seals it. */
export function createSegment(
  header: VirtAddr,
  sizeBytes: usize,
  previous: HeapSegment | null,
  state: SegmentState,
): HeapSegment {
  const segment = segmentAt(header);
  segment.sizeBytes = sizeBytes;
  segment.previous = previous;
  segment.state = state;
  segment.label = 0;
  if (state === SegmentState.Free) {
    segment.nextFree = null;
    segment.previousFree = null;
  }
  seal(segment);
  return segment;
}

/** Marks a header that is none any more: keeps I4. */
export function retire(segment: HeapSegment): void {
  segment.state = SegmentState.Merged;
  seal(segment);
}

/** Recomputes the check word after a field has changed: keeps I2. */
export function seal(segment: HeapSegment): void {
  segment.check = checkOf(segment);
}

/** Whether the check word fits the address and the fields. */
export function isIntact(segment: HeapSegment): bool {
  return segment.check === checkOf(segment);
}

/**
 * Whether `segment` and the segments on both sides of it are intact and linked to each other (I2,
 * I3). Requires: `segment` itself is intact, so that its size and link can be followed.
 */
export function hasIntactNeighbours(segment: HeapSegment): bool {
  const next = nextOf(segment);
  if (!isIntact(next) || next.previous !== segment) return false;
  const previous = segment.previous;
  if (previous === null) return true;
  return isIntact(previous) && nextOf(previous) === segment;
}

function checkOf(segment: HeapSegment): u64 {
  let word: u64 = mix(CHECK_KEY, addressOf(segment));
  word = mix(word, segment.sizeBytes);
  word = mix(word, addressOrZero(segment.previous));
  word = mix(word, u64(segment.state) | (u64(segment.label) << 32n));
  if (segment.state === SegmentState.Free) {
    word = mix(word, addressOrZero(segment.nextFree));
    word = mix(word, addressOrZero(segment.previousFree));
  }
  return word;
}

/** One step of the check word: a bijection in each argument. */
export function mix(word: u64, value: u64): u64 {
  return rotateLeft(wrappingMul(word ^ value, CHECK_MULTIPLIER), 29n);
}

/** The address of `segment`, 0 for null. */
function addressOrZero(segment: HeapSegment | null): u64 {
  if (segment === null) return 0n;
  return addressOf(segment);
}
