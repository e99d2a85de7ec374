/**
 * From five levels of page tables to four, on firmware that runs with five.
 *
 * The way goes through 32-bit code without paging (`runtime/uefi/handover.S` says why), so that code
 * and all it reads lie in one page below 4 GiB, which the new tables map where it is, read and
 * execute only.
 *
 * Used by: `main.ts`, `handover.ts`.            Uses: `firmware.ts`.
 * Invariants:
 *   I1. The descriptors in the page have their accessed bit set, so that the processor, which sets it
 *       when it loads one, does not write to the page.
 * Sources: [SDM3] "Segment Descriptors", "Switching Out of IA-32e Mode Operation"; [SDM2] "LGDT/LIDT",
 *          "JMP".
 */
import { linkerSymbol } from '../../runtime/contract/image.ts';
import { copyMemory } from '../../runtime/contract/memory.ts';
import * as Arena from './arena.ts';
import * as Firmware from './firmware.ts';

/** Places in the page: see `runtime/uefi/handover.S`. */
const STATE: u32 = 0x800;
const TABLE_POINTER: u32 = 0x840;
const FAR_POINTER: u32 = 0x850;
const DESCRIPTORS: u32 = 0x860;

/** Null, flat 32-bit code, flat 32-bit data, 64-bit code; present, accessed. */
const CODE_32: u64 = 0x00cf_9b00_0000_ffffn;
const DATA_32: u64 = 0x00cf_9300_0000_ffffn;
const CODE_64: u64 = 0x0020_9b00_0000_0000n;
const SELECTOR_CODE_64: u16 = 0x18;
const DESCRIPTOR_COUNT: u32 = 4;

/** Physical address of the page; 0 while there is none. */
let page: u64 = 0n;

/** Takes and fills the page. @returns false when there is no memory below 4 GiB */
export function prepare(): bool {
  const base = Firmware.allocateCodePageBelow4GiB();
  if (base === null) return false;
  page = u64(base);
  copyCode();
  const bytes = Arena.bytesAt(base, Firmware.PAGE_SIZE_BYTES);
  bytes.setUint16(TABLE_POINTER, u16(DESCRIPTOR_COUNT * 8 - 1), true);
  bytes.setBigUint64(TABLE_POINTER + 2, page + u64(DESCRIPTORS), true);
  bytes.setUint32(FAR_POINTER, u32(page + (code64() - codeStart())), true);
  bytes.setUint16(FAR_POINTER + 4, SELECTOR_CODE_64, true);
  bytes.setBigUint64(DESCRIPTORS, 0n, true);
  bytes.setBigUint64(DESCRIPTORS + 8, CODE_32, true);
  bytes.setBigUint64(DESCRIPTORS + 16, DATA_32, true);
  bytes.setBigUint64(DESCRIPTORS + 24, CODE_64, true);
  return true;
}

/** Physical address of the page; 0 when the firmware runs with four levels. */
export function pageAddress(): u64 {
  return page;
}

/** Writes word number `index` of the copy of the state. */
export function setState(index: u32, value: u64): void {
  Arena.bytesAt(phys(page), Firmware.PAGE_SIZE_BYTES).setBigUint64(STATE + 8 * index, value, true);
}

function copyCode(): void {
  'use unsafe';
  const lengthBytes = codeEnd() - codeStart();
  assert(lengthBytes <= u64(STATE), 'four-levels: the code is too long');
  // SAFE: the page is ours, and longer than the code.
  copyMemory(virt(page), codeStart(), lengthBytes);
}

/** Symbols of runtime/uefi/handover.S. */
function codeStart(): VirtAddr {
  'use unsafe';
  return linkerSymbol('uefi_levels_start'); // SAFE: only the address is used.
}
function code64(): VirtAddr {
  'use unsafe';
  return linkerSymbol('uefi_levels_64'); // SAFE: only the address is used.
}
function codeEnd(): VirtAddr {
  'use unsafe';
  return linkerSymbol('uefi_levels_end'); // SAFE: only the address is used.
}
