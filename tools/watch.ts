/**
 * `npm run watch`: builds and boots the kernel again whenever a source is saved.
 *
 * Errors of the dialect appear with their code frames, and the last machine is gone by then, so that
 * nobody mistakes its output for that of the new code.
 *
 * Used by: `build.ts`.            Uses: chokidar, `watch-builder.ts`, `watch-loop.ts`, QEMU.
 */

import path from 'node:path';

import { watch as watchFiles } from 'chokidar';
import pc from 'picocolors';

import { describeResult, runQemu } from '../compiler/toolchain/qemu.ts';
import { isEditorsOwn } from './fingerprint.ts';
import { ensureTools } from './install.ts';
import { buildPath, projectPath } from './paths.ts';
import { findTool, QEMU } from './system-tools.ts';
import { Builder } from './watch-builder.ts';
import { WatchLoop } from './watch-loop.ts';

/** What a kernel is made from and people edit. */
const WATCHED: readonly string[] = [
  'kernel',
  'runtime',
  'linker',
  'compiler',
  'tools',
  'package-lock.json',
];

const WAITING = pc.dim('waiting for a change');

export interface WatchOptions {
  /** Memory of the machine: a number and K, M, G or T. */
  readonly memory: string;
}

/** Builds and boots until Ctrl-C. @returns the exit status */
export async function watch(options: WatchOptions): Promise<number> {
  await ensureTools();
  const builder = new Builder();
  let isEnding = false;
  const loop = new WatchLoop({
    build: async () => {
      const isBuilt = await builder.build();
      // Ctrl-C ends a build, too, and then nothing waits.
      if (!isBuilt && !isEnding) console.error(WAITING);
      return isBuilt;
    },
    boot: (signal) => boot(options.memory, signal),
    later: (action, delayMs) => {
      const timer = setTimeout(action, delayMs);
      return () => {
        clearTimeout(timer);
      };
    },
  });
  const watcher = watchFiles(
    WATCHED.map((folder) => projectPath(folder)),
    { ignoreInitial: true, ignored: (file) => isEditorsOwn(path.basename(file)) },
  );
  watcher.on('all', () => {
    loop.changed();
  });
  console.error('Saving a source builds and boots again. Ctrl-C ends everything.');
  loop.start();
  await untilInterrupted();
  isEnding = true;
  // The loop comes first: a build that fails because the builder stops must not start another one.
  await Promise.all([watcher.close(), loop.stop(), builder.stop()]);
  return 0;
}

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        resolve();
      });
    }
  });
}

async function boot(memory: string, signal: AbortSignal): Promise<void> {
  const result = await runQemu({
    elf: buildPath('slayer.elf'),
    memory,
    program: findTool(QEMU).path ?? QEMU.name,
    timeoutMs: null,
    signal,
    onSerial: (text) => process.stdout.write(text, 'latin1'),
  });
  if (result.outcome === 'killed') return;
  console.error(`${describeResult(result)}; ${WAITING}`);
}
