/**
 * Framebuffer and screen: what is drawn, pixel by pixel, into ordinary memory.
 *
 * The video memory is an array with bytes before and after it that must keep what they hold. The
 * pixels between the end of a line and the next line must keep it, too.
 *
 * Used by: `all.ktest.ts`.            Uses: `kernel/console`.
 */
import type { BootFramebuffer } from '../../kernel/boot/boot-info.ts';
import * as Font from '../../kernel/console/font.ts';
import type { Framebuffer } from '../../kernel/console/framebuffer.ts';
import * as Framebuffers from '../../kernel/console/framebuffer.ts';
import { FramebufferStatus } from '../../kernel/console/framebuffer.ts';
import { Ink } from '../../kernel/console/ink.ts';
import * as Message from '../../kernel/console/message.ts';
import { Output } from '../../kernel/console/message.ts';
import type { Screen } from '../../kernel/console/screen.ts';
import * as Screens from '../../kernel/console/screen.ts';
import { ScreenStatus } from '../../kernel/console/screen.ts';
import { fillMemory } from '../../runtime/contract/memory.ts';
import { expect, expectEqual, group, test, testPanics } from './support/ktest.ts';

interface VideoMemory extends Struct {
  bytes: FixedArray<u8, 110592>;
}

/** The picture has 30 columns and 6 rows of text. */
const WIDTH: u32 = 240;
const HEIGHT: u32 = 96;
const PITCH_BYTES: u32 = 1024;
/** Where the picture starts in the memory; as many bytes are after it. */
const BORDER_BYTES: u32 = 4096;
const MEMORY_BYTES: u32 = 110_592;
const COLUMNS: u32 = 30;
const ROWS: u32 = 6;
/** What the memory holds before anything is drawn. */
const OLD: u8 = 0xa5;
const LINE_FEED: u8 = 0x0a;
const LETTER_A: u8 = 0x41;
const LETTER_B: u8 = 0x42;

const MEMORY: VideoMemory = zeroed();
const MODE: BootFramebuffer = zeroed();
const FRAMEBUFFER: Framebuffer = zeroed();
const SCREEN: Screen = zeroed();
/** Bytes that `count` was called with. */
let counted: u32 = 0;
let lastByte: u8 = 0;

staticAssert(MEMORY_BYTES === HEIGHT * PITCH_BYTES + 3 * BORDER_BYTES, 'screen test: memory');

export function suite(): void {
  modes();
  badColours();
  badSizes();
  pixels();
  rectangles();
  text();
  movedText();
  colours();
  trouble();
  messages();
}

function modes(): void {
  group('framebuffer: modes');

  test('32 bits per pixel are accepted', () => {
    goodMode(32);
    expectMode(FramebufferStatus.Ok);
    expectEqual(FRAMEBUFFER.bytesPerPixel, 4, 'bytes per pixel');
    expectEqual(FRAMEBUFFER.pitchBytes, PITCH_BYTES, 'pitch');
  });
  test('24 bits per pixel are accepted, with lines at any distance', () => {
    goodMode(24);
    MODE.pitchBytes = 721n;
    MODE.lengthBytes = 721n * 96n;
    expectMode(FramebufferStatus.Ok);
    expectEqual(FRAMEBUFFER.bytesPerPixel, 3, 'bytes per pixel');
  });
  test('no width, height or pitch is refused', () => {
    goodMode(32);
    MODE.width = 0n;
    expectMode(FramebufferStatus.Empty);
    goodMode(32);
    MODE.height = 0n;
    expectMode(FramebufferStatus.Empty);
    goodMode(32);
    MODE.pitchBytes = 0n;
    expectMode(FramebufferStatus.Empty);
  });
  test('a palette is refused', () => {
    goodMode(32);
    MODE.isRgb = false;
    expectMode(FramebufferStatus.NotRgb);
  });
  test('0, 8, 15, 16, 31, 33, 48 and 2^32 - 1 bits per pixel are refused', () => {
    expectDepthRefused(0);
    expectDepthRefused(8);
    expectDepthRefused(15);
    expectDepthRefused(16);
    expectDepthRefused(31);
    expectDepthRefused(33);
    expectDepthRefused(48);
    expectDepthRefused(0xffff_ffff);
  });
}

function badColours(): void {
  group('framebuffer: malformed colours');

  test('a colour without bits is refused', () => {
    goodMode(32);
    MODE.green.sizeBits = 0;
    expectMode(FramebufferStatus.BadColours);
  });
  test('a colour of more than 16 bits is refused', () => {
    goodMode(32);
    MODE.red.sizeBits = 17;
    MODE.red.shift = 8;
    expectMode(FramebufferStatus.BadColours);
  });
  test('a colour outside the pixel is refused', () => {
    goodMode(24);
    MODE.red.shift = 17;
    expectMode(FramebufferStatus.BadColours);
    MODE.red.shift = 255;
    expectMode(FramebufferStatus.BadColours);
  });
  test('colours that share a bit are refused', () => {
    goodMode(32);
    MODE.blue.sizeBits = 9;
    expectMode(FramebufferStatus.BadColours);
  });
}

function badSizes(): void {
  group('framebuffer: malformed sizes');

  test('lines that overlap are refused', () => {
    goodMode(32);
    MODE.pitchBytes = 956n;
    expectMode(FramebufferStatus.PitchTooSmall);
    MODE.width = 0xffff_ffff_ffff_ffffn;
    expectMode(FramebufferStatus.PitchTooSmall);
  });
  test('pixels of four bytes that are not aligned are refused', () => {
    goodMode(32);
    MODE.pitchBytes = 1022n;
    expectMode(FramebufferStatus.Misaligned);
    goodMode(32);
    const status = Framebuffers.open(FRAMEBUFFER, MODE, virt(pictureStart() + 2n));
    expect(status === FramebufferStatus.Misaligned, 'a misaligned address');
  });
  test('a picture with a side of more than 16384 pixels is refused', () => {
    goodMode(32);
    MODE.width = 16_385n;
    MODE.pitchBytes = 65_540n;
    expectMode(FramebufferStatus.TooLarge);
    goodMode(32);
    MODE.height = 0xffff_ffff_ffff_ffffn;
    expectMode(FramebufferStatus.TooLarge);
    goodMode(32);
    MODE.pitchBytes = 0xffff_ffff_ffff_fffcn;
    expectMode(FramebufferStatus.TooLarge);
  });
  test('lines that need one byte more than there is are refused', () => {
    goodMode(32);
    MODE.lengthBytes = u64(HEIGHT * PITCH_BYTES);
    expectMode(FramebufferStatus.Ok);
    MODE.lengthBytes -= 1n;
    expectMode(FramebufferStatus.Truncated);
  });
  test('memory that reaches the end of the address space is refused', () => {
    goodMode(32);
    const status = Framebuffers.open(FRAMEBUFFER, MODE, virt(0xffff_ffff_ffff_f000n));
    expect(status === FramebufferStatus.Truncated, 'addresses that wrap around');
  });
  test('a refused mode leaves the framebuffer as it was', () => {
    goodMode(32);
    expectMode(FramebufferStatus.Ok);
    MODE.width = 100n;
    MODE.lengthBytes = 1n;
    expectMode(FramebufferStatus.Truncated);
    expectEqual(FRAMEBUFFER.width, WIDTH, 'width');
  });
}

function pixels(): void {
  group('framebuffer: colours');

  test('red, green and blue go where the mode has them', () => {
    goodMode(32);
    expectMode(FramebufferStatus.Ok);
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0x12_3456), 0x12_3456, 'blue first');
    setColour(0, 0, 8);
    setColour(2, 16, 8);
    expectMode(FramebufferStatus.Ok);
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0x12_3456), 0x56_3412, 'red first');
  });
  test('colours of 5, 6, 10 and 16 bits keep black, white and order', () => {
    goodMode(32);
    setColour(0, 11, 5);
    setColour(1, 5, 6);
    setColour(2, 0, 5);
    expectMode(FramebufferStatus.Ok);
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0xff_ffff), 0xffff, 'white of 16 bits');
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0), 0, 'black of 16 bits');
    setColour(0, 20, 10);
    setColour(1, 10, 10);
    setColour(2, 0, 10);
    expectMode(FramebufferStatus.Ok);
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0xff_ffff), 0x3fff_ffff, 'white of 30 bits');
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0x80), 0x202, 'half blue of 30 bits');
    setColour(0, 31, 1);
    setColour(1, 16, 8);
    setColour(2, 0, 16);
    expectMode(FramebufferStatus.Ok);
    expectEqual(Framebuffers.pixelOf(FRAMEBUFFER, 0xff_00ab), 0x8000_abab, 'sizes that differ');
  });
}

function rectangles(): void {
  group('framebuffer: rectangles');

  test('a rectangle of 32-bit pixels changes its pixels and nothing else', () => {
    openFramebuffer(32);
    Framebuffers.fillRectangle(FRAMEBUFFER, 3, 2, 5, 4, 0x0102_0304);
    expectEqual(changedBytes(), 5 * 4 * 4, 'changed bytes');
    expectEqual(pixelAt(3, 2), 0x0102_0304, 'upper left');
    expectEqual(pixelAt(7, 5), 0x0102_0304, 'lower right');
  });
  test('a rectangle of 24-bit pixels changes three bytes for each and nothing else', () => {
    openFramebuffer(24);
    Framebuffers.fillRectangle(FRAMEBUFFER, 3, 2, 5, 4, 0x02_0304);
    expectEqual(changedBytes(), 5 * 4 * 3, 'changed bytes');
    expectEqual(pixelAt(3, 2), 0x02_0304, 'upper left');
    expectEqual(pixelAt(7, 5), 0x02_0304, 'lower right');
  });
  test('an empty rectangle changes nothing', () => {
    openFramebuffer(32);
    Framebuffers.fillRectangle(FRAMEBUFFER, WIDTH, HEIGHT, 0, 0, 0);
    Framebuffers.fillRectangle(FRAMEBUFFER, 0, 0, 0, HEIGHT, 0);
    expectEqual(changedBytes(), 0, 'changed bytes');
  });
  testPanics('a rectangle may not leave the right side', 'too wide', () => {
    openFramebuffer(32);
    Framebuffers.fillRectangle(FRAMEBUFFER, WIDTH - 4, 0, 5, 1, 0);
  });
  testPanics('a rectangle may not leave the lower side', 'too high', () => {
    openFramebuffer(32);
    Framebuffers.fillRectangle(FRAMEBUFFER, 0, HEIGHT - 4, 1, 5, 0);
  });
}

function text(): void {
  group('screen: text');

  test('opening clears the picture and nothing around it', () => {
    openScreen(32);
    expectEqual(SCREEN.columns, COLUMNS, 'columns');
    expectEqual(SCREEN.rows, ROWS, 'rows');
    expectEqual(SCREEN.scale, 1, 'scale');
    expectEqual(changedBytes(), WIDTH * HEIGHT * 4, 'changed bytes');
    for (const row of range(0, ROWS)) expectGlyph(COLUMNS - 1, row, 0x20, 0);
  });
  test('a picture for fewer than 20 columns or 4 rows gets no text', () => {
    goodMode(32);
    MODE.width = 159n;
    expectScreen(ScreenStatus.TooSmall);
    goodMode(32);
    MODE.height = 63n;
    expectScreen(ScreenStatus.TooSmall);
    Screens.writeByte(SCREEN, LETTER_A);
    expectEqual(changedBytes(), 0, 'changed bytes');
  });
  test('every character is drawn as the font has it, 32 bits per pixel', () => {
    openScreen(32);
    expectAllGlyphs();
  });
  test('every character is drawn as the font has it, 24 bits per pixel', () => {
    openScreen(24);
    expectAllGlyphs();
  });
  test('a byte that is no character becomes a question mark', () => {
    openScreen(32);
    Screens.writeByte(SCREEN, 0x7f);
    Screens.writeByte(SCREEN, 0x1b);
    expectGlyph(0, 0, 0x3f, ink(Ink.Text));
    expectGlyph(1, 0, 0x3f, ink(Ink.Text));
  });
  test('a line feed starts a line; a carriage return does nothing', () => {
    openScreen(32);
    Screens.writeByte(SCREEN, LETTER_A);
    Screens.writeByte(SCREEN, 0x0d);
    Screens.writeByte(SCREEN, LINE_FEED);
    Screens.writeByte(SCREEN, LETTER_B);
    expectGlyph(0, 0, LETTER_A, ink(Ink.Text));
    expectGlyph(0, 1, LETTER_B, ink(Ink.Text));
  });
}

function movedText(): void {
  group('screen: wrapping and scrolling');

  test('a line that is too long goes on in the next row', () => {
    openScreen(32);
    for (const index of range(0, COLUMNS)) {
      Screens.writeByte(SCREEN, index + 1 === COLUMNS ? LETTER_B : LETTER_A);
    }
    expectGlyph(COLUMNS - 1, 0, LETTER_B, ink(Ink.Text));
    expectGlyph(0, 1, 0x20, 0);
    Screens.writeByte(SCREEN, LETTER_A);
    expectGlyph(0, 1, LETTER_A, ink(Ink.Text));
  });
  test('a line that just fits is followed by no empty row', () => {
    openScreen(32);
    for (let index: u32 = 0; index < COLUMNS; index++) Screens.writeByte(SCREEN, LETTER_A);
    Screens.writeByte(SCREEN, LINE_FEED);
    Screens.writeByte(SCREEN, LETTER_B);
    expectGlyph(0, 1, LETTER_B, ink(Ink.Text));
  });
  test('the last row stays in use until a character comes', () => {
    openScreen(32);
    writeRows(0, ROWS);
    expectGlyph(0, 0, LETTER_A, ink(Ink.Text));
    expectGlyph(0, ROWS - 1, LETTER_A + 5, ink(Ink.Text));
  });
  test('text moves up by a row when the page is full', () => {
    openScreen(32);
    writeRows(0, ROWS + 1);
    Screens.writeByte(SCREEN, LETTER_A);
    for (const row of range(0, ROWS - 1)) {
      expectGlyph(0, row, LETTER_A + u8(row) + 2, ink(Ink.Text));
      expectGlyph(1, row, 0x20, 0);
    }
    expectGlyph(0, ROWS - 1, LETTER_A, ink(Ink.Text));
  });
  test('video memory is never read: what others wrote there does not move', () => {
    openScreen(32);
    writeRows(0, ROWS);
    fill(pictureStart(), 0x77, HEIGHT * PITCH_BYTES);
    Screens.writeByte(SCREEN, LETTER_B);
    for (const row of range(0, ROWS - 1)) {
      expectGlyph(0, row, LETTER_A + u8(row) + 1, ink(Ink.Text));
    }
    expectEqual(pixelAt(20, 0), 0x7777_7777, 'a pixel of a cell that did not change');
  });
  test('1000 lines stay inside the picture', () => {
    openScreen(24);
    for (const line of range(0, 1000)) {
      for (const column of range(0, line % (2 * COLUMNS + 1))) {
        Screens.writeByte(SCREEN, LETTER_A + u8((line + column) % 26));
      }
      Screens.writeByte(SCREEN, LINE_FEED);
    }
    expectEqual(changedBytes(), WIDTH * HEIGHT * 3, 'changed bytes');
    expect(SCREEN.isOpen, 'an open screen');
  });
}

function colours(): void {
  group('screen: colours');

  test('characters have the ink that was selected before them', () => {
    openScreen(32);
    Screens.writeByte(SCREEN, Screens.SELECT_INK + u8(u32(Ink.Good)));
    Screens.writeByte(SCREEN, LETTER_A);
    Screens.writeByte(SCREEN, Screens.SELECT_INK + u8(u32(Ink.Warning)));
    Screens.writeByte(SCREEN, LETTER_A);
    expectGlyph(0, 0, LETTER_A, ink(Ink.Good));
    expectGlyph(1, 0, LETTER_A, ink(Ink.Warning));
  });
  test('an ink that there is not is the last one', () => {
    openScreen(32);
    Screens.writeByte(SCREEN, 0xff);
    Screens.writeByte(SCREEN, LETTER_A);
    expectGlyph(0, 0, LETTER_A, ink(Ink.NoMemory));
  });
  test('bad news are bold: each row is drawn twice, one pixel apart', () => {
    openScreen(32);
    Screens.writeByte(SCREEN, Screens.SELECT_INK + u8(u32(Ink.Bad)));
    Screens.writeByte(SCREEN, 0x7c);
    expectEqual(pixelAt(3, 4), ink(Ink.Bad), 'the stroke');
    expectEqual(pixelAt(4, 4), ink(Ink.Bad), 'its shadow');
    expectEqual(pixelAt(5, 4), SCREEN.background, 'beside it');
  });
  test('a box leaves three rows above and below it', () => {
    openScreen(32);
    Screens.writeByte(SCREEN, Screens.SELECT_INK + u8(u32(Ink.KernelMemory)));
    Screens.writeByte(SCREEN, Screens.BOX);
    expectEqual(pixelAt(0, 2), SCREEN.background, 'above');
    expectEqual(pixelAt(0, 3), ink(Ink.KernelMemory), 'upper left');
    expectEqual(pixelAt(7, 12), ink(Ink.KernelMemory), 'lower right');
    expectEqual(pixelAt(7, 13), SCREEN.background, 'below');
  });
  test('each pixel column of the bar has its own colour, and moves with the text', () => {
    openScreen(32);
    expectEqual(Screens.barWidth(SCREEN), WIDTH, 'columns of the bar');
    Screens.setBarColour(SCREEN, 0, Ink.UsableMemory);
    Screens.setBarColour(SCREEN, WIDTH - 1, Ink.KernelMemory);
    Screens.writeByte(SCREEN, LINE_FEED);
    Screens.writeByte(SCREEN, Screens.BAR);
    expectBar(16);
    writeRows(0, ROWS - 1);
    expectBar(0);
  });
}

function trouble(): void {
  group('screen: trouble');

  test('a closed screen draws nothing', () => {
    openScreen(32);
    Screens.close(SCREEN);
    forget();
    Screens.writeByte(SCREEN, LETTER_A);
    expectEqual(changedBytes(), 0, 'changed bytes');
  });
  test('a byte that comes while a cell is drawn closes the screen', () => {
    openScreen(32);
    SCREEN.isDrawing = true;
    forget();
    Screens.writeByte(SCREEN, LETTER_A);
    expect(!SCREEN.isOpen, 'a closed screen');
    Screens.writeByte(SCREEN, LETTER_A);
    expectEqual(changedBytes(), 0, 'changed bytes');
  });
  test('a bad framebuffer closes the screen and says why', () => {
    openScreen(32);
    MODE.isRgb = false;
    expectScreen(ScreenStatus.BadFramebuffer);
    expect(SCREEN.framebufferStatus === FramebufferStatus.NotRgb, 'the reason');
    expect(!SCREEN.isOpen, 'a closed screen');
  });
}

function messages(): void {
  group('message: screen');

  test('each byte goes to the screen as well', () => {
    startCounting();
    Message.appendText('#');
    Message.endLine();
    Message.useScreen(null);
    expectEqual(counted, 2, 'bytes');
    Message.appendText('#');
    Message.endLine();
    expectEqual(counted, 2, 'bytes after it was taken away');
  });
  test('an ink goes to the screen alone', () => {
    startCounting();
    Message.startRecording();
    Message.setInk(Ink.Good);
    Message.useScreen(null);
    expectEqual(counted, 1, 'bytes');
    expect(lastByte === Screens.SELECT_INK + u8(u32(Ink.Good)), 'the byte of the ink');
    expectEqual(Message.recordedByteCount(), 0, 'bytes on the serial port');
  });
  test('a piece can be for the text or for the screen alone', () => {
    startCounting();
    Message.startRecording();
    Message.setOutput(Output.Screen);
    Message.appendText('abc');
    Message.setOutput(Output.Text);
    Message.appendText('# text');
    Message.setOutput(Output.Everywhere);
    Message.useScreen(null);
    Message.endLine();
    expectEqual(counted, 3, 'bytes');
    expect(Message.recordingContains('# text'), 'the text');
    expectEqual(Message.recordedByteCount(), 7, 'bytes of the text and its end');
  });
}

// ── The memory ──────────────────────────────────────────────────────────────────────────────────

function memoryStart(): VirtAddr {
  return addressOf(MEMORY);
}

/** First byte of the picture, aligned whatever the memory is. */
function pictureStart(): VirtAddr {
  return virt(alignUp(memoryStart() + u64(BORDER_BYTES), 4096n));
}

/** Fills the memory with `OLD`. */
function forget(): void {
  fill(memoryStart(), OLD, MEMORY_BYTES);
}

function fill(start: VirtAddr, value: u8, lengthBytes: u32): void {
  'use unsafe';
  // SAFE: the callers' ranges are in `MEMORY`.
  fillMemory(start, value, u64(lengthBytes));
}

/** Makes `MODE` describe the picture, blue in the lowest bits, and fills the memory with `OLD`. */
function goodMode(bitsPerPixel: u32): void {
  forget();
  MODE.width = u64(WIDTH);
  MODE.height = u64(HEIGHT);
  MODE.pitchBytes = u64(PITCH_BYTES);
  MODE.lengthBytes = u64(HEIGHT * PITCH_BYTES);
  MODE.bitsPerPixel = bitsPerPixel;
  MODE.isRgb = true;
  setColour(0, 16, 8);
  setColour(1, 8, 8);
  setColour(2, 0, 8);
}

/** @param which - 0 red, 1 green, 2 blue */
function setColour(which: u32, shift: u8, sizeBits: u8): void {
  const field = which === 0 ? MODE.red : which === 1 ? MODE.green : MODE.blue;
  field.shift = shift;
  field.sizeBits = sizeBits;
}

function openFramebuffer(bitsPerPixel: u32): void {
  goodMode(bitsPerPixel);
  expectMode(FramebufferStatus.Ok);
}

function openScreen(bitsPerPixel: u32): void {
  goodMode(bitsPerPixel);
  expectScreen(ScreenStatus.Ok);
}

function expectMode(expected: FramebufferStatus): void {
  const status = Framebuffers.open(FRAMEBUFFER, MODE, pictureStart());
  if (status !== expected) print(`# expected ${expected}, got ${status}`);
  expect(status === expected, 'the right status');
}

function expectDepthRefused(bitsPerPixel: u32): void {
  goodMode(bitsPerPixel);
  expectMode(FramebufferStatus.UnsupportedDepth);
}

function expectScreen(expected: ScreenStatus): void {
  const status = Screens.open(SCREEN, MODE, pictureStart());
  if (status !== expected) print(`# expected ${expected}, got ${status}`);
  expect(status === expected, 'the right status');
}

/** Bytes of the whole memory that are not `OLD` any more. */
function changedBytes(): u32 {
  let changed: u32 = 0;
  for (let index: u32 = 0; index < MEMORY_BYTES; index++) {
    if (MEMORY.bytes[index] !== OLD) changed += 1;
  }
  return changed;
}

/** The pixel at (`x`, `y`) as the memory has it. */
function pixelAt(x: u32, y: u32): u32 {
  const bytes = MODE.bitsPerPixel / 8;
  const start = u32(pictureStart() - memoryStart()) + y * PITCH_BYTES + x * bytes;
  let pixel: u32 = 0;
  for (const index of range(0, bytes)) pixel |= u32(MEMORY.bytes[start + index]) << (index * 8);
  return pixel;
}

/** The pixel that an ink has. */
function ink(of: Ink): u32 {
  return SCREEN.pixels[u32(of)];
}

// ── Text ────────────────────────────────────────────────────────────────────────────────────────

/** Writes rows `[first, end)`: a letter each, `A` for row 0, and a line feed after it. */
function writeRows(first: u32, end: u32): void {
  for (const row of range(first, end)) {
    Screens.writeByte(SCREEN, LETTER_A + u8(row));
    Screens.writeByte(SCREEN, LINE_FEED);
  }
}

function expectAllGlyphs(): void {
  for (let character: u8 = 0x20; character < 0x7f; character++) {
    Screens.writeByte(SCREEN, character);
  }
  for (let character: u8 = 0x20; character < 0x7f; character++) {
    const index = u32(character) - 0x20;
    expectGlyph(index % COLUMNS, index / COLUMNS, character, ink(Ink.Text));
  }
}

/** Expects a cell to show `character` with the pixel `foreground` on the background. */
function expectGlyph(column: u32, row: u32, character: u8, foreground: u32): void {
  let wrong: u32 = 0;
  for (const y of range(0, Font.GLYPH_HEIGHT)) {
    const half = y < 8 ? Font.upperHalf(character) : Font.lowerHalf(character);
    const bits = (half >> u64(56 - (y % 8) * 8)) & 0xffn;
    for (const x of range(0, Font.GLYPH_WIDTH)) {
      const isInk = ((bits >> u64(7 - x)) & 1n) !== 0n;
      const expected = isInk ? foreground : SCREEN.background;
      if (pixelAt(column * 8 + x, row * 16 + y) !== expected) wrong += 1;
    }
  }
  if (wrong !== 0) print(`# column ${column}, row ${row}: ${wrong} pixels`);
  expectEqual(wrong, 0, 'wrong pixels of a glyph');
}

/** Expects a row of text whose first pixel line is `y` to show the bar. */
function expectBar(y: u32): void {
  expectEqual(pixelAt(0, y), ink(Ink.UsableMemory), 'first column, above');
  expectEqual(pixelAt(0, y + 15), ink(Ink.UsableMemory), 'first column, below');
  expectEqual(pixelAt(1, y), ink(Ink.NoMemory), 'second column');
  expectEqual(pixelAt(WIDTH - 1, y + 15), ink(Ink.KernelMemory), 'last column');
}

function startCounting(): void {
  counted = 0;
  Message.useScreen(count);
}

function count(byte: u8): void {
  counted += 1;
  lastByte = byte;
}
