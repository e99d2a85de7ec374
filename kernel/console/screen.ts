/**
 * A text screen on a framebuffer: a grid of characters, drawn with the kernel's font.
 *
 * The grid is kept in ordinary memory and is the only thing that is ever read: when the text moves
 * up, each cell whose contents change is drawn anew, which for lines of text is a fraction of all.
 * Characters are drawn at one, two, three … times their size, whatever leaves at least 100 columns
 * and 37 rows.
 *
 * The input is a stream of bytes: ASCII, line feeds, and what only a screen understands:
 *
 *   0x01         a filled box as wide as a character, for legends
 *   0x02         the rest of the line shows the bar: one colour per pixel column (`setBarColour`)
 *   0x80 + ink   characters that follow are drawn with that ink (`ink.ts`)
 *
 * Nothing here allocates or waits, so that a panic can be drawn at any time. A fault or panic while
 * a cell is drawn arrives here again; the screen then closes itself, and the report goes on without.
 *
 * Used by: `kernel/boot/boot-screen.ts`.            Uses: `framebuffer.ts`, `font.ts`, `ink.ts`.
 * Invariants of an open `Screen`:
 *   I1. `columns * rows` cells of `cells` are in use, and each is drawn as it is kept.
 *   I2. The grid lies inside the framebuffer; its cells are `8 * scale` by `16 * scale` pixels.
 *   I3. `isDrawing` is true only inside `writeByte`.
 * Not handled here: which framebuffer (`boot-screen.ts`); input; other character sets.
 */
import type { BootFramebuffer } from '../boot/boot-info.ts';
import { GLYPH_HEIGHT, GLYPH_WIDTH, lowerHalf, upperHalf } from './font.ts';
import type { Framebuffer } from './framebuffer.ts';
import * as Framebuffers from './framebuffer.ts';
import { FramebufferStatus } from './framebuffer.ts';
import { Ink, INK_COUNT } from './ink.ts';

/** Results of `open`. */
export enum ScreenStatus {
  Ok,
  /** The framebuffer cannot be used; `Screen.framebufferStatus` says why. */
  BadFramebuffer,
  /** Not even 20 columns and 4 rows fit. */
  TooSmall,
}

/** One character of the grid. */
export interface ScreenCell extends Struct {
  character: u8;
  /** A number of `Ink`. */
  ink: u8;
}

/** A screen; see the invariants at the top. All bytes zero is a closed one. */
export interface Screen extends Struct {
  isOpen: bool;
  isDrawing: bool;
  framebufferStatus: FramebufferStatus;
  framebuffer: Framebuffer;
  /** Size of a font pixel in pixels. */
  scale: u32;
  columns: u32;
  rows: u32;
  /** Pixels left of the grid and above it. */
  left: u32;
  top: u32;
  /** Where the next character goes; `column` is `columns` and `row` is `rows` when the line or the
   *  page is full, and the text moves when a character comes. */
  column: u32;
  row: u32;
  ink: u32;
  background: u32;
  /** The pixel of each ink. */
  pixels: FixedArray<u32, 16>;
  /** The ink of each pixel column of the bar. */
  bar: FixedArray<u8, 2048>;
  cells: FixedArray<ScreenCell, 32768>;
}

/** Starts a filled box. */
export const BOX: u8 = 0x01;
/** Starts a row of the bar. */
export const BAR: u8 = 0x02;
/** Added to an ink, it makes the byte that selects it. */
export const SELECT_INK: u8 = 0x80;

const MAX_COLUMNS: u32 = 256;
const MAX_ROWS: u32 = 128;
const MIN_COLUMNS: u32 = 20;
const MIN_ROWS: u32 = 4;
/** From this size on, there is a margin of one cell beside the text and of half a cell above. */
const COLUMNS_WITH_MARGIN: u32 = 84;
const ROWS_WITH_MARGIN: u32 = 31;
/** A picture of this size is drawn at scale 1, one twice as wide and high at scale 2. */
const UNSCALED_WIDTH: u32 = 800;
const UNSCALED_HEIGHT: u32 = 600;

const LINE_FEED: u8 = 0x0a;
const CARRIAGE_RETURN: u8 = 0x0d;
const SPACE: u8 = 0x20;
/** The box of a legend in its cell: rows `[3, 13)`, so that boxes in a column do not touch. */
const BOX_TOP: u32 = 3;
const BOX_HEIGHT: u32 = 10;
const ROWS_PER_WORD: u32 = 8;

const BACKGROUND: u32 = 0x0f_1420;
/** `0xrrggbb` of each `Ink`. */
const PALETTE: FixedArray<u32, 16> = [
  0xd3_d9e4, // Text
  0x7d_879b, // Dim
  0xff_ffff, // Title
  0x79_b0ff, // Name
  0x6f_d68a, // Good
  0xf4_c04e, // Warning
  0xff_6b68, // Bad
  0x38_a860, // UsableMemory
  0x2a_93b5, // LoaderMemory
  0xf2_8c28, // KernelMemory
  0xb0_74e8, // AcpiTables
  0x7a_4fc0, // AcpiNvs
  0x6a_7386, // ReservedMemory
  0xd8_3a3a, // BadMemory
  0x35_6fe0, // FramebufferMemory
  0x22_2a3c, // NoMemory
];

staticAssert(INK_COUNT === 16, 'console/screen: an ink has no colour');
staticAssert(MAX_COLUMNS * MAX_ROWS === 32_768, 'console/screen: the grid does not fit its cells');
staticAssert(MAX_COLUMNS * GLYPH_WIDTH === 2048, 'console/screen: the bar does not fit');

/**
 * Opens `screen` on a framebuffer: an empty grid, the whole picture in the background colour.
 *
 * @param mode    - as the loader reports it; nothing in it is trusted
 * @param address - where its first pixel is mapped
 * @returns `Ok`, or `BadFramebuffer`, `TooSmall`: the screen is closed, nothing was drawn
 */
export function open(screen: Screen, mode: BootFramebuffer, address: VirtAddr): ScreenStatus {
  screen.isOpen = false;
  screen.framebufferStatus = Framebuffers.open(screen.framebuffer, mode, address);
  if (screen.framebufferStatus !== FramebufferStatus.Ok) return ScreenStatus.BadFramebuffer;
  if (!layOut(screen)) return ScreenStatus.TooSmall;
  const framebuffer = screen.framebuffer;
  screen.background = Framebuffers.pixelOf(framebuffer, BACKGROUND);
  for (const index of range(0, INK_COUNT)) {
    screen.pixels[index] = Framebuffers.pixelOf(framebuffer, PALETTE[index]);
  }
  for (const index of range(0, screen.bar.length)) screen.bar[index] = u8(Ink.NoMemory);
  for (const index of range(0, screen.columns * screen.rows)) {
    screen.cells[index].character = SPACE;
    screen.cells[index].ink = u8(Ink.Text);
  }
  const width = framebuffer.width;
  Framebuffers.fillRectangle(framebuffer, 0, 0, width, framebuffer.height, screen.background);
  screen.column = 0;
  screen.row = 0;
  screen.ink = u32(Ink.Text);
  screen.isDrawing = false;
  screen.isOpen = true; // keeps I1 and I2
  return ScreenStatus.Ok;
}

/** Closes `screen`: nothing is drawn any more, the picture stays. */
export function close(screen: Screen): void {
  screen.isOpen = false;
}

/** Shows one byte of the stream; does nothing on a closed screen. */
export function writeByte(screen: Screen, byte: u8): void {
  if (!screen.isOpen) return;
  if (screen.isDrawing) {
    screen.isOpen = false; // Something went wrong while drawing: see the top.
    return;
  }
  screen.isDrawing = true; // keeps I3
  if (byte >= SELECT_INK) {
    screen.ink = min(u32(byte - SELECT_INK), INK_COUNT - 1);
  } else if (byte === LINE_FEED) {
    startLine(screen);
  } else if (byte === BAR) {
    while (screen.column < screen.columns) put(screen, BAR);
  } else if (byte !== CARRIAGE_RETURN) {
    put(screen, byte);
  }
  screen.isDrawing = false;
}

/** Number of pixel columns of the bar, at the size of the font's pixels. */
export function barWidth(screen: Screen): u32 {
  return screen.columns * GLYPH_WIDTH;
}

/**
 * Gives a pixel column of the bar its ink. There is one bar: rows that show it already keep what
 * they show until they are drawn anew.
 *
 * @param index - `[0, barWidth(screen))`
 */
export function setBarColour(screen: Screen, index: u32, ink: Ink): void {
  assert(index < barWidth(screen), 'console/screen: no such column of the bar');
  screen.bar[index] = u8(u32(ink));
}

/** Chooses scale, grid and margins for the framebuffer; false when it is too small. */
function layOut(screen: Screen): bool {
  const width = screen.framebuffer.width;
  const height = screen.framebuffer.height;
  const scale = max(1, min(width / UNSCALED_WIDTH, height / UNSCALED_HEIGHT));
  const cellWidth = GLYPH_WIDTH * scale;
  const cellHeight = GLYPH_HEIGHT * scale;
  let columns = min(width / cellWidth, MAX_COLUMNS);
  let rows = min(height / cellHeight, MAX_ROWS);
  if (columns < MIN_COLUMNS || rows < MIN_ROWS) return false;
  if (columns >= COLUMNS_WITH_MARGIN) columns -= 2;
  if (rows >= ROWS_WITH_MARGIN) rows -= 1;
  screen.scale = scale;
  screen.columns = columns;
  screen.rows = rows;
  screen.left = (width - columns * cellWidth) / 2;
  screen.top = (height - rows * cellHeight) / 2;
  return true;
}

/** Puts one character at the cursor, after making room for it. */
function put(screen: Screen, character: u8): void {
  if (screen.column === screen.columns) startLine(screen);
  if (screen.row === screen.rows) {
    scroll(screen);
    screen.row -= 1;
  }
  setCell(screen, screen.row * screen.columns + screen.column, character, u8(screen.ink));
  screen.column += 1;
}

/** Goes to the start of the next line. A line below the last row exists once it has text. */
function startLine(screen: Screen): void {
  screen.column = 0;
  if (screen.row === screen.rows) {
    scroll(screen);
  } else {
    screen.row += 1;
  }
}

/** Moves the text up by a row. The last row becomes empty. */
function scroll(screen: Screen): void {
  const kept = screen.columns * (screen.rows - 1);
  for (let index: u32 = 0; index < kept; index++) {
    const below = screen.cells[index + screen.columns];
    setCell(screen, index, below.character, below.ink);
  }
  for (let column: u32 = 0; column < screen.columns; column++) {
    setCell(screen, kept + column, SPACE, u8(Ink.Text));
  }
}

/** Gives a cell its contents and draws it when they are new: keeps I1. */
function setCell(screen: Screen, index: u32, character: u8, ink: u8): void {
  const cell = screen.cells[index];
  // A space looks the same in every ink.
  const isSame = cell.character === character && (cell.ink === ink || character === SPACE);
  cell.character = character;
  cell.ink = ink;
  if (!isSame) drawCell(screen, index);
}

function drawCell(screen: Screen, index: u32): void {
  const scale = screen.scale;
  const column = index % screen.columns;
  const x = screen.left + column * GLYPH_WIDTH * scale;
  const y = screen.top + (index / screen.columns) * GLYPH_HEIGHT * scale;
  const character = screen.cells[index].character;
  const ink = u32(screen.cells[index].ink);
  if (character === BAR) {
    drawBar(screen, column, x, y);
    return;
  }
  if (character === SPACE || character === BOX) {
    fill(screen, x, y, GLYPH_WIDTH, GLYPH_HEIGHT, screen.background);
    if (character === SPACE) return;
    fill(screen, x, y + BOX_TOP * scale, GLYPH_WIDTH, BOX_HEIGHT, screen.pixels[ink]);
    return;
  }
  const isBold = ink === u32(Ink.Title) || ink === u32(Ink.Bad);
  drawRows(screen, x, y, upperHalf(character), isBold, screen.pixels[ink]);
  const middle = y + ROWS_PER_WORD * scale;
  drawRows(screen, x, middle, lowerHalf(character), isBold, screen.pixels[ink]);
}

/** Draws the part of the bar that is in the cell at (`x`, `y`). */
function drawBar(screen: Screen, column: u32, x: u32, y: u32): void {
  for (const offset of range(0, GLYPH_WIDTH)) {
    const ink = u32(screen.bar[column * GLYPH_WIDTH + offset]);
    fill(screen, x + offset * screen.scale, y, 1, GLYPH_HEIGHT, screen.pixels[ink]);
  }
}

/** Draws eight rows of a glyph, ink and background, as runs of equal pixels. */
function drawRows(screen: Screen, x: u32, y: u32, rows: u64, isBold: bool, pixel: u32): void {
  for (const row of range(0, ROWS_PER_WORD)) {
    let bits = u32((rows >> u64(56 - row * 8)) & 0xffn);
    if (isBold) bits |= bits >> 1;
    const top = y + row * screen.scale;
    let start: u32 = 0;
    while (start < GLYPH_WIDTH) {
      const isInk = isSet(bits, start);
      let end = start + 1;
      while (end < GLYPH_WIDTH && isSet(bits, end) === isInk) end += 1;
      const left = x + start * screen.scale;
      fill(screen, left, top, end - start, 1, isInk ? pixel : screen.background);
      start = end;
    }
  }
}

/** Whether the pixel `index` of a row, counted from the left, is ink. */
function isSet(bits: u32, index: u32): bool {
  return ((bits >> (7 - index)) & 1) !== 0;
}

/** Fills `width` by `height` pixels of the font at the pixel (`x`, `y`). */
function fill(screen: Screen, x: u32, y: u32, width: u32, height: u32, pixel: u32): void {
  const scale = screen.scale;
  Framebuffers.fillRectangle(screen.framebuffer, x, y, width * scale, height * scale, pixel);
}
