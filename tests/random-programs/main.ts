/**
 * The long run: `npx tsx tests/random-programs/main.ts --count 100000 [--seed N] [--optimization 2]`.
 *
 * Prints progress, and each failing seed with a program made as small as possible.
 *
 * Used by: `npm run test:nightly`.            Uses: `compare.ts`, `shrink.ts`.
 */

import { parseArgs } from 'node:util';

import { comparePrograms, type Optimization, programsFrom } from './compare.ts';
import { shrinkProgram } from './shrink.ts';
import { type GeneratedProgram, renderProgram } from './tree.ts';

const BATCH = 100;
const NAME = 'random-programs-nightly';

async function failingIndexes(
  programs: readonly GeneratedProgram[],
  optimization: Optimization,
): Promise<ReadonlySet<number>> {
  const found = await comparePrograms(programs, NAME, optimization);
  // A proposal that does not compile is no smaller form of a disagreement.
  const wrong = found.filter((one) => !one.reason.startsWith('does not compile'));
  return new Set(wrong.map((one) => programs.indexOf(one.program)));
}

function optimizationFrom(text: string): Optimization {
  if (text === '0') return 0;
  if (text === '1') return 1;
  if (text === '2') return 2;
  throw new Error(`--optimization is 0, 1 or 2, not ${text}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '1000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      optimization: { type: 'string', default: '2' },
    },
  });
  const count = Number(values.count);
  const firstSeed = Number(values.seed);
  const optimization = optimizationFrom(values.optimization);
  console.log(`seeds [${firstSeed}, ${firstSeed + count})`);
  let failures = 0;
  for (let done = 0; done < count; done += BATCH) {
    const programs = programsFrom(firstSeed + done, Math.min(BATCH, count - done));
    for (const found of await comparePrograms(programs, NAME, optimization)) {
      failures += 1;
      console.log(`seed ${found.program.seed}: ${found.reason}`);
      const small = await shrinkProgram(found.program, (proposed) =>
        failingIndexes(proposed, optimization),
      );
      console.log(`the smallest program that fails:\n${renderProgram(small)}`);
    }
    console.log(`${Math.min(done + BATCH, count)} programs, ${failures} failed`);
  }
  process.exitCode = failures === 0 ? 0 : 1;
}

await main();
