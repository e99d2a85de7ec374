/**
 * `npm run test:nightly`: the tests that take hours. Each prints its own seeds and failures.
 *
 * Used by: `build.ts`.            Uses: `tests/memory-maps`, `tests/random-programs`.
 */

import { UserFailure } from './failure.ts';
import { ensureTools } from './install.ts';
import { runProgram } from './run-program.ts';

export interface NightlyOptions {
  /** How many memory maps. */
  readonly maps: string;
  /** How many random programs. */
  readonly count: string;
  /** Seed of the first map and the first program; drawn when null. */
  readonly seed: string | null;
}

/**
 * Runs the long tests one after the other, the shorter first; a failure does not stop the next.
 *
 * @returns the exit status: 0 when none failed
 */
export async function runNightly(options: NightlyOptions): Promise<number> {
  for (const [name, text] of Object.entries(options)) {
    if (text !== null && !/^\d+$/.test(String(text))) {
      throw new UserFailure(`--${name} ${String(text)}: not a number`);
    }
  }
  await ensureTools();
  const seed = options.seed === null ? [] : ['--seed', options.seed];
  const maps = await runProgram('tests/memory-maps/main.ts', ['--count', options.maps, ...seed]);
  const programs = await runProgram('tests/random-programs/main.ts', [
    ...['--count', options.count],
    ...seed,
  ]);
  return maps === 0 ? programs : maps;
}
