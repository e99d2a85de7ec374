/**
 * Addresses: physical and virtual ones, frame numbers, and the way between them.
 *
 * The kernel reaches physical memory through one linear window, the direct map (the bootloader's
 * HHDM until our own tables are loaded): `virt = phys + offset` for every physical address below a
 * limit. Its own code and data lie in a second window, the kernel image. These two are the only
 * virtual addresses whose physical address is known without walking page tables, so `virt2phys`
 * refuses all others instead of subtracting blindly.
 *
 * Used by: all of `kernel/mm`, `kernel/boot`.            Uses: the prelude.
 * Invariants:
 *   I1. The direct map has at most `MAX_DIRECT_MAP_BYTES` and starts at
 *       `[PAGE_SIZE_BYTES, LAST_DIRECT_MAP_OFFSET]`, so it does not wrap and address 0 is not in it;
 *       both are multiples of 4096. The compiler finds this, and leaves out the checks of the sum and
 *       of references into the direct map.
 *   I2. The kernel image window does not wrap; its bounds are multiples of 4096.
 *   I3. The two windows do not overlap.
 * Not handled here: whether a page is really mapped (`paging.ts`, `translate`).
 * Sources: [SDM1] "Canonical Addressing"; [SDM3] "4-Level Paging and 5-Level
 * Paging"; [LIMINE] "HHDM (Higher Half Direct Map) Feature".
 */

/** log2 of the size of a page and of a frame. */
export const PAGE_SHIFT: u64 = 12n;
/** Size of a page and of a frame in bytes. */
export const PAGE_SIZE_BYTES: u64 = 4096n;
/** Size in bytes of a 2 MiB page: 512 pages. */
export const PAGE_SIZE_2M_BYTES: u64 = 0x20_0000n;
/** Size in bytes of a 1 GiB page: 512 pages of 2 MiB. */
export const PAGE_SIZE_1G_BYTES: u64 = 0x4000_0000n;

/** Physical addresses have at most 52 bits: [SDM3] "4-Level Paging and 5-Level Paging". */
export const MAX_PHYSICAL_BITS: u32 = 52;
/** One past the highest physical address of any x86_64 processor. */
export const PHYSICAL_END: u64 = 0x0010_0000_0000_0000n;

/** Size in bytes of the largest direct map: 64 TiB, its area in `layout.ts`. */
export const MAX_DIRECT_MAP_BYTES: u64 = 0x0000_4000_0000_0000n;
/** Highest address at which the largest direct map does not wrap around. */
export const LAST_DIRECT_MAP_OFFSET: u64 = 0xffff_c000_0000_0000n;

/** First address above the lower canonical half: bits [63:47] are no longer all zero. */
const LOWER_HALF_END: u64 = 0x0000_8000_0000_0000n;
/** First address of the higher canonical half: bits [63:47] are all one. */
const HIGHER_HALF_START: u64 = 0xffff_8000_0000_0000n;

staticAssert(PAGE_SIZE_BYTES === 1n << PAGE_SHIFT, 'a page is 2^PAGE_SHIFT bytes');
staticAssert(PAGE_SIZE_2M_BYTES === 512n * PAGE_SIZE_BYTES, 'a PD entry maps 512 pages');
staticAssert(PAGE_SIZE_1G_BYTES === 512n * PAGE_SIZE_2M_BYTES, 'a PDPT entry maps 512 PD entries');
staticAssert(PHYSICAL_END === 1n << u64(MAX_PHYSICAL_BITS), 'PHYSICAL_END is 2^52');
staticAssert(
  LAST_DIRECT_MAP_OFFSET + (MAX_DIRECT_MAP_BYTES - 1n) === 0xffff_ffff_ffff_ffffn,
  'the largest direct map may end with the address space',
);

/** Physical address / 4096; below 2^40. */
export type FrameNumber = Branded<u64, 'FrameNumber'>;

/** Virtual address of physical address 0. Some page until it is known, but not address 0: I1. */
let directMapOffset: u64 = PAGE_SIZE_BYTES;
/** Bytes of physical memory, from 0 on, that the direct map reaches. 0: no direct map yet. */
let directMapBytes: u64 = 0n;
let imageVirtStart: u64 = 0n;
let imagePhysStart: u64 = 0n;
/** Size of the kernel image window. 0: not known yet. */
let imageBytes: u64 = 0n;

/**
 * Says where the direct map lies: from now on `phys` is at `offset + phys` for all `phys < end`.
 *
 * Called with the boot address space first, and again after our own tables are loaded. What was
 * set before is forgotten.
 *
 * @param offset - virtual address of physical address 0, multiple of 4096,
 *                 `[PAGE_SIZE_BYTES, LAST_DIRECT_MAP_OFFSET]`
 * @param end    - first physical address that is not reachable, multiple of 4096, at most
 *                 `MAX_DIRECT_MAP_BYTES`
 *
 * Requires: the range is mapped, readable and writable. An offset or end outside of these panics.
 * Ensures:  I1.
 */
export function setDirectMap(offset: VirtAddr, end: PhysAddr): void {
  if (!isAligned(offset, PAGE_SIZE_BYTES) || !isAligned(end, PAGE_SIZE_BYTES)) {
    panic(`mm/address: direct map is not page aligned: ${offset} up to ${end}`);
  }
  if (offset < PAGE_SIZE_BYTES) panic(`mm/address: direct map at ${offset}, which may be null`);
  if (offset > LAST_DIRECT_MAP_OFFSET || end > MAX_DIRECT_MAP_BYTES) {
    panic(`mm/address: direct map may wrap around: ${offset} up to ${end}`);
  }
  directMapOffset = offset;
  directMapBytes = end;
}

/**
 * Says where the kernel image lies, so that `virt2phys` knows its addresses.
 *
 * @param virtStart   - first virtual address, multiple of 4096
 * @param physStart   - physical address of that byte, multiple of 4096
 * @param lengthBytes - size of the window; rounded up to whole pages
 *
 * Requires: the image is physically contiguous: [LIMINE] "Entry memory layout". An unaligned or
 *           wrapping window panics.
 * Ensures:  I2.
 */
export function setKernelImage(virtStart: VirtAddr, physStart: PhysAddr, lengthBytes: usize): void {
  if (!isAligned(virtStart, PAGE_SIZE_BYTES) || !isAligned(physStart, PAGE_SIZE_BYTES)) {
    panic(`mm/address: kernel image is not page aligned: ${virtStart} at ${physStart}`);
  }
  const bytes = alignUp(lengthBytes, PAGE_SIZE_BYTES);
  if (checkedAdd(u64(virtStart), bytes) === null || checkedAdd(u64(physStart), bytes) === null) {
    panic(`mm/address: kernel image wraps around: ${virtStart} at ${physStart}`);
  }
  imageVirtStart = virtStart;
  imagePhysStart = physStart;
  imageBytes = bytes;
}

/** First physical address that the direct map does not reach; phys 0 when there is none yet. */
export function directMapEnd(): PhysAddr {
  return phys(directMapBytes);
}

/** Virtual address of physical address 0 in the direct map. */
export function directMapStart(): VirtAddr {
  return virt(directMapOffset);
}

/** First virtual address of the kernel image window. */
export function kernelImageStart(): VirtAddr {
  return virt(imageVirtStart);
}

/** Bytes of the kernel image window; 0 when it is not known yet. */
export function kernelImageBytes(): usize {
  return imageBytes;
}

/** Whether the direct map reaches all of `[start, start + lengthBytes)`; no for a wrapping range. */
export function isDirectMapped(start: PhysAddr, lengthBytes: usize): bool {
  const end = checkedAdd(start, lengthBytes);
  return end !== null && end <= directMapBytes;
}

/**
 * The virtual address at which the kernel reads and writes the byte at `address`.
 *
 * Requires: the direct map reaches `address`; anything else is our bug and panics. Code that does
 *           not know asks `isDirectMapped` first.
 */
export function phys2virt(address: PhysAddr): VirtAddr {
  if (address >= directMapBytes) {
    panic(
      `mm/address: phys2virt: ${address} is outside the direct map, end ${phys(directMapBytes)}`,
    );
  }
  return virt(directMapOffset + address);
}

/**
 * The physical address of a byte in the direct map or in the kernel image.
 *
 * @param address - any virtual address, canonical or not
 * @returns null for an address in neither window: only the page tables know where that is
 */
export function virt2phys(address: VirtAddr): PhysAddr | null {
  if (address >= directMapOffset) {
    const offset = address - directMapOffset;
    if (offset < directMapBytes) return phys(offset);
  }
  if (address >= imageVirtStart) {
    const offset = address - imageVirtStart;
    if (offset < imageBytes) return phys(imagePhysStart + offset);
  }
  return null;
}

/** Whether bits [63:47] of `address` are all equal, which 4-level paging demands. */
export function isCanonical(address: VirtAddr): bool {
  return address < LOWER_HALF_END || address >= HIGHER_HALF_START;
}

/**
 * Whether `[start, start + lengthBytes)` is canonical and does not cross from one half to the
 * other. An empty range is canonical when its start is.
 */
export function isCanonicalRange(start: VirtAddr, lengthBytes: usize): bool {
  if (!isCanonical(start)) return false;
  if (lengthBytes === 0n) return true;
  const last = checkedAdd(start, lengthBytes - 1n);
  if (last === null) return false;
  const startsLow = start < LOWER_HALF_END;
  const endsLow = last < LOWER_HALF_END;
  return startsLow === endsLow && isCanonical(virt(last));
}

/** Whether `address` starts a page. */
export function isPageAligned(address: VirtAddr): bool {
  return (address & (PAGE_SIZE_BYTES - 1n)) === 0n;
}

/** Whether `address` starts a frame. */
export function isFrameAligned(address: PhysAddr): bool {
  return (address & (PAGE_SIZE_BYTES - 1n)) === 0n;
}

/** The number of the frame that holds `address`. */
export function frameNumber(address: PhysAddr): FrameNumber {
  return brand<FrameNumber>(address >> PAGE_SHIFT);
}

/** The first address of `frame`. */
export function frameAddress(frame: FrameNumber): PhysAddr {
  return phys(frame << PAGE_SHIFT);
}
