/**
 * The line table of an executable: which address comes from which line of which file.
 *
 * `.debug_line` holds, for each unit, a header with the file names and a program for a small machine
 * with registers (address, file, line); running it gives the rows of the table.
 *
 * Used by: `image-symbols.ts`.            Uses: nothing.
 * Not handled here: other versions of DWARF than 4, which `flags.ts` asks for; columns, statements,
 * blocks and instruction sets.
 * Sources: [DWARF4] "Line Number Information".
 */

import path from 'node:path';

import type { SymbolLine } from './symbol-table.ts';

const VERSION = 4;
/** Standard opcodes. */
const COPY = 1;
const ADVANCE_ADDRESS = 2;
const ADVANCE_LINE = 3;
const SET_FILE = 4;
const CONST_ADD_ADDRESS = 8;
const FIXED_ADVANCE_ADDRESS = 9;
/** Extended opcodes. */
const END_SEQUENCE = 1;
const SET_ADDRESS = 2;

class Reader {
  readonly bytes: Buffer;
  offset: number;

  constructor(bytes: Buffer, offset: number) {
    this.bytes = bytes;
    this.offset = offset;
  }

  u8(): number {
    this.offset += 1;
    return this.bytes.readUInt8(this.offset - 1);
  }

  i8(): number {
    this.offset += 1;
    return this.bytes.readInt8(this.offset - 1);
  }

  u16(): number {
    this.offset += 2;
    return this.bytes.readUInt16LE(this.offset - 2);
  }

  u32(): number {
    this.offset += 4;
    return this.bytes.readUInt32LE(this.offset - 4);
  }

  u64(): bigint {
    this.offset += 8;
    return this.bytes.readBigUInt64LE(this.offset - 8);
  }

  /** Unsigned LEB128, below 2^53. */
  unsigned(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  /** Signed LEB128, within 2^53. */
  signed(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return (byte & 0x40) === 0 ? value : value - scale * 128;
    }
  }

  /** A text that ends with a zero byte. */
  text(): string {
    const end = this.bytes.indexOf(0, this.offset);
    const text = this.bytes.toString('utf8', this.offset, end);
    this.offset = end + 1;
    return text;
  }
}

/**
 * The rows of all units, in the order of the section; the end of each run of code is a row with
 * line 0.
 *
 * @param section - the bytes of `.debug_line`
 * @throws Error for a version other than 4
 */
export function readDwarfLines(section: Buffer): SymbolLine[] {
  const lines: SymbolLine[] = [];
  for (let offset = 0; offset + 4 <= section.length;) {
    const reader = new Reader(section, offset);
    const unitBytes = reader.u32();
    const end = reader.offset + unitBytes;
    readUnit(reader, end, lines);
    offset = end;
  }
  return lines;
}

function readUnit(reader: Reader, end: number, lines: SymbolLine[]): void {
  const version = reader.u16();
  if (version !== VERSION) throw new Error(`.debug_line has version ${version}, not ${VERSION}`);
  const headerBytes = reader.u32();
  const programStart = reader.offset + headerBytes;
  const minInstructionBytes = reader.u8();
  reader.u8(); // operations per instruction: 1 on x86-64
  reader.u8(); // whether rows are statements at first
  const lineBase = reader.i8();
  const lineRange = reader.u8();
  const opcodeBase = reader.u8();
  const operandCounts = Array.from({ length: opcodeBase - 1 }, () => reader.u8());
  const files = readFileNames(reader);
  reader.offset = programStart;

  let address = 0n;
  let file = 1;
  let line = 1;
  const advance = (count: number): void => {
    address += BigInt(count * minInstructionBytes);
  };
  const row = (rowLine: number): void => {
    lines.push({ address, file: files[file - 1] ?? '', line: rowLine });
  };
  while (reader.offset < end) {
    const opcode = reader.u8();
    if (opcode >= opcodeBase) {
      const adjusted = opcode - opcodeBase;
      advance(Math.floor(adjusted / lineRange));
      line += lineBase + (adjusted % lineRange);
      row(line);
      continue;
    }
    switch (opcode) {
      case 0: {
        const next = reader.unsigned() + reader.offset;
        const extended = reader.u8();
        if (extended === SET_ADDRESS) address = reader.u64();
        if (extended === END_SEQUENCE) {
          row(0);
          address = 0n;
          file = 1;
          line = 1;
        }
        reader.offset = next;
        break;
      }
      case COPY:
        row(line);
        break;
      case ADVANCE_ADDRESS:
        advance(reader.unsigned());
        break;
      case ADVANCE_LINE:
        line += reader.signed();
        break;
      case SET_FILE:
        file = reader.unsigned();
        break;
      case CONST_ADD_ADDRESS:
        advance(Math.floor((255 - opcodeBase) / lineRange));
        break;
      case FIXED_ADVANCE_ADDRESS:
        address += BigInt(reader.u16());
        break;
      default:
        // The header says how many operands an opcode has, so that unknown ones can be passed over.
        for (let count = operandCounts[opcode - 1] ?? 0; count > 0; count--) reader.unsigned();
    }
  }
}

/** The paths of a unit's files; directory 0 is where the compiler ran, our project. */
function readFileNames(reader: Reader): string[] {
  const directories = ['.'];
  for (let name = reader.text(); name !== ''; name = reader.text()) directories.push(name);
  const files: string[] = [];
  for (let name = reader.text(); name !== ''; name = reader.text()) {
    const directory = directories[reader.unsigned()] ?? '.';
    reader.unsigned(); // time of change
    reader.unsigned(); // length
    files.push(path.posix.normalize(name.startsWith('/') ? name : `${directory}/${name}`));
  }
  return files;
}
