/**
 * Pictures of the screen under OVMF: what it shows is what the serial port got, and in colours.
 */

import { beforeAll, describe, expect, test } from 'vitest';

import { buildKernel } from '../../../tools/kernel-image.ts';
import { buildUefiLoader } from '../../../tools/uefi-loader.ts';
import { colourAt, type Grid, type Picture } from '../../support/screenshot.ts';
import { kernelDisk } from './kernel-files.ts';
import { runUefi } from './machine.ts';
import { shoot } from './shot.ts';

/** Longer than the machine's own limit, whose message says more. */
const TEST_TIMEOUT_MS = 90_000;
const CELL_HEIGHT = 16;

const BACKGROUND = 0x0f1420;
const USABLE = 0x38a860;
const BAD_NEWS = 0xff6b68;

beforeAll(async () => {
  await buildUefiLoader();
  await buildKernel();
});

describe('the screen', { timeout: TEST_TIMEOUT_MS }, () => {
  test('shows the end of the boot report and memory to scale', async () => {
    const { serial, picture, grid, rows } = await shoot({ until: 'ready\n' });
    expect(colourAt(picture, 0, 0)).toBe(BACKGROUND);
    expect(colourAt(picture, picture.width - 1, picture.height - 1)).toBe(BACKGROUND);

    const title = rows.indexOf('Physical memory');
    expect(title, rows.join('\n')).toBeGreaterThan(10);
    const shown = rows.slice(0, title).filter((row) => row !== '');
    const reported = serial.slice(
      0,
      serial.findIndex((line) => line.startsWith('memory  ')),
    );
    expect(shown).toEqual(reported.filter((line) => line !== '').slice(-shown.length));
    expect(rows).toContain('ready');

    const bar = barAt(picture, grid, title + 1);
    const ranges = serial.filter((line) => /^ {2}\[0x.*usable/.test(line));
    expect(ranges.length).toBeGreaterThan(0);
    const share = bar.filter((colour) => colour === USABLE).length / bar.length;
    expect(share).toBeGreaterThan(0.8);
    expect(share).toBeLessThan(1);
    expect(new Set(bar).size).toBeGreaterThanOrEqual(4);
    expect(new Set(bar)).not.toContain(BACKGROUND);
  });

  test('shows a panic in red', async () => {
    const { picture, grid, rows } = await shoot({ commandLine: 'fault=divide', until: 'entry_64' });
    const row = rows.findIndex((text) => text.startsWith('panic: '));
    expect(rows[row], rows.join('\n')).toContain('fault.ts');
    const line = colours(picture, grid, grid.top + row * CELL_HEIGHT + 8);
    expect(line).toContain(BAD_NEWS);
  });

  test('is not missed where there is none', async () => {
    const result = await runUefi({
      application: await buildUefiLoader(),
      files: await kernelDisk(['cmdline:']),
      until: 'ready\n',
    });
    expect(result.lines('screen        ')).toEqual(['screen        none: NoFramebuffer']);
    expect(result.lines('ready')).toHaveLength(1);
  });
});

/** The colours along a row of text that shows the bar. */
function barAt(picture: Picture, grid: Grid, row: number): readonly number[] {
  const above = colours(picture, grid, grid.top + row * CELL_HEIGHT);
  expect(colours(picture, grid, grid.top + row * CELL_HEIGHT + CELL_HEIGHT - 1)).toEqual(above);
  return above;
}

/** The colours of a line of pixels inside the grid. */
function colours(picture: Picture, grid: Grid, y: number): readonly number[] {
  return Array.from({ length: grid.columns * 8 }, (_unused, x) =>
    colourAt(picture, grid.left + x, y),
  );
}
