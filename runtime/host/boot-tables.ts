/**
 * The address space that the kernel starts in, as page tables in simulated memory.
 *
 * The same as after the PVH entry of `runtime/native`: 2 MiB pages, all writable and executable;
 * [0, 4 GiB) of physical memory at its own addresses and at the HHDM, and the image window.
 * The tables are real ones, so that a walk over the boot address space finds what it would there.
 *
 * Used by: `machine.ts`.            Uses: `physical-memory.ts`, `image-layout.ts`.
 * Sources: [SDM3] "4-Level Paging and 5-Level Paging".
 */

import { BOOT_TABLES_PHYS, IMAGE_VIRT_BASE } from './image-layout.ts';
import { FRAME_BYTES } from './physical-memory.ts';
import type { PhysicalMemory } from './physical-memory.ts';

/** Present, writable; and the same as a 2 MiB leaf (PS). */
const TABLE_ENTRY = 0x3n;
const LARGE_LEAF_ENTRY = 0x83n;
const PAGE_2MIB = 0x20_0000n;
const ENTRIES = 512;
const GIB_COUNT = 4;

function tableIndex(level: number, address: bigint): number {
  return Number((address >> BigInt(12 + 9 * (level - 1))) & 0x1ffn);
}

/**
 * Writes the boot page tables.
 *
 * @param hhdmOffset - where the HHDM starts, a multiple of 512 GiB in the higher half
 * @param identity - whether [0, 4 GiB) is also mapped at its own addresses
 * @returns the physical address of the PML4, for CR3
 */
export function writeBootTables(
  memory: PhysicalMemory,
  hhdmOffset: bigint,
  identity: boolean,
): bigint {
  const tableAt = (index: number): number => BOOT_TABLES_PHYS + index * FRAME_BYTES;
  const [pml4, directPdpt, imagePdpt, imagePd] = [tableAt(0), tableAt(1), tableAt(2), tableAt(3)];
  const setEntry = (table: number, index: number, value: bigint): void => {
    memory.write64(table + index * 8, value);
  };

  for (let gib = 0; gib < GIB_COUNT; gib += 1) {
    const pd = tableAt(4 + gib);
    setEntry(directPdpt, gib, BigInt(pd) | TABLE_ENTRY);
    for (let index = 0; index < ENTRIES; index += 1) {
      setEntry(pd, index, (BigInt(gib * ENTRIES + index) * PAGE_2MIB) | LARGE_LEAF_ENTRY);
    }
  }
  for (let index = 0; index < ENTRIES; index += 1) {
    setEntry(imagePd, index, (BigInt(index) * PAGE_2MIB) | LARGE_LEAF_ENTRY);
  }
  setEntry(imagePdpt, tableIndex(3, IMAGE_VIRT_BASE), BigInt(imagePd) | TABLE_ENTRY);
  setEntry(pml4, tableIndex(4, IMAGE_VIRT_BASE), BigInt(imagePdpt) | TABLE_ENTRY);
  setEntry(pml4, tableIndex(4, hhdmOffset), BigInt(directPdpt) | TABLE_ENTRY);
  if (identity) setEntry(pml4, 0, BigInt(directPdpt) | TABLE_ENTRY);
  return BigInt(pml4);
}
