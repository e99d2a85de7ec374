/**
 * The kernel file: an ELF64 executable, checked before anything of it is used.
 *
 * `read` trusts nothing in the file: every offset is compared with the file's length before it is
 * followed, and every sum is checked. What it accepts is described by an `Image`: the segments that
 * are loaded, sorted by address, none sharing a page with another, none writable and executable.
 *
 * Used by: `main.ts`, `kernel-image.ts`.            Uses: the prelude.
 * Invariants:
 *   I1. After `Ok`: 0 < segmentCount <= MAX_SEGMENTS; the segments are sorted and their pages
 *       disjoint; fileOffset + fileBytes is inside the file; fileBytes <= memoryBytes.
 *   I2. Offsets are computed in 64 bits and converted after the check that they are in the file.
 * Sources: [ELF] "ELF Header", "Program Header", "Dynamic Section", "Relocation"; [SYSV] "Relocation
 *          Types"; [LIMINE] "Entry memory layout".
 */

/** Results of `read`. After anything but `Ok` the image is undefined. */
export enum ElfStatus {
  Ok,
  /** Shorter than an ELF header, or without the magic number. */
  NotElf,
  /** Not 64 bits, not little endian, or of an unknown version. */
  NotElf64,
  /** For another processor. */
  NotX86_64,
  /** Neither an executable nor a position-independent one. */
  NotExecutable,
  /** The program headers have an unknown size or are not inside the file. */
  BadProgramHeaders,
  /** The file wants a dynamic linker. */
  NeedsInterpreter,
  /** A segment is not inside the file, or has more bytes in the file than in memory. */
  SegmentOutsideFile,
  /** A segment's addresses wrap. */
  SegmentWraps,
  /** A segment is below 0xffff_ffff_8000_0000. */
  SegmentInLowerHalf,
  /** A segment is writable and executable. */
  SegmentWritableAndExecutable,
  /** Two segments share a page. */
  SegmentsOverlap,
  /** More than 32 segments are loaded. */
  TooManySegments,
  /** No segment is loaded. */
  NothingToLoad,
  /** A relocation is of a kind that is not known, or changes bytes outside the segments. */
  BadRelocation,
  /** The entry is not in an executable segment. */
  BadEntry,
}

/** One loaded segment. Addresses are those after relocation. */
export interface Segment extends Struct {
  virtStart: u64;
  memoryBytes: u64;
  fileOffset: u64;
  fileBytes: u64;
  isWritable: bool;
  isExecutable: bool;
}

/** What is loaded: `[virtBase, virtEnd)`, in pages, with gaps between segments. */
export interface Image extends Struct {
  virtBase: u64;
  virtEnd: u64;
  entry: u64;
  /** Added to every address of the file; 0 for an executable at fixed addresses. */
  slide: u64;
  /** The largest alignment that a segment asks for, a power of two, [4096, 2 MiB]. */
  alignment: u64;
  /** Relocations with addends, in the file's addresses; no bytes when there are none. */
  relocations: u64;
  relocationBytes: u64;
  segmentCount: u32;
  segments: FixedArray<Segment, 32>;
}

export const MAX_SEGMENTS: u32 = 32;
/** [LIMINE] "Entry memory layout": kernels are at or above this address. */
export const KERNEL_WINDOW: u64 = 0xffff_ffff_8000_0000n;

const PAGE: u64 = 4096n;
const LARGEST_ALIGNMENT: u64 = 0x20_0000n;

/** "\x7fELF", 64 bits, little endian, version 1: the first seven bytes. */
const MAGIC: u32 = 0x464c_457f;
const CLASS_64: u8 = 2;
const DATA_LITTLE_ENDIAN: u8 = 1;
const VERSION: u8 = 1;
const HEADER_BYTES: u32 = 64;
const TYPE_EXECUTABLE: u16 = 2;
const TYPE_SHARED: u16 = 3;
const MACHINE_X86_64: u16 = 62;

const PROGRAM_HEADER_BYTES: u64 = 56n;
const SEGMENT_LOAD: u32 = 1;
const SEGMENT_DYNAMIC: u32 = 2;
const SEGMENT_INTERPRETER: u32 = 3;
const FLAG_EXECUTE: u32 = 1;
const FLAG_WRITE: u32 = 2;

/** Offset of the entry in the ELF header, and of the fields of the program headers' place. */
const ENTRY_OFFSET: u32 = 24;

const DYNAMIC_ENTRY_BYTES: u64 = 16n;
const DYNAMIC_RELA: u64 = 7n;
const DYNAMIC_RELA_BYTES: u64 = 8n;
const DYNAMIC_RELA_ENTRY: u64 = 9n;
const DYNAMIC_REL: u64 = 17n;
const DYNAMIC_PLT: u64 = 23n;
const DYNAMIC_RELR: u64 = 36n;
const RELOCATION_BYTES: u64 = 24n;

/**
 * Checks a file and describes what is to be loaded.
 *
 * @param file  - the whole file
 * @param image - overwritten
 */
export function read(file: DataView, image: Image): ElfStatus {
  clear(image);
  const header = checkHeader(file);
  if (header !== ElfStatus.Ok) return header;
  const isRelocatable = file.getUint16(16, true) === TYPE_SHARED;
  const count = u64(file.getUint16(56, true));
  const table = file.getBigUint64(32, true);
  if (u64(file.getUint16(54, true)) !== PROGRAM_HEADER_BYTES || count === 0n) {
    return ElfStatus.BadProgramHeaders;
  }
  if (!isInside(file, table, count * PROGRAM_HEADER_BYTES)) return ElfStatus.BadProgramHeaders;

  for (const index of range(0n, count)) {
    const at = u32(table + index * PROGRAM_HEADER_BYTES); // I2: the table is inside the file.
    const status = readProgramHeader(file, at, isRelocatable, image);
    if (status !== ElfStatus.Ok) return status;
  }
  if (image.segmentCount === 0) return ElfStatus.NothingToLoad;
  if (isRelocatable) {
    const slid = slide(image);
    if (slid !== ElfStatus.Ok) return slid;
  }
  const layout = checkLayout(image);
  if (layout !== ElfStatus.Ok) return layout;
  image.entry = wrappingAdd(file.getBigUint64(ENTRY_OFFSET, true), image.slide);
  return ElfStatus.Ok;
}

/** Whether an address is in an executable segment. */
export function isCode(image: Image, address: u64): bool {
  for (const index of range(0, image.segmentCount)) {
    const segment = image.segments[index];
    if (!segment.isExecutable || address < segment.virtStart) continue;
    if (address - segment.virtStart < segment.memoryBytes) return true;
  }
  return false;
}

/** Whether `[address, address + lengthBytes)` lies inside one segment. */
export function isLoaded(image: Image, address: u64, lengthBytes: u64): bool {
  for (const index of range(0, image.segmentCount)) {
    const segment = image.segments[index];
    if (address < segment.virtStart || lengthBytes > segment.memoryBytes) continue;
    if (address - segment.virtStart <= segment.memoryBytes - lengthBytes) return true;
  }
  return false;
}

function clear(image: Image): void {
  image.virtBase = 0n;
  image.virtEnd = 0n;
  image.entry = 0n;
  image.slide = 0n;
  image.alignment = PAGE;
  image.relocations = 0n;
  image.relocationBytes = 0n;
  image.segmentCount = 0;
}

function checkHeader(file: DataView): ElfStatus {
  if (file.byteLength < HEADER_BYTES || file.getUint32(0, true) !== MAGIC) return ElfStatus.NotElf;
  if (file.getUint8(4) !== CLASS_64 || file.getUint8(5) !== DATA_LITTLE_ENDIAN) {
    return ElfStatus.NotElf64;
  }
  if (file.getUint8(6) !== VERSION) return ElfStatus.NotElf64;
  if (file.getUint16(18, true) !== MACHINE_X86_64) return ElfStatus.NotX86_64;
  const type = file.getUint16(16, true);
  return type === TYPE_EXECUTABLE || type === TYPE_SHARED ? ElfStatus.Ok : ElfStatus.NotExecutable;
}

/** Whether `[offset, offset + lengthBytes)` lies in the file. */
function isInside(file: DataView, offset: u64, lengthBytes: u64): bool {
  const end = checkedAdd(offset, lengthBytes);
  return end !== null && end <= u64(file.byteLength);
}

function readProgramHeader(file: DataView, at: u32, isRelocatable: bool, image: Image): ElfStatus {
  const type = file.getUint32(at, true);
  if (type === SEGMENT_INTERPRETER) return ElfStatus.NeedsInterpreter;
  if (type === SEGMENT_DYNAMIC && isRelocatable) return readDynamic(file, at, image);
  if (type !== SEGMENT_LOAD) return ElfStatus.Ok;
  return readSegment(file, at, image);
}

function readSegment(file: DataView, at: u32, image: Image): ElfStatus {
  const flags = file.getUint32(at + 4, true);
  const fileOffset = file.getBigUint64(at + 8, true);
  const virtStart = file.getBigUint64(at + 16, true);
  const fileBytes = file.getBigUint64(at + 32, true);
  const memoryBytes = file.getBigUint64(at + 40, true);
  const alignment = file.getBigUint64(at + 48, true);
  if (memoryBytes === 0n) return ElfStatus.Ok;
  if (fileBytes > memoryBytes || !isInside(file, fileOffset, fileBytes)) {
    return ElfStatus.SegmentOutsideFile;
  }
  if (checkedAdd(virtStart, memoryBytes) === null) return ElfStatus.SegmentWraps;
  if ((flags & FLAG_WRITE) !== 0 && (flags & FLAG_EXECUTE) !== 0) {
    return ElfStatus.SegmentWritableAndExecutable;
  }
  if (image.segmentCount === MAX_SEGMENTS) return ElfStatus.TooManySegments;
  // Sorted insertion (I1): later segments move up by one.
  let place: u32 = image.segmentCount;
  while (place > 0 && image.segments[place - 1].virtStart > virtStart) {
    copySegment(image.segments[place - 1], image.segments[place]);
    place -= 1;
  }
  const segment = image.segments[place];
  segment.virtStart = virtStart;
  segment.memoryBytes = memoryBytes;
  segment.fileOffset = fileOffset;
  segment.fileBytes = fileBytes;
  segment.isWritable = (flags & FLAG_WRITE) !== 0;
  segment.isExecutable = (flags & FLAG_EXECUTE) !== 0;
  image.segmentCount += 1;
  if (alignment > image.alignment && countOnes(alignment) === 1) {
    image.alignment = min(alignment, LARGEST_ALIGNMENT);
  }
  return ElfStatus.Ok;
}

function copySegment(from: Segment, to: Segment): void {
  to.virtStart = from.virtStart;
  to.memoryBytes = from.memoryBytes;
  to.fileOffset = from.fileOffset;
  to.fileBytes = from.fileBytes;
  to.isWritable = from.isWritable;
  to.isExecutable = from.isExecutable;
}

/** Finds the relocations of a position-independent executable. */
function readDynamic(file: DataView, at: u32, image: Image): ElfStatus {
  const offset = file.getBigUint64(at + 8, true);
  const lengthBytes = file.getBigUint64(at + 32, true);
  if (!isInside(file, offset, lengthBytes)) return ElfStatus.SegmentOutsideFile;
  for (const index of range(0n, lengthBytes / DYNAMIC_ENTRY_BYTES)) {
    const entry = u32(offset + index * DYNAMIC_ENTRY_BYTES);
    const tag = file.getBigUint64(entry, true);
    const value = file.getBigUint64(entry + 8, true);
    if (tag === 0n) break;
    if (tag === DYNAMIC_RELA) image.relocations = value;
    if (tag === DYNAMIC_RELA_BYTES) image.relocationBytes = value;
    const isOtherForm =
      tag === DYNAMIC_REL ||
      tag === DYNAMIC_RELR ||
      tag === DYNAMIC_PLT ||
      (tag === DYNAMIC_RELA_ENTRY && value !== RELOCATION_BYTES);
    if (isOtherForm) return ElfStatus.BadRelocation;
  }
  return ElfStatus.Ok;
}

/** Moves a position-independent image to the start of the kernel window, if it is not there. */
function slide(image: Image): ElfStatus {
  if (image.segments[0].virtStart >= KERNEL_WINDOW) return ElfStatus.Ok;
  image.slide = KERNEL_WINDOW;
  for (const index of range(0, image.segmentCount)) {
    const segment = image.segments[index];
    const moved = checkedAdd(segment.virtStart, KERNEL_WINDOW);
    if (moved === null || checkedAdd(moved, segment.memoryBytes) === null) {
      return ElfStatus.SegmentWraps;
    }
    segment.virtStart = moved;
  }
  return ElfStatus.Ok;
}

/** Checks where the segments are, and sets the image's bounds. */
function checkLayout(image: Image): ElfStatus {
  let pageEnd: u64 = 0n;
  for (const index of range(0, image.segmentCount)) {
    const segment = image.segments[index];
    const start = alignDown(segment.virtStart, PAGE);
    if (start < KERNEL_WINDOW) return ElfStatus.SegmentInLowerHalf;
    if (index > 0 && start < pageEnd) return ElfStatus.SegmentsOverlap;
    const end = segment.virtStart + segment.memoryBytes;
    if (checkedAdd(end, PAGE) === null) return ElfStatus.SegmentWraps;
    pageEnd = alignUp(end, PAGE);
  }
  image.virtBase = alignDown(image.segments[0].virtStart, PAGE);
  image.virtEnd = pageEnd;
  return ElfStatus.Ok;
}
