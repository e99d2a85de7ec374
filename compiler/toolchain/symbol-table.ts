/**
 * The symbol table of the kernel image: what a backtrace needs to turn addresses into names.
 *
 * The linker is run twice. From the result of the first run the functions and lines are read (ELF
 * symbols, DWARF `.debug_line`), encoded as described here, and linked in as section `.symbols`,
 * between `kernel_symbol_table_start` and `kernel_symbol_table_end`, at the end of the read-only
 * data, so that no text address moves. `kernel/arch/backtrace.ts` reads it through a `DataView`
 * with `u32` offsets and no memory of its own.
 *
 * The format, version 1. All integers are little endian; all offsets are in bytes from the start of
 * the table; "start" is an address minus `base`.
 *
 *   offset  bytes  header (64 bytes)
 *        0      4  magic 0x5453_584b, the characters "KXST"
 *        4      4  version, 1
 *        8      8  base: virtual address that every start below is relative to
 *       16      4  bytes of the whole table, this header included
 *       20      4  number of functions
 *       24      4  offset of the functions
 *       28      4  number of lines
 *       32      4  offset of the lines
 *       36      4  number of files
 *       40      4  offset of the files
 *       44      4  offset of the names (ASCII, not terminated)
 *       48      4  bytes of the names
 *       52     12  zero
 *
 *   function (16 bytes each, sorted by start, no two overlap)
 *        0      4  start
 *        4      4  bytes of code, at least 1: the function is [start, start + bytes)
 *        8      4  offset of the name, for example `mm/paging.map`; assembly functions by symbol
 *       12      4  bytes of the name
 *
 *   line (8 bytes each, sorted by start, each valid up to the start of the next)
 *        0      4  start
 *        4      4  [31:20] index of the file, [19:0] line number; 0 altogether = no line from here on
 *
 *   file (8 bytes each)
 *        0      4  offset of the name, for example `kernel/mm/paging.ts`
 *        4      4  bytes of the name
 *
 * To look up a return address, search for address - 1: the call, not what follows it. The function
 * is the last one whose start is not above, if the address is before its end; the line is the last
 * one whose start is not above. A table with no function is valid, 64 bytes long, and says that
 * nothing is known (the first link, and host-native).
 *
 * Used by: `link.ts`, `kernel/arch/backtrace.ts` (the format).            Uses: nothing.
 * Invariants:
 *   I1. The same input gives the same bytes; order matters only between lines of one address.
 *   I2. Everything is sorted as said above, so that a reader may search by halving.
 * Not handled here: inlined calls; an address in inlined code has the line of the callee and the
 * name of the function it was inlined into.
 */

export const SYMBOL_TABLE_MAGIC = 0x5453_584b;
export const SYMBOL_TABLE_VERSION = 1;
const HEADER_BYTES = 64;
const FUNCTION_BYTES = 16;
const LINE_BYTES = 8;
const FILE_BYTES = 8;
/** Largest line number, and largest file index, that a line entry can hold. */
const MAX_LINE = 0xf_ffff;
const MAX_FILE_INDEX = 0xfff;

/** A function of the image: `[address, address + sizeBytes)`. */
export interface SymbolFunction {
  readonly address: bigint;
  readonly sizeBytes: number;
  /** Name for people: `mm/paging.map`. */
  readonly name: string;
}

/** From `address` on, code comes from `line` of `file`; `line` 0 means from no known line. */
export interface SymbolLine {
  readonly address: bigint;
  readonly file: string;
  readonly line: number;
}

export interface SymbolTable {
  readonly functions: readonly SymbolFunction[];
  readonly lines: readonly SymbolLine[];
}

/** The table that is linked before anything is known. */
export const EMPTY_SYMBOL_TABLE: SymbolTable = { functions: [], lines: [] };

function compareAddresses(
  left: { readonly address: bigint },
  right: { readonly address: bigint },
): number {
  return left.address < right.address ? -1 : left.address > right.address ? 1 : 0;
}

/** Sorted by address; of two at one address the later in the input wins; repetitions left out. */
function normaliseLines(lines: readonly SymbolLine[]): SymbolLine[] {
  const result: SymbolLine[] = [];
  for (const line of [...lines].sort(compareAddresses)) {
    if (result.at(-1)?.address === line.address) result.pop();
    const last = result.at(-1);
    if (last !== undefined && last.line === line.line && last.file === line.file) continue;
    if (line.line === 0 && (last === undefined || last.line === 0)) continue;
    result.push(line.line > MAX_LINE ? { ...line, line: 0 } : line);
  }
  return result;
}

/** Sorted by address; aliases of one address reduced to the first by name; overlaps cut off. */
function normaliseFunctions(functions: readonly SymbolFunction[]): SymbolFunction[] {
  const sorted = functions
    .filter((entry) => entry.sizeBytes > 0)
    .sort((left, right) => compareAddresses(left, right) || (left.name < right.name ? -1 : 1));
  const result: SymbolFunction[] = [];
  for (const entry of sorted) {
    const last = result.at(-1);
    if (last !== undefined && last.address === entry.address) continue;
    if (last !== undefined && last.address + BigInt(last.sizeBytes) > entry.address) {
      result.pop();
      result.push({ ...last, sizeBytes: Number(entry.address - last.address) });
    }
    result.push(entry);
  }
  return result;
}

/** Names without repetition, and where each begins. */
class NamePool {
  readonly #offsets = new Map<string, number>();
  readonly #chunks: Buffer[] = [];
  sizeBytes = 0;

  add(name: string): { readonly offset: number; readonly sizeBytes: number } {
    const bytes = Buffer.from(name, 'latin1');
    const known = this.#offsets.get(name);
    if (known !== undefined) return { offset: known, sizeBytes: bytes.length };
    const offset = this.sizeBytes;
    this.#offsets.set(name, offset);
    this.#chunks.push(bytes);
    this.sizeBytes += bytes.length;
    return { offset, sizeBytes: bytes.length };
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/**
 * The table as bytes, in the format above.
 *
 * @throws Error when an address is 4 GiB or more above the lowest, or there are too many files
 */
export function encodeSymbolTable(table: SymbolTable): Buffer {
  const functions = normaliseFunctions(table.functions);
  const lines = normaliseLines(table.lines);
  const files = [...new Set(lines.filter((line) => line.line !== 0).map((line) => line.file))];
  files.sort();
  if (files.length > MAX_FILE_INDEX + 1) throw new Error('symbol table: too many source files');
  const fileIndexes = new Map(files.map((file, index) => [file, index]));

  const lowest = [functions[0]?.address, lines[0]?.address].filter((a) => a !== undefined);
  const base = lowest.reduce(
    (least, address) => (address < least ? address : least),
    lowest[0] ?? 0n,
  );
  const relative = (address: bigint): number => {
    const start = Number(address - base);
    if (start > 0xffff_ffff) throw new Error('symbol table: the image spans 4 GiB or more');
    return start;
  };

  const functionsOffset = HEADER_BYTES;
  const linesOffset = functionsOffset + functions.length * FUNCTION_BYTES;
  const filesOffset = linesOffset + lines.length * LINE_BYTES;
  const namesOffset = filesOffset + files.length * FILE_BYTES;
  const fixed = Buffer.alloc(namesOffset);
  const names = new NamePool();

  functions.forEach((entry, index) => {
    const at = functionsOffset + index * FUNCTION_BYTES;
    const name = names.add(entry.name);
    fixed.writeUInt32LE(relative(entry.address), at);
    fixed.writeUInt32LE(entry.sizeBytes, at + 4);
    fixed.writeUInt32LE(namesOffset + name.offset, at + 8);
    fixed.writeUInt32LE(name.sizeBytes, at + 12);
  });
  lines.forEach((entry, index) => {
    const at = linesOffset + index * LINE_BYTES;
    const file = entry.line === 0 ? 0 : (fileIndexes.get(entry.file) ?? 0);
    fixed.writeUInt32LE(relative(entry.address), at);
    fixed.writeUInt32LE(file * (MAX_LINE + 1) + entry.line, at + 4);
  });
  files.forEach((file, index) => {
    const at = filesOffset + index * FILE_BYTES;
    const name = names.add(file);
    fixed.writeUInt32LE(namesOffset + name.offset, at);
    fixed.writeUInt32LE(name.sizeBytes, at + 4);
  });

  fixed.writeUInt32LE(SYMBOL_TABLE_MAGIC, 0);
  fixed.writeUInt32LE(SYMBOL_TABLE_VERSION, 4);
  fixed.writeBigUInt64LE(base, 8);
  const header = [
    namesOffset + names.sizeBytes,
    functions.length,
    functionsOffset,
    lines.length,
    linesOffset,
    files.length,
    filesOffset,
    namesOffset,
    names.sizeBytes,
  ];
  header.forEach((value, index) => fixed.writeUInt32LE(value, 16 + index * 4));
  return Buffer.concat([fixed, names.bytes()]);
}

/** What the table says about one address. */
export interface SymbolAnswer {
  readonly name: string;
  /** Bytes from the start of the function to the address. */
  readonly offset: number;
  /** Null when no line is known. */
  readonly file: string | null;
  readonly line: number;
}

/** Index of the last of `count` entries whose start, at `first + index * entryBytes`, is not above `start`; -1 if none. */
function lastNotAbove(
  bytes: Buffer,
  first: number,
  count: number,
  entryBytes: number,
  start: number,
): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bytes.readUInt32LE(first + middle * entryBytes) <= start) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Looks `address` up in an encoded table, in the way `kernel/arch/backtrace.ts` does.
 *
 * @returns null when the address is in no function
 */
export function lookUpSymbol(bytes: Buffer, address: bigint): SymbolAnswer | null {
  const offset = address - bytes.readBigUInt64LE(8);
  if (offset < 0n || offset > 0xffff_ffffn) return null;
  const start = Number(offset);
  const text = (at: number): string => {
    const from = bytes.readUInt32LE(at);
    return bytes.toString('latin1', from, from + bytes.readUInt32LE(at + 4));
  };

  const functions = bytes.readUInt32LE(24);
  const index = lastNotAbove(bytes, functions, bytes.readUInt32LE(20), FUNCTION_BYTES, start);
  if (index < 0) return null;
  const entry = functions + index * FUNCTION_BYTES;
  const offsetInFunction = start - bytes.readUInt32LE(entry);
  if (offsetInFunction >= bytes.readUInt32LE(entry + 4)) return null;

  const lines = bytes.readUInt32LE(32);
  const lineIndex = lastNotAbove(bytes, lines, bytes.readUInt32LE(28), LINE_BYTES, start);
  const packed = lineIndex < 0 ? 0 : bytes.readUInt32LE(lines + lineIndex * LINE_BYTES + 4);
  const line = packed % (MAX_LINE + 1);
  const file =
    line === 0
      ? null
      : text(bytes.readUInt32LE(40) + Math.floor(packed / (MAX_LINE + 1)) * FILE_BYTES);
  return { name: text(entry + 8), offset: offsetInFunction, file, line };
}
