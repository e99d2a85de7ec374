/**
 * Reading pictures of a screen: pixels, and the text that is drawn with the kernel's font.
 *
 * Used by: `tests/qemu/uefi/screen.test.ts`.            Uses: `tools/font/make-font.ts`.
 * Invariants: none.
 * Not handled here: text drawn at more than the font's own size.
 * Sources: [QEMU] "QEMU Monitor", its pictures of the screen.
 */

import { readGlyphs } from '../../tools/font/make-font.ts';

const CELL_WIDTH = 8;
const CELL_HEIGHT = 16;

/** A picture: three bytes for each pixel, red first. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

/** A grid of character cells in a picture; the margins are in pixels. */
export interface Grid {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

/** Reads a binary portable pixmap with 255 as the largest value; throws on anything else. */
export function parsePpm(file: Buffer): Picture {
  const match = /^P6\s(\d+)\s(\d+)\s255\s/.exec(file.subarray(0, 64).toString('latin1'));
  const width = Number(match?.[1] ?? 0);
  const height = Number(match?.[2] ?? 0);
  const pixels = file.subarray(match?.[0].length ?? 0);
  if (match === null || pixels.length !== width * height * 3) throw new Error('not a pixmap');
  return { width, height, pixels };
}

/** The colour at (`x`, `y`) as `0xrrggbb`; -1 outside the picture. */
export function colourAt(picture: Picture, x: number, y: number): number {
  const isInside = x >= 0 && y >= 0 && x < picture.width && y < picture.height;
  return isInside ? picture.pixels.readUIntBE((y * picture.width + x) * 3, 3) : -1;
}

/** The grid that `columns` by `rows` characters make in the middle of a picture. */
export function gridOf(picture: Picture, columns: number, rows: number): Grid {
  const left = Math.floor((picture.width - columns * CELL_WIDTH) / 2);
  const top = Math.floor((picture.height - rows * CELL_HEIGHT) / 2);
  return { left, top, columns, rows };
}

/**
 * The text in a grid, a string for each row, without spaces at the end.
 *
 * Every pixel that does not have the colour of the upper left corner counts as ink. A cell that
 * shows no character of the font, plain or bold, reads as `\u25a0`.
 */
export function readText(picture: Picture, grid: Grid): readonly string[] {
  const background = colourAt(picture, 0, 0);
  const characters = charactersByShape();
  const rows: string[] = [];
  for (let row = 0; row < grid.rows; row++) {
    let text = '';
    for (let column = 0; column < grid.columns; column++) {
      const x = grid.left + column * CELL_WIDTH;
      const y = grid.top + row * CELL_HEIGHT;
      text += characters.get(shapeAt(picture, x, y, background)) ?? '\u25a0';
    }
    rows.push(text.trimEnd());
  }
  return rows;
}

function charactersByShape(): ReadonlyMap<string, string> {
  const glyphs = readGlyphs();
  // A bold character draws each row twice; where that looks like a plain one, it is the plain one.
  return new Map([
    ...glyphs.map(({ character, rows }): [string, string] => [
      rows.map((row) => row | (row >> 1)).join(),
      character,
    ]),
    ...glyphs.map(({ character, rows }): [string, string] => [rows.join(), character]),
  ]);
}

/** The rows of the cell at (`x`, `y`) in the form of `Glyph.rows`, joined. */
function shapeAt(picture: Picture, x: number, y: number, background: number): string {
  const rows: number[] = [];
  for (let line = 0; line < CELL_HEIGHT; line++) {
    let row = 0;
    for (let column = 0; column < CELL_WIDTH; column++) {
      row = row * 2 + (colourAt(picture, x + column, y + line) === background ? 0 : 1);
    }
    rows.push(row);
  }
  return rows.join();
}
