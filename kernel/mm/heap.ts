/**
 * The kernel heap: `kmalloc` and `kfree` for memory of any size.
 *
 * Heap pages come from the frame allocator and are reached through the direct map. A request of up
 * to 32 KiB is cut out of a 64 KiB shared page (`heap-pool.ts`): the free segment is found through
 * two-level lists, split, and on `kfree` merged with its free neighbours on both sides. A larger one
 * gets a dedicated page of just the frames it needs. Nothing walks over segments; over pages only the
 * directory, when its table doubles or goes back to the first size.
 *
 * No address is believed: `kfree` first asks the directory whether it lies in a heap page, then the
 * check words of the page, of the segment and of both neighbours. What does not fit is refused with
 * a status and nothing has changed. A free segment found damaged when it is to be handed out is a
 * write into freed memory, and panics.
 *
 * Contents of memory: `kmalloc` and `krealloc` leave new bytes unspecified, fresh frames and recycled
 * blocks alike (`setFill` makes both a pattern); `kcalloc` gives zeros always.
 *
 * Used by: kernel code.            Uses: `heap-pool.ts`, `heap-page.ts`, `heap-segment.ts`,
 * `heap-check.ts`.
 * Invariants (with those of the modules named):
 *   I1. `usedBytes` and `usedCount` are the sum of the block sizes and the number of all blocks in
 *       use; block sizes are what `blockBytes` says, requests rounded up.
 * Not handled here: locking (one processor, interrupts off); memory that is contiguous only
 * virtually.
 */
import { directMapStart } from './address.ts';
import * as Bins from './heap-bins.ts';
import * as Check from './heap-check.ts';
import * as Directory from './heap-directory.ts';
import * as Pages from './heap-page.ts';
import * as Pool from './heap-pool.ts';
import type { HeapSegment } from './heap-segment.ts';
import {
  BLOCK_ALIGNMENT,
  blockOf,
  hasIntactNeighbours,
  HEADER_BYTES,
  isIntact,
  MIN_BLOCK_BYTES,
  nextOf,
  seal,
  segmentAt,
  SegmentState,
} from './heap-segment.ts';
import { copyMemory, fillMemory } from '../../runtime/contract/memory.ts';

/** The answer of `kfree`. Whatever is not `Ok` left everything as it was. */
export enum HeapStatus {
  Ok,
  /** The address lies in no heap page: never ours, or its page was given back since. */
  Foreign,
  /** The address lies in a heap page, but no block begins there. */
  NotABlock,
  /** The block was freed before and not handed out again since. */
  DoubleFree,
  /** The header of the block was overwritten. */
  CorruptedHeader,
  /** The header before or after the block was overwritten, most likely from this block. */
  CorruptedNeighbour,
  /** The header of the heap page was overwritten. */
  CorruptedPage,
}

/** What new and freed blocks are filled with. */
export enum HeapFill {
  /** Nothing: contents are whatever they were. */
  None,
  /** 0xcd when handed out, 0xdd when freed: shows reads of memory not written, or written too late. */
  Pattern,
}

/** Counts that are exact at any time. */
export type HeapStatistics = {
  /** Bytes of blocks in use, as `blockBytes` gives them. */
  readonly usedBytes: u64;
  readonly usedBlocks: u64;
  /** Bytes of free segments; with `usedBytes` and all headers they make `pageBytes`. */
  readonly freeBytes: u64;
  readonly freeSegments: u64;
  readonly pages: u64;
  readonly pageBytes: u64;
  /** Frames taken from the frame allocator, for pages and for the directory. */
  readonly frames: u64;
  /** Since `init`: requests granted, requests refused, blocks freed. */
  readonly allocations: u64;
  readonly refusals: u64;
  readonly frees: u64;
  /** Highest value of `usedBytes` since `init`. */
  readonly peakBytes: u64;
};

/** The largest request: far above any machine's memory, and small enough that no sum can wrap. */
export const MAX_REQUEST_BYTES: usize = 1n << 46n;
/** The largest alignment. */
export const MAX_ALIGNMENT: usize = Directory.CHUNK_BYTES;
/** The direct map begins at least on a multiple of this. */
const DIRECT_MAP_ALIGNMENT: usize = 4096n;

const NEW_BLOCK_BYTE: u8 = 0xcd;
const FREED_BLOCK_BYTE: u8 = 0xdd;

let fill: HeapFill = HeapFill.None;
let usedBytes: u64 = 0n;
let usedCount: u64 = 0n;
let peakBytes: u64 = 0n;
let allocations: u64 = 0n;
let refusals: u64 = 0n;
let frees: u64 = 0n;

/**
 * Makes the heap empty. Pages it had are forgotten, not given back; the first request takes one.
 *
 * Requires: the frame allocator is initialised, the direct map covers its frames.
 */
export function init(): void {
  Pool.reset();
  fill = HeapFill.None;
  usedBytes = 0n;
  usedCount = 0n;
  peakBytes = 0n;
  allocations = 0n;
  refusals = 0n;
  frees = 0n;
}

/**
 * Allocates a block of at least `size` bytes.
 *
 * @param size - bytes, `[1, 2^46]`
 * @returns the block's address, a multiple of 16; null for any other size, and when there are no
 *          frames: nothing changed
 *
 * Cost: a fixed number of steps in the heap while a page has room. A new page is one call of the
 *       frame allocator, two when there are not 16 frames in a row; when it doubles the directory
 *       (`heap-directory.ts`), two more and steps linear in the number of pages.
 * @allocates A block, and frames when no heap page has room.
 */
export function kmalloc(size: usize): VirtAddr | null {
  return kmallocLabelled(size, /* nobody */ 0);
}

/**
 * As `kmalloc`, and notes who asks.
 *
 * @param label - shown by `reportLeaks`; 0 = nobody in particular
 * @allocates A block, and frames when no heap page has room.
 */
export function kmallocLabelled(size: usize, label: u32): VirtAddr | null {
  if (size === 0n || size > MAX_REQUEST_BYTES) return refuse();
  const segment = Pool.allocate(blockBytesFor(size));
  return segment === null ? refuse() : handOut(segment, label);
}

/**
 * Allocates a block whose address is a multiple of `alignment`.
 *
 * @param size      - bytes, `[1, 2^46]`
 * @param alignment - power of two, `[1, 65536]`; above 4096 the start of the direct map must be a
 *                    multiple of it too, which a loader guarantees up to 2 MiB
 * @returns as `kmalloc`; null also for any other alignment
 * @allocates A block, and frames when no heap page has room.
 */
export function kmallocAligned(size: usize, alignment: usize): VirtAddr | null {
  if (alignment === 0n || (alignment & (alignment - 1n)) !== 0n) return refuse();
  if (alignment <= BLOCK_ALIGNMENT) return kmalloc(size);
  if (alignment > MAX_ALIGNMENT || size === 0n || size > MAX_REQUEST_BYTES) return refuse();
  if (alignment > DIRECT_MAP_ALIGNMENT && !isAligned(directMapStart(), alignment)) return refuse();
  const segment = Pool.allocateAligned(blockBytesFor(size), alignment);
  return segment === null ? refuse() : handOut(segment, /* label */ 0);
}

/**
 * Allocates a block of `count * size` bytes, all zero.
 *
 * @returns as `kmalloc`; null also when the product does not fit 64 bits
 * @allocates A block, and frames when no heap page has room.
 */
export function kcalloc(count: usize, size: usize): VirtAddr | null {
  const bytes = checkedMul(count, size);
  if (bytes === null) return refuse();
  const block = kmalloc(bytes);
  if (block !== null) fillBlock(block, 0, bytes);
  return block;
}

/**
 * Changes the size of a block, moving it when it cannot stay.
 *
 * @param address - a block in use; null or virt 0 allocates a new one
 * @param size    - bytes, `[1, 2^46]`
 * @returns the block's address; its first `min(old, new)` bytes are kept. Null when the size or the
 *          address is refused, or when there are no frames: the old block is as it was
 * @allocates A block, and frames when no heap page has room.
 */
export function krealloc(address: VirtAddr | null, size: usize): VirtAddr | null {
  if (address === null || address === virt(0n)) return kmalloc(size);
  if (size === 0n || size > MAX_REQUEST_BYTES) return refuse();
  if (examine(address) !== HeapStatus.Ok) return refuse();
  const segment = segmentAt(virt(address - HEADER_BYTES));
  const oldBytes = segment.sizeBytes;
  if (Pool.resizeInPlace(segment, blockBytesFor(size))) {
    usedBytes = usedBytes - oldBytes + segment.sizeBytes; // keeps I1
    peakBytes = max(peakBytes, usedBytes);
    return address;
  }
  const label = segment.label;
  const moved = kmallocLabelled(size, label);
  // A block that was to shrink may stay as large as it is.
  if (moved === null) return size <= segment.sizeBytes ? address : null;
  copyBlock(moved, address, min(size, segment.sizeBytes));
  const status = kfree(address);
  assert(status === HeapStatus.Ok, 'heap: a block that was just examined cannot be freed');
  return moved;
}

/**
 * Frees a block.
 *
 * @param address - what an allocation returned; virt 0 is allowed and does nothing
 * @returns `HeapStatus.Ok`, or why not; then nothing changed
 *
 * Cost: a fixed number of steps in the heap; one call of the frame allocator when a page is given
 *       back, and then the directory moves the entries that follow in its table. A grown directory
 *       goes back to its static table when 64 pages are left: one more call, linear in its size.
 */
export function kfree(address: VirtAddr): HeapStatus {
  if (address === virt(0n)) return HeapStatus.Ok;
  const status = examine(address);
  if (status !== HeapStatus.Ok) return status;
  const segment = segmentAt(virt(address - HEADER_BYTES));
  if (fill === HeapFill.Pattern) fillBlock(address, FREED_BLOCK_BYTE, segment.sizeBytes);
  usedBytes -= segment.sizeBytes; // keeps I1
  usedCount -= 1n;
  frees += 1n;
  Pool.release(segment);
  return HeapStatus.Ok;
}

/** The size in bytes of the block at `address`, at least what was asked for; null if it is none. */
export function blockBytes(address: VirtAddr): usize | null {
  if (examine(address) !== HeapStatus.Ok) return null;
  return segmentAt(virt(address - HEADER_BYTES)).sizeBytes;
}

/** Chooses what blocks are filled with from now on. `init` chooses `HeapFill.None`. */
export function setFill(choice: HeapFill): void {
  fill = choice;
}

/**
 * Gives the wholly free page that is kept in reserve back to the frame allocator. After it, a heap
 * without blocks occupies no frame.
 */
export function trim(): void {
  Pool.trim();
}

/** The counts of the moment. */
export function statistics(): HeapStatistics {
  return {
    usedBytes,
    usedBlocks: usedCount,
    freeBytes: Bins.freeByteCount(),
    freeSegments: Bins.freeSegmentCount(),
    pages: Pages.count(),
    pageBytes: Pages.byteCount(),
    frames: Pages.byteCount() / 4096n + Directory.frameCount(),
    allocations,
    refusals,
    frees,
    peakBytes,
  };
}

/**
 * Checks every invariant of the heap: walks all pages, segments and free lists.
 *
 * @returns `HeapDefect.Ok`, or the first thing that is wrong
 */
export function check(): Check.HeapDefect {
  return Check.checkAll(usedBytes, usedCount);
}

/**
 * Prints the blocks in use, newest page first, and their sum.
 *
 * @param limit - the most blocks that get a line of their own
 * @returns the number of blocks in use
 */
export function reportLeaks(limit: u64): u64 {
  Check.printUsedBlocks(limit);
  if (usedCount > 0n) print(`heap: ${usedCount} blocks in use, ${usedBytes} bytes`);
  return usedCount;
}

/** Counts a refusal and is its answer. */
function refuse(): VirtAddr | null {
  refusals += 1n;
  return null;
}

/** The block size for a request: `size` is in `[1, MAX_REQUEST_BYTES]`. */
function blockBytesFor(size: usize): usize {
  return max(alignUp(size, BLOCK_ALIGNMENT), MIN_BLOCK_BYTES);
}

/** Counts a segment as a block in use and gives its address. */
function handOut(segment: HeapSegment, label: u32): VirtAddr {
  segment.label = label;
  seal(segment);
  usedBytes += segment.sizeBytes; // keeps I1
  usedCount += 1n;
  allocations += 1n;
  peakBytes = max(peakBytes, usedBytes);
  const block = blockOf(segment);
  if (fill === HeapFill.Pattern) fillBlock(block, NEW_BLOCK_BYTE, segment.sizeBytes);
  return block;
}

/** Says whether a block in use begins at `address`, or what is wrong; changes nothing. */
function examine(address: VirtAddr): HeapStatus {
  if (address < HEADER_BYTES) return HeapStatus.Foreign;
  const header = virt(address - HEADER_BYTES);
  const page = Pages.find(header);
  if (page === null) return HeapStatus.Foreign;
  if (!Pages.isPageIntact(page)) return HeapStatus.CorruptedPage;
  if (!isAligned(address, BLOCK_ALIGNMENT)) return HeapStatus.NotABlock;
  if (!Pages.hasRoomFor(page, header)) return HeapStatus.NotABlock;
  const segment = segmentAt(header);
  if (!isIntact(segment)) {
    return wasHeader(page, segment) ? HeapStatus.CorruptedHeader : HeapStatus.NotABlock;
  }
  switch (segment.state) {
    case SegmentState.Used:
      return hasIntactNeighbours(segment) ? HeapStatus.Ok : HeapStatus.CorruptedNeighbour;
    case SegmentState.Free:
    case SegmentState.Merged:
      return HeapStatus.DoubleFree;
    case SegmentState.End:
      return HeapStatus.NotABlock;
  }
}

/**
 * Whether bytes that are no intact header look as if they had been one: the state is still a state,
 * or the size still leads to a header that points back.
 */
function wasHeader(page: Pages.HeapPage, segment: HeapSegment): bool {
  if (segment.state === SegmentState.Used || segment.state === SegmentState.Free) return true;
  const sizeBytes = segment.sizeBytes;
  const room = addressOf(page) + page.lengthBytes - HEADER_BYTES - blockOf(segment);
  if (sizeBytes > room || !isAligned(sizeBytes, BLOCK_ALIGNMENT)) return false;
  return nextOf(segment).previous === segment;
}

function fillBlock(block: VirtAddr, value: u8, bytes: usize): void {
  'use unsafe';
  // SAFE: a block that is in use and has at least `bytes` bytes.
  fillMemory(block, value, bytes);
}

function copyBlock(to: VirtAddr, from: VirtAddr, bytes: usize): void {
  'use unsafe';
  // SAFE: two blocks in use, each of at least `bytes` bytes.
  copyMemory(to, from, bytes);
}
