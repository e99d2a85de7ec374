/**
 * Running other programs, with everything they say kept for the error message.
 *
 * Used by: `tools/`.            Uses: tinyexec.
 */

import { x } from 'tinyexec';

import { projectDirectory } from './paths.ts';

/** How a program ended and what it wrote. */
export interface Finished {
  /** Exit status; 1 when a signal ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Variables added to those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with each line as it arrives, from both streams. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs `program` without a shell and without standard input, in the project's directory.
 *
 * @param program - path or name to look up in PATH
 * @returns how it ended, whatever the status; throws when it cannot be started
 */
export async function run(
  program: string,
  programArguments: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  const child = x(program, [...programArguments], {
    throwOnError: false,
    nodeOptions: {
      cwd: projectDirectory,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.environment },
    },
  });
  if (options.onLine !== undefined) {
    let output = '';
    for await (const line of child) {
      options.onLine(line);
      output += `${line}\n`;
    }
    const finished = await child;
    return { status: finished.exitCode ?? 1, stdout: output, stderr: '' };
  }
  const finished = await child;
  return {
    status: finished.exitCode ?? 1,
    stdout: finished.stdout,
    stderr: finished.stderr,
  };
}
