/**
 * The kernel in memory: its segments read into one physically contiguous run, and relocated.
 *
 * Physical address = physBase + (virtual address - image.virtBase), for every address of the image.
 * The segments are read straight to their place, so that the file never is in memory as a whole: on
 * a small machine there is no room for both.
 *
 * Used by: `main.ts`, `requests.ts`, `page-tables.ts`.            Uses: `elf.ts`, `file.ts`.
 * Invariants:
 *   I1. Every byte of the run that no segment's file bytes cover is zero.
 * Sources: [LIMINE] "Entry memory layout"; [ELF] "Dynamic Section", "Relocation"; [SYSV] "Relocation
 *          Types".
 */
import * as Arena from './arena.ts';
import * as Elf from './elf.ts';
import { ElfStatus } from './elf.ts';
import type { Image } from './elf.ts';
import * as File from './file.ts';
import { FileStatus } from './file.ts';
import * as Firmware from './firmware.ts';

/** [ELF] "Dynamic Section": tags of the table of relocations with addends, and of other forms. */
const DYNAMIC_ENTRY_BYTES: u64 = 16n;
const DYNAMIC_RELA: u64 = 7n;
const DYNAMIC_RELA_BYTES: u64 = 8n;
const DYNAMIC_RELA_ENTRY: u64 = 9n;
const DYNAMIC_REL: u64 = 17n;
const DYNAMIC_PLT: u64 = 23n;
const DYNAMIC_RELR: u64 = 36n;

/** [SYSV] "Relocation Types": R_X86_64_NONE, and R_X86_64_RELATIVE: base + addend, 64 bits. */
const RELOCATION_NONE: u64 = 0n;
const RELOCATION_RELATIVE: u64 = 8n;
const RELOCATION_BYTES: u64 = 24n;

/** The run of pages that was taken, which may be longer than the image. */
export interface Placement extends Struct {
  /** Physical address of the image's first page. */
  physBase: u64;
  lengthBytes: u64;
}

/** One word of the image. */
interface ImageWord extends Struct {
  value: u64;
}

/** Where the headers are read to. */
interface HeaderBuffer extends Struct {
  bytes: FixedArray<u64, 448>;
}

/** The relocations of the image, in its final addresses. */
interface Relocations extends Struct {
  start: u64;
  lengthBytes: u64;
}

const HEADERS: HeaderBuffer = zeroed();
const RELOCATIONS: Relocations = zeroed();

staticAssert(sizeOf<HeaderBuffer>() === Elf.MAX_TABLE_BYTES, 'kernel-image: buffer');

/** Results of `load`; `elf` is what is wrong with the headers when `status` is `BadFile`. */
export enum LoadStatus {
  Ok,
  /** The firmware cannot read the file. */
  ReadError,
  /** The headers are not those of a kernel that can be loaded. */
  BadFile,
  /** There is not so much memory in one piece. */
  OutOfMemory,
}

let headerStatus: ElfStatus = ElfStatus.Ok;

/** What is wrong with the headers, after `LoadStatus.BadFile`. */
export function lastElfStatus(): ElfStatus {
  return headerStatus;
}

/**
 * Reads the open file: its headers, and then its segments to their places.
 *
 * @param image     - overwritten
 * @param placement - filled when the result is `Ok`
 */
export function load(image: Image, placement: Placement): LoadStatus {
  const fileBytes = File.lengthBytes();
  const first = min(fileBytes, u64(Elf.HEADER_BYTES));
  if (!readHeaders(0n, first)) return LoadStatus.ReadError;
  headerStatus = Elf.readHeader(headerBytes(first), fileBytes, image);
  if (headerStatus !== ElfStatus.Ok) return LoadStatus.BadFile;
  if (!readHeaders(image.tableOffset, image.tableBytes)) return LoadStatus.ReadError;
  headerStatus = Elf.readProgramHeaders(headerBytes(image.tableBytes), fileBytes, image);
  if (headerStatus !== ElfStatus.Ok) return LoadStatus.BadFile;
  return loadSegments(image, placement);
}

function readHeaders(offset: u64, lengthBytes: u64): bool {
  // The firmware maps all memory where it is, so the buffer's address is a physical one.
  return File.readAt(offset, lengthBytes, phys(u64(addressOf(HEADERS)))) === FileStatus.Ok;
}

function headerBytes(lengthBytes: u64): DataView {
  return Arena.bytesAt(phys(u64(addressOf(HEADERS))), lengthBytes);
}

function loadSegments(image: Image, placement: Placement): LoadStatus {
  const lengthBytes = image.virtEnd - image.virtBase;
  // Room to start at a multiple of the alignment.
  const spareBytes = image.alignment - Firmware.PAGE_SIZE_BYTES;
  const base = Firmware.allocateZeroedPages(Firmware.pagesFor(lengthBytes + spareBytes));
  if (base === null) return LoadStatus.OutOfMemory;
  placement.physBase = alignUp(u64(base), image.alignment);
  placement.lengthBytes = lengthBytes;
  for (const index of range(0, image.segmentCount)) {
    const segment = image.segments[index];
    const to = physOf(placement, image, segment.virtStart);
    const status = File.readAt(segment.fileOffset, segment.fileBytes, to);
    if (status !== FileStatus.Ok) return LoadStatus.ReadError;
  }
  return LoadStatus.Ok;
}

/** The physical address of an address of the image. */
export function physOf(placement: Placement, image: Image, address: u64): PhysAddr {
  assert(address >= image.virtBase && address < image.virtEnd, 'kernel-image: not in the image');
  return phys(placement.physBase + (address - image.virtBase));
}

/** The image's bytes. */
export function bytesOf(placement: Placement): DataView {
  return Arena.bytesAt(phys(placement.physBase), placement.lengthBytes);
}

/**
 * Applies the relocations of a position-independent image.
 *
 * @returns `ElfStatus.Ok`, or `BadRelocation`: the image is then half relocated
 */
export function relocate(placement: Placement, image: Image): ElfStatus {
  if (!findRelocations(placement, image)) return ElfStatus.BadRelocation;
  const count = RELOCATIONS.lengthBytes / RELOCATION_BYTES;
  if (count === 0n) return ElfStatus.Ok;
  const table = RELOCATIONS.start;
  if (!isAligned(table, 8n) || !Elf.isLoaded(image, table, count * RELOCATION_BYTES)) {
    return ElfStatus.BadRelocation;
  }
  for (const index of range(0n, count)) {
    const entry = table + index * RELOCATION_BYTES;
    const kind = wordAt(placement, image, entry + 8n) & 0xffff_ffffn;
    if (kind === RELOCATION_NONE) continue;
    const target = wrappingAdd(wordAt(placement, image, entry), image.slide);
    if (kind !== RELOCATION_RELATIVE || !Elf.isLoaded(image, target, 8n)) {
      return ElfStatus.BadRelocation;
    }
    const addend = wordAt(placement, image, entry + 16n);
    setWord(placement, image, target, wrappingAdd(addend, image.slide));
  }
  return ElfStatus.Ok;
}

/** Finds the table of relocations; false when there is one of a form that is not known. */
function findRelocations(placement: Placement, image: Image): bool {
  RELOCATIONS.start = 0n;
  RELOCATIONS.lengthBytes = 0n;
  if (image.dynamicBytes === 0n) return true;
  const isThere =
    isAligned(image.dynamic, 8n) && Elf.isLoaded(image, image.dynamic, image.dynamicBytes);
  if (!isThere) return false;
  for (const index of range(0n, image.dynamicBytes / DYNAMIC_ENTRY_BYTES)) {
    const entry = image.dynamic + index * DYNAMIC_ENTRY_BYTES;
    const tag = wordAt(placement, image, entry);
    const value = wordAt(placement, image, entry + 8n);
    if (tag === 0n) break;
    if (tag === DYNAMIC_RELA) RELOCATIONS.start = wrappingAdd(value, image.slide);
    if (tag === DYNAMIC_RELA_BYTES) RELOCATIONS.lengthBytes = value;
    const isOtherForm =
      tag === DYNAMIC_REL ||
      tag === DYNAMIC_RELR ||
      tag === DYNAMIC_PLT ||
      (tag === DYNAMIC_RELA_ENTRY && value !== RELOCATION_BYTES);
    if (isOtherForm) return false;
  }
  return true;
}

/** Unlike the tables, a word that is relocated may lie anywhere: in a packed structure. */
function setWord(placement: Placement, image: Image, address: u64, value: u64): void {
  Arena.bytesAt(physOf(placement, image, address), 8n).setBigUint64(0, value, true);
}

function wordAt(placement: Placement, image: Image, address: u64): u64 {
  'use unsafe';
  // SAFE: callers have checked that the word lies in a segment and is aligned.
  return at<ImageWord>(virt(u64(physOf(placement, image, address)))).value;
}
