/**
 * Claim: the compiler is fast enough to wait for, and its time grows with the program, not faster.
 *
 * Times `npm run build` (without npm) cold, with one function changed, with a line more and with
 * nothing to do, in a copy of the project; `npm run watch` from saving one function to a started machine; the stages of
 * the kernel's compilation; and a generated kernel of 10,000 and of 20,000 lines. Goals: cold within
 * 3 s, warm within 1 s, twice the lines at most 2.2 times the time, under 1 GiB in this process and in
 * clang. The load of the machine is printed beside the results: a time taken while others work says
 * little, the processor time says more.
 *
 * Run: `npm run bench -- compile-time [--rounds N]`.
 */

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';

import { projectDirectory, projectPath } from '../../tools/paths.ts';
import { median } from '../statistics.ts';
import { SITUATIONS, type Situation, timeBuilds } from './builds.ts';
import { type SaveTime, timeSaves } from './saves.ts';
import type { Compilation } from './stages.ts';

const FOLDER = 'build/bench/compile-time';
const GOAL = { coldMs: 3000, warmMs: 1000, doubling: 2.2, peakMiB: 1024 };

function compilation(...what: readonly string[]): Compilation {
  rmSync(projectPath(FOLDER), { recursive: true, force: true });
  const output = execFileSync(
    process.execPath,
    [projectPath('tools/launch.mjs'), 'bench/compile-time/stages.ts', ...what, FOLDER],
    { cwd: projectDirectory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return JSON.parse(output) as Compilation;
}

function totalMs(one: Compilation): number {
  return one.stages.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}

/** Processor time of the stages, which other work disturbs least. */
function processorMs(one: Compilation): number {
  return one.stages.reduce((sum, stage) => sum + stage.processorMilliseconds, 0);
}

/** Smallest, median and largest, in ms. */
function spread(values: readonly number[]): string {
  const cell = (value: number): string => value.toFixed(0).padStart(8);
  return cell(Math.min(...values)) + cell(median(values)) + cell(Math.max(...values));
}

function printStages(title: string, runs: readonly Compilation[]): void {
  console.log(
    `\n${title.padEnd(22)}${'clock, ms: min, median, max'.padStart(28)}  processor: same`,
  );
  for (const { stage } of runs[0]?.stages ?? []) {
    const found = runs.flatMap((run) => run.stages.filter((one) => one.stage === stage));
    const clock = spread(found.map(({ milliseconds }) => milliseconds));
    const processor = spread(found.map(({ processorMilliseconds }) => processorMilliseconds));
    console.log(`  ${stage.padEnd(20)}${clock}    ${processor}`);
  }
  console.log(
    `  ${'all'.padEnd(20)}${spread(runs.map(totalMs))}    ${spread(runs.map(processorMs))}`,
  );
  console.log(`  peak memory ${Math.max(...runs.map((run) => run.peakMiB)).toFixed(0)} MiB`);
}

function printSaves(title: string, saves: readonly SaveTime[]): void {
  const image = spread(saves.map(({ imageMs }) => imageMs));
  const machine = spread(saves.map(({ machineMs }) => machineMs));
  console.log(`  ${title.padEnd(46)}${image}    ${machine}`);
}

/** Says whether a goal is reached; the benchmark fails when one is not. */
function verdict(name: string, value: number, goal: number, digits: number): void {
  const word = value <= goal ? 'reached' : 'MISSED';
  if (value > goal) process.exitCode = 1;
  console.log(`${name.padEnd(44)}${value.toFixed(digits).padStart(9)}  goal ${goal}: ${word}`);
}

function times<T>(count: number, action: () => T): readonly T[] {
  return Array.from({ length: count }, action);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
  const rounds = Number(values.rounds);
  const load = (): string =>
    loadavg()
      .map((one) => one.toFixed(1))
      .join(' ');
  console.log(`load average ${load()} before`);
  const builds = timeBuilds(rounds);
  console.log(`\n${'npm run build'.padEnd(48)}clock, ms: min, median, max   processor: same`);
  for (const situation of Object.keys(SITUATIONS) as readonly Situation[]) {
    const found = builds[situation];
    const clock = spread(found.map(({ clockMs }) => clockMs));
    const processor = spread(found.map(({ processorMs }) => processorMs));
    console.log(`  ${SITUATIONS[situation].padEnd(46)}${clock}    ${processor}`);
  }
  const saves = await timeSaves(1 + rounds);
  const later = saves.slice(1);
  console.log(`\n${'npm run watch'.padEnd(48)}image, ms: min, median, max   machine: same`);
  printSaves('the first save of a function', saves.slice(0, 1));
  printSaves('later saves', later);
  compilation('kernel');
  printStages(
    'kernel, by stage',
    times(rounds, () => compilation('kernel')),
  );
  const small = times(rounds, () => compilation('generated', '10000'));
  printStages(`${small[0]?.lines ?? 0} lines`, small);
  const large = times(rounds, () => compilation('generated', '20000'));
  printStages(`${large[0]?.lines ?? 0} lines`, large);
  const ratio = (of: (one: Compilation) => number): number =>
    Math.min(...large.map(of)) / Math.min(...small.map(of));
  console.log(`\nload average ${load()} after`);
  const leastMs = (situation: Situation): number =>
    Math.min(...builds[situation].map(({ clockMs }) => clockMs));
  verdict('cold, ms (min)', leastMs('cold'), GOAL.coldMs, 0);
  verdict('cold but for the task runner, ms (min)', leastMs('rebuild'), GOAL.coldMs, 0);
  verdict('warm, one function changed, ms (min)', leastMs('edit'), GOAL.warmMs, 0);
  verdict('warm, one line more, ms (min)', leastMs('line'), GOAL.warmMs, 0);
  verdict('warm, nothing changed, ms (min)', leastMs('nothing'), GOAL.warmMs, 0);
  const savedMs = Math.min(...later.map(({ machineMs }) => machineMs));
  verdict('from a later save to a machine, ms (min)', savedMs, GOAL.warmMs, 0);
  verdict('twice the lines, clock (ratio of min)', ratio(totalMs), GOAL.doubling, 2);
  verdict('twice the lines, processor (ratio of min)', ratio(processorMs), GOAL.doubling, 2);
  const peak = Math.max(...large.map((run) => run.peakMiB));
  verdict('peak memory, MiB; clang is held to the goal', peak, GOAL.peakMiB, 0);
}

await main();
