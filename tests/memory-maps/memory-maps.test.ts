/**
 * Memory maps made at random keep every invariant, and both back ends normalise them alike.
 *
 * The seed is that of the property tests: `SLAYER_SEED=<seed> npx vitest run tests/memory-maps`
 * repeats a run, and a map that failed is printed with its own.
 */

import { beforeAll, describe, expect, test } from 'vitest';

import { loadProgram } from '../../compiler/backend-js/load.ts';
import { compileDialect } from '../../tools/dialect-check.ts';
import { buildJudge, judgeMaps } from './run.ts';

const MAPS = 100_000;
/** As many as the simulated machine judges in a second or so. */
const MAPS_IN_JAVASCRIPT = 100;

/** Not negative, whatever the seed of the property tests is. */
const firstSeed = Number(process.env['SLAYER_SEED'] ?? Date.now()) >>> 0;

describe(`memory maps from seed ${firstSeed}`, () => {
  let program = '';
  beforeAll(async () => {
    program = await buildJudge('memory-maps');
  }, 120_000);

  test(`${MAPS} maps keep every invariant`, async () => {
    const { failed, output } = await judgeMaps(program, firstSeed, MAPS);
    expect(failed, output).toBe(0);
  });

  test(`${MAPS_IN_JAVASCRIPT} maps come out of the JavaScript back end the same`, async () => {
    const native = await judgeMaps(program, firstSeed, MAPS_IN_JAVASCRIPT);
    const maps = 'tests/memory-maps/judge-maps.ts';
    const judge = 'tests/kernel/support/map-judge.ts';
    const loaded = loadProgram(compileDialect([maps, judge]));
    const failed = loaded.call(maps, 'judgeMaps', BigInt(firstSeed), BigInt(MAPS_IN_JAVASCRIPT));
    expect(failed, loaded.machine.serialText).toBe(0n);
    expect(String(loaded.call(judge, 'digest'))).toBe(native.digest);
  });
});
