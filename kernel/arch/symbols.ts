/**
 * Names of code addresses: reads the symbol table that the link step puts into the image.
 *
 * `compiler/toolchain/symbol-table.ts` defines the format. The table is read where it lies, with
 * bounds-checked accesses and binary search; a table that is missing or of another version says
 * nothing, and addresses are printed as numbers.
 *
 * Used by: `backtrace.ts`, `trap.ts`.            Uses: `message.ts`, linker symbols.
 * Not handled here: data symbols, inlined calls.
 * Sources: `compiler/toolchain/symbol-table.ts`, version 1.
 */
import {
  appendByte,
  appendHex,
  appendText,
  appendUnsigned,
  appendVirt,
} from '../console/message.ts';
import { linkerSymbol } from '../../runtime/contract/image.ts';

const MAGIC: u32 = 0x5453_584b;
const VERSION: u32 = 1;
const HEADER_BYTES: u32 = 64;
const FUNCTION_BYTES: u32 = 16;
const LINE_BYTES: u32 = 8;
const FILE_BYTES: u32 = 8;
/** A line entry keeps the line number in bits [19:0], the index of the file in bits [31:20]. */
const LINE_NUMBER_BITS: u32 = 20;
const LINE_NUMBER_MASK: u32 = 0xf_ffff;

/** "No such entry" of `lastNotAbove`. */
const NONE: u32 = 0xffff_ffff;

/**
 * Appends the function and the line of `address`, `mm/paging.map  kernel/mm/paging.ts:123`, or the
 * address itself where the table knows nothing.
 */
export function appendPlace(address: VirtAddr): void {
  const table = openTable();
  if (table.byteLength < HEADER_BYTES || !isKnownFormat(table)) {
    appendVirt(address);
    return;
  }
  const base = table.getBigUint64(8, true);
  if (address < base || address - base > 0xffff_ffffn) {
    appendVirt(address);
    return;
  }
  appendFromTable(table, address, u32(address - base));
}

/** Whether `address` lies in the kernel's code. */
export function isKernelText(address: VirtAddr): bool {
  'use unsafe';
  // SAFE: the symbols are addresses; nothing is read.
  return address >= linkerSymbol('kernel_text_start') && address < linkerSymbol('kernel_text_end');
}

function openTable(): DataView {
  'use unsafe';
  // SAFE: the linker script places the table in read-only data.
  const start = linkerSymbol('kernel_symbol_table_start');
  return dataViewAt(start, linkerSymbol('kernel_symbol_table_end') - start);
}

function isKnownFormat(table: DataView): bool {
  return table.getUint32(0, true) === MAGIC && table.getUint32(4, true) === VERSION;
}

/** Appends what the table says about `offset`, an address minus the table's base. */
function appendFromTable(table: DataView, address: VirtAddr, offset: u32): void {
  const functions: u32 = table.getUint32(24, true);
  const index: u32 = lastNotAbove(
    table,
    functions,
    table.getUint32(20, true),
    FUNCTION_BYTES,
    offset,
  );
  if (index === NONE) {
    appendVirt(address);
    return;
  }
  const entry: u32 = functions + index * FUNCTION_BYTES;
  const intoFunction: u32 = offset - table.getUint32(entry, true);
  if (intoFunction >= table.getUint32(entry + 4, true)) {
    appendVirt(address);
    return;
  }
  appendName(table, entry + 8);
  appendLine(table, offset, intoFunction);
}

/** Appends `  file:line`, or `+0x12` into the function where no line is known. */
function appendLine(table: DataView, offset: u32, intoFunction: u32): void {
  const lines: u32 = table.getUint32(32, true);
  const index: u32 = lastNotAbove(table, lines, table.getUint32(28, true), LINE_BYTES, offset);
  const packed: u32 = index === NONE ? 0 : table.getUint32(lines + index * LINE_BYTES + 4, true);
  const line: u32 = packed & LINE_NUMBER_MASK;
  if (line === 0) {
    appendText('+');
    appendHex(u64(intoFunction));
    return;
  }
  appendText('  ');
  const file: u32 = packed >> LINE_NUMBER_BITS;
  appendName(table, table.getUint32(40, true) + file * FILE_BYTES);
  appendText(':');
  appendUnsigned(u64(line));
}

/** Appends the name whose offset and length stand at `position`. */
function appendName(table: DataView, position: u32): void {
  const start: u32 = table.getUint32(position, true);
  const length: u32 = table.getUint32(position + 4, true);
  for (const index of range(0, length)) appendByte(table.getUint8(start + index));
}

/**
 * Index of the last of `count` entries, `entryBytes` apart from `first` on, whose first word is not
 * above `offset`; `NONE` when there is none.
 */
function lastNotAbove(table: DataView, first: u32, count: u32, entryBytes: u32, offset: u32): u32 {
  let low: u32 = 0;
  let high: u32 = count;
  while (low < high) {
    const middle: u32 = low + (high - low) / 2;
    if (table.getUint32(first + middle * entryBytes, true) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low === 0 ? NONE : low - 1;
}
