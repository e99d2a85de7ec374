/**
 * The frame allocator: who owns which 4 KiB of physical memory.
 *
 * A bitmap has one bit per frame of RAM, 1 = in use, 0 = free (`kernel/lib/bitmap.ts`), and an
 * index of its free runs serves requests for contiguous frames (`free-run-tree.ts`). Frames are
 * handed out lowest first, so the answer to "a frame below this limit" is the lowest free frame.
 *
 * Only RAM has bits (`frame-region.ts`), so a hole of a terabyte costs nothing.
 *
 * The bitmap and the index lie in RAM of their own, at the top of the highest usable region that
 * can be reached; they take about 0.005 % of the RAM.
 *
 * Used by: `table-frames.ts`, `paging.ts`, `heap-page.ts`, `kernel/main.ts`.
 * Uses: `frame-region.ts`, `memory-map.ts`, `address.ts`, `kernel/lib`.
 * Invariants (`checkFrames`):
 *   I1. The regions keep the invariants of `frame-region.ts`.
 *   I2. A bit is 0 exactly when its frame is free. Padding bits, which have no frame, are 1.
 *   I3. The frames of the metadata and of bootloader memory not yet reclaimed are in use.
 *   I4. `freeFrames` is the number of 0 bits; `totalFrames` the number of frames
 *       in all regions.
 *   I5. No bit below `lowestFree` is 0.
 *   I6. Summaries and run index agree with the bits.
 * Not handled here: which run a frame belongs to (the bitmap keeps no lengths); several processors
 * (see `docs/limits.md`); what is in a frame.
 * Sources: [LIMINE] "Memory Map Feature".
 */
import { fillMemory } from '../../runtime/contract/memory.ts';
import * as Bitmap from '../lib/bitmap.ts';
import * as FreeRunTree from '../lib/free-run-tree.ts';
import * as Address from './address.ts';
import { PAGE_SHIFT, PAGE_SIZE_BYTES } from './address.ts';
import type { FrameRegions } from './frame-region.ts';
import * as Regions from './frame-region.ts';
import type { MemoryMap } from './memory-map.ts';
import { RegionKind, regionEnd } from './memory-map.ts';

/** Results of `init`. After anything but `Ok` there are no frames. */
export enum FrameInitStatus {
  Ok,
  /** The map has no usable region. */
  NoUsableMemory,
  /** No usable region below the reachable end has room for the metadata. */
  NoRoomForMetadata,
  /** Fewer than `MIN_FREE_FRAMES` frames would be free. */
  TooLittleMemory,
}

/** Results of `free` and `freeContiguous`. After anything but `Ok` nothing has changed. */
export enum FrameStatus {
  Ok,
  /** The run has no frames. */
  EmptyRun,
  /** The address is not a multiple of 4096. */
  Misaligned,
  /** There is no managed RAM at the address, or not in all of the run. */
  Foreign,
  /** The frame belongs to the allocator itself or to the bootloader. */
  Reserved,
  /** The frame, or one of the run, is free already. */
  AlreadyFree,
}

/** Results of `checkFrames`. */
export enum FrameCheck {
  Ok,
  /** I1 does not hold. */
  RegionsWrong,
  /** I3 does not hold: the allocator's own frames. */
  MetadataFree,
  /** I3 does not hold: frames of the bootloader. */
  BootloaderMemoryFree,
  /** I2 or I4 does not hold: the counters, or a padding bit. */
  CountersWrong,
  /** I5 does not hold. */
  LowestFreeWrong,
  /** I6 does not hold: the bitmap's summaries. */
  SummaryWrong,
  /** I6 does not hold: the index of free runs. */
  RunIndexWrong,
}

/** `init` refuses to start with fewer free frames (64 KiB): a first set of page tables needs more. */
export const MIN_FREE_FRAMES: u64 = 16n;
/** Frames of a 2 MiB run. */
export const FRAMES_PER_2M: u64 = 512n;

interface FrameState extends Struct {
  bitmap: Bitmap.Bitmap;
  runs: FreeRunTree.FreeRunTree;
  regions: FrameRegions;
  freeFrames: u64;
  /** Frame number of the first frame of the metadata. */
  metadataStart: u64;
  metadataFrames: u64;
  /** I5. */
  lowestFree: u32;
  isReclaimed: bool;
}

const STATE: FrameState = zeroed();

// ── Initialisation ──────────────────────────────────────────────────────────────────────────────

/**
 * Takes over the RAM of `map`: usable regions become free frames, bootloader memory stays in use.
 *
 * May be called again, with any map; what an earlier call knew is forgotten.
 *
 * @param map          - a normalised map; not kept
 * @param reachableEnd - first physical address that the direct map does not reach; the bitmap and
 *                       its index are placed below
 * @returns `FrameInitStatus.Ok`, or `NoUsableMemory`, `NoRoomForMetadata`, `TooLittleMemory`: there
 *          are no frames, every allocation returns null, every free `Foreign`
 *
 * Requires: the direct map reaches all usable regions below `reachableEnd`.
 * Ensures:  I1 to I6.
 * Cost:     linear in the regions and in the size of the bitmap (4 KiB per 128 MiB of RAM).
 */
export function init(map: MemoryMap, reachableEnd: PhysAddr): FrameInitStatus {
  forget();
  const bitCount = Regions.layOut(STATE.regions, map);
  const usableFrames = STATE.regions.totalFrames - STATE.regions.bootloaderFrames;
  if (usableFrames === 0n) return fail(FrameInitStatus.NoUsableMemory);

  const bitmapBytes = Bitmap.bytesFor(bitCount);
  const bytes = bitmapBytes + FreeRunTree.bytesFor(bitCount);
  STATE.metadataFrames = alignUp(bytes, PAGE_SIZE_BYTES) >> PAGE_SHIFT;
  const neededFrames = STATE.metadataFrames + MIN_FREE_FRAMES;
  if (usableFrames < neededFrames) {
    log.error(`mm/frame: init: ${usableFrames} usable frames, at least ${neededFrames} needed`);
    return fail(FrameInitStatus.TooLittleMemory);
  }
  const start = placeMetadata(map, reachableEnd, STATE.metadataFrames << PAGE_SHIFT);
  if (start === null) return fail(FrameInitStatus.NoRoomForMetadata);
  STATE.metadataStart = start >> PAGE_SHIFT;

  const storage = Address.phys2virt(start);
  Bitmap.init(STATE.bitmap, storage, bitCount); // All in use: keeps I3 and the padding of I2.
  freeUsableRegions();
  const metadataBit = Regions.bitOf(STATE.regions, STATE.metadataStart);
  assert(metadataBit !== null, 'mm/frame: metadata lies in managed memory');
  Bitmap.setRange(STATE.bitmap, metadataBit, u32(STATE.metadataFrames));
  STATE.freeFrames = usableFrames - STATE.metadataFrames;
  FreeRunTree.init(STATE.runs, virt(storage + bitmapBytes), STATE.bitmap);
  return FrameInitStatus.Ok;
}

/**
 * Frees the bootloader's memory. Nothing of it may be in use any more: its page tables, its stack,
 * its answers.
 *
 * @returns the number of frames that became free; null when it was done before
 */
export function reclaimBootloader(): u64 | null {
  if (STATE.isReclaimed) return null;
  STATE.isReclaimed = true;
  const reclaimed = STATE.regions.bootloaderFrames;
  for (const index of range(0, STATE.regions.count)) {
    const region = STATE.regions.list[index];
    if (!region.isBootloader) continue;
    Regions.reclaim(STATE.regions, index);
    give(region.firstBit, u32(region.frameCount));
  }
  return reclaimed;
}

// ── Allocation ──────────────────────────────────────────────────────────────────────────────────

/**
 * Hands out the lowest free frame. Its content is whatever was there.
 *
 * @returns the frame's address, or null when no frame is free
 *
 * Cost: a few words, whatever is in use.
 * @allocates One frame.
 */
export function alloc(): PhysAddr | null {
  return allocBelow(phys(Address.PHYSICAL_END));
}

/**
 * As `alloc`, with all bytes of the frame zero; the frame is one that the direct map reaches.
 *
 * @allocates One frame.
 */
export function allocZeroed(): PhysAddr | null {
  const frame = allocBelow(Address.directMapEnd());
  if (frame !== null) zeroFrame(frame);
  return frame;
}

/**
 * Hands out the lowest free frame if all of it lies below `limit` (for devices with short addresses).
 *
 * @param limit - first address that the frame must not contain; any alignment
 * @returns the frame's address, or null when no such frame is free
 * @allocates One frame.
 */
export function allocBelow(limit: PhysAddr): PhysAddr | null {
  const bit = Bitmap.firstClear(STATE.bitmap, STATE.lowestFree);
  if (bit === null) return null;
  STATE.lowestFree = bit; // keeps I5: nothing is free before the first free bit.
  const address = frameAddressOf(bit);
  if (address + PAGE_SIZE_BYTES > limit) return null;
  take(bit, 1);
  return address;
}

/**
 * Hands out the lowest run of `count` free frames that starts at a multiple of `alignFrames`.
 *
 * @param count       - frames; 0 gets null
 * @param alignFrames - a power of two; the run's address is a multiple of `alignFrames * 4096`.
 *                      1 for no alignment, 512 for 2 MiB. Anything else gets null
 * @returns the address of the first frame, or null when there is no such run; then nothing changed
 *
 * Cost: O(log n) in the managed memory for each run that is long enough but badly aligned, and
 *       linear in `count`.
 * @allocates `count` frames.
 */
export function allocContiguous(count: u64, alignFrames: u64): PhysAddr | null {
  return allocContiguousBelow(count, alignFrames, phys(Address.PHYSICAL_END));
}

/**
 * As `allocContiguous`, with all of the run below `limit` (any alignment).
 *
 * @allocates `count` frames.
 */
export function allocContiguousBelow(
  count: u64,
  alignFrames: u64,
  limit: PhysAddr,
): PhysAddr | null {
  if (count === 0n || count > STATE.freeFrames) return null;
  if (countOnes(alignFrames) !== 1) return null;
  if (alignFrames > Address.PHYSICAL_END >> PAGE_SHIFT) return null;
  const bit = findRun(u32(count), alignFrames);
  if (bit === null) return null;
  const address = frameAddressOf(bit);
  if (address + (count << PAGE_SHIFT) > limit) return null; // Any other run lies higher.
  take(bit, u32(count));
  return address;
}

// ── Freeing ─────────────────────────────────────────────────────────────────────────────────────

/**
 * Takes one frame back.
 *
 * @param frame - address of a frame that was handed out and not freed since
 * @returns `FrameStatus.Ok`, or `Misaligned`, `Foreign`, `Reserved`, `AlreadyFree`: nothing changed
 */
export function free(frame: PhysAddr): FrameStatus {
  return freeContiguous(frame, 1n);
}

/**
 * Takes `count` frames from `base` on back. They need not come from one allocation.
 *
 * @param base  - address of the first frame
 * @param count - frames
 * @returns `FrameStatus.Ok`, or `EmptyRun`, `Misaligned`, `Foreign`, `Reserved`, `AlreadyFree`, for
 *          the run as a whole: nothing changed, even if most of its frames could be freed
 */
export function freeContiguous(base: PhysAddr, count: u64): FrameStatus {
  if (count === 0n) return FrameStatus.EmptyRun;
  if (!Address.isFrameAligned(base)) return FrameStatus.Misaligned;
  const first = base >> PAGE_SHIFT;
  const status = ownerOfRun(first, count);
  if (status !== FrameStatus.Ok) return status;
  const bit = Regions.bitOf(STATE.regions, first);
  if (bit === null) return FrameStatus.Foreign;
  const bits = u32(count); // Fits: the run lies in managed regions.
  if (Bitmap.setRunLength(STATE.bitmap, bit, bits) < bits) return FrameStatus.AlreadyFree;
  give(bit, bits);
  return FrameStatus.Ok;
}

// ── Questions ───────────────────────────────────────────────────────────────────────────────────

/** Frames of all managed RAM, whoever uses it. */
export function totalFrameCount(): u64 {
  return STATE.regions.totalFrames;
}

/** Frames that can be handed out. */
export function freeFrameCount(): u64 {
  return STATE.freeFrames;
}

/** Frames in use: handed out, the allocator's own, and the bootloader's until reclaimed. */
export function usedFrameCount(): u64 {
  return STATE.regions.totalFrames - STATE.freeFrames;
}

/** Frames of the bootloader that `reclaimBootloader` would free. */
export function bootloaderFrameCount(): u64 {
  return STATE.regions.bootloaderFrames;
}

/** Frames that hold the bitmap and its index; they are in use for good. */
export function metadataFrameCount(): u64 {
  return STATE.metadataFrames;
}

/** Address of the bitmap; phys 0 when there are no frames. */
export function metadataStart(): PhysAddr {
  return phys(STATE.metadataStart << PAGE_SHIFT);
}

/** Frames of the map that are beyond what one bitmap holds (8 TiB of RAM) and stay unused. */
export function unmanagedFrameCount(): u64 {
  return STATE.regions.unmanagedFrames;
}

/** Whether the frame that holds `address` is managed and in use. */
export function isAllocated(address: PhysAddr): bool {
  const bit = Regions.bitOf(STATE.regions, address >> PAGE_SHIFT);
  return bit !== null && Bitmap.isSet(STATE.bitmap, bit);
}

/** Checks I1 to I6. Cost: linear in the managed memory; changes nothing. */
export function checkFrames(): FrameCheck {
  if (!Regions.check(STATE.regions, STATE.bitmap.bitCount)) return FrameCheck.RegionsWrong;
  if (!Bitmap.check(STATE.bitmap)) return FrameCheck.SummaryWrong;
  let total: u64 = 0n;
  let freeTotal: u64 = 0n;
  for (const index of range(0, STATE.regions.count)) {
    const region = STATE.regions.list[index];
    const bits = u32(region.frameCount);
    const freeHere = Bitmap.countClear(STATE.bitmap, region.firstBit, bits);
    if (region.isBootloader && freeHere > 0) return FrameCheck.BootloaderMemoryFree;
    total += region.frameCount;
    freeTotal += u64(freeHere);
  }
  if (total !== STATE.regions.totalFrames || freeTotal !== STATE.freeFrames)
    return FrameCheck.CountersWrong;
  if (STATE.bitmap.bitCount === 0) return FrameCheck.Ok; // Nothing has been taken over.
  const freeWithPadding = Bitmap.countClear(STATE.bitmap, 0, STATE.bitmap.bitCount);
  if (u64(freeWithPadding) !== freeTotal) return FrameCheck.CountersWrong;
  if (!isMetadataInUse()) return FrameCheck.MetadataFree;
  const lowest = Bitmap.firstClear(STATE.bitmap, 0);
  if (lowest !== null && lowest < STATE.lowestFree) return FrameCheck.LowestFreeWrong;
  if (!FreeRunTree.check(STATE.runs, STATE.bitmap)) return FrameCheck.RunIndexWrong;
  return FrameCheck.Ok;
}

// ── Internals ───────────────────────────────────────────────────────────────────────────────────

function forget(): void {
  Bitmap.forget(STATE.bitmap);
  FreeRunTree.forget(STATE.runs);
  Regions.forget(STATE.regions);
  STATE.freeFrames = 0n;
  STATE.metadataStart = 0n;
  STATE.metadataFrames = 0n;
  STATE.lowestFree = 0;
  STATE.isReclaimed = false;
}

function fail(status: FrameInitStatus): FrameInitStatus {
  forget();
  return status;
}

/** The place for `bytes` of metadata: the top of the highest usable region with room below `end`. */
function placeMetadata(map: MemoryMap, end: PhysAddr, bytes: u64): PhysAddr | null {
  let place: PhysAddr | null = null;
  for (const index of range(0, map.count)) {
    const region = map.regions[index];
    if (region.kind !== RegionKind.Usable || region.base >= end) continue;
    const top = alignDown(min(regionEnd(region), end), PAGE_SIZE_BYTES);
    if (top - region.base >= bytes && Regions.isManaged(STATE.regions, region))
      place = phys(top - bytes);
  }
  return place;
}

function freeUsableRegions(): void {
  for (const index of range(0, STATE.regions.count)) {
    const region = STATE.regions.list[index];
    if (!region.isBootloader) {
      Bitmap.clearRange(STATE.bitmap, region.firstBit, u32(region.frameCount));
    }
  }
}

/**
 * The lowest bit where `count` frames, aligned to `alignFrames`, are free.
 *
 * From the lowest run that is long enough, the candidate is its first aligned frame. When the run
 * ends before the candidate's end, no later start in it fits either, and the search goes on behind
 * it. A candidate beyond the run's region never fits: the padding in between is in use.
 */
function findRun(count: u32, alignFrames: u64): u32 | null {
  let from: u32 = STATE.lowestFree;
  while (true) {
    const run = FreeRunTree.find(STATE.runs, STATE.bitmap, from, count);
    if (run === null) return null;
    const frame = Regions.frameOf(STATE.regions, run);
    const skipped = alignUp(frame, alignFrames) - frame;
    const needed = skipped + u64(count);
    if (needed > u64(Bitmap.MAX_BITS)) return null;
    const length = Bitmap.clearRunLength(STATE.bitmap, run, u32(needed));
    if (u64(length) === needed) return run + u32(skipped);
    from = run + length;
  }
}

/** The address of the frame whose bit is `bit`. */
function frameAddressOf(bit: u32): PhysAddr {
  return phys(Regions.frameOf(STATE.regions, bit) << PAGE_SHIFT);
}

/** Marks `count` free frames from `bit` on in use; keeps I2, I4, I5, I6. */
function take(bit: u32, count: u32): void {
  if (count === 1) {
    Bitmap.set(STATE.bitmap, bit);
    FreeRunTree.markStale(STATE.runs, bit);
  } else {
    Bitmap.setRange(STATE.bitmap, bit, count);
    FreeRunTree.markRangeStale(STATE.runs, bit, count);
  }
  STATE.freeFrames -= u64(count);
  if (bit === STATE.lowestFree) STATE.lowestFree = bit + count;
}

/** Marks `count` frames in use from `bit` on free; keeps I2, I4, I5, I6. */
function give(bit: u32, count: u32): void {
  if (count === 1) {
    Bitmap.clear(STATE.bitmap, bit);
    FreeRunTree.markStale(STATE.runs, bit);
  } else {
    Bitmap.clearRange(STATE.bitmap, bit, count);
    FreeRunTree.markRangeStale(STATE.runs, bit, count);
  }
  STATE.freeFrames += u64(count);
  STATE.lowestFree = min(STATE.lowestFree, bit);
}

/**
 * Whether `count` frames from `first` on may be freed as far as their owner goes: `Ok`, `Foreign`
 * when some are not managed, `Reserved` when some are the allocator's or the bootloader's.
 */
function ownerOfRun(first: u64, count: u64): FrameStatus {
  const end = checkedAdd(first, count);
  if (end === null) return FrameStatus.Foreign;
  let index: u32 = Regions.indexOf(STATE.regions, first);
  if (index === STATE.regions.count) return FrameStatus.Foreign;
  let isBootloader: bool = STATE.regions.list[index].isBootloader;
  let managedEnd: u64 = STATE.regions.list[index].firstFrame + STATE.regions.list[index].frameCount;
  while (managedEnd < end) {
    index += 1;
    if (index === STATE.regions.count) return FrameStatus.Foreign;
    const next = STATE.regions.list[index];
    if (next.firstFrame !== managedEnd) return FrameStatus.Foreign;
    if (next.isBootloader) isBootloader = true;
    managedEnd += next.frameCount;
  }
  const metadataEnd = STATE.metadataStart + STATE.metadataFrames;
  if (isBootloader || (first < metadataEnd && STATE.metadataStart < end)) {
    return FrameStatus.Reserved;
  }
  return FrameStatus.Ok;
}

function isMetadataInUse(): bool {
  if (STATE.metadataFrames === 0n) return true;
  const bit = Regions.bitOf(STATE.regions, STATE.metadataStart);
  if (bit === null) return false;
  const bits = u32(STATE.metadataFrames);
  return Bitmap.setRunLength(STATE.bitmap, bit, bits) === bits;
}

function zeroFrame(frame: PhysAddr): void {
  'use unsafe';
  // SAFE: the frame has just been handed out and the direct map reaches it, so the bytes are ours.
  fillMemory(Address.phys2virt(frame), 0, PAGE_SIZE_BYTES);
}
