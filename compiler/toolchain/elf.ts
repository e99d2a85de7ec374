/**
 * A reader for 64-bit little-endian ELF files: sections, segments, symbols, notes.
 *
 * Our own because the packages for it on npm are unfinished or years without a release, and what the
 * checks need is this one file.
 *
 * Used by: the files beside this one.            Uses: nothing.
 * Not handled here: other classes and byte orders, which are refused.
 * Sources: [ELF] "ELF Header", "Section Header", "Program Header", "Symbol Table", "Note Section".
 */

/** The names of [ELF] for the values used here. */
export const ELF = {
  TYPE_RELOCATABLE: 1,
  TYPE_EXECUTABLE: 2,
  MACHINE_X86_64: 62,
  SECTION_PROGRAM_BITS: 1,
  SECTION_SYMBOLS: 2,
  SECTION_STRINGS: 3,
  SECTION_RELOCATIONS_ADDEND: 4,
  SECTION_DYNAMIC: 6,
  SECTION_NO_BITS: 8,
  SECTION_RELOCATIONS: 9,
  SECTION_FLAG_ALLOCATED: 2,
  SECTION_FLAG_EXECUTABLE: 4,
  SEGMENT_LOAD: 1,
  SEGMENT_DYNAMIC: 2,
  SEGMENT_INTERPRETER: 3,
  SEGMENT_NOTE: 4,
  SEGMENT_FLAG_EXECUTE: 1,
  SEGMENT_FLAG_WRITE: 2,
  SYMBOL_TYPE_FUNCTION: 2,
  SYMBOL_TYPE_FILE: 4,
  UNDEFINED_SECTION: 0,
} as const;

export interface ElfSection {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: bigint;
  readonly sizeBytes: number;
  /** The bytes in the file; empty for a section without any. */
  readonly bytes: Buffer;
}

export interface ElfSegment {
  readonly type: number;
  readonly flags: number;
  readonly virtAddress: bigint;
  readonly physAddress: bigint;
  readonly memoryBytes: bigint;
  /** The bytes in the file. */
  readonly bytes: Buffer;
}

export interface ElfSymbol {
  readonly name: string;
  readonly address: bigint;
  readonly sizeBytes: number;
  readonly type: number;
  /** Index of its section; 0 = undefined. */
  readonly section: number;
}

export interface ElfNote {
  readonly name: string;
  readonly type: number;
  readonly description: Buffer;
}

export interface ElfFile {
  readonly type: number;
  readonly machine: number;
  readonly entry: bigint;
  readonly sections: readonly ElfSection[];
  readonly segments: readonly ElfSegment[];
  readonly symbols: readonly ElfSymbol[];
}

const MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46, /* 64-bit */ 2, /* little endian */ 1]);
const HEADER_BYTES = 64;
const SYMBOL_BYTES = 24;

/** The text at `offset`, up to the next zero byte. */
function textAt(bytes: Buffer, offset: number): string {
  const end = bytes.indexOf(0, offset);
  return bytes.toString('latin1', offset, end < 0 ? bytes.length : end);
}

/** A file offset or size: below 2^53 in every file that fits memory. */
function numberAt(bytes: Buffer, offset: number): number {
  return Number(bytes.readBigUInt64LE(offset));
}

/**
 * Reads an ELF file.
 *
 * @throws Error when it is not a 64-bit little-endian ELF file, or ends too early (RangeError)
 */
export function readElf(bytes: Buffer): ElfFile {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new Error('not a 64-bit little-endian ELF file');
  }
  const sections = readSections(bytes);
  return {
    type: bytes.readUInt16LE(16),
    machine: bytes.readUInt16LE(18),
    entry: bytes.readBigUInt64LE(24),
    sections,
    segments: readSegments(bytes),
    symbols: readSymbols(bytes, sections),
  };
}

function readSections(bytes: Buffer): ElfSection[] {
  const table = numberAt(bytes, 40);
  const entryBytes = bytes.readUInt16LE(58);
  const count = bytes.readUInt16LE(60);
  const raw = Array.from({ length: count }, (_, index) => {
    const at = table + index * entryBytes;
    const type = bytes.readUInt32LE(at + 4);
    const offset = numberAt(bytes, at + 24);
    const sizeBytes = numberAt(bytes, at + 32);
    const isInFile = type !== ELF.SECTION_NO_BITS;
    return {
      nameOffset: bytes.readUInt32LE(at),
      type,
      flags: numberAt(bytes, at + 8),
      address: bytes.readBigUInt64LE(at + 16),
      sizeBytes,
      bytes: isInFile ? bytes.subarray(offset, offset + sizeBytes) : bytes.subarray(0, 0),
    };
  });
  const names = raw[bytes.readUInt16LE(62)]?.bytes ?? Buffer.alloc(1);
  return raw.map(({ nameOffset, ...rest }) => ({ name: textAt(names, nameOffset), ...rest }));
}

function readSegments(bytes: Buffer): ElfSegment[] {
  const table = numberAt(bytes, 32);
  const entryBytes = bytes.readUInt16LE(54);
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = table + index * entryBytes;
    const offset = numberAt(bytes, at + 8);
    return {
      type: bytes.readUInt32LE(at),
      flags: bytes.readUInt32LE(at + 4),
      virtAddress: bytes.readBigUInt64LE(at + 16),
      physAddress: bytes.readBigUInt64LE(at + 24),
      memoryBytes: bytes.readBigUInt64LE(at + 40),
      bytes: bytes.subarray(offset, offset + numberAt(bytes, at + 32)),
    };
  });
}

function readSymbols(bytes: Buffer, sections: readonly ElfSection[]): ElfSymbol[] {
  const index = sections.findIndex((section) => section.type === ELF.SECTION_SYMBOLS);
  const table = sections[index]?.bytes;
  if (table === undefined) return [];
  const header = numberAt(bytes, 40) + index * bytes.readUInt16LE(58);
  const names = sections[bytes.readUInt32LE(header + 40)]?.bytes ?? Buffer.alloc(1);
  // The first symbol is a place holder.
  return Array.from({ length: table.length / SYMBOL_BYTES - 1 }, (_, position) => {
    const at = (position + 1) * SYMBOL_BYTES;
    return {
      name: textAt(names, table.readUInt32LE(at)),
      type: table.readUInt8(at + 4) & 0xf,
      section: table.readUInt16LE(at + 6),
      address: table.readBigUInt64LE(at + 8),
      sizeBytes: numberAt(table, at + 16),
    };
  });
}

/** The notes of all note segments. */
export function readNotes(file: ElfFile): ElfNote[] {
  const notes: ElfNote[] = [];
  const padded = (sizeBytes: number): number => Math.ceil(sizeBytes / 4) * 4;
  for (const { bytes, type } of file.segments) {
    if (type !== ELF.SEGMENT_NOTE) continue;
    for (let at = 0; at + 12 <= bytes.length;) {
      const nameBytes = bytes.readUInt32LE(at);
      const descriptionBytes = bytes.readUInt32LE(at + 4);
      const start = at + 12 + padded(nameBytes);
      notes.push({
        name: textAt(bytes.subarray(at + 12, at + 12 + nameBytes), 0),
        type: bytes.readUInt32LE(at + 8),
        description: bytes.subarray(start, start + descriptionBytes),
      });
      at = start + padded(descriptionBytes);
    }
  }
  return notes;
}

/** The section of this name, or null. */
export function findSection(file: ElfFile, name: string): ElfSection | null {
  return file.sections.find((section) => section.name === name) ?? null;
}
