/**
 * Pictures of the screen of a machine that boots our kernel under OVMF.
 *
 * Used by: `screen.test.ts`, the matrix.            Uses: `machine.ts`, `tests/support/screenshot.ts`.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { buildUefiLoader } from '../../../tools/uefi-loader.ts';
import { qmpArguments, runQmp } from '../../support/qmp.ts';
import { gridOf, parsePpm, readText, type Grid, type Picture } from '../../support/screenshot.ts';
import { kernelDisk } from './kernel-files.ts';
import { runUefi } from './machine.ts';

/** Another device takes the port whose byte would end QEMU, so that a panic stays on the screen. */
const STAY = ['-chardev', 'null,id=nowhere', '-device', 'isa-debugcon,iobase=0xf4,chardev=nowhere'];

export interface Shot {
  /** Lines of the serial output. */
  readonly serial: readonly string[];
  readonly picture: Picture;
  readonly grid: Grid;
  /** What is written on the screen, a string for each row. */
  readonly rows: readonly string[];
}

export interface ShotRequest {
  /** Of the kernel. Default: none. */
  readonly commandLine?: string;
  /** Default: that of `runQemu`. */
  readonly cpu?: string;
  /** The picture is taken when the serial output contains this. */
  readonly until: string;
}

/** Boots and takes a picture; throws when the kernel did not say that it has a screen. */
export async function shoot({ commandLine, cpu, until }: ShotRequest): Promise<Shot> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'slayer-screen-'));
  const socket = path.join(directory, 'qmp');
  const file = path.join(directory, 'screen.ppm');
  try {
    const result = await runUefi({
      application: await buildUefiLoader(),
      files: await kernelDisk([`cmdline: ${commandLine ?? ''}`]),
      machine: {
        ...(cpu === undefined ? {} : { cpu }),
        extra: ['-device', 'VGA', ...STAY, ...qmpArguments(socket)],
      },
      until,
      beforeEnd: () => runQmp(socket, [{ execute: 'screendump', arguments: { filename: file } }]),
    });
    const serial = result.serial.split(/\r?\n/);
    const screen = result.lines('screen        ')[0] ?? '';
    const mode = /^screen +.*, (\d+) by (\d+) characters$/.exec(screen);
    if (mode === null) throw new Error(`no screen: ${screen}\n${result.serial}`);
    const picture = parsePpm(readFileSync(file));
    const grid = gridOf(picture, Number(mode[1]), Number(mode[2]));
    return { serial, picture, grid, rows: readText(picture, grid) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
