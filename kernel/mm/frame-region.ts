/**
 * The managed regions: which frames have a bit in the frame allocator's bitmap, and which one.
 *
 * Only RAM that is, or will be, allocatable has bits: the usable and the bootloader-reclaimable
 * regions of the memory map. They follow one another in the bitmap, whatever lies between them:
 *
 *   memory   |  region 0  |   hole, up to 1 TiB   |  region 1  | region 2  |
 *   bitmap   |  region 0  | 1 to 64 padding bits  |  region 1  | region 2  |
 *
 * Regions that touch in memory touch in the bitmap. Between others there is at least one padding
 * bit, so that a run of bits without padding is a run of frames.
 *
 * Used by: `frame.ts`.            Uses: `memory-map.ts`, `address.ts`.
 * Invariants:
 *   I1. `list[0, count)` is sorted by frame number; regions do not overlap and are not empty.
 *   I2. A region's first bit is the end of the one before it when they touch; otherwise it is the
 *       next bit after at least one padding bit that equals the frame number modulo 64. (The
 *       first region may have padding before it.)
 *   I3. `totalFrames` and `bootloaderFrames` are the sums over the list.
 * Not handled here: the bits themselves.
 */
import * as Bitmap from '../lib/bitmap.ts';
import { PAGE_SHIFT } from './address.ts';
import type { MemoryMap, MemoryRegion } from './memory-map.ts';
import { RegionKind } from './memory-map.ts';

/** A run of managed frames and its place in the bitmap. */
export interface FrameRegion extends Struct {
  firstFrame: u64;
  frameCount: u64;
  firstBit: u32;
  /** Still the bootloader's: in use until reclaimed. */
  isBootloader: bool;
}

/** All managed regions; all bytes zero is none. */
export interface FrameRegions extends Struct {
  count: u32;
  list: FixedArray<FrameRegion, 4160>;
  totalFrames: u64;
  bootloaderFrames: u64;
  /** Frames of the map that have no bit, because the bitmap is full. */
  unmanagedFrames: u64;
}

const WORD_BITS: u64 = 64n;

/** Makes `regions` empty. */
export function forget(regions: FrameRegions): void {
  regions.count = 0;
  regions.totalFrames = 0n;
  regions.bootloaderFrames = 0n;
  regions.unmanagedFrames = 0n;
}

/**
 * Fills the empty `regions` from a normalised map.
 *
 * @returns the number of bits that they need, `[0, Bitmap.MAX_BITS]`; regions that would need more
 *          are left out and counted in `unmanagedFrames`
 */
export function layOut(regions: FrameRegions, map: MemoryMap): u32 {
  let endBit: u64 = 0n;
  let endFrame: u64 = 0n;
  for (const index of range(0, map.count)) {
    const source = map.regions[index];
    const isBootloader = source.kind === RegionKind.BootloaderReclaimable;
    if (source.kind !== RegionKind.Usable && !isBootloader) continue;
    const firstFrame = source.base >> PAGE_SHIFT;
    const frameCount = source.lengthBytes >> PAGE_SHIFT;
    const firstBit = bitAfter(endBit, endFrame, firstFrame);
    if (firstBit + frameCount > u64(Bitmap.MAX_BITS)) {
      regions.unmanagedFrames += frameCount;
      continue;
    }
    const region = regions.list[regions.count];
    region.firstFrame = firstFrame;
    region.frameCount = frameCount;
    region.firstBit = u32(firstBit);
    region.isBootloader = isBootloader;
    regions.count += 1;
    regions.totalFrames += frameCount;
    if (isBootloader) regions.bootloaderFrames += frameCount;
    endBit = firstBit + frameCount;
    endFrame = firstFrame + frameCount;
  }
  return u32(endBit);
}

/** Makes the bootloader region number `index` an ordinary one. */
export function reclaim(regions: FrameRegions, index: u32): void {
  const region = regions.list[index];
  assert(region.isBootloader, 'mm/frame: region is not of the bootloader');
  region.isBootloader = false;
  regions.bootloaderFrames -= region.frameCount; // keeps I3
}

/** Whether the frames of `region`, which is one of the map's, have bits. */
export function isManaged(regions: FrameRegions, region: MemoryRegion): bool {
  return indexOf(regions, region.base >> PAGE_SHIFT) < regions.count;
}

/** Index of the region that holds `frame`, or `count`. Cost: O(log n) in the regions. */
export function indexOf(regions: FrameRegions, frame: u64): u32 {
  let low: u32 = 0;
  let high: u32 = regions.count;
  while (low < high) {
    const middle = low + (high - low) / 2;
    const region = regions.list[middle];
    if (frame < region.firstFrame) {
      high = middle;
    } else if (frame - region.firstFrame >= region.frameCount) {
      low = middle + 1;
    } else {
      return middle;
    }
  }
  return regions.count;
}

/** The bit of `frame`, or null when it is not managed. Cost: O(log n) in the regions. */
export function bitOf(regions: FrameRegions, frame: u64): u32 | null {
  const index = indexOf(regions, frame);
  if (index === regions.count) return null;
  const region = regions.list[index];
  return region.firstBit + u32(frame - region.firstFrame);
}

/** The frame whose bit is `bit`; a padding bit panics. Cost: O(log n) in the regions. */
export function frameOf(regions: FrameRegions, bit: u32): u64 {
  // The last region that starts at or before `bit`.
  let low: u32 = 0;
  let high: u32 = regions.count;
  while (high - low > 1) {
    const middle = low + (high - low) / 2;
    if (regions.list[middle].firstBit <= bit) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const region = regions.list[low];
  const offset = u64(bit - region.firstBit);
  assert(offset < region.frameCount, 'mm/frame: bit without a frame');
  return region.firstFrame + offset;
}

/** Whether I1 to I3 hold and the last region ends at `bitCount`. */
export function check(regions: FrameRegions, bitCount: u32): bool {
  let endBit: u64 = 0n;
  let endFrame: u64 = 0n;
  let total: u64 = 0n;
  let bootloader: u64 = 0n;
  for (const index of range(0, regions.count)) {
    const region = regions.list[index];
    if (region.firstFrame < endFrame || region.frameCount === 0n) return false;
    if (u64(region.firstBit) !== bitAfter(endBit, endFrame, region.firstFrame)) return false;
    endBit = u64(region.firstBit) + region.frameCount;
    endFrame = region.firstFrame + region.frameCount;
    total += region.frameCount;
    if (region.isBootloader) bootloader += region.frameCount;
  }
  if (total !== regions.totalFrames || bootloader !== regions.bootloaderFrames) return false;
  return endBit === u64(bitCount);
}

/** The bit of `firstFrame` when the region before it ends at `endBit` and `endFrame`: I2. */
function bitAfter(endBit: u64, endFrame: u64, firstFrame: u64): u64 {
  if (endBit === 0n) return firstFrame % WORD_BITS;
  if (firstFrame === endFrame) return endBit;
  const candidate = alignDown(endBit, WORD_BITS) + (firstFrame % WORD_BITS);
  return candidate > endBit ? candidate : candidate + WORD_BITS;
}
