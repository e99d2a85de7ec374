/**
 * Heap pages: the runs of frames that the heap gets from the frame allocator.
 *
 * There are two kinds. A *shared* page is 64 KiB and cut into segments as requests come. A
 * *dedicated* page holds one large block and is as many frames as that takes; it is not cut, so
 * the whole of it goes back when the block does. Both begin with a header on a 64 KiB boundary of
 * physical memory, which is how an address leads to its page (`heap-directory.ts` says whether
 * there is one), and end with a header without a block, which notices an overrun of the last one.
 *
 *   ┌──────────┬─────────┬────────┬─────────┬────────┬ … ┬─────────┬────────┬──────┐
 *   │ HeapPage │ Segment │ block  │ Segment │ block  │   │ Segment │ block  │ End  │
 *   └──────────┴─────────┴────────┴─────────┴────────┴ … ┴─────────┴────────┴──────┘
 *   0          firstHeader                                                  lengthBytes - 32
 *
 * Used by: `heap.ts`, `heap-check.ts`.            Uses: `frame.ts`, `owned-frame.ts`,
 * `heap-directory.ts`, `heap-segment.ts`, `heap-bins.ts`.
 * Invariants:
 *   I1. Every heap page is in the directory and, once, in the list that begins at `first()`.
 *   I2. `check` is right for the other fields of the header.
 *   I3. `pageCount` and `pageBytes` are the number of pages and the sum of their lengths.
 *   I4. The segments of a page fill it from `firstHeader` to its end without a gap.
 * Not handled here: which block a request gets (`heap.ts`).
 */
import { directMapEnd, PAGE_SIZE_BYTES, phys2virt, virt2phys } from './address.ts';
import * as Frame from './frame.ts';
import * as Directory from './heap-directory.ts';
import type { HeapSegment } from './heap-segment.ts';
import type { OwnedRun } from './owned-frame.ts';
import * as OwnedFrames from './owned-frame.ts';
import {
  createSegment,
  HEADER_BYTES,
  mix,
  nextOf,
  retire,
  segmentAt,
  SegmentState,
} from './heap-segment.ts';

export enum PageKind {
  /** 64 KiB, cut into segments. */
  Shared,
  /** One block. */
  Dedicated,
}

/** The head of a run of frames that belongs to the heap. */
export interface HeapPage extends Struct {
  /** All bytes of the run, multiple of 4096. */
  lengthBytes: usize;
  /** Offset of the first segment's header from the start of the page. */
  firstHeader: usize;
  next: HeapPage | null;
  previous: HeapPage | null;
  kind: PageKind;
  check: u64;
}

/** Bytes kept for the page header, a multiple of the block alignment. */
export const PAGE_HEADER_BYTES: usize = 64n;
/** Length of a shared page. */
export const SHARED_PAGE_BYTES: usize = Directory.CHUNK_BYTES;
/** Frames of a shared page, and the alignment in frames of every page. */
const CHUNK_FRAMES: u64 = Directory.CHUNK_BYTES / PAGE_SIZE_BYTES;
/** The block of a shared page that has not been cut. */
export const WHOLE_BLOCK_BYTES: usize = SHARED_PAGE_BYTES - PAGE_HEADER_BYTES - 2n * HEADER_BYTES;

staticAssert(sizeOf<HeapPage>() <= PAGE_HEADER_BYTES, 'heap: the page header fits its place');

const PAGE_KEY: u64 = 0x9a6e_4ead_0b5e_55edn;

let firstPage: HeapPage | null = null;
let pageCount: u64 = 0n;
let pageBytes: u64 = 0n;

/** Forgets all pages. Their frames are not given back. */
export function reset(): void {
  Directory.reset();
  firstPage = null;
  pageCount = 0n;
  pageBytes = 0n;
}

/** The page created last, or null; the others follow through `next`. */
export function first(): HeapPage | null {
  return firstPage;
}

/** Number of heap pages. */
export function count(): u64 {
  return pageCount;
}

/** Bytes of all heap pages, their headers included. */
export function byteCount(): u64 {
  return pageBytes;
}

/**
 * Gets a shared page from the frame allocator, with one segment that fills it.
 *
 * @returns its segment, whose state is `Free` though it is in no list yet; null when there are no
 *          16 contiguous frames: nothing changed
 */
export function createShared(): HeapSegment | null {
  const frames = OwnedFrames.allocRunBelow(CHUNK_FRAMES, CHUNK_FRAMES, directMapEnd());
  if (frames === null) return null;
  return establish(frames, PAGE_HEADER_BYTES, PageKind.Shared);
}

/**
 * Gets a dedicated page for one block.
 *
 * @param blockBytes - multiple of 16, below 2^47
 * @param alignment  - of the block's address: power of two, `[16, 65536]`; above 4096 the direct
 *                     map's start must be as aligned
 * @returns the block's segment, whose state is `Used`; null when there are not enough contiguous
 *          frames: nothing changed
 */
export function createDedicated(blockBytes: usize, alignment: usize): HeapSegment | null {
  const blockOffset = alignUp(PAGE_HEADER_BYTES + HEADER_BYTES, alignment);
  const lengthBytes = alignUp(blockOffset + blockBytes + HEADER_BYTES, PAGE_SIZE_BYTES);
  const frameCount = lengthBytes / PAGE_SIZE_BYTES;
  const frames = OwnedFrames.allocRunBelow(frameCount, CHUNK_FRAMES, directMapEnd());
  if (frames === null) return null;
  return establish(frames, blockOffset - HEADER_BYTES, PageKind.Dedicated);
}

/**
 * Gives the frames of a page back. Requires: its only segment is `segment`, which is in no list.
 */
export function destroy(segment: HeapSegment): void {
  const page = pageOf(segment);
  const start = physicalStart(page);
  const frames = page.lengthBytes / PAGE_SIZE_BYTES;
  unlink(page);
  pageCount -= 1n;
  pageBytes -= page.lengthBytes;
  // Whoever gets these frames next must not find headers that look valid.
  retire(segment);
  page.check = 0n;
  Directory.remove(start);
  const status = Frame.freeContiguous(start, frames);
  assert(status === Frame.FrameStatus.Ok, 'heap: the frame allocator refused a heap page');
}

/**
 * The heap page in which a segment header at `header` would lie. Any address may be given; memory
 * is read only where a heap page is known to be.
 *
 * @returns null when no heap page is there
 */
export function find(header: VirtAddr): HeapPage | null {
  const physical = virt2phys(header);
  if (physical === null) return null;
  const start = phys(alignDown(physical, Directory.CHUNK_BYTES));
  if (!Directory.contains(start)) return null;
  return pageAt(phys2virt(start));
}

/** The page of a segment that is known to be one. */
export function pageOf(segment: HeapSegment): HeapPage {
  const page = find(addressOf(segment));
  if (page === null) panic(`heap: segment outside every heap page: ${addressOf(segment)}`);
  return page;
}

/** The first segment of `page`. Requires: `page` is intact. */
export function firstSegment(page: HeapPage): HeapSegment {
  return segmentAt(virt(addressOf(page) + page.firstHeader));
}

/** Whether a segment header may lie at `header` in `page`. Requires: `page` is intact. */
export function hasRoomFor(page: HeapPage, header: VirtAddr): bool {
  const offset = header - addressOf(page);
  return offset >= page.firstHeader && offset <= page.lengthBytes - 2n * HEADER_BYTES;
}

/** Whether `segment` is alone in its page. Requires: it and the next one are intact. */
export function fillsPage(segment: HeapSegment): bool {
  return segment.previous === null && nextOf(segment).state === SegmentState.End;
}

/** Whether the header of `page` is as it was written: I2. */
export function isPageIntact(page: HeapPage): bool {
  return page.check === checkOf(page);
}

/** Writes the headers of a new page over its frames, and records it: I1 to I4. */
function establish(frames: OwnedRun, firstHeader: usize, kind: PageKind): HeapSegment | null {
  if (!Directory.add(frames.base)) {
    OwnedFrames.freeRun(frames);
    return null;
  }
  const lengthBytes = frames.frameCount * PAGE_SIZE_BYTES;
  const address = phys2virt(disown(frames).base); // The directory owns them now.
  const page = pageAt(address);
  page.lengthBytes = lengthBytes;
  page.firstHeader = firstHeader;
  page.kind = kind;
  link(page);
  pageCount += 1n;
  pageBytes += lengthBytes;
  const blockBytes = lengthBytes - firstHeader - 2n * HEADER_BYTES;
  const state = kind === PageKind.Shared ? SegmentState.Free : SegmentState.Used;
  const segment = createSegment(virt(address + firstHeader), blockBytes, null, state);
  const end = virt(address + lengthBytes - HEADER_BYTES);
  createSegment(end, 0n, segment, SegmentState.End);
  return segment;
}

/** Puts `page` at the start of the list and seals what changed. */
function link(page: HeapPage): void {
  const next = firstPage;
  page.previous = null;
  page.next = next;
  if (next !== null) {
    next.previous = page;
    sealPage(next);
  }
  firstPage = page;
  sealPage(page);
}

/** Takes `page` out of the list and seals what changed. */
function unlink(page: HeapPage): void {
  requireIntact(page);
  const next = page.next;
  const previous = page.previous;
  if (next !== null) {
    requireIntact(next);
    next.previous = previous;
    sealPage(next);
  }
  if (previous !== null) {
    requireIntact(previous);
    previous.next = next;
    sealPage(previous);
  } else {
    firstPage = next;
  }
}

function requireIntact(page: HeapPage): void {
  if (isPageIntact(page)) return;
  panic(`heap: the header of a heap page was overwritten: ${addressOf(page)}`);
}

function sealPage(page: HeapPage): void {
  page.check = checkOf(page);
}

function checkOf(page: HeapPage): u64 {
  let word: u64 = mix(PAGE_KEY, addressOf(page));
  word = mix(word, page.lengthBytes);
  word = mix(word, page.firstHeader);
  word = mix(word, addressOrZero(page.next));
  word = mix(word, addressOrZero(page.previous));
  return mix(word, u64(page.kind));
}

function addressOrZero(page: HeapPage | null): u64 {
  if (page === null) return 0n;
  return addressOf(page);
}

function physicalStart(page: HeapPage): PhysAddr {
  const start = virt2phys(addressOf(page));
  if (start === null) panic(`heap: heap page outside the direct map: ${addressOf(page)}`);
  return start;
}

function pageAt(address: VirtAddr): HeapPage {
  'use unsafe';
  // SAFE: the start of frames that the heap owns: just allocated, or found in the directory (I1).
  return at<HeapPage>(address);
}
