/**
 * The picture at the end of the boot report: physical memory by kind, to scale.
 *
 * A bar goes from address 0 to the end of memory; each of its columns has the kind that most of its
 * bytes have. A kind so small that it would appear nowhere gets one column where it starts, so the
 * picture shows everything that the map has, and is wrong by a column at most for each kind. The
 * legend gives the exact sizes. A screen shows the bar in colours, one column per pixel of the
 * font; the serial port shows 64 columns of letters.
 *
 * Used by: `kernel/main.ts`.            Uses: `memory-map.ts`, `message.ts`, `boot-screen.ts`.
 * Invariants: none.
 * Not handled here: where memory is in use; address ranges above the end of memory.
 */
import { Ink } from '../console/ink.ts';
import * as Message from '../console/message.ts';
import { Output } from '../console/message.ts';
import type { Screen } from '../console/screen.ts';
import * as Screens from '../console/screen.ts';
import * as Frame from '../mm/frame.ts';
import type { MemoryMap } from '../mm/memory-map.ts';
import { bytesOfKind, regionEnd, RegionKind } from '../mm/memory-map.ts';

/** What the columns of a bar show: numbers of `RegionKind`, or `NOTHING`. */
export interface PictureColumns extends Struct {
  count: u32;
  kinds: FixedArray<u8, 2048>;
}

/** Bytes by kind, and at `NOTHING` those that no region covers. */
interface KindBytes extends Struct {
  bytes: FixedArray<u64, 9>;
}

/** Stands for addresses that no region covers. */
export const NOTHING: u32 = 8;
/** Kinds of memory, and `NOTHING`. */
const KIND_COUNT: u32 = 9;
export const MAX_PICTURE_COLUMNS: u32 = 2048;

/** Columns of the bar of letters; with the name in front of it, 78 of a line. */
const TEXT_COLUMNS: u32 = 64;
const NAME_COLUMNS: u32 = 14;
const LEGEND_NAME_COLUMNS: u32 = 20;
const SIZE_COLUMNS: u32 = 11;
/** Height of the bar on a screen with many rows, and with few, in rows of text. */
const BAR_ROWS: u32 = 3;
const LOW_BAR_ROWS: u32 = 2;
const ROWS_FOR_HIGH_BAR: u32 = 34;
/** A label of the scale and the space after it. */
const LABEL_COLUMNS: u64 = 12n;
const FRAME_BYTES: u64 = 4096n;
const KIB: u64 = 0x400n;
const MIB: u64 = 0x10_0000n;
const GIB: u64 = 0x4000_0000n;
const TIB: u64 = 0x100_0000_0000n;

const SPACE: u8 = 0x20;
const POINT: u8 = 0x2e;

/** The letter of each kind. */
const LETTERS: FixedArray<u8, 9> = [
  0x3d, // = usable
  0x72, // r reserved
  0x61, // a ACPI tables
  0x6e, // n ACPI NVS
  0x78, // x bad memory
  0x6c, // l loader
  0x4b, // K kernel
  0x66, // f framebuffer
  0x2e, // . nothing
];

const INKS: FixedArray<Ink, 9> = [
  Ink.UsableMemory,
  Ink.ReservedMemory,
  Ink.AcpiTables,
  Ink.AcpiNvs,
  Ink.BadMemory,
  Ink.LoaderMemory,
  Ink.KernelMemory,
  Ink.FramebufferMemory,
  Ink.NoMemory,
];

/** The order of the legend. */
const LEGEND: FixedArray<u32, 9> = [0, 5, 6, 2, 3, 1, 4, 7, 8];

const COLUMNS: PictureColumns = zeroed();
/** Of the column in work, and of the whole map for the legend. */
const COLUMN_BYTES: KindBytes = zeroed();
const TOTAL_BYTES: KindBytes = zeroed();
/** Columns that show each kind. */
const SHOWN: KindBytes = zeroed();

/** Prints the picture: the bar, its legend, and how much is in use. */
export function printPicture(map: MemoryMap, screen: Screen): void {
  if (map.memoryEnd === 0n) return;
  if (screen.isOpen && Message.hasScreen()) {
    Message.setOutput(Output.Screen);
    drawBar(map, screen);
  }
  Message.setOutput(Output.Text);
  writeBar(map);
  Message.setOutput(Output.Everywhere);
  printLegend(map);
  printUse();
}

/**
 * Divides `[0, map.memoryEnd)` into `count` columns and finds the kind of each: see the top.
 *
 * @param map     - normalised, with memory
 * @param count   - `[1, MAX_PICTURE_COLUMNS]`
 * @param columns - overwritten
 */
export function divide(map: MemoryMap, count: u32, columns: PictureColumns): void {
  assert(count >= 1 && count <= MAX_PICTURE_COLUMNS, 'boot/picture: so many columns cannot be');
  columns.count = count;
  clearBytes(SHOWN);
  let region: u32 = 0;
  for (const column of range(0, count)) {
    const end = columnStart(map, column + 1, count);
    region = countBytes(map, region, columnStart(map, column, count), end, COLUMN_BYTES);
    const kind = kindOfMost(COLUMN_BYTES);
    columns.kinds[column] = u8(kind);
    SHOWN.bytes[kind] += 1n;
  }
  for (const index of range(0, map.count)) {
    const kind = u32(map.regions[index].kind);
    if (SHOWN.bytes[kind] !== 0n || map.regions[index].base >= map.memoryEnd) continue;
    columns.kinds[columnOf(map, map.regions[index].base, count)] = u8(kind);
    SHOWN.bytes[kind] += 1n;
  }
}

/** First address of a column; that of the column after the last is the end of memory. */
function columnStart(map: MemoryMap, column: u32, count: u32): u64 {
  // 2^52 bytes times 2^11 columns fits 64 bits.
  return (map.memoryEnd * u64(column)) / u64(count);
}

/** The column, one of `count`, that has `address`, which is below the end of memory. */
function columnOf(map: MemoryMap, address: u64, count: u32): u32 {
  return u32((address * u64(count)) / map.memoryEnd);
}

/**
 * Counts the bytes of each kind in `[start, end)`.
 *
 * @param first - no region before this one reaches `start`
 * @returns the first region that reaches `end` or lies behind it
 */
function countBytes(map: MemoryMap, first: u32, start: u64, end: u64, into: KindBytes): u32 {
  clearBytes(into);
  let index = first;
  let rest = end - start;
  while (index < map.count && map.regions[index].base < end) {
    const region = map.regions[index];
    const bytes = min(u64(regionEnd(region)), end) - max(u64(region.base), start);
    into.bytes[u32(region.kind)] += bytes;
    rest -= bytes;
    if (regionEnd(region) > end) break;
    index += 1;
  }
  into.bytes[NOTHING] = rest;
  return index;
}

/** The kind with the most bytes. */
function kindOfMost(counted: KindBytes): u32 {
  let most: u32 = 0;
  for (const kind of range(1, KIND_COUNT)) {
    if (counted.bytes[kind] > counted.bytes[most]) most = kind;
  }
  return most;
}

function clearBytes(counted: KindBytes): void {
  for (const kind of range(0, KIND_COUNT)) counted.bytes[kind] = 0n;
}

/** Draws title, bar and scale; only the screen listens. */
function drawBar(map: MemoryMap, screen: Screen): void {
  divide(map, min(Screens.barWidth(screen), MAX_PICTURE_COLUMNS), COLUMNS);
  for (const column of range(0, COLUMNS.count)) {
    Screens.setBarColour(screen, column, INKS[u32(COLUMNS.kinds[column])]);
  }
  Message.endLine();
  Message.setInk(Ink.Title);
  Message.appendText('Physical memory');
  Message.setInk(Ink.Text);
  Message.endLine();
  const rows = screen.rows >= ROWS_FOR_HIGH_BAR ? BAR_ROWS : LOW_BAR_ROWS;
  for (let row: u32 = 0; row < rows; row++) {
    Message.appendByte(Screens.BAR);
    Message.endLine();
  }
  Message.setInk(Ink.Dim);
  drawScale(map, u64(screen.columns));
  Message.setInk(Ink.Text);
  Message.endLine();
}

/** Writes the addresses below the bar: multiples of a power of two, where they are, and the end. */
function drawScale(map: MemoryMap, columns: u64): void {
  let step: u64 = MIB;
  while ((step * columns) / map.memoryEnd < LABEL_COLUMNS) step *= 2n;
  const endColumn = columns - min(columns, sizeColumns(map.memoryEnd));
  let column: u64 = 0n;
  let address: u64 = 0n;
  while (address < map.memoryEnd) {
    const place = (address * columns) / map.memoryEnd;
    if (place + LABEL_COLUMNS > endColumn && address !== 0n) break;
    Message.appendSpaces(u32(saturatingSub(place, column)));
    appendMark(address, unitOf(step));
    column = place + markColumns(address, unitOf(step));
    address += step;
  }
  Message.appendSpaces(u32(saturatingSub(endColumn, column)));
  appendSize(map.memoryEnd);
  Message.endLine();
}

/** Writes the bar of letters and its ends; only outputs without colours listen. */
function writeBar(map: MemoryMap): void {
  divide(map, TEXT_COLUMNS, COLUMNS);
  Message.appendTextLeft('memory', NAME_COLUMNS);
  for (const column of range(0, TEXT_COLUMNS)) {
    Message.appendByte(LETTERS[u32(COLUMNS.kinds[column])]);
  }
  Message.endLine();
  Message.appendSpaces(NAME_COLUMNS);
  Message.appendText('0');
  Message.appendSpaces(TEXT_COLUMNS - 1 - u32(sizeColumns(map.memoryEnd)));
  appendSize(map.memoryEnd);
  Message.endLine();
}

/** Two kinds to a line, those that there are: mark, name and size up to the end of memory. */
function printLegend(map: MemoryMap): void {
  ignore(countBytes(map, 0, 0n, map.memoryEnd, TOTAL_BYTES), 'all regions are counted');
  // Video memory lies far above memory, where the bar does not go.
  TOTAL_BYTES.bytes[u32(RegionKind.Framebuffer)] = bytesOfKind(map, RegionKind.Framebuffer);
  let entries: u32 = 0;
  for (const kind of LEGEND) {
    if (TOTAL_BYTES.bytes[kind] === 0n) continue;
    Message.appendSpaces(2);
    printEntry(kind);
    if (entries % 2 === 1) Message.endLine();
    entries += 1;
  }
  if (entries % 2 === 1) Message.endLine();
}

function printEntry(kind: u32): void {
  Message.setOutput(Output.Screen);
  Message.setInk(INKS[kind]);
  Message.appendByte(Screens.BOX);
  Message.setInk(Ink.Text);
  Message.setOutput(Output.Text);
  Message.appendByte(LETTERS[kind]);
  Message.setOutput(Output.Everywhere);
  Message.appendByte(SPACE);
  Message.appendTextLeft(nameOf(kind), LEGEND_NAME_COLUMNS);
  Message.appendSpaces(SIZE_COLUMNS - u32(sizeColumns(TOTAL_BYTES.bytes[kind])));
  appendSize(TOTAL_BYTES.bytes[kind]);
}

/** Prints what the frame allocator has, in bytes and frames. */
function printUse(): void {
  Message.appendText('  free ');
  appendSize(Frame.freeFrameCount() * FRAME_BYTES);
  Message.appendText(' in ');
  Message.appendUnsigned(Frame.freeFrameCount());
  Message.appendText(' frames, in use ');
  appendSize(Frame.usedFrameCount() * FRAME_BYTES);
  Message.appendText(' in ');
  Message.appendUnsigned(Frame.usedFrameCount());
  Message.endLine();
}

function nameOf(kind: u32): string {
  switch (kind) {
    case 0:
      return 'usable';
    case 1:
      return 'reserved';
    case 2:
      return 'ACPI tables';
    case 3:
      return 'ACPI, kept (NVS)';
    case 4:
      return 'bad memory';
    case 5:
      return 'loader, reclaimed';
    case 6:
      return 'kernel and modules';
    case 7:
      return 'framebuffer';
    default:
      return 'nothing there';
  }
}

/** The largest unit of which there is at least one; KiB for anything smaller. */
function unitOf(bytes: u64): u64 {
  if (bytes >= TIB) return TIB;
  if (bytes >= GIB) return GIB;
  return bytes >= MIB ? MIB : KIB;
}

/** `bytes` in tenths of its unit, rounded. */
function tenthsOf(bytes: u64): u64 {
  return (bytes * 10n + unitOf(bytes) / 2n) / unitOf(bytes);
}

/** Appends a size rounded to a tenth: `116.2 MiB`, `32.0 MiB`. */
function appendSize(bytes: u64): void {
  Message.appendUnsigned(tenthsOf(bytes) / 10n);
  Message.appendByte(POINT);
  Message.appendUnsigned(tenthsOf(bytes) % 10n);
  appendUnit(unitOf(bytes));
}

/** Appends a mark of the scale: a whole number of `unit`, or `0`. */
function appendMark(bytes: u64, unit: u64): void {
  Message.appendUnsigned(bytes / unit);
  if (bytes !== 0n) appendUnit(unit);
}

/** Appends the name of one of the units that `unitOf` returns. */
function appendUnit(unit: u64): void {
  switch (unit) {
    case TIB:
      Message.appendText(' TiB');
      break;
    case GIB:
      Message.appendText(' GiB');
      break;
    case MIB:
      Message.appendText(' MiB');
      break;
    default:
      Message.appendText(' KiB');
  }
}

/** Columns that `appendSize` fills: a point, a digit and four for the unit besides the number. */
function sizeColumns(bytes: u64): u64 {
  return digitCount(tenthsOf(bytes) / 10n) + 6n;
}

/** Columns that `appendMark` fills. */
function markColumns(bytes: u64, unit: u64): u64 {
  return bytes === 0n ? 1n : digitCount(bytes / unit) + 4n;
}

function digitCount(value: u64): u64 {
  let digits: u64 = 1n;
  let rest = value / 10n;
  while (rest !== 0n) {
    digits += 1n;
    rest /= 10n;
  }
  return digits;
}
