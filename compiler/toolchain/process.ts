/**
 * Running clang and the linker.
 *
 * Used by: the files beside this one.            Uses: tinyexec.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';

import { type Result, x } from 'tinyexec';

/** The programs that the native tool chain needs, as paths or names in PATH. */
export interface NativeTools {
  readonly clang: string;
  /** ld.lld. */
  readonly linker: string;
}

/** A tool that failed, or an output that is not as it must be; `message` says all there is to know. */
export class ToolchainError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ToolchainError';
  }
}

/** The tools that run. */
const running = new Set<Result>();

/**
 * Ends the tools that run, because nobody wants what they make; `runTool` fails for each. So do those
 * that are begun when one of them has ended by itself before it was told to.
 *
 * @returns when all have ended: no file that they read or write is in use
 */
export async function endTools(): Promise<void> {
  while (running.size > 0) {
    const ending = [...running];
    for (const tool of ending) tool.kill();
    await Promise.allSettled(ending);
    // Who waited for one goes on first.
    await nextTurn();
  }
}

/**
 * Runs a tool in `directory` and gives what it wrote on standard output.
 *
 * @throws ToolchainError with the command and all its output when it cannot be started or its
 * status is not 0
 */
export async function runTool(
  program: string,
  programArguments: readonly string[],
  directory: string,
): Promise<string> {
  const child = x(program, [...programArguments], {
    throwOnError: false,
    nodeOptions: { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  const command = [program, ...programArguments].join(' ');
  running.add(child);
  try {
    const { exitCode, stdout, stderr } = await child;
    if (exitCode === 0) return stdout;
    throw new ToolchainError(`${stderr}${stdout}status ${exitCode ?? 'unknown'} of: ${command}`);
  } catch (error) {
    if (error instanceof ToolchainError) throw error;
    throw new ToolchainError(
      `cannot run ${command}: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    running.delete(child);
  }
}
