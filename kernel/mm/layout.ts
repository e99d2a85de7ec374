/**
 * The virtual address space: what lies where, highest address on top.
 *
 *   0xffff_ffff_ffff_ffff ┌──────────────────────────────────────────────┐
 *                         │ kernel image window, 2 GiB                   │ text RX, rodata R,
 *   0xffff_ffff_8000_0000 ├──────────────────────────────────────────────┤ data and bss RW
 *                         │ free                                         │
 *   0xffff_f100_0000_0000 ├──────────────────────────────────────────────┤
 *                         │ scratch, 1 TiB: self-checks and tests        │
 *   0xffff_f000_0000_0000 ├──────────────────────────────────────────────┤
 *                         │ kernel stacks, 16 TiB, a guard page below    │
 *                         │ each                                         │
 *   0xffff_e000_0000_0000 ├──────────────────────────────────────────────┤
 *                         │ device registers (MMIO) and framebuffers,    │
 *                         │ 16 TiB                                       │
 *   0xffff_d000_0000_0000 ├──────────────────────────────────────────────┤
 *                         │ large allocations, 16 TiB                    │
 *   0xffff_c000_0000_0000 ├──────────────────────────────────────────────┤
 *                         │ direct map (HHDM): virt = phys + offset.     │
 *                         │ The loader chooses the offset inside this    │
 *                         │ range; 64 TiB less the offset's distance     │
 *                         │ from its start can be reached                │
 *   0xffff_8000_0000_0000 ├──────────────────────────────────────────────┤
 *                         │ not canonical                                │
 *   0x0000_8000_0000_0000 ├──────────────────────────────────────────────┤
 *                         │ user half                                    │
 *   0x0000_0000_0000_1000 ├──────────────────────────────────────────────┤
 *                         │ page 0, never mapped                         │
 *   0x0000_0000_0000_0000 └──────────────────────────────────────────────┘
 *
 * Each area of the higher half starts on a multiple of 512 GiB, the reach of one PML4 entry, so
 * that areas never share a table below the PML4 (the kernel image has the last entry to itself).
 *
 * Used by: `kernel/mm`, `kernel/boot`, `kernel/main.ts`.            Uses: `address.ts`.
 * Not handled here: physical memory (`memory-map.ts`).
 * Sources: [SDM3] "4-Level Paging and 5-Level Paging"; [LIMINE] "Entry memory layout".
 */
import { LAST_DIRECT_MAP_OFFSET, PAGE_SIZE_1G_BYTES, PAGE_SIZE_BYTES } from './address.ts';

/** Bytes of address space below one PML4 entry: 512 GiB. */
export const PML4_ENTRY_BYTES: u64 = 0x80_0000_0000n;

/** First address that user mode may use; the page below catches null dereferences. */
export const USER_START: u64 = 0x1000n;
/** One past the last address of the user half. */
export const USER_END: u64 = 0x0000_8000_0000_0000n;
/** First address of the higher half. */
export const HIGHER_HALF_START: u64 = 0xffff_8000_0000_0000n;

/** The direct map lies in `[DIRECT_MAP_AREA_START, DIRECT_MAP_AREA_END)`. */
export const DIRECT_MAP_AREA_START: u64 = 0xffff_8000_0000_0000n;
export const DIRECT_MAP_AREA_END: u64 = 0xffff_c000_0000_0000n;
/** Offset of the direct map when we choose it ourselves (PVH boot). */
export const DEFAULT_DIRECT_MAP_OFFSET: u64 = DIRECT_MAP_AREA_START;

/** Large allocations that need contiguous virtual, but not physical, memory. */
export const LARGE_ALLOCATION_START: u64 = 0xffff_c000_0000_0000n;
export const LARGE_ALLOCATION_END: u64 = 0xffff_d000_0000_0000n;

/** Device registers and framebuffers, mapped with their own cache types. */
export const DEVICE_START: u64 = 0xffff_d000_0000_0000n;
export const DEVICE_END: u64 = 0xffff_e000_0000_0000n;

/** Kernel stacks, each with an unmapped page below it. */
export const STACK_AREA_START: u64 = 0xffff_e000_0000_0000n;
export const STACK_AREA_END: u64 = 0xffff_f000_0000_0000n;

/** Left to self-checks and tests: nothing else maps here. */
export const SCRATCH_START: u64 = 0xffff_f000_0000_0000n;
export const SCRATCH_END: u64 = 0xffff_f100_0000_0000n;

/** The kernel image lies at or above this address: the reach of a sign-extended 32-bit address. */
export const KERNEL_IMAGE_WINDOW_START: u64 = 0xffff_ffff_8000_0000n;
/** Where `linker/kernel.ld` links the first byte of the image. */
export const KERNEL_IMAGE_LINK_START: u64 = 0xffff_ffff_8020_0000n;
/** Where a loader that follows the program headers (PVH) puts that byte. */
export const KERNEL_IMAGE_LOAD_START: u64 = 0x20_0000n;

/** Reach of the boot page tables on the PVH path: identity and direct map of `[0, 4 GiB)`. */
export const BOOT_REACH_BYTES: u64 = 0x1_0000_0000n;

staticAssert(PML4_ENTRY_BYTES === 512n * PAGE_SIZE_1G_BYTES, 'a PML4 entry spans 512 GiB');
staticAssert(USER_START === PAGE_SIZE_BYTES, 'exactly page 0 is withheld from user mode');
staticAssert(DIRECT_MAP_AREA_START === HIGHER_HALF_START, 'the direct map opens the higher half');
staticAssert(DIRECT_MAP_AREA_END === LAST_DIRECT_MAP_OFFSET, 'a direct map there does not wrap');
staticAssert(DIRECT_MAP_AREA_END === LARGE_ALLOCATION_START, 'areas follow one another');
staticAssert(LARGE_ALLOCATION_END === DEVICE_START, 'areas follow one another');
staticAssert(DEVICE_END === STACK_AREA_START, 'areas follow one another');
staticAssert(STACK_AREA_END === SCRATCH_START, 'areas follow one another');
staticAssert(SCRATCH_END < KERNEL_IMAGE_WINDOW_START, 'scratch ends below the kernel image');
staticAssert(DIRECT_MAP_AREA_END % PML4_ENTRY_BYTES === 0n, 'areas share no table');
staticAssert(DEVICE_START % PML4_ENTRY_BYTES === 0n, 'areas share no table');
staticAssert(STACK_AREA_START % PML4_ENTRY_BYTES === 0n, 'areas share no table');
staticAssert(SCRATCH_START % PML4_ENTRY_BYTES === 0n, 'areas share no table');
staticAssert(SCRATCH_END % PML4_ENTRY_BYTES === 0n, 'areas share no table');
staticAssert(
  KERNEL_IMAGE_LINK_START - KERNEL_IMAGE_WINDOW_START === KERNEL_IMAGE_LOAD_START,
  'the image is linked at window + load address, as the boot page tables map it',
);
