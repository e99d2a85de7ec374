/**
 * Pictures of the screen under OVMF: what it shows is what the serial port got, and in colours.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { buildKernel } from '../../../tools/kernel-image.ts';
import { buildUefiLoader } from '../../../tools/uefi-loader.ts';
import { qmpArguments, runQmp } from '../../support/qmp.ts';
import {
  colourAt,
  gridOf,
  parsePpm,
  readText,
  type Grid,
  type Picture,
} from '../../support/screenshot.ts';
import { runUefi } from './machine.ts';

/** Longer than the machine's own limit, whose message says more. */
const TEST_TIMEOUT_MS = 90_000;
const CELL_HEIGHT = 16;

const BACKGROUND = 0x0f1420;
const USABLE = 0x38a860;
const BAD_NEWS = 0xff6b68;

/** Another device takes the port whose byte would end QEMU, so that a panic stays on the screen. */
const STAY = ['-chardev', 'null,id=nowhere', '-device', 'isa-debugcon,iobase=0xf4,chardev=nowhere'];

interface Shot {
  readonly serial: readonly string[];
  readonly picture: Picture;
  readonly grid: Grid;
  /** What is written on the screen, a string for each row. */
  readonly rows: readonly string[];
}

let loader = '';
let kernel = '';
beforeAll(async () => {
  loader = await buildUefiLoader();
  kernel = (await buildKernel()).elf;
});

describe('the screen', { timeout: TEST_TIMEOUT_MS }, () => {
  test('shows the end of the boot report and memory to scale', async () => {
    const { serial, picture, grid, rows } = await shoot('', 'ready\n', ['-device', 'VGA']);
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
    const { picture, grid, rows } = await shoot('fault=divide', 'entry_64', ['-device', 'VGA']);
    const row = rows.findIndex((text) => text.startsWith('panic: '));
    expect(rows[row], rows.join('\n')).toContain('fault.ts');
    const line = colours(picture, grid, grid.top + row * CELL_HEIGHT + 8);
    expect(line).toContain(BAD_NEWS);
  });

  test('is not missed where there is none', async () => {
    const result = await runUefi({
      application: loader,
      files: disk(''),
      until: 'ready\n',
    });
    expect(result.lines('screen        ')).toEqual(['screen        none: NoFramebuffer']);
    expect(result.lines('ready')).toHaveLength(1);
  });
});

/** Boots with a command line and takes a picture when the serial output contains `until`. */
async function shoot(commandLine: string, until: string, extra: readonly string[]): Promise<Shot> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slayer-screen-'));
  const socket = path.join(directory, 'qmp');
  const file = path.join(directory, 'screen.ppm');
  try {
    const result = await runUefi({
      application: loader,
      files: disk(commandLine),
      machine: { extra: [...extra, ...STAY, ...qmpArguments(socket)] },
      until,
      beforeEnd: () => runQmp(socket, [{ execute: 'screendump', arguments: { filename: file } }]),
    });
    const serial = result.serial.split(/\r?\n/);
    const mode = /^screen +.*, (\d+) by (\d+) characters$/.exec(
      result.lines('screen        ')[0] ?? '',
    );
    expect(mode, result.serial).not.toBeNull();
    const picture = parsePpm(readFileSync(file));
    const grid = gridOf(picture, Number(mode?.[1]), Number(mode?.[2]));
    return { serial, picture, grid, rows: readText(picture, grid) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function disk(commandLine: string): Readonly<Record<string, Buffer | string>> {
  const configuration = readFileSync('boot/limine.conf', 'utf8').trimEnd();
  return {
    'boot/limine.conf': Buffer.from(`${configuration}\n    cmdline: ${commandLine}\n`),
    'boot/slayer.elf': kernel,
  };
}

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
