/**
 * Makes `kernel/console/font.ts` out of the drawings in `glyphs.txt`.
 *
 * `npx tsx tools/font/make-font.ts` writes the file; a test compares it with what is drawn.
 *
 * Used by: whoever changes a glyph, `tests/unit/tools`.            Uses: `glyphs.txt`.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { projectPath } from '../paths.ts';

const FIRST_CHARACTER = 0x20;
const LAST_CHARACTER = 0x7e;
const GLYPHS_PER_BLOCK = 8;
const DRAWN_ROWS = 13;
/** Empty rows above a drawing, in a cell of 16 rows. */
const ROWS_ABOVE = 2;
const CELL_ROWS = 16;
const ROWS_PER_WORD = 8;

/** A glyph: the character, and its 16 rows from the top, each a byte whose bit 7 is the left pixel. */
export interface Glyph {
  readonly character: string;
  readonly rows: readonly number[];
}

/** Path of the file that is made, relative to the project. */
export const FONT_MODULE = 'kernel/console/font.ts';

/** Reads `glyphs.txt`; throws when it does not hold every character. */
export function readGlyphs(): readonly Glyph[] {
  const lines = readFileSync(projectPath('tools/font/glyphs.txt'), 'utf8').split('\n');
  const drawn = lines.filter((line) => /^ {2}[.#]{8}( [.#]{8})*$/.test(line));
  const glyphs: Glyph[] = [];
  for (let character = FIRST_CHARACTER; character <= LAST_CHARACTER; character++) {
    const index = character - FIRST_CHARACTER;
    const firstLine = Math.floor(index / GLYPHS_PER_BLOCK) * DRAWN_ROWS;
    const rows = drawn
      .slice(firstLine, firstLine + DRAWN_ROWS)
      .map((line) => line.trim().split(' ')[index % GLYPHS_PER_BLOCK])
      .map((row) => Number.parseInt((row ?? '?').replaceAll('.', '0').replaceAll('#', '1'), 2));
    if (rows.length !== DRAWN_ROWS || rows.some(Number.isNaN)) {
      throw new Error(`glyphs.txt has no character 0x${character.toString(16)}`);
    }
    const below = CELL_ROWS - ROWS_ABOVE - DRAWN_ROWS;
    glyphs.push({
      character: String.fromCharCode(character),
      rows: [...Array<number>(ROWS_ABOVE).fill(0), ...rows, ...Array<number>(below).fill(0)],
    });
  }
  return glyphs;
}

/** The text of `kernel/console/font.ts`. */
export function fontModule(glyphs: readonly Glyph[]): string {
  const table = glyphs.map(({ character, rows }) => {
    const upper = wordOf(rows.slice(0, ROWS_PER_WORD));
    const lower = wordOf(rows.slice(ROWS_PER_WORD));
    return `  ${upper}, // ${character === ' ' ? 'space' : character}\n  ${lower},\n`;
  });
  return HEADER + table.join('') + FOOTER;
}

/** Eight rows as one literal, the top one in the highest byte. */
function wordOf(rows: readonly number[]): string {
  const digits = rows.map((row) => row.toString(16).padStart(2, '0')).join('');
  return `0x${(digits.match(/.{4}/g) ?? []).join('_')}n`;
}

const HEADER = `/**
 * The font of the screen: the 95 printable ASCII characters, 8 by 16 pixels.
 *
 * Made by \`tools/font/make-font.ts\` out of \`tools/font/glyphs.txt\`, where the glyphs are drawn; they
 * were drawn for this project and copied from no other font. A glyph is two words, eight rows each,
 * the top row in the highest byte, the left pixel in the highest bit.
 *
 * Used by: \`screen.ts\`.            Uses: nothing.
 * Not handled here: bold, which the screen makes by drawing each row twice, one pixel apart.
 */

/** Width of a glyph in pixels. */
export const GLYPH_WIDTH: u32 = 8;
/** Height of a glyph in pixels. */
export const GLYPH_HEIGHT: u32 = 16;

const FIRST_CHARACTER: u8 = 0x20;
const LAST_CHARACTER: u8 = 0x7e;
const QUESTION_MARK: u8 = 0x3f;

const GLYPHS: FixedArray<u64, 190> = [
`;

const FOOTER = `];

/** The eight upper rows of the glyph of \`character\`; what has no glyph looks like a question mark. */
export function upperHalf(character: u8): u64 {
  return GLYPHS[indexOf(character) * 2];
}

/** The eight lower rows. */
export function lowerHalf(character: u8): u64 {
  return GLYPHS[indexOf(character) * 2 + 1];
}

function indexOf(character: u8): u32 {
  const isDrawn = character >= FIRST_CHARACTER && character <= LAST_CHARACTER;
  return u32((isDrawn ? character : QUESTION_MARK) - FIRST_CHARACTER);
}
`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(projectPath(FONT_MODULE), fontModule(readGlyphs()));
}
