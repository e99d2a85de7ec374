/**
 * The kernel file: an ELF64 executable, checked before anything of it is used.
 *
 * Only the headers are read here: `readHeader` says where the program headers are, and
 * `readProgramHeaders` describes what is to be loaded. Nothing in the file is trusted: every offset
 * is compared with the file's length before it is followed, and every sum is checked. What is
 * accepted is described by an `Image`: the segments that are loaded, sorted by address, none sharing
 * a page with another, none writable and executable.
 *
 * Used by: `main.ts`, `kernel-image.ts`.            Uses: the prelude.
 * Invariants:
 *   I1. After `Ok`: 0 < segmentCount <= MAX_SEGMENTS; the segments are sorted and their pages
 *       disjoint; fileOffset + fileBytes is inside the file; fileBytes <= memoryBytes.
 * Not handled here: relocation (`kernel-image.ts`).
 * Sources: [ELF] "ELF Header", "Program Header"; [LIMINE] "Entry memory layout".
 */

/** Results of reading headers. After anything but `Ok` the image is undefined. */
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
  /** There are no or more than 64 program headers, of an unknown size, or not inside the file. */
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
  /** The dynamic section of a position-independent executable; no bytes when there is none. */
  dynamic: u64;
  dynamicBytes: u64;
  isRelocatable: bool;
  /** Place of the program headers in the file. */
  tableOffset: u64;
  tableBytes: u64;
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
export const HEADER_BYTES: u32 = 64;
const TYPE_EXECUTABLE: u16 = 2;
const TYPE_SHARED: u16 = 3;
const MACHINE_X86_64: u16 = 62;

const PROGRAM_HEADER_BYTES: u64 = 56n;
/** More than linkers make. */
export const MAX_TABLE_BYTES: u64 = 3584n;
const SEGMENT_LOAD: u32 = 1;
const SEGMENT_DYNAMIC: u32 = 2;
const SEGMENT_INTERPRETER: u32 = 3;
const FLAG_EXECUTE: u32 = 1;
const FLAG_WRITE: u32 = 2;

/** Offset of the entry in the ELF header, and of the fields of the program headers' place. */
const ENTRY_OFFSET: u32 = 24;

/**
 * Checks the start of a file.
 *
 * @param header    - the first `HEADER_BYTES` bytes, or the whole file when it is shorter
 * @param fileBytes - length of the file
 * @param image     - overwritten; after `Ok` it says where the program headers are
 */
export function readHeader(header: DataView, fileBytes: u64, image: Image): ElfStatus {
  clear(image);
  const status = checkHeader(header);
  if (status !== ElfStatus.Ok) return status;
  image.isRelocatable = header.getUint16(16, true) === TYPE_SHARED;
  image.entry = header.getBigUint64(ENTRY_OFFSET, true);
  image.tableOffset = header.getBigUint64(32, true);
  image.tableBytes = u64(header.getUint16(56, true)) * PROGRAM_HEADER_BYTES;
  const isPlausible =
    u64(header.getUint16(54, true)) === PROGRAM_HEADER_BYTES &&
    image.tableBytes > 0n &&
    image.tableBytes <= MAX_TABLE_BYTES &&
    isInside(fileBytes, image.tableOffset, image.tableBytes);
  return isPlausible ? ElfStatus.Ok : ElfStatus.BadProgramHeaders;
}

/**
 * Checks the program headers and describes what is to be loaded.
 *
 * @param table     - the program headers, as many bytes as `image.tableBytes`
 * @param fileBytes - length of the file
 * @param image     - what `readHeader` accepted
 */
export function readProgramHeaders(table: DataView, fileBytes: u64, image: Image): ElfStatus {
  const count = u32(image.tableBytes / PROGRAM_HEADER_BYTES);
  for (const index of range(0, count)) {
    const header = subView(table, index * u32(PROGRAM_HEADER_BYTES), u32(PROGRAM_HEADER_BYTES));
    const status = readProgramHeader(header, fileBytes, image);
    if (status !== ElfStatus.Ok) return status;
  }
  if (image.segmentCount === 0) return ElfStatus.NothingToLoad;
  const slid = image.isRelocatable ? slide(image) : ElfStatus.Ok;
  if (slid !== ElfStatus.Ok) return slid;
  const layout = checkLayout(image);
  image.entry = wrappingAdd(image.entry, image.slide);
  image.dynamic = wrappingAdd(image.dynamic, image.slide);
  return layout;
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
  image.dynamic = 0n;
  image.dynamicBytes = 0n;
  image.isRelocatable = false;
  image.tableOffset = 0n;
  image.tableBytes = 0n;
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
function isInside(fileBytes: u64, offset: u64, lengthBytes: u64): bool {
  const end = checkedAdd(offset, lengthBytes);
  return end !== null && end <= fileBytes;
}

function readProgramHeader(header: DataView, fileBytes: u64, image: Image): ElfStatus {
  switch (header.getUint32(0, true)) {
    case SEGMENT_INTERPRETER:
      return ElfStatus.NeedsInterpreter;
    case SEGMENT_LOAD:
      return readSegment(header, fileBytes, image);
    case SEGMENT_DYNAMIC:
      if (image.isRelocatable) {
        image.dynamic = header.getBigUint64(16, true);
        image.dynamicBytes = header.getBigUint64(40, true);
      }
      return ElfStatus.Ok;
    default:
      return ElfStatus.Ok;
  }
}

function readSegment(header: DataView, lengthOfFile: u64, image: Image): ElfStatus {
  const flags = header.getUint32(4, true);
  const fileOffset = header.getBigUint64(8, true);
  const virtStart = header.getBigUint64(16, true);
  const fileBytes = header.getBigUint64(32, true);
  const memoryBytes = header.getBigUint64(40, true);
  const alignment = header.getBigUint64(48, true);
  if (memoryBytes === 0n) return ElfStatus.Ok;
  if (fileBytes > memoryBytes || !isInside(lengthOfFile, fileOffset, fileBytes)) {
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
