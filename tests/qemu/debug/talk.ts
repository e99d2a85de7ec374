/**
 * A program that a test talks with over its standard input and output.
 *
 * Used by: `debug.test.ts`, `tests/qemu/media`.            Uses: nothing.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

import { projectDirectory } from '../../../tools/paths.ts';

/** A program whose output can be waited for. */
export class Talk {
  readonly child: ChildProcess;
  output = '';

  constructor(command: string, commandArguments: readonly string[], shell: boolean) {
    // A group of its own, so that all of what a shell starts can be ended.
    const options = { cwd: projectDirectory, shell, detached: true } as const;
    this.child = spawn(command, commandArguments, options);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (data: Buffer) => (this.output += data.toString()));
    }
  }

  send(line: string): void {
    this.press(`${line}\n`);
  }

  /** Sends keys of a terminal as they are. */
  press(keys: string): void {
    this.child.stdin?.write(keys);
  }

  /** Waits for `pattern` in what is printed from now on, or was since `from`. */
  async heard(pattern: RegExp, from = 0): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.output.slice(from));
      if (found !== null) return found[0];
      if (this.child.exitCode !== null)
        throw new Error(`ended without ${pattern}:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const { pid, exitCode } = this.child;
    if (pid === undefined || exitCode !== null) return;
    const ended = once(this.child, 'exit');
    process.kill(-pid, signal);
    await ended;
  }
}
