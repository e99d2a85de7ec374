/**
 * Builds for `npm run watch`, each in the process of the one before: what V8 has compiled and
 * TypeScript has parsed is still there.
 *
 * Loaded code stays as it was, so a build after a change of that code starts a new process. So does
 * a build after the process has ended, whatever ended it.
 *
 * Used by: `watch.ts`.            Uses: `watch-build-process.ts`, `fingerprint.ts`.
 * Invariants:
 *   I1. At most one process builds: one that has been replaced only ends.
 *   I2. When the promise of `stop` is settled, every process has ended, and the tools it ran.
 */

import { type ChildProcess, spawn } from 'node:child_process';

import { fingerprint } from './fingerprint.ts';
import { projectDirectory, projectPath } from './paths.ts';

/** What the process has loaded when it has built something. */
const CODE: readonly string[] = ['compiler', 'tools', 'package-lock.json'];

/** What hides the cursor while it builds cannot show it again when it is killed. */
const SHOW_CURSOR = '\u001B[?25h';

interface BuildProcess {
  readonly child: ChildProcess;
  /** Fingerprint of `CODE` from before any of it was loaded. */
  readonly code: string;
  readonly ended: Promise<void>;
  /** Called with the result of the build that runs; null when none does. */
  answer: ((isBuilt: boolean) => void) | null;
}

export class Builder {
  /** The process that builds. */
  #current: BuildProcess | null = null;
  /** All processes that have not ended. */
  readonly #running = new Set<BuildProcess>();

  /**
   * Builds the kernel and shows on standard error what is wrong with it. To be called again only
   * when the last build is over.
   *
   * @returns whether there is an image
   */
  build(): Promise<boolean> {
    const code = fingerprint(CODE);
    if (this.#current !== null && this.#current.code !== code) {
      disconnect(this.#current);
      this.#current = null;
    }
    const current = (this.#current ??= this.#start(code));
    return new Promise((resolve) => {
      current.answer = (isBuilt) => {
        current.answer = null;
        resolve(isBuilt);
      };
      current.child.send('build');
    });
  }

  /** Ends everything, a build that runs included. */
  async stop(): Promise<void> {
    this.#current = null;
    for (const each of this.#running) {
      if (each.answer === null) disconnect(each);
      else killGroup(each);
    }
    await Promise.all([...this.#running].map(({ ended }) => ended));
  }

  #start(code: string): BuildProcess {
    const child = spawn(
      process.execPath,
      [projectPath('tools/launch.mjs'), 'tools/watch-build-process.ts'],
      {
        cwd: projectDirectory,
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        // A group of its own: Ctrl-C is for us, and a signal to the group reaches its tools.
        detached: true,
      },
    );
    const ended = new Promise<void>((resolve) => {
      child.on('error', (error) => {
        console.error(error.message);
        if (child.pid === undefined) resolve();
      });
      child.once('exit', (status, signal) => {
        if (this.#current === started) {
          console.error(`the build process ended: ${signal ?? `status ${String(status)}`}`);
        }
        resolve();
      });
    }).then(() => {
      if (this.#current === started) this.#current = null;
      this.#running.delete(started);
      if (started.answer === null) return;
      killGroup(started);
      if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR);
      started.answer(false);
    });
    const started: BuildProcess = { child, code, ended, answer: null };
    child.on('message', (isBuilt) => {
      started.answer?.(isBuilt === true);
    });
    this.#running.add(started);
    return started;
  }
}

/** Lets a process end that has nothing to do. */
function disconnect({ child }: BuildProcess): void {
  if (child.connected) child.disconnect();
}

/** Ends a process at once, with the tools it runs. */
function killGroup({ child }: BuildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // None of the group is left.
  }
}
