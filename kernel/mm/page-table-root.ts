/**
 * Roots of page tables: making, sharing and freeing whole trees of tables.
 *
 * A root is the frame of a PML4. In the kernel's own root every entry of the higher half has a
 * table from the start, marked permanent: address spaces made later copy these 256 entries once
 * and see whatever the kernel maps from then on, without ever being told. That costs 1 MiB.
 *
 * Used by: `paging.ts`, `mapper.ts`, later every address space.
 * Uses: `page-walk.ts`, `table-frames.ts`, the frame allocator.
 * Invariants: those of `page-table.ts`.
 * Not handled here: single mappings (`page-table.ts`).
 */
import * as Frame from './frame.ts';
import { HIGHER_HALF_START } from './layout.ts';
import { MapStatus } from './page-arguments.ts';
import {
  EMPTY_ENTRY,
  encodeTable,
  ENTRIES_PER_TABLE,
  ENTRY_PERMANENT,
  FIRST_KERNEL_INDEX,
  isPermanent,
  isPresent,
  isTable,
  type PageTableEntry,
  ROOT_LEVEL,
  tableAddress,
} from './page-table-entry.ts';
import { areEmpty, tableAt } from './page-walk.ts';
import * as TableFrames from './table-frames.ts';

/** Makes an empty address space. @returns the frame of its PML4; null when there is no frame */
export function createRoot(): PhysAddr | null {
  return Frame.allocZeroed();
}

/**
 * Gives all 256 entries of the higher half a table that stays, so that address spaces made later
 * copy these entries once and share everything the kernel maps from then on.
 *
 * @returns `OutOfFrames` leaves the root as it was; the higher half must be empty, else panic
 */
export function makeKernelHalfPermanent(root: PhysAddr): MapStatus {
  const table = tableAt(root);
  const count = ENTRIES_PER_TABLE - FIRST_KERNEL_INDEX;
  assert(areEmpty(table, FIRST_KERNEL_INDEX, count), 'mm/page-table: kernel half is in use');
  const reserved = TableFrames.reserve(u64(count));
  if (reserved === null) return MapStatus.OutOfFrames;
  let spare = reserved;
  for (const index of range(FIRST_KERNEL_INDEX, ENTRIES_PER_TABLE)) {
    const frame = spare;
    spare = TableFrames.detach(frame);
    const entry = encodeTable(frame, virt(HIGHER_HALF_START)) | ENTRY_PERMANENT;
    table.entries[index] = brand<PageTableEntry>(entry);
  }
  return MapStatus.Ok;
}

/**
 * Forgets everything that is mapped under `root`, and frees all tables but the permanent ones.
 *
 * The mapped memory itself stays the caller's. After it, the root is as `createRoot` or
 * `makeKernelHalfPermanent` left it.
 *
 * Requires: no processor walks the root, or can have cached a translation of it.
 */
export function clearRoot(root: PhysAddr): void {
  let list = TableFrames.NO_FRAMES;
  const top = tableAt(root);
  for (const index of range(0, ENTRIES_PER_TABLE)) {
    const entry = top.entries[index];
    if (!isPresent(entry)) continue;
    list = unlinkBelow(tableAddress(entry), ROOT_LEVEL - 1, list);
    if (isPermanent(entry)) continue;
    top.entries[index] = EMPTY_ENTRY;
    list = TableFrames.push(tableAddress(entry), list);
  }
  TableFrames.freeAll(list);
}

/**
 * Empties the table of level 3 in `frame` and the tables below it.
 *
 * @returns `retired` with the tables of levels 2 and 1 put in front
 */
function unlinkBelow(frame: PhysAddr, level: u32, retired: PhysAddr): PhysAddr {
  let list = retired;
  const table = tableAt(frame);
  for (const index of range(0, ENTRIES_PER_TABLE)) {
    const entry = table.entries[index];
    table.entries[index] = EMPTY_ENTRY;
    if (!isTable(entry, level)) continue;
    const middle = tableAt(tableAddress(entry));
    for (const inner of range(0, ENTRIES_PER_TABLE)) {
      const below = middle.entries[inner];
      middle.entries[inner] = EMPTY_ENTRY;
      if (!isTable(below, level - 1)) continue;
      clearTable(tableAddress(below));
      list = TableFrames.push(tableAddress(below), list);
    }
    list = TableFrames.push(tableAddress(entry), list);
  }
  return list;
}

function clearTable(frame: PhysAddr): void {
  const table = tableAt(frame);
  for (const index of range(0, ENTRIES_PER_TABLE)) table.entries[index] = EMPTY_ENTRY;
}

/**
 * Frees the root of an address space in which nothing is mapped, and its permanent tables.
 *
 * @returns `AlreadyMapped` when something is mapped, nothing changed
 *
 * Requires: no processor walks the root, and no other root shares its permanent tables.
 */
export function destroyRoot(root: PhysAddr): MapStatus {
  const table = tableAt(root);
  for (const entry of table.entries) {
    if (!isPresent(entry)) continue;
    if (!isPermanent(entry)) return MapStatus.AlreadyMapped;
    if (!areEmpty(tableAt(tableAddress(entry)), 0, ENTRIES_PER_TABLE)) {
      return MapStatus.AlreadyMapped;
    }
  }
  let list = TableFrames.NO_FRAMES;
  for (const index of range(0, ENTRIES_PER_TABLE)) {
    const entry = table.entries[index];
    if (!isPresent(entry)) continue;
    table.entries[index] = EMPTY_ENTRY;
    list = TableFrames.push(tableAddress(entry), list);
  }
  TableFrames.freeAll(TableFrames.push(root, list));
  return MapStatus.Ok;
}
