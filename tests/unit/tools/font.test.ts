import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { FONT_MODULE, fontModule, readGlyphs } from '../../../tools/font/make-font.ts';
import { projectPath } from '../../../tools/paths.ts';

test('the font of the kernel is what is drawn in glyphs.txt', () => {
  expect(readFileSync(projectPath(FONT_MODULE), 'utf8')).toBe(fontModule(readGlyphs()));
});

test('no two characters look the same, and all but the space leave ink', () => {
  const glyphs = readGlyphs();
  expect(new Set(glyphs.map(({ rows }) => rows.join())).size).toBe(95);
  const empty = glyphs.filter(({ rows }) => rows.every((row) => row === 0));
  expect(empty.map(({ character }) => character)).toEqual([' ']);
});

test('letters keep a column free, so that bold ones do not touch', () => {
  const wide = readGlyphs().filter(({ rows }) => rows.some((row) => (row & 1) !== 0));
  expect(wide.map(({ character }) => character)).toEqual(['_']);
});
