/**
 * The text screen: glyphs pixel by pixel, wrapping, scrolling, colours, and trouble while drawing.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/video.ts`.
 */
import * as Font from '../../kernel/console/font.ts';
import { FramebufferStatus } from '../../kernel/console/framebuffer.ts';
import { Ink } from '../../kernel/console/ink.ts';
import * as Message from '../../kernel/console/message.ts';
import { Output } from '../../kernel/console/message.ts';
import type { Screen } from '../../kernel/console/screen.ts';
import * as Screens from '../../kernel/console/screen.ts';
import { ScreenStatus } from '../../kernel/console/screen.ts';
import { expect, expectEqual, group, test } from './support/ktest.ts';
import * as Video from './support/video.ts';

/** The picture has 30 columns and 6 rows of text. */
const COLUMNS: u32 = 30;
const ROWS: u32 = 6;
const LINE_FEED: u8 = 0x0a;
const LETTER_A: u8 = 0x41;
const LETTER_B: u8 = 0x42;

const SCREEN: Screen = zeroed();
/** Bytes that `count` was called with. */
let counted: u32 = 0;
let lastByte: u8 = 0;

export function suite(): void {
  text();
  movedText();
  colours();
  trouble();
  messages();
}

function text(): void {
  group('screen: text');

  test('opening clears the picture and nothing around it', () => {
    openScreen(32);
    expectEqual(SCREEN.columns, COLUMNS, 'columns');
    expectEqual(SCREEN.rows, ROWS, 'rows');
    expectEqual(SCREEN.scale, 1, 'scale');
    expectEqual(Video.changedBytes(), Video.WIDTH * Video.HEIGHT * 4, 'changed bytes');
    for (const row of range(0, ROWS)) expectGlyph(COLUMNS - 1, row, 0x20, 0);
  });
  test('a picture for fewer than 20 columns or 4 rows gets no text', () => {
    Video.goodMode(32);
    Video.mode().width = 159n;
    expectScreen(ScreenStatus.TooSmall);
    Video.goodMode(32);
    Video.mode().height = 63n;
    expectScreen(ScreenStatus.TooSmall);
    Screens.writeByte(SCREEN, LETTER_A);
    expectEqual(Video.changedBytes(), 0, 'changed bytes');
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
    Video.fill(Video.pictureStart(), 0x77, Video.HEIGHT * Video.PITCH_BYTES);
    Screens.writeByte(SCREEN, LETTER_B);
    for (const row of range(0, ROWS - 1)) {
      expectGlyph(0, row, LETTER_A + u8(row) + 1, ink(Ink.Text));
    }
    expectEqual(Video.pixelAt(20, 0), 0x7777_7777, 'a pixel of a cell that did not change');
  });
  test('1000 lines stay inside the picture', () => {
    openScreen(24);
    for (const line of range(0, 1000)) {
      for (const column of range(0, line % (2 * COLUMNS + 1))) {
        Screens.writeByte(SCREEN, LETTER_A + u8((line + column) % 26));
      }
      Screens.writeByte(SCREEN, LINE_FEED);
    }
    expectEqual(Video.changedBytes(), Video.WIDTH * Video.HEIGHT * 3, 'changed bytes');
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
    expectEqual(Video.pixelAt(3, 4), ink(Ink.Bad), 'the stroke');
    expectEqual(Video.pixelAt(4, 4), ink(Ink.Bad), 'its shadow');
    expectEqual(Video.pixelAt(5, 4), SCREEN.background, 'beside it');
  });
  test('a box leaves three rows above and below it', () => {
    openScreen(32);
    Screens.writeByte(SCREEN, Screens.SELECT_INK + u8(u32(Ink.KernelMemory)));
    Screens.writeByte(SCREEN, Screens.BOX);
    expectEqual(Video.pixelAt(0, 2), SCREEN.background, 'above');
    expectEqual(Video.pixelAt(0, 3), ink(Ink.KernelMemory), 'upper left');
    expectEqual(Video.pixelAt(7, 12), ink(Ink.KernelMemory), 'lower right');
    expectEqual(Video.pixelAt(7, 13), SCREEN.background, 'below');
  });
  test('each pixel column of the bar has its own colour, and moves with the text', () => {
    openScreen(32);
    expectEqual(Screens.barWidth(SCREEN), Video.WIDTH, 'columns of the bar');
    Screens.setBarColour(SCREEN, 0, Ink.UsableMemory);
    Screens.setBarColour(SCREEN, Video.WIDTH - 1, Ink.KernelMemory);
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
    Video.forget();
    Screens.writeByte(SCREEN, LETTER_A);
    expectEqual(Video.changedBytes(), 0, 'changed bytes');
  });
  test('a byte that comes while a cell is drawn closes the screen', () => {
    openScreen(32);
    SCREEN.isDrawing = true;
    Video.forget();
    Screens.writeByte(SCREEN, LETTER_A);
    expect(!SCREEN.isOpen, 'a closed screen');
    Screens.writeByte(SCREEN, LETTER_A);
    expectEqual(Video.changedBytes(), 0, 'changed bytes');
  });
  test('a bad framebuffer closes the screen and says why', () => {
    openScreen(32);
    Video.mode().isRgb = false;
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

function openScreen(bitsPerPixel: u32): void {
  Video.goodMode(bitsPerPixel);
  expectScreen(ScreenStatus.Ok);
}

function expectScreen(expected: ScreenStatus): void {
  'track caller';
  const status = Screens.open(SCREEN, Video.mode(), Video.pictureStart());
  if (status !== expected) print(`# expected ${expected}, got ${status}`);
  expect(status === expected, 'the right status');
}

/** The pixel that an ink has. */
function ink(of: Ink): u32 {
  return SCREEN.pixels[u32(of)];
}

/** Writes rows `[first, end)`: a letter each, `A` for row 0, and a line feed after it. */
function writeRows(first: u32, end: u32): void {
  for (const row of range(first, end)) {
    Screens.writeByte(SCREEN, LETTER_A + u8(row));
    Screens.writeByte(SCREEN, LINE_FEED);
  }
}

function expectAllGlyphs(): void {
  'track caller';
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
  'track caller';
  let wrong: u32 = 0;
  for (const y of range(0, Font.GLYPH_HEIGHT)) {
    const half = y < 8 ? Font.upperHalf(character) : Font.lowerHalf(character);
    const bits = (half >> u64(56 - (y % 8) * 8)) & 0xffn;
    for (const x of range(0, Font.GLYPH_WIDTH)) {
      const isInk = ((bits >> u64(7 - x)) & 1n) !== 0n;
      const expected = isInk ? foreground : SCREEN.background;
      if (Video.pixelAt(column * 8 + x, row * 16 + y) !== expected) wrong += 1;
    }
  }
  if (wrong !== 0) print(`# column ${column}, row ${row}: ${wrong} pixels`);
  expectEqual(wrong, 0, 'wrong pixels of a glyph');
}

/** Expects a row of text whose first pixel line is `y` to show the bar. */
function expectBar(y: u32): void {
  'track caller';
  expectEqual(Video.pixelAt(0, y), ink(Ink.UsableMemory), 'first column, above');
  expectEqual(Video.pixelAt(0, y + 15), ink(Ink.UsableMemory), 'first column, below');
  expectEqual(Video.pixelAt(1, y), ink(Ink.NoMemory), 'second column');
  expectEqual(Video.pixelAt(Video.WIDTH - 1, y + 15), ink(Ink.KernelMemory), 'last column');
}

function startCounting(): void {
  counted = 0;
  Message.useScreen(count);
}

function count(byte: u8): void {
  counted += 1;
  lastByte = byte;
}
