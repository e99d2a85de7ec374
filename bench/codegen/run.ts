/**
 * Claim: kernel functions compiled from the dialect cost what hand-written C costs.
 *
 * The kernels of `kernels/` are compiled with checks on and off, their C twins (`twins.c`) with the
 * same compiler and flags, and with gcc and in Rust (`twins.rs`) where those are installed, all into
 * one process. Two figures each: instructions, counted exactly by callgrind, and nanoseconds, from
 * interleaved rounds. The twin stands in twice; where its two copies differ by more than 2 %, the
 * machine was too noisy and the times are void.
 *
 * Run: `npm run bench -- codegen [--rounds N]`. Exits with 1 when a goal is missed or the times are
 * void.
 */

import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';

import which from 'which';

import { geometricMean, median } from '../statistics.ts';
import { build, type Built, KERNELS, symbolIn, type Variant } from './build.ts';
import { type Figures, judge, ratios } from './goals.ts';

/** Fewer rounds say too little about the least time. */
const LEAST_ROUNDS = 15;
/** The copies of the twin may differ by this, or the times are void. */
const NOISE_LIMIT = 0.02;

/** Instructions that a kernel executes in one short run of a variant. */
function countInstructions(
  driver: string,
  kernel: number,
  variant: number,
  symbol: string,
): number {
  const output = execFileSync(
    'sh',
    [
      '-c',
      'exec "$@" 2>&1',
      'sh',
      'valgrind',
      '--tool=callgrind',
      '--callgrind-out-file=/dev/null',
      `--toggle-collect=${symbol}`,
      driver,
      'once',
      String(kernel),
      String(variant),
    ],
    { encoding: 'utf8' },
  );
  const collected = /Collected : (\d+)/.exec(output)?.[1];
  if (collected === undefined) throw new Error(`callgrind counted nothing:\n${output}`);
  return Number(collected);
}

function countAll({ driver, variants }: Built): Figures {
  return new Map(
    variants.map((variant, index) => [
      variant,
      KERNELS.map((kernel, k) => countInstructions(driver, k, index, symbolIn(variant, kernel))),
    ]),
  );
}

/** The nanoseconds of all rounds, by variant and kernel. */
function measure(
  { driver, variants }: Built,
  rounds: number,
): ReadonlyMap<Variant, readonly (readonly number[])[]> {
  const output = execFileSync(driver, ['time', String(rounds)], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const samples = new Map<string, number[]>();
  for (const line of output.trim().split('\n')) {
    const [kernel = '', variant = '', nanoseconds] = line.split(' ');
    const key = `${kernel} ${variant}`;
    samples.set(key, [...(samples.get(key) ?? []), Number(nanoseconds)]);
  }
  return new Map(
    variants.map((variant) => [
      variant,
      KERNELS.map(({ name }) => samples.get(`${name} ${variant}`) ?? []),
    ]),
  );
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(18) + cells.map((cell) => cell.padStart(15)).join('');
}

/** Prints ratios to the twin, `cell` of variant and kernel, below the names of the variants. */
function table(
  title: string,
  shown: readonly Variant[],
  cell: (variant: Variant, kernel: number) => string,
): void {
  console.log(`\n${row(title, shown)}`);
  KERNELS.forEach(({ name }, kernel) => {
    console.log(
      row(
        name,
        shown.map((variant) => cell(variant, kernel)),
      ),
    );
  });
}

function load(): string {
  return loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');
}

function main(): void {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '101' } } });
  const rounds = Number(values.rounds);
  if (!(rounds >= LEAST_ROUNDS)) throw new Error(`--rounds is at least ${LEAST_ROUNDS}`);
  if (which.sync('valgrind', { nothrow: true }) === null) {
    throw new Error('valgrind is not installed; its callgrind counts the instructions');
  }
  const built = build();
  const shown = built.variants.filter((variant) => variant !== 'twin');
  const instructions = countAll(built);
  console.log(`ratio to the C twin; ${rounds} interleaved rounds; load average ${load()} before`);
  for (const compiler of built.missing) console.log(`${compiler} not found: it has no column`);
  const ratioOf = (figures: Figures, variant: Variant, kernel: number): string =>
    (ratios(figures, variant, 'twin')[kernel] ?? Number.NaN).toFixed(3);
  table('instructions', shown, (variant, kernel) => ratioOf(instructions, variant, kernel));
  console.log(
    row(
      'geometric mean',
      shown.map((variant) => geometricMean(ratios(instructions, variant, 'twin')).toFixed(3)),
    ),
  );

  const samples = measure(built, rounds);
  const figures = (of: (values: readonly number[]) => number): Figures =>
    new Map([...samples].map(([variant, kernels]) => [variant, kernels.map(of)]));
  const least = figures((values) => Math.min(...values));
  const medians = figures(median);
  table(
    'ns: min, median',
    shown,
    (variant, kernel) => `${ratioOf(least, variant, kernel)}, ${ratioOf(medians, variant, kernel)}`,
  );

  const noise = Math.max(
    ...ratios(least, 'twin-again', 'twin').map((ratio) => Math.abs(ratio - 1)),
  );
  const areTimesValid = noise <= NOISE_LIMIT;
  console.log(
    `\nA/A control: the twin against itself differs by ${(noise * 100).toFixed(1)} % at most: ` +
      (areTimesValid ? 'the times are valid' : 'the times are VOID, the machine is too noisy') +
      `; load average ${load()} after`,
  );
  const verdicts = judge({ instructions, least, areTimesValid });
  console.log('\ngoals');
  for (const { text, outcome } of verdicts) {
    console.log(`  ${(outcome === 'reached' ? outcome : outcome.toUpperCase()).padEnd(9)}${text}`);
  }
  process.exitCode = verdicts.every(({ outcome }) => outcome === 'reached') ? 0 : 1;
}

main();
