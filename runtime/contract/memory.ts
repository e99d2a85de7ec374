/**
 * Memory as bytes: fill, copy, compare, and device registers.
 *
 * Used by: `kernel/mm`, `kernel/console`.            Uses: the prelude.
 * Not handled here: typed access (`at`, `dataViewAt` in the prelude).
 */

/** @unsafe Writes `lengthBytes` times the byte `value` from `address` on. */
export declare function fillMemory(address: VirtAddr, value: u8, lengthBytes: usize): void;
/** @unsafe Copies `lengthBytes` bytes; the ranges may overlap. */
export declare function copyMemory(to: VirtAddr, from: VirtAddr, lengthBytes: usize): void;
/** @unsafe Whether two ranges hold the same bytes. */
export declare function equalMemory(left: VirtAddr, right: VirtAddr, lengthBytes: usize): bool;

/** @unsafe Reads a device register: exactly one access, never moved or left out. */
export declare function readVolatile8(address: VirtAddr): u8;
/** @unsafe As `readVolatile8`, two bytes. */
export declare function readVolatile16(address: VirtAddr): u16;
/** @unsafe As `readVolatile8`, four bytes. */
export declare function readVolatile32(address: VirtAddr): u32;
/** @unsafe As `readVolatile8`, eight bytes. */
export declare function readVolatile64(address: VirtAddr): u64;
/** @unsafe Writes a device register: exactly one access, never moved or left out. */
export declare function writeVolatile8(address: VirtAddr, value: u8): void;
/** @unsafe As `writeVolatile8`, two bytes. */
export declare function writeVolatile16(address: VirtAddr, value: u16): void;
/** @unsafe As `writeVolatile8`, four bytes. */
export declare function writeVolatile32(address: VirtAddr, value: u32): void;
/** @unsafe As `writeVolatile8`, eight bytes. */
export declare function writeVolatile64(address: VirtAddr, value: u64): void;
