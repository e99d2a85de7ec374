/**
 * The page tables that the kernel is entered with: the kernel, and the higher-half direct map.
 *
 *   0xffff_ffff_8000_0000 …  the kernel's segments, each with its own permissions, 4 KiB pages
 *   hhdmOffset …             physical memory: what the base revision says, read, write, execute
 *   0x1000 …                 the same once more, for base revision 0 only
 *   handover code            one or two pages where they are, read and execute, else only
 *
 * What the direct map covers, by base revision:
 *
 *            below 4 GiB    above
 *   0        all            every region of the memory map
 *   1, 2     all            every region but reserved and bad memory
 *   3        usable, bootloader-reclaimable, executable and framebuffer regions only
 *
 * Framebuffers are write-combining, all else write-back. The first 2 MiB have 4 KiB pages, because
 * their cache types differ from page to page; up to 4 GiB pages have at most 2 MiB, above at most
 * 1 GiB.
 *
 * Used by: `main.ts`.            Uses: `memory-map.ts`, `interval-set.ts`, `elf.ts`.
 * Invariants:
 *   I1. All tables lie in memory of the loader, which is bootloader-reclaimable.
 *   I2. `DIRECT` is what the direct map covers, in whole pages.
 * Sources: [LIMINE] "Entry memory layout", "Caching"; [SDM3] "4-Level Paging and 5-Level Paging",
 *          "Page Attribute Table (PAT)", "MTRR Considerations in MP Systems", large pages.
 */
import type { Image } from './elf.ts';
import * as Firmware from './firmware.ts';
import * as Framebuffers from './framebuffer.ts';
import * as Intervals from './interval-set.ts';
import type { IntervalSet } from './interval-set.ts';
import * as KernelImage from './kernel-image.ts';
import type { Placement } from './kernel-image.ts';
import { MemoryKind } from './memory-map.ts';
import * as MemoryMap from './memory-map.ts';

/** Results of building. After anything but `Ok` the tables are incomplete. */
export enum TableStatus {
  Ok,
  /** No memory for a table. */
  OutOfMemory,
  /** The direct map would have more than 512 pieces. */
  TooManyPieces,
}

/** What the processor offers, found by `cpu.ts`. */
export interface PageFeatures extends Struct {
  noExecute: bool;
  hugePages: bool;
}

/** [SDM3] "4-Level Paging", entries: bit 0 present, 1 writable, 7 leaf at levels 3 and 2. */
const PRESENT: u64 = 1n << 0n;
const WRITABLE: u64 = 1n << 1n;
/** Bit 3 selects, with PAT and bit 4, an entry of the PAT. */
const WRITE_THROUGH: u64 = 1n << 3n;
const LEAF: u64 = 1n << 7n;
/** PAT: bit 7 in an entry of level 1, bit 12 in a leaf of level 2 or 3. */
const PAT_LEVEL_1: u64 = 1n << 7n;
const PAT_LARGE: u64 = 1n << 12n;
/** Bit 63: no instruction is fetched. */
const NO_EXECUTE: u64 = 1n << 63n;
const ADDRESS: u64 = 0x000f_ffff_ffff_f000n;
/** Ours only, never stored: entry 5 of the PAT, which the protocol makes write-combining. */
const COMBINING: u64 = 1n << 9n;

const PAGE: u64 = 4096n;
const LARGE_PAGE: u64 = 0x20_0000n;
const HUGE_PAGE: u64 = 0x4000_0000n;
const FOUR_GIB: u64 = 0x1_0000_0000n;
/** The direct map ends where the kernel window starts, and physical addresses after 2^46. */
const HIGHEST_PHYSICAL: u64 = 1n << 46n;

const TABLE_ENTRIES: u32 = 512;
/** Tables are taken from the firmware in runs of this many. */
const RUN_PAGES: u64 = 16n;

interface PageTable extends Struct {
  entries: FixedArray<u64, 512>;
}

const DIRECT: IntervalSet = zeroed();
const FEATURES: PageFeatures = zeroed();
let root: u64 = 0n;
let nextTable: u64 = 0n;
let tablesEnd: u64 = 0n;

/** Starts with an empty level 4 table, below 4 GiB so that 32-bit code can load it. */
export function init(features: PageFeatures): TableStatus {
  FEATURES.noExecute = features.noExecute;
  FEATURES.hugePages = features.hugePages;
  const table = Firmware.allocateZeroedPageBelow4GiB();
  if (table === null) return TableStatus.OutOfMemory;
  root = u64(table);
  return TableStatus.Ok;
}

/** The physical address of the level 4 table, for CR3. */
export function rootTable(): PhysAddr {
  return phys(root);
}

/** Maps each segment of the kernel with its permissions. */
export function mapKernel(image: Image, placement: Placement): TableStatus {
  for (const index of range(0, image.segmentCount)) {
    const segment = image.segments[index];
    const start = alignDown(segment.virtStart, PAGE);
    const end = alignUp(segment.virtStart + segment.memoryBytes, PAGE);
    const flags =
      (segment.isWritable ? WRITABLE : 0n) | (segment.isExecutable ? 0n : noExecuteFlag());
    const base = KernelImage.physOf(placement, image, start);
    const status = map(start, u64(base), end - start, flags, PAGE);
    if (status !== TableStatus.Ok) return status;
  }
  return TableStatus.Ok;
}

/** Maps `[start, end)` where it is, for the instructions that switch to these tables. */
export function mapHandover(start: u64, end: u64): TableStatus {
  const first = alignDown(start, PAGE);
  return map(first, first, alignUp(end, PAGE) - first, 0n, PAGE);
}

/** Finds out what the direct map has to cover, from the painted memory map. */
export function collectDirect(baseRevision: u64): TableStatus {
  Intervals.clear(DIRECT);
  if (baseRevision < 3n && !Intervals.insert(DIRECT, 0n, FOUR_GIB))
    return TableStatus.TooManyPieces;
  for (const index of range(0, MemoryMap.count())) {
    const entry = MemoryMap.entryAt(index);
    if (!isDirect(entry.kind, baseRevision)) continue;
    if (!Intervals.insert(DIRECT, pageStart(entry.start), pageEnd(entry.end))) {
      return TableStatus.TooManyPieces;
    }
  }
  return TableStatus.Ok;
}

/** The end of the highest page of the direct map, as a physical address. */
export function directTop(): u64 {
  return Intervals.topOf(DIRECT);
}

/** Maps all that `collectDirect` found at `hhdmOffset`, and where it is for base revision 0. */
export function mapDirect(hhdmOffset: u64, baseRevision: u64): TableStatus {
  for (const index of range(0, DIRECT.count)) {
    const start = DIRECT.starts[index];
    const end = DIRECT.ends[index];
    const status = mapPiece(hhdmOffset, start, end);
    if (status !== TableStatus.Ok) return status;
    if (baseRevision !== 0n) continue;
    const identity = mapPiece(0n, max(start, PAGE), end);
    if (identity !== TableStatus.Ok) return identity;
  }
  return TableStatus.Ok;
}

/** Whether everything in the painted memory map that must be in the direct map is. */
export function coversMap(baseRevision: u64): bool {
  for (const index of range(0, MemoryMap.count())) {
    const entry = MemoryMap.entryAt(index);
    if (!isDirect(entry.kind, baseRevision)) continue;
    if (!Intervals.contains(DIRECT, pageStart(entry.start), pageEnd(entry.end))) return false;
  }
  return true;
}

function isDirect(kind: MemoryKind, baseRevision: u64): bool {
  switch (kind) {
    case MemoryKind.Usable:
    case MemoryKind.BootloaderReclaimable:
    case MemoryKind.ExecutableAndModules:
    case MemoryKind.Framebuffer:
      return true;
    case MemoryKind.AcpiReclaimable:
    case MemoryKind.AcpiNvs:
      return baseRevision < 3n;
    case MemoryKind.Reserved:
    case MemoryKind.BadMemory:
      return baseRevision === 0n;
  }
}

function pageStart(address: u64): u64 {
  return alignDown(min(address, HIGHEST_PHYSICAL), PAGE);
}

function pageEnd(address: u64): u64 {
  return alignUp(min(address, HIGHEST_PHYSICAL), PAGE);
}

/** Maps `[start, end)` at `offset`, cut where a framebuffer starts or ends. */
function mapPiece(offset: u64, start: u64, end: u64): TableStatus {
  let position: u64 = start;
  while (position < end) {
    const isScreen = Framebuffers.isInside(position);
    const stop = min(end, Framebuffers.nextBoundary(position));
    const flags = WRITABLE | (isScreen ? COMBINING : 0n);
    const status = mapDirectPart(offset, position, stop, flags);
    if (status !== TableStatus.Ok) return status;
    position = stop;
  }
  return TableStatus.Ok;
}

/** Maps `[start, end)` at `offset` with pages as large as the address allows. */
function mapDirectPart(offset: u64, start: u64, end: u64, flags: u64): TableStatus {
  const huge = FEATURES.hugePages ? HUGE_PAGE : LARGE_PAGE;
  const small = mapBelow(offset, start, end, LARGE_PAGE, flags, PAGE);
  if (small !== TableStatus.Ok) return small;
  const large = mapBelow(offset, max(start, LARGE_PAGE), end, FOUR_GIB, flags, LARGE_PAGE);
  if (large !== TableStatus.Ok) return large;
  return mapBelow(offset, max(start, FOUR_GIB), end, HIGHEST_PHYSICAL, flags, huge);
}

function mapBelow(
  offset: u64,
  start: u64,
  end: u64,
  limit: u64,
  flags: u64,
  largest: u64,
): TableStatus {
  const stop = min(end, limit);
  if (start >= stop) return TableStatus.Ok;
  return map(offset + start, start, stop - start, flags, largest);
}

/**
 * Maps `lengthBytes` bytes; all three numbers are multiples of 4096, and nothing is mapped there yet.
 *
 * @param flags   - WRITABLE, NO_EXECUTE, COMBINING
 * @param largest - the largest page that may be used
 */
function map(address: u64, physical: u64, lengthBytes: u64, flags: u64, largest: u64): TableStatus {
  let done: u64 = 0n;
  while (done < lengthBytes) {
    const place = address + done;
    const frame = physical + done;
    const left = lengthBytes - done;
    let size: u64 = PAGE;
    if (fits(place, frame, left, LARGE_PAGE, largest)) size = LARGE_PAGE;
    if (fits(place, frame, left, HUGE_PAGE, largest)) size = HUGE_PAGE;
    if (!setLeaf(place, frame, flags, size)) return TableStatus.OutOfMemory;
    done += size;
  }
  return TableStatus.Ok;
}

function fits(address: u64, physical: u64, lengthBytes: u64, size: u64, largest: u64): bool {
  return (
    size <= largest && lengthBytes >= size && isAligned(address, size) && isAligned(physical, size)
  );
}

/** Writes the leaf entry for one page; false when there is no memory for a table above it. */
function setLeaf(address: u64, physical: u64, flags: u64, size: u64): bool {
  const level: u32 = size === PAGE ? 1 : size === LARGE_PAGE ? 2 : 3;
  let table: PageTable = tableAt(root);
  for (let at: u32 = 4; at > level; at -= 1) {
    const index = indexOf(address, at);
    const entry = table.entries[index];
    if ((entry & PRESENT) === 0n) {
      const below = newTable();
      if (below === 0n) return false;
      table.entries[index] = below | PRESENT | WRITABLE;
      table = tableAt(below);
    } else {
      assert((entry & LEAF) === 0n, 'page-tables: a larger page is in the way');
      table = tableAt(entry & ADDRESS);
    }
  }
  const isCombining = (flags & COMBINING) !== 0n;
  // Entry 5 of the PAT: PAT and write-through set, cache-disable clear.
  const cache = isCombining ? WRITE_THROUGH | (level === 1 ? PAT_LEVEL_1 : PAT_LARGE) : 0n;
  const leaf = level === 1 ? 0n : LEAF;
  table.entries[indexOf(address, level)] =
    physical | (flags & (WRITABLE | NO_EXECUTE)) | cache | leaf | PRESENT;
  return true;
}

/** The index of `address` in a table of `level`, `[1, 4]`. */
function indexOf(address: u64, level: u32): u32 {
  return u32((address >> u64(3 + 9 * level)) & u64(TABLE_ENTRIES - 1));
}

/** The physical address of a new empty table, or 0. */
function newTable(): u64 {
  if (nextTable === tablesEnd) {
    const run = Firmware.allocateZeroedPages(RUN_PAGES);
    if (run === null) return 0n;
    nextTable = u64(run);
    tablesEnd = nextTable + RUN_PAGES * PAGE;
  }
  const table = nextTable;
  nextTable += PAGE;
  return table;
}

function noExecuteFlag(): u64 {
  return FEATURES.noExecute ? NO_EXECUTE : 0n;
}

function tableAt(address: u64): PageTable {
  'use unsafe';
  // SAFE: I1, and the firmware maps all memory at its physical address.
  return at<PageTable>(virt(address));
}
