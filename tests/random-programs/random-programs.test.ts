/**
 * Random programs print the same through both back ends: 500 in each run, from a printed seed.
 *
 * Replay one with `SLAYER_SEED=<seed> npx vitest run tests/random-programs`; `main.ts` beside this
 * file makes a failing program small.
 */

import { describe, expect, test } from 'vitest';

import { comparePrograms, programsFrom } from './compare.ts';

const COUNT = 500;
const BATCH = 100;
const firstSeed = Number(process.env['SLAYER_SEED'] ?? Date.now() % 1_000_000_000);

describe(`random programs from seed ${firstSeed}`, () => {
  for (let done = 0; done < COUNT; done += BATCH) {
    const seed = firstSeed + done;
    test(
      `both back ends agree on seeds [${seed}, ${seed + BATCH})`,
      { timeout: 300_000 },
      async () => {
        const found = await comparePrograms(programsFrom(seed, BATCH), 'random-programs');
        expect(found.map((one) => `seed ${one.program.seed}: ${one.reason}`)).toEqual([]);
      },
    );
  }
});
