/**
 * The memory map: what the firmware reports, translated and put in order.
 *
 * Descriptors of the firmware and the ranges that only we know (the kernel, framebuffers) are
 * *painted*: every address gets the kind, of all that claim it, that lets the kernel do least with
 * it. So the result is sorted and without overlap even when the firmware's map is neither.
 *
 *      firmware   |                 usable                  |
 *      ours              |  kernel  |
 *      firmware              |    reserved    |
 *      result     |usable|  kernel  | reserved |   usable   |
 *
 * Used by: `main.ts`, `page-tables.ts`, `responses.ts`.            Uses: `efi.ts`.
 * Invariants (after `paint`):
 *   I1. The entries are sorted, not empty, and do not overlap.
 *   I2. Usable and bootloader-reclaimable entries start and end at multiples of 4096; usable ones do
 *       not start below 0x1000.
 * Sources: [LIMINE] "Memory Map Feature"; [UEFI] "Memory Type Usage after ExitBootServices()".
 */
import * as Efi from './efi.ts';

/** What a range of physical memory is; the numbers are the protocol's. */
export enum MemoryKind {
  Usable,
  Reserved,
  AcpiReclaimable,
  AcpiNvs,
  BadMemory,
  BootloaderReclaimable,
  ExecutableAndModules,
  Framebuffer,
}

/** Results of adding and painting. After anything but `Ok` there is no map. */
export enum MapStatus {
  Ok,
  /** The firmware reports more than 1,024 ranges. */
  TooManyRanges,
  /** The painted map has more than 1,024 entries. */
  TooManyEntries,
}

/** `[start, end)` with one kind. */
export interface Entry extends Struct {
  start: u64;
  end: u64;
  kind: MemoryKind;
}

export const MAX_ENTRIES: u32 = 1024;

interface Claims extends Struct {
  entries: FixedArray<Entry, 1024>;
}

interface Boundaries extends Struct {
  addresses: FixedArray<u64, 2048>;
}

const PAGE: u64 = 4096n;

const CLAIMS: Claims = zeroed();
const PAINTED: Claims = zeroed();
const BOUNDARIES: Boundaries = zeroed();
let claimCount: u32 = 0;
let entryCount: u32 = 0;
let boundaryCount: u32 = 0;

/** Starts a new map. */
export function clear(): void {
  claimCount = 0;
  entryCount = 0;
}

/** The kind of a firmware descriptor: see the table in [UEFI]; what is not known is reserved. */
export function kindOf(type: u32, attributes: u64): MemoryKind {
  switch (type) {
    case Efi.MEMORY_CONVENTIONAL:
    case Efi.MEMORY_BOOT_SERVICES_CODE:
    case Efi.MEMORY_BOOT_SERVICES_DATA:
      // Memory that cannot be cached is no memory to run on.
      return (attributes & Efi.ATTRIBUTE_WRITE_BACK) !== 0n
        ? MemoryKind.Usable
        : MemoryKind.Reserved;
    case Efi.MEMORY_LOADER_CODE:
    case Efi.MEMORY_LOADER_DATA:
      return MemoryKind.BootloaderReclaimable;
    case Efi.MEMORY_ACPI_RECLAIM:
      return MemoryKind.AcpiReclaimable;
    case Efi.MEMORY_ACPI_NVS:
      return MemoryKind.AcpiNvs;
    case Efi.MEMORY_UNUSABLE:
      return MemoryKind.BadMemory;
    default:
      return MemoryKind.Reserved;
  }
}

/** Claims `[start, start + pageCount * 4096)`; what would wrap is cut off. */
export function claimPages(start: u64, pageCount: u64, kind: MemoryKind): MapStatus {
  return claim(start, saturatingAdd(start, saturatingMul(pageCount, PAGE)), kind);
}

/** Claims `[start, end)` for a kind. */
export function claim(start: u64, end: u64, kind: MemoryKind): MapStatus {
  if (start >= end) return MapStatus.Ok;
  // Firmware reports one range in many pieces.
  if (claimCount > 0) {
    const last = CLAIMS.entries[claimCount - 1];
    if (last.end === start && last.kind === kind) {
      last.end = end;
      return MapStatus.Ok;
    }
  }
  if (claimCount === MAX_ENTRIES) return MapStatus.TooManyRanges;
  set(CLAIMS.entries[claimCount], start, end, kind);
  claimCount += 1;
  return MapStatus.Ok;
}

/** Makes the map out of all claims. */
export function paint(): MapStatus {
  entryCount = 0;
  collectBoundaries();
  for (let index: u32 = 1; index < boundaryCount; index++) {
    const status = paintBetween(BOUNDARIES.addresses[index - 1], BOUNDARIES.addresses[index]);
    if (status !== MapStatus.Ok) return status;
  }
  trim();
  return MapStatus.Ok;
}

/** Number of entries of the painted map. */
export function count(): u32 {
  return entryCount;
}

/** Entry number `index` of the painted map, `[0, count())`. */
export function entryAt(index: u32): Entry {
  assert(index < entryCount, 'memory-map: no such entry');
  return PAINTED.entries[index];
}

/** All starts and ends of claims, sorted, each once. */
function collectBoundaries(): void {
  boundaryCount = 0;
  for (const index of range(0, claimCount)) {
    addBoundary(CLAIMS.entries[index].start);
    addBoundary(CLAIMS.entries[index].end);
  }
}

/** Sorted insertion from the end: firmware maps are nearly sorted. */
function addBoundary(address: u64): void {
  let place: u32 = boundaryCount;
  while (place > 0 && BOUNDARIES.addresses[place - 1] > address) place -= 1;
  if (place > 0 && BOUNDARIES.addresses[place - 1] === address) return;
  for (let index: u32 = boundaryCount; index > place; index -= 1) {
    BOUNDARIES.addresses[index] = BOUNDARIES.addresses[index - 1];
  }
  BOUNDARIES.addresses[place] = address;
  boundaryCount += 1;
}

/** Paints `[start, end)`, inside which no claim starts or ends. */
function paintBetween(start: u64, end: u64): MapStatus {
  let strength: u32 = 0;
  let kind: MemoryKind = MemoryKind.Usable;
  for (const index of range(0, claimCount)) {
    const claimed = CLAIMS.entries[index];
    if (claimed.start > start || claimed.end < end) continue;
    if (strengthOf(claimed.kind) <= strength) continue;
    strength = strengthOf(claimed.kind);
    kind = claimed.kind;
  }
  if (strength === 0) return MapStatus.Ok; // Claimed by nobody: a hole.
  if (entryCount > 0) {
    const last = PAINTED.entries[entryCount - 1];
    if (last.end === start && last.kind === kind) {
      last.end = end;
      return MapStatus.Ok;
    }
  }
  if (entryCount === MAX_ENTRIES) return MapStatus.TooManyEntries;
  set(PAINTED.entries[entryCount], start, end, kind);
  entryCount += 1;
  return MapStatus.Ok;
}

/** Which of two kinds wins where both claim an address: the one that allows less, or knows more. */
function strengthOf(kind: MemoryKind): u32 {
  switch (kind) {
    case MemoryKind.Usable:
      return 1;
    case MemoryKind.BootloaderReclaimable:
      return 2;
    case MemoryKind.AcpiReclaimable:
      return 3;
    case MemoryKind.Reserved:
      return 4;
    case MemoryKind.ExecutableAndModules:
      return 5;
    case MemoryKind.AcpiNvs:
      return 6;
    case MemoryKind.Framebuffer:
      return 7;
    case MemoryKind.BadMemory:
      return 8;
  }
}

/** Makes I2 true, by leaving out the parts of pages that other kinds have, and page 0. */
function trim(): void {
  let kept: u32 = 0;
  for (const index of range(0, entryCount)) {
    const entry = PAINTED.entries[index];
    let start: u64 = entry.start;
    let end: u64 = entry.end;
    if (mustBePages(entry.kind)) {
      start = max(alignUpSaturating(start), entry.kind === MemoryKind.Usable ? PAGE : 0n);
      end = alignDown(end, PAGE);
    }
    if (start >= end) continue;
    set(PAINTED.entries[kept], start, end, entry.kind);
    kept += 1;
  }
  entryCount = kept;
}

function mustBePages(kind: MemoryKind): bool {
  return kind === MemoryKind.Usable || kind === MemoryKind.BootloaderReclaimable;
}

function alignUpSaturating(address: u64): u64 {
  return alignDown(saturatingAdd(address, PAGE - 1n), PAGE);
}

function set(entry: Entry, start: u64, end: u64, kind: MemoryKind): void {
  entry.start = start;
  entry.end = end;
  entry.kind = kind;
}
