/**
 * The boot report: what the kernel found and built, one line per fact.
 *
 * Every line is at most 80 columns: a name in the first 14, then the fact. Addresses are padded to
 * 48 bits and ranges are written `[start, end)`, so that columns line up.
 *
 * Used by: `kernel/main.ts`.            Uses: `message.ts`, `boot-info.ts`, `kernel/mm`.
 * Invariants: none.
 * Not handled here: finding anything out.
 */
import * as ControlRegisters from '../arch/control-registers.ts';
import * as CpuFeatures from '../arch/cpu-features.ts';
import { Ink } from '../console/ink.ts';
import {
  appendByte,
  appendHexPadded,
  appendText,
  appendTextLeft,
  appendUnsigned,
  appendUnsignedRight,
  beginLine,
  endLine,
  setInk,
} from '../console/message.ts';
import * as Address from '../mm/address.ts';
import * as Audit from '../mm/audit.ts';
import type { AuditReport } from '../mm/audit.ts';
import * as Frame from '../mm/frame.ts';
import * as Heap from '../mm/heap.ts';
import type { MemoryMap, MemoryMapEntries, MemoryMapEntry } from '../mm/memory-map.ts';
import { RegionKind, regionEnd } from '../mm/memory-map.ts';
import { HEAP_OPERATIONS, SelfCheckStatus } from '../self-check.ts';
import { BootPath } from './boot-info.ts';
import type { BootInfo, BootText } from './boot-info.ts';

/** How long the steps of memory set-up took, in cycles; what they print is not counted. */
export interface SetupCycles extends Struct {
  /** Normalising the memory map. */
  map: u64;
  /** Setting the frame allocator up. */
  frames: u64;
  /** Making our own page tables and switching to them. */
  tables: u64;
  /** Auditing them. */
  audit: u64;
}

const NAME_COLUMNS: u32 = 14;
const ADDRESS_DIGITS: u32 = 12;
/** Entries of a memory map that are printed; firmware has shown over 300. */
const MAX_SHOWN_ENTRIES: u32 = 32;
const KIB: u64 = 1024n;
const MIB: u64 = 0x10_0000n;
const GIB: u64 = 0x4000_0000n;
/** Columns of the number of a size. */
const SIZE_COLUMNS: u32 = 9;

/** Prints the first line of all. */
export function printTitle(): void {
  beginLine();
  appendVerdict(Ink.Title, 'SlayerOS in TypeScript');
  endLine();
}

/** Prints who started the kernel, and with what. */
export function printBoot(info: BootInfo): void {
  beginFact('boot path');
  switch (info.path) {
    case BootPath.Pvh:
      appendText('PVH');
      break;
    case BootPath.Limine:
      appendText('Limine protocol');
      break;
    case BootPath.Multiboot2:
      appendText('Multiboot2');
      break;
  }
  endLine();
  beginFact('loader');
  appendBootText(info.loaderName);
  appendText(', ');
  appendBootText(info.loaderVersion);
  endLine();
  beginFact('command line');
  if (info.commandLine.lengthBytes === 0) appendText('(empty)');
  appendBootText(info.commandLine);
  endLine();
}

/** Prints what the processor offers and which protections are on. */
export function printProcessor(): void {
  const features = CpuFeatures.features();
  beginFact('processor');
  appendUnsigned(u64(features.physicalWidthBits));
  appendText('-bit physical, ');
  appendUnsigned(u64(features.linearWidthBits));
  appendText('-bit virtual');
  appendFeature(features.noExecute, ', NX');
  appendFeature(features.gigabytePages, ', 1 GiB pages');
  appendFeature(features.globalPages, ', PGE');
  appendFeature(features.pageAttributes, ', PAT');
  endLine();
  beginFact('protections');
  appendText('WP');
  appendFeature(features.noExecute, ' NX');
  appendFeature(features.smep, ' SMEP');
  appendFeature(features.smap, ' SMAP');
  appendFeature(features.umip, ' UMIP');
  appendText(ControlRegisters.areProtectionsOn() ? ' on' : ' NOT ALL ON');
  endLine();
}

/** Prints the memory map as the loader gave it. */
export function printReceivedMap(entries: MemoryMapEntries): void {
  beginFact('memory map');
  appendUnsigned(u64(entries.loaderCount));
  appendText(' entries as received');
  endLine();
  for (const index of range(0, min(entries.loaderCount, MAX_SHOWN_ENTRIES))) {
    const entry = entries.entries[index];
    printRange(entry.base, wrappingAdd(entry.base, entry.lengthBytes), entry.lengthBytes);
    appendKindNumber(entry.kind);
    endLine();
  }
  printRest(entries.loaderCount);
}

/**
 * Prints what is withheld from the received map: with the rounding of entries to whole pages, it is
 * all that makes the usable regions as normalised smaller than those received.
 */
export function printReservations(info: BootInfo): void {
  const entries = info.memoryMap;
  const count = entries.count - entries.loaderCount;
  beginFact('');
  appendUnsigned(u64(count));
  appendText(count === 1 ? ' reservation' : ' reservations');
  appendText(', and page 0 and [640 KiB, 1 MiB)');
  endLine();
  for (const index of range(0, min(count, MAX_SHOWN_ENTRIES))) {
    const entry = entries.entries[entries.loaderCount + index];
    printRange(entry.base, wrappingAdd(entry.base, entry.lengthBytes), entry.lengthBytes);
    appendPurpose(entry, info);
    endLine();
  }
  printRest(count);
}

/** Appends what the reservation `entry` is for. */
function appendPurpose(entry: MemoryMapEntry, info: BootInfo): void {
  if (entry.kind === u64(RegionKind.Framebuffer)) {
    appendText('framebuffer');
  } else if (entry.kind === u64(RegionKind.Reserved)) {
    appendText('loader data');
  } else {
    appendText(entry.base === info.kernelPhysBase ? 'kernel image' : 'module');
  }
}

/** Prints the normalised memory map. */
export function printNormalisedMap(map: MemoryMap): void {
  beginFact('');
  appendUnsigned(u64(map.count));
  appendText(' regions as normalised');
  endLine();
  for (const index of range(0, min(map.count, MAX_SHOWN_ENTRIES))) {
    const region = map.regions[index];
    printRange(region.base, regionEnd(region), region.lengthBytes);
    appendKindNumber(u64(region.kind));
    endLine();
  }
  printRest(map.count);
}

/**
 * Prints the state of the frame allocator.
 *
 * @param reclaimed - frames that were the bootloader's and are free now
 */
export function printFrames(reclaimed: u64): void {
  beginFact('frames');
  appendUnsigned(Frame.totalFrameCount());
  appendText(' total, ');
  appendUnsigned(Frame.usedFrameCount());
  appendText(' used, ');
  appendUnsigned(Frame.freeFrameCount());
  appendText(' free');
  endLine();
  beginFact('reclaimed');
  appendUnsigned(reclaimed);
  appendText(' frames of the bootloader');
  endLine();
  beginFact('bitmap');
  appendText('phys ');
  appendHexPadded(Frame.metadataStart(), 1);
  appendText(', ');
  appendUnsigned(Frame.metadataFrameCount());
  appendText(' frames with its indexes');
  endLine();
}

/** Prints what the tables hold, and what the auditor says of them. */
export function printTables(report: AuditReport): void {
  const counts = Audit.counts();
  beginFact('direct map');
  print(`${Address.directMapStart()}`);
  beginFact('page tables');
  appendUnsigned(counts.tables);
  appendText(' tables; leaves ');
  appendUnsigned(counts.leaves4K);
  appendText(' of 4 KiB, ');
  appendUnsigned(counts.leaves2M);
  appendText(' of 2 MiB, ');
  appendUnsigned(counts.leaves1G);
  appendText(' of 1 GiB');
  endLine();
  beginFact('audit');
  if (report.finding === Audit.AuditFinding.Ok) {
    appendVerdict(Ink.Good, 'passed');
    appendText(': no page writable and executable, none for user mode');
    endLine();
  } else {
    appendVerdict(Ink.Bad, 'FAILED');
    print(`: ${report.finding} at ${report.address}`);
  }
}

/** Prints how long the steps of memory set-up took. */
export function printSetup(cycles: SetupCycles): void {
  beginFact('cycles');
  appendText('map ');
  appendUnsigned(cycles.map);
  appendText(', frames ');
  appendUnsigned(cycles.frames);
  appendText(', tables ');
  appendUnsigned(cycles.tables);
  appendText(', audit ');
  appendUnsigned(cycles.audit);
  endLine();
}

/** Prints the result of the self-check and the state of the heap after it. */
export function printSelfCheck(status: SelfCheckStatus): void {
  const heap = Heap.statistics();
  beginFact('heap');
  appendUnsigned(heap.allocations);
  appendText(' blocks allocated, ');
  appendUnsigned(heap.frees);
  appendText(' freed, at most ');
  appendUnsigned(heap.peakBytes);
  appendText(' bytes in use');
  endLine();
  beginFact('self-check');
  if (status === SelfCheckStatus.Ok) {
    appendVerdict(Ink.Good, 'passed');
    appendText(': frames, page tables, ');
    appendUnsigned(u64(HEAP_OPERATIONS));
    appendText(' heap operations');
    endLine();
  } else {
    appendVerdict(Ink.Bad, 'FAILED');
    print(`: ${status}`);
  }
}

/** Prints how long it took. */
export function printTime(cycles: u64): void {
  beginFact('time');
  appendUnsigned(cycles);
  appendText(' cycles from entry to report');
  endLine();
}

function beginFact(name: string): void {
  beginLine();
  setInk(Ink.Name);
  appendTextLeft(name, NAME_COLUMNS);
  setInk(Ink.Text);
}

/** Appends a word that is good or bad news. */
function appendVerdict(ink: Ink, word: string): void {
  setInk(ink);
  appendText(word);
  setInk(Ink.Text);
}

function appendFeature(isThere: bool, name: string): void {
  if (isThere) appendText(name);
}

/** Starts a line `  [0x…, 0x…)  size  `; the kind and the end of the line follow. */
function printRange(start: u64, end: u64, lengthBytes: u64): void {
  beginLine();
  setInk(Ink.Dim);
  appendText('  [');
  appendHexPadded(start, ADDRESS_DIGITS);
  appendText(', ');
  appendHexPadded(end, ADDRESS_DIGITS);
  appendText(')  ');
  setInk(Ink.Text);
  appendSize(lengthBytes);
  appendText('  ');
}

function printRest(count: u32): void {
  if (count <= MAX_SHOWN_ENTRIES) return;
  print(`  and ${count - MAX_SHOWN_ENTRIES} more`);
}

/** Appends a number of bytes in the largest unit that leaves it whole: `     640 KiB`. */
function appendSize(bytes: u64): void {
  if (bytes >= GIB && bytes % GIB === 0n) {
    appendUnsignedRight(bytes / GIB, SIZE_COLUMNS);
    appendText(' GiB');
  } else if (bytes >= MIB && bytes % MIB === 0n) {
    appendUnsignedRight(bytes / MIB, SIZE_COLUMNS);
    appendText(' MiB');
  } else if (bytes % KIB === 0n) {
    appendUnsignedRight(bytes / KIB, SIZE_COLUMNS);
    appendText(' KiB');
  } else {
    appendUnsignedRight(bytes, SIZE_COLUMNS);
    appendText(' B  ');
  }
}

/** Appends the name of a kind given as the loader's number. */
function appendKindNumber(kind: u64): void {
  switch (kind) {
    case 0n:
      appendText('usable');
      break;
    case 1n:
      appendText('reserved');
      break;
    case 2n:
      appendText('ACPI reclaimable');
      break;
    case 3n:
      appendText('ACPI NVS');
      break;
    case 4n:
      appendText('bad memory');
      break;
    case 5n:
      appendText('bootloader reclaimable');
      break;
    case 6n:
      appendText('kernel and modules');
      break;
    case 7n:
      appendText('framebuffer');
      break;
    default:
      appendText('unknown kind ');
      appendUnsigned(kind);
  }
}

function appendBootText(text: BootText): void {
  for (const index of range(0, text.lengthBytes)) appendByte(text.bytes[index]);
  if (text.isCut) appendText('...');
}
