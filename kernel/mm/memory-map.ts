/**
 * The memory map: what the loader said, made trustworthy.
 *
 * Firmware and loaders hand over maps that are unsorted, overlapping, unaligned or plainly wrong.
 * `normalise` turns any such table into regions that everything after it may rely on. It sweeps
 * over the boundaries of all entries and keeps, between two of them, the strictest kind that
 * covers the pages there; so the result does not depend on the order of the entries, and
 * no repair ever makes a page usable that some entry does not call usable. The cost is
 * O(n log n) for n entries.
 *
 * Strictness, from the kind that gives way to the one that wins: Usable, BootloaderReclaimable,
 * AcpiReclaimable, KernelAndModules, AcpiNvs, Framebuffer, Reserved, BadMemory.
 *
 * Used by: `kernel/boot`, `frame.ts`, `mapper.ts`.
 * Uses: `memory-sweep.ts`, `memory-map-repairs.ts`.
 * Invariants of a normalised `MemoryMap`:
 *   I1. Regions are sorted by base, do not overlap and are not empty.
 *   I2. Bases and lengths are multiples of 4096 bytes; nothing lies beyond the physical width.
 *   I3. Regions that touch differ in kind.
 *   I4. Page 0 and [640 KiB, 1 MiB) are in no usable or reclaimable region.
 *   I5. `usableBytes` and `memoryEnd` describe the regions.
 * Not handled here: reading the loader's table (`kernel/boot`); which region becomes which mapping
 * (`mapper.ts`); memory attributes such as NUMA nodes.
 * Sources: [LIMINE] "Memory Map Feature"; [ACPI] "System Address Map Interfaces".
 */
import { MAX_PHYSICAL_BITS, PAGE_SIZE_BYTES } from './address.ts';
import type { MemoryMapRepairs } from './memory-map-repairs.ts';
import * as Repairs from './memory-map-repairs.ts';
import * as Sweep from './memory-sweep.ts';

/** Kinds of memory. The numbers are those of the Limine protocol: [LIMINE] "Memory Map Feature". */
export enum RegionKind {
  /** RAM that nobody uses. */
  Usable = 0,
  /** Not to be touched, or no memory at all. */
  Reserved = 1,
  /** ACPI tables; RAM once they have been read. */
  AcpiReclaimable = 2,
  /** Memory that the firmware keeps across sleep. */
  AcpiNvs = 3,
  /** RAM with defects. */
  BadMemory = 4,
  /** The loader's page tables, stack and answers; RAM once the kernel needs none of them. */
  BootloaderReclaimable = 5,
  /** The kernel image and what was loaded with it. */
  KernelAndModules = 6,
  /** Memory of the display. */
  Framebuffer = 7,
}

/** Results of `normalise`, `addEntry` and `addReservation`. */
export enum MemoryMapStatus {
  Ok,
  /** The table has no entries. */
  NoEntries,
  /** The table has no room for another entry or reservation. */
  TooManyEntries,
  /** The physical address width is outside `[32, 52]`. */
  BadPhysicalWidth,
  /** Overlaps cut the memory into more than `MAX_REGIONS` regions. */
  TooManyRegions,
  /** No whole usable page is left. */
  NoUsableMemory,
}

/** Results of `checkMemoryMap`. */
export enum MemoryMapCheck {
  Ok,
  /** I1 does not hold. */
  Disordered,
  /** I2 does not hold. */
  Unaligned,
  /** I3 does not hold. */
  NotMerged,
  /** I4 does not hold. */
  WithheldPageUsable,
  /** I5 does not hold. */
  WrongTotals,
}

/** Entries of the loader that a table can hold. Real machines have shown 312. */
export const MAX_LOADER_ENTRIES: u32 = 4096;
/** All that a table can hold: the loader's entries and 64 reservations of the kernel. */
const MAX_ENTRIES: u32 = 4160;
/** Regions that a normalised map can hold. */
export const MAX_REGIONS: u32 = 4160;

/** One line of the loader's map: bytes, in any order and alignment. */
export interface MemoryMapEntry extends Struct {
  base: u64;
  lengthBytes: u64;
  /** A `RegionKind` if it is one of its numbers; anything else counts as reserved. */
  kind: u64;
}

/**
 * The loader's map, copied once (the loader's own table may lie in memory that it calls usable),
 * and after it what the kernel itself knows to be taken.
 */
export interface MemoryMapEntries extends Struct {
  /** The loader's entries are `[0, loaderCount)`, the kernel's reservations `[loaderCount, count)`. */
  loaderCount: u32;
  count: u32;
  entries: FixedArray<MemoryMapEntry, 4160>;
}

/** A run of physical memory of one kind. */
export interface MemoryRegion extends Struct {
  base: PhysAddr;
  lengthBytes: u64;
  kind: RegionKind;
}

/** The normalised map; see the invariants at the top. */
export interface MemoryMap extends Struct {
  count: u32;
  regions: FixedArray<MemoryRegion, 4160>;
  /** Bytes in regions of kind Usable. */
  usableBytes: u64;
  /** One past the highest byte of RAM of any use: everything but Reserved, BadMemory, Framebuffer. */
  memoryEnd: PhysAddr;
  repairs: MemoryMapRepairs;
}

/** Start and end of the VGA window and the option ROMs, which no PC can use as RAM. */
const LEGACY_HOLE_START: u64 = 0xa_0000n;
const LEGACY_HOLE_END: u64 = 0x10_0000n;

/** The kinds by strictness; rank 0 stands for "no entry here" and its kind is never read. */
const KIND_BY_RANK: FixedArray<RegionKind, 9> = [
  RegionKind.Reserved,
  RegionKind.Usable,
  RegionKind.BootloaderReclaimable,
  RegionKind.AcpiReclaimable,
  RegionKind.KernelAndModules,
  RegionKind.AcpiNvs,
  RegionKind.Framebuffer,
  RegionKind.Reserved,
  RegionKind.BadMemory,
];
const RANK_NOTHING: u32 = 0;
/** The highest rank of a kind that is, or becomes, allocatable: AcpiReclaimable. */
const RANK_LAST_ALLOCATABLE: u32 = 3;
const RANK_RESERVED: u32 = 7;
/** One past the rank of the strictest kind. */
const RANK_END: u32 = 9;
/** Not a kind: pages that stay out of allocatable regions, whatever the map says. */
const RANK_WITHHELD: u32 = 9;

staticAssert(MAX_ENTRIES + 2 === Sweep.MAX_RANGES, 'all entries and withheld ranges fit a sweep');

/** Empties `table`. */
export function clearEntries(table: MemoryMapEntries): void {
  table.loaderCount = 0;
  table.count = 0;
}

/**
 * Appends one entry of the loader to `table`; the order does not matter.
 *
 * @param base        - first byte, any alignment
 * @param lengthBytes - any; 0 is skipped later
 * @param kind        - a number of the loader, see `MemoryMapEntry.kind`
 * @returns `Ok`, or `TooManyEntries`: nothing changed
 *
 * Requires: no reservation has been added yet.
 */
export function addEntry(
  table: MemoryMapEntries,
  base: u64,
  lengthBytes: u64,
  kind: u64,
): MemoryMapStatus {
  assert(table.loaderCount === table.count, 'mm/memory-map: entries come before reservations');
  if (table.loaderCount >= MAX_LOADER_ENTRIES) return MemoryMapStatus.TooManyEntries;
  append(table, base, lengthBytes, kind);
  table.loaderCount += 1;
  return MemoryMapStatus.Ok;
}

/**
 * Appends memory that the kernel knows to be taken, whatever the loader says of it.
 *
 * @param base        - first byte, any alignment; the range is rounded outward
 * @param lengthBytes - any; 0 is skipped later
 * @returns `Ok`, or `TooManyEntries`: nothing changed
 */
export function addReservation(
  table: MemoryMapEntries,
  base: PhysAddr,
  lengthBytes: u64,
  kind: RegionKind,
): MemoryMapStatus {
  if (table.count >= MAX_ENTRIES) return MemoryMapStatus.TooManyEntries;
  append(table, base, lengthBytes, u64(kind));
  return MemoryMapStatus.Ok;
}

/**
 * Makes a map that can be trusted out of the loader's table.
 *
 * @param input        - the copied table; not changed
 * @param physicalBits - physical address width of the processor in bits, `[32, 52]`
 * @param output       - overwritten; holds I1 to I5 afterwards, whatever the result
 * @returns `Ok`, or
 *   - `NoEntries`, `BadPhysicalWidth`, `TooManyRegions`: `output` has no regions
 *   - `NoUsableMemory`: `output` is complete, but nothing in it is usable
 *
 * Cost: O(n log n) for n entries; nothing depends on the amount of memory.
 */
export function normalise(
  input: MemoryMapEntries,
  physicalBits: u32,
  output: MemoryMap,
): MemoryMapStatus {
  clearMap(output);
  if (input.loaderCount === 0) return MemoryMapStatus.NoEntries;
  if (physicalBits < 32 || physicalBits > MAX_PHYSICAL_BITS) {
    return MemoryMapStatus.BadPhysicalWidth;
  }

  collectRanges(input, 1n << u64(physicalBits), output.repairs);
  const status = sweepRanges(output);
  if (status !== MemoryMapStatus.Ok) {
    output.count = 0;
    output.usableBytes = 0n;
    output.memoryEnd = phys(0n);
    return status;
  }
  return output.usableBytes === 0n ? MemoryMapStatus.NoUsableMemory : MemoryMapStatus.Ok;
}

/** The end of `region`: the first byte after it. */
export function regionEnd(region: MemoryRegion): PhysAddr {
  return phys(region.base + region.lengthBytes);
}

/** The region that holds `address`, or null. Cost: O(log n). */
export function regionAt(map: MemoryMap, address: PhysAddr): MemoryRegion | null {
  let low: u32 = 0;
  let high: u32 = map.count;
  while (low < high) {
    const middle = low + (high - low) / 2;
    const region = map.regions[middle];
    if (address < region.base) {
      high = middle;
    } else if (address >= regionEnd(region)) {
      low = middle + 1;
    } else {
      return region;
    }
  }
  return null;
}

/** Bytes in all regions of `kind`. */
export function bytesOfKind(map: MemoryMap, kind: RegionKind): u64 {
  let total: u64 = 0n;
  for (const index of range(0, map.count)) {
    const region = map.regions[index];
    if (region.kind === kind) total += region.lengthBytes;
  }
  return total;
}

/** Checks I1 to I5 of `map`. */
export function checkMemoryMap(map: MemoryMap): MemoryMapCheck {
  let usable: u64 = 0n;
  let memoryEnd: u64 = 0n;
  let end: u64 = 0n;
  let kind: RegionKind = RegionKind.Usable;
  for (const index of range(0, map.count)) {
    const region = map.regions[index];
    if (region.lengthBytes === 0n || region.base < end) return MemoryMapCheck.Disordered;
    if (!isAligned(region.base | region.lengthBytes, PAGE_SIZE_BYTES)) {
      return MemoryMapCheck.Unaligned;
    }
    if (index > 0 && region.base === end && region.kind === kind) return MemoryMapCheck.NotMerged;
    end = regionEnd(region);
    kind = region.kind;
    if (rankOf(kind) <= RANK_LAST_ALLOCATABLE && touchesWithheld(region.base, end)) {
      return MemoryMapCheck.WithheldPageUsable;
    }
    if (kind === RegionKind.Usable) usable += region.lengthBytes;
    if (isMemory(kind)) memoryEnd = end;
  }
  if (usable !== map.usableBytes || memoryEnd !== map.memoryEnd) return MemoryMapCheck.WrongTotals;
  return MemoryMapCheck.Ok;
}

function append(table: MemoryMapEntries, base: u64, lengthBytes: u64, kind: u64): void {
  const entry = table.entries[table.count];
  entry.base = base;
  entry.lengthBytes = lengthBytes;
  entry.kind = kind;
  table.count += 1;
}

function touchesWithheld(start: u64, end: u64): bool {
  return start < PAGE_SIZE_BYTES || (start < LEGACY_HOLE_END && end > LEGACY_HOLE_START);
}

/** Whether a kind is RAM, of whatever use. */
function isMemory(kind: RegionKind): bool {
  return (
    kind !== RegionKind.Reserved && kind !== RegionKind.BadMemory && kind !== RegionKind.Framebuffer
  );
}

function clearMap(map: MemoryMap): void {
  map.count = 0;
  map.usableBytes = 0n;
  map.memoryEnd = phys(0n);
  Repairs.clear(map.repairs);
}

/** Fills the sweep with all entries and the withheld ranges. */
function collectRanges(input: MemoryMapEntries, physicalEnd: u64, repairs: MemoryMapRepairs): void {
  Sweep.clear();
  let previousBase: u64 = 0n;
  for (const index of range(0, input.count)) {
    const entry = input.entries[index];
    const isOfLoader = index < input.loaderCount;
    if (isOfLoader && entry.base < previousBase) repairs.misorderedEntries += 1;
    previousBase = entry.base;
    const source = isOfLoader ? Sweep.RangeSource.Loader : Sweep.RangeSource.Kernel;
    collectEntry(entry, source, physicalEnd, repairs);
  }
  Sweep.addRange(0n, PAGE_SIZE_BYTES, RANK_WITHHELD, Sweep.RangeSource.Kernel);
  Sweep.addRange(LEGACY_HOLE_START, LEGACY_HOLE_END, RANK_WITHHELD, Sweep.RangeSource.Kernel);
}

/**
 * Adds one entry to the sweep. In this order:
 *   1. an empty entry is skipped;
 *   2. an entry that wraps around 2^64 is dropped when usable, else reaches the end of memory;
 *   3. what lies beyond the physical width is cut off;
 *   4. a usable entry is rounded inward, any other outward. A bootloader-reclaimable entry that
 *      would need rounding, or that wraps, becomes reserved: rounded outward it would hand out
 *      bytes that are not its own, rounded inward it would uncover bytes of the loader.
 */
function collectEntry(
  entry: MemoryMapEntry,
  source: Sweep.RangeSource,
  physicalEnd: u64,
  repairs: MemoryMapRepairs,
): void {
  if (entry.lengthBytes === 0n) {
    repairs.emptyEntries += 1;
    return;
  }
  let rank: u32 = rankOfNumber(entry.kind);
  if (rank === RANK_NOTHING) {
    repairs.unknownKinds += 1;
    rank = RANK_RESERVED;
  }
  const isUsable = rank === rankOf(RegionKind.Usable);
  const isReclaimable = rank === rankOf(RegionKind.BootloaderReclaimable);

  // `last`, not `end`: an entry may end exactly at 2^64.
  let last: u64 = 0xffff_ffff_ffff_ffffn;
  const exactLast = checkedAdd(entry.base, entry.lengthBytes - 1n);
  if (exactLast !== null) {
    last = exactLast;
  } else {
    repairs.wrappedEntries += 1;
    if (isUsable) return;
    if (isReclaimable) rank = RANK_RESERVED;
  }

  if (entry.base >= physicalEnd) {
    repairs.beyondWidthEntries += 1;
    return;
  }
  let end: u64 = physicalEnd;
  if (last < physicalEnd) {
    end = last + 1n;
  } else if (exactLast !== null) {
    repairs.clippedEntries += 1;
  }

  if (!isAligned(entry.base | end, PAGE_SIZE_BYTES)) {
    repairs.unalignedEntries += 1;
    if (isReclaimable) rank = RANK_RESERVED;
  }
  const innerStart = alignUp(entry.base, PAGE_SIZE_BYTES);
  const innerEnd = alignDown(end, PAGE_SIZE_BYTES);
  const outerStart = alignDown(entry.base, PAGE_SIZE_BYTES);
  const outerEnd = alignUp(end, PAGE_SIZE_BYTES);
  if (isUsable) {
    Sweep.addRange(innerStart, innerEnd, rank, source);
  } else {
    Sweep.addRange(outerStart, outerEnd, rank, source);
  }
}

/** Walks the stretches and appends a region each time the strictest kind changes. */
function sweepRanges(output: MemoryMap): MemoryMapStatus {
  let rank: u32 = RANK_NOTHING;
  let regionStart: u64 = 0n;
  Sweep.start();
  while (Sweep.hasNext()) {
    const stretchStart = Sweep.advance();
    const covering = Sweep.highestRankBelow(RANK_END);
    const isWithheld = Sweep.isCoveredBy(RANK_WITHHELD) && isAllocatable(covering);
    const next: u32 = isWithheld ? RANK_RESERVED : covering;

    if (Sweep.loaderRangeCount() > 1) output.repairs.overlaps += 1;
    // What covers a withheld stretch ends later, so the stretch has an end.
    if (isWithheld) output.repairs.withheldBytes += Sweep.stretchEnd() - stretchStart;

    if (next === rank) continue; // keeps I3
    if (rank !== RANK_NOTHING) {
      const status = appendRegion(output, regionStart, stretchStart, rank);
      if (status !== MemoryMapStatus.Ok) return status;
    }
    rank = next;
    regionStart = stretchStart;
  }
  assert(rank === RANK_NOTHING, 'mm/memory-map: every region that starts ends');
  return MemoryMapStatus.Ok;
}

function isAllocatable(rank: u32): bool {
  return rank !== RANK_NOTHING && rank <= RANK_LAST_ALLOCATABLE;
}

/** Appends `[start, end)`; keeps I1, I2 and I5. `TooManyRegions`: nothing appended. */
function appendRegion(output: MemoryMap, start: u64, end: u64, rank: u32): MemoryMapStatus {
  if (output.count >= MAX_REGIONS) return MemoryMapStatus.TooManyRegions;
  const region = output.regions[output.count];
  region.base = phys(start);
  region.lengthBytes = end - start;
  region.kind = KIND_BY_RANK[rank];
  output.count += 1;
  if (region.kind === RegionKind.Usable) output.usableBytes += region.lengthBytes;
  if (isMemory(region.kind)) output.memoryEnd = regionEnd(region);
  return MemoryMapStatus.Ok;
}

/** The rank of a kind given as the loader's number; `RANK_NOTHING` for one we do not know. */
function rankOfNumber(kind: u64): u32 {
  for (const rank of range(1, RANK_END)) {
    if (u64(KIND_BY_RANK[rank]) === kind) return rank;
  }
  return RANK_NOTHING;
}

function rankOf(kind: RegionKind): u32 {
  return rankOfNumber(u64(kind));
}
