/**
 * Building and running the judge of memory maps as a process.
 *
 * Used by: `main.ts`, `memory-maps.test.ts`.            Uses: `entry-linux.ts`, `tools/link.ts`.
 */

import { x } from 'tinyexec';

import { compileDialect } from '../../tools/dialect-check.ts';
import { linkProcess } from '../../tools/link.ts';

const MODULE = 'tests/memory-maps/entry-linux.ts';
const LAST_LINE = /^failed (\d+), digest (\d+)$/m;

/** What a run of maps came to. */
export interface MapsResult {
  readonly failed: number;
  /** A number made of all regions, the same on every target. */
  readonly digest: string;
  /** All that was printed: each map that failed. */
  readonly output: string;
}

/**
 * Builds the judge.
 *
 * @param name - of the program in the build directory
 * @returns its path
 */
export async function buildJudge(name: string): Promise<string> {
  return linkProcess(
    compileDialect([MODULE]),
    { module: MODULE, name: 'judgeFromArguments' },
    name,
  );
}

/**
 * Judges the maps of `count` seeds.
 *
 * @throws Error when the process ends without a result, with what it printed
 */
export async function judgeMaps(
  program: string,
  firstSeed: number,
  count: number,
): Promise<MapsResult> {
  const { stdout, stderr, exitCode } = await x(program, [String(firstSeed), String(count)], {
    throwOnError: false,
  });
  const [, failed, digest] = LAST_LINE.exec(stdout) ?? [];
  if (failed === undefined || digest === undefined) {
    throw new Error(`seed ${firstSeed}: status ${String(exitCode)}\n${stdout}${stderr}`);
  }
  return { failed: Number(failed), digest, output: stdout };
}
