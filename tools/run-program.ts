/**
 * Running a TypeScript program of the project on this terminal.
 *
 * Used by: `bench.ts`, `nightly.ts`.            Uses: tsx.
 */

import { spawn } from 'node:child_process';

import { projectDirectory, projectPath } from './paths.ts';

/**
 * Runs `file`, relative to the project, with this terminal as its output.
 *
 * @returns its exit status; 1 when a signal ended it
 */
export function runProgram(file: string, programArguments: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', projectPath(file), ...programArguments],
      { cwd: projectDirectory, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    // Ctrl-C reaches the child as well; we wait for it.
    const ignoreInterrupt = (): void => {};
    process.on('SIGINT', ignoreInterrupt);
    child.once('error', reject);
    child.once('close', (status) => {
      process.off('SIGINT', ignoreInterrupt);
      resolve(status ?? 1);
    });
  });
}
