/**
 * Page flags: what a caller may ask of a mapping, and the combinations the kernel uses.
 *
 * Flags are one word. All but `PAGE_WRITE_COMBINING` stand at the position that the bit has in an
 * entry of the page tables, so encoding them costs an OR; write-combining has no bit of its own in
 * hardware (it is a combination of two, one of which moves with the page size) and is translated
 * in `page-table-entry.ts`.
 *
 * Cache types are mutually exclusive: none of the three bits is write-back, the type of ordinary
 * memory. Cache-Disable alone is UC- (the firmware's range registers may still make it
 * write-combining), Cache-Disable with Write-Through is UC, uncacheable whatever they say.
 *
 * Used by: all of `kernel/mm`.            Uses: nothing.
 * Not handled here: whether a combination is allowed (`page-arguments.ts`).
 * Sources: [SDM3] "4-Level Paging and 5-Level Paging", table "Format of a Page-Table Entry that
 *          Maps a 4-KByte Page"; [SDM3] "Paging and Memory Typing".
 */

/** A set of `PAGE_…` bits. */
export type PageFlags = u64;

/** Bit 0 (P). 1: the page is in memory. Every mapping has it; a mapping without is refused. */
export const PAGE_PRESENT: PageFlags = 0x1n;
/** Bit 1 (R/W). 1: writes are allowed. Only together with `PAGE_NO_EXECUTE`. */
export const PAGE_WRITABLE: PageFlags = 0x2n;
/** Bit 2 (U/S). 1: user mode may access the page. Only in the user half. */
export const PAGE_USER: PageFlags = 0x4n;
/** Bit 3 (PWT). 1: write-through caching. */
export const PAGE_WRITE_THROUGH: PageFlags = 0x8n;
/** Bit 4 (PCD). 1: not cached (UC-). */
export const PAGE_CACHE_DISABLE: PageFlags = 0x10n;
/** Bit 8 (G). 1: the translation survives a load of CR3. Only in the kernel half. */
export const PAGE_GLOBAL: PageFlags = 0x100n;
/** Bit 9, ours: write-combining caching. Not with the other two cache bits. */
export const PAGE_WRITE_COMBINING: PageFlags = 0x200n;
/** Bit 63 (XD). 1: instructions are not fetched from the page. */
export const PAGE_NO_EXECUTE: PageFlags = 0x8000_0000_0000_0000n;

/** Flags whose position is that of the bit in every leaf entry. */
export const PAGE_HARDWARE_FLAGS: PageFlags =
  PAGE_PRESENT |
  PAGE_WRITABLE |
  PAGE_USER |
  PAGE_WRITE_THROUGH |
  PAGE_CACHE_DISABLE |
  PAGE_GLOBAL |
  PAGE_NO_EXECUTE;

/** Every flag there is; any other bit in a request is refused. */
export const PAGE_ALL_FLAGS: PageFlags = PAGE_HARDWARE_FLAGS | PAGE_WRITE_COMBINING;

/** Kernel code: read and execute. */
export const KERNEL_CODE: PageFlags = PAGE_PRESENT | PAGE_GLOBAL;
/** Kernel constants: read. */
export const KERNEL_READ_ONLY: PageFlags = PAGE_PRESENT | PAGE_GLOBAL | PAGE_NO_EXECUTE;
/** Kernel memory: read and write. */
export const KERNEL_DATA: PageFlags = KERNEL_READ_ONLY | PAGE_WRITABLE;
/** Device registers: read and write, uncacheable (UC). */
export const KERNEL_DEVICE: PageFlags = KERNEL_DATA | PAGE_CACHE_DISABLE | PAGE_WRITE_THROUGH;
/** Frame buffers: read and write, writes gathered before they go out. */
export const KERNEL_FRAMEBUFFER: PageFlags = KERNEL_DATA | PAGE_WRITE_COMBINING;
