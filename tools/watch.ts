/**
 * `npm run watch`: builds and boots the kernel again whenever a source is saved.
 *
 * The build is a process of its own, because the compiler is among what is watched: a loaded
 * module would stay as it was. Errors of the dialect appear with their code frames, and the last
 * machine is gone by then, so that nobody mistakes its output for that of the new code.
 *
 * Used by: `build.ts`.            Uses: chokidar, `watch-loop.ts`, `compiler/toolchain/qemu.ts`.
 */

import { type ChildProcess, spawn } from 'node:child_process';

import { watch as watchFiles } from 'chokidar';
import pc from 'picocolors';

import { describeResult, runQemu } from '../compiler/toolchain/qemu.ts';
import { ensureTools } from './install.ts';
import { buildPath, projectDirectory, projectPath } from './paths.ts';
import { findTool, QEMU } from './system-tools.ts';
import { WatchLoop } from './watch-loop.ts';

/** What a kernel is made from and people edit. */
const WATCHED: readonly string[] = ['kernel', 'runtime', 'linker', 'compiler'];

export interface WatchOptions {
  /** Memory of the machine: a number and K, M, G or T. */
  readonly memory: string;
}

/** Builds and boots until Ctrl-C. @returns the exit status */
export async function watch(options: WatchOptions): Promise<number> {
  await ensureTools();
  const loop = new WatchLoop({
    build: buildInProcess,
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
    { ignoreInitial: true },
  );
  watcher.on('all', () => {
    loop.changed();
  });
  console.error('Saving a source builds and boots again. Ctrl-C ends everything.');
  loop.start();
  await untilInterrupted();
  // Ctrl-C reaches it as well, but whoever ends this process alone must not have to wait for it.
  runningBuild?.kill('SIGKILL');
  await Promise.all([watcher.close(), loop.stop()]);
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

let runningBuild: ChildProcess | null = null;

/** Whether `npm run build` made an image; it has said itself why not. */
function buildInProcess(): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [projectPath('tools/launch.mjs'), 'build'], {
      cwd: projectDirectory,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    runningBuild = child;
    child.once('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.once('close', (status) => {
      runningBuild = null;
      if (status !== 0) console.error(pc.dim('waiting for a change'));
      resolve(status === 0);
    });
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
  console.error(`${describeResult(result)}; ${pc.dim('waiting for a change')}`);
}
