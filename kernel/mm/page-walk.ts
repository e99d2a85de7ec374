/**
 * Walks: from a root table and an address to the entry that decides.
 *
 * A walk reads the tables through the direct map as the processor would, but never changes them:
 * no accessed bit, no allocation. It needs no current address space: every function takes the frame
 * of the table it starts from.
 *
 * Used by: `page-table.ts`, `audit.ts`, `page-fault.ts`.       Uses: `address.ts`, the entry format.
 * Invariants:
 *   I1. A walk reads at most one entry per level, and only of tables reachable from the root.
 * Not handled here: changes (`page-table.ts`).
 * Sources: [SDM3] "Linear-Address Translation with 4-Level Paging and 5-Level Paging".
 */
import { phys2virt } from './address.ts';
import {
  EMPTY_ENTRY,
  ENTRIES_PER_TABLE,
  isTable,
  levelShift,
  type PageTableEntry,
  ROOT_LEVEL,
  tableAddress,
} from './page-table-entry.ts';

/** A table of any level: one table frame. */
export interface PageTable extends Struct {
  readonly entries: FixedArray<PageTableEntry, 512>;
}

staticAssert(sizeOf<PageTable>() === 4096n, 'a table fills its frame');

/** Where a walk ended. */
export type WalkEnd = {
  /** Level of the entry: 4 to 1. */
  readonly level: u32;
  /** Frame of the table that holds the entry. */
  readonly table: PhysAddr;
  /** Index of the entry in its table, `[0, 512)`. */
  readonly index: u32;
  /** The entry as it was read. */
  readonly entry: PageTableEntry;
};

/** The table in the frame `frame`. */
export function tableAt(frame: PhysAddr): PageTable {
  'use unsafe';
  // SAFE: table frames are owned by the page tables and lie in the direct map; any 4096 bytes are a table.
  return at<PageTable>(phys2virt(frame));
}

/** Index of the entry for `address` in a table of `level`. */
export function indexAt(address: VirtAddr, level: u32): u32 {
  return u32((address >> levelShift(level)) & 0x1ffn);
}

/**
 * Walks from `root` towards the entry of `lowestLevel` for `address`.
 *
 * @param root        - frame of the PML4
 * @param address     - canonical
 * @param lowestLevel - where to stop at the latest, 1 to 4
 * @returns the entry of `lowestLevel`, or of a higher level when that one is absent or a leaf
 */
export function walkTo(root: PhysAddr, address: VirtAddr, lowestLevel: u32): WalkEnd {
  let level: u32 = ROOT_LEVEL;
  let table = root;
  let index = indexAt(address, level);
  let entry = tableAt(table).entries[index];
  while (level > lowestLevel && isTable(entry, level)) {
    level -= 1;
    table = tableAddress(entry);
    index = indexAt(address, level);
    entry = tableAt(table).entries[index];
  }
  return { level, table, index, entry };
}

/** Walks to the entry that decides about `address`: a leaf, or an entry that is not present. */
export function walk(root: PhysAddr, address: VirtAddr): WalkEnd {
  return walkTo(root, address, 1);
}

/** Whether the entries `[first, first + count)` of a table are all empty. */
export function areEmpty(table: PageTable, first: u32, count: u32): bool {
  for (const index of range(first, first + count)) {
    if (table.entries[index] !== EMPTY_ENTRY) return false;
  }
  return true;
}

/**
 * Whether a table holds no entry at all.
 *
 * @param near - index whose neighbours are looked at first: tables are mostly used in runs, so
 *               that one of them usually settles the question
 */
export function isEmptyTable(table: PageTable, near: u32): bool {
  if (near > 0 && table.entries[near - 1] !== EMPTY_ENTRY) return false;
  if (near + 1 < ENTRIES_PER_TABLE && table.entries[near + 1] !== EMPTY_ENTRY) return false;
  return areEmpty(table, 0, ENTRIES_PER_TABLE);
}
