/**
 * The long run: `npx tsx tests/memory-maps/main.ts --count 1000000 [--seed N]`.
 *
 * Prints progress, and each map that fails with its seed: `--seed <it> --count 1` shows it again.
 *
 * Used by: `npm run test:nightly`.            Uses: `run.ts`.
 */

import { parseArgs } from 'node:util';

import { buildJudge, judgeMaps } from './run.ts';

const BATCH = 250_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    },
  });
  const count = Number(values.count);
  const firstSeed = Number(values.seed);
  const program = await buildJudge('memory-maps-nightly');
  console.log(`memory maps of the seeds [${firstSeed}, ${firstSeed + count})`);
  const start = performance.now();
  let failed = 0;
  for (let done = 0; done < count; done += BATCH) {
    const size = Math.min(BATCH, count - done);
    const result = await judgeMaps(program, firstSeed + done, size);
    if (result.failed > 0) console.log(result.output.trimEnd());
    failed += result.failed;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${done + size} memory maps, ${failed} failed (${seconds} s)`);
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
