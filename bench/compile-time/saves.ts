/**
 * `npm run watch` in a copy of the project: the time from saving one function to the image, and to
 * the first word of the machine that boots it.
 *
 * Used by: `main.ts`.            Uses: `builds.ts`, QEMU.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';

import { changeFunction, copyProject } from './builds.ts';

/** Written when an image is good. */
const IMAGE_STAMP = 'build/slayer.elf.made-from';
/** The last word of a boot. */
const LAST_WORD = 'ready';
const PATIENCE_MS = 60_000;

/** From the save, in milliseconds. */
export interface SaveTime {
  readonly imageMs: number;
  readonly machineMs: number;
}

/** Saves `count` times, each after the machine of the one before has booted. */
export async function timeSaves(count: number): Promise<readonly SaveTime[]> {
  const folder = copyProject();
  const watcher = spawn(process.execPath, ['tools/launch.mjs', 'watch'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  watcher.stdout.setEncoding('latin1').on('data', (text: string) => (output += text));
  const hasBooted = (): boolean => output.includes(LAST_WORD);
  try {
    await until(watcher, hasBooted);
    const times: SaveTime[] = [];
    while (times.length < count) {
      const before = lastImage(folder);
      output = '';
      changeFunction(folder, times.length);
      const start = performance.now();
      await until(watcher, () => lastImage(folder) !== before);
      const imageMs = performance.now() - start;
      await until(watcher, () => output !== '');
      times.push({ imageMs, machineMs: performance.now() - start });
      await until(watcher, hasBooted);
    }
    return times;
  } finally {
    const ended = once(watcher, 'exit');
    if (watcher.kill('SIGINT')) await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** When the image was made; 0 when there is none. */
function lastImage(folder: string): number {
  return statSync(path.join(folder, IMAGE_STAMP), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function until(watcher: ChildProcess, isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!isTrue()) {
    if (watcher.exitCode !== null) throw new Error('npm run watch has ended');
    if (performance.now() > deadline) throw new Error('npm run watch does not boot what is saved');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
