/**
 * `npm run bench`: lists the benchmarks, or runs one as a process of its own.
 *
 * Used by: `build.ts`.            Uses: `bench/`.
 */

import pc from 'picocolors';

import { UserFailure } from './failure.ts';
import { ensureTools } from './install.ts';
import { runProgram } from './run-program.ts';

interface Benchmark {
  readonly file: string;
  /** What it compares, and about how long it takes on a quiet machine. */
  readonly description: string;
  /** How often each thing is measured unless `--rounds` says so. */
  readonly rounds: number;
}

const BENCHMARKS: ReadonlyMap<string, Benchmark> = new Map([
  [
    'codegen',
    {
      file: 'bench/codegen/run.ts',
      description:
        'dialect against hand-written C, gcc and Rust: instructions and ns (a minute or two)',
      rounds: 101,
    },
  ],
  [
    'peers',
    {
      file: 'bench/peers/main.ts',
      description: 'dialect against JavaScript, BigInt, AssemblyScript and Porffor (minutes)',
      rounds: 15,
    },
  ],
  [
    'compile-time',
    {
      file: 'bench/compile-time/main.ts',
      description: 'the compiler: cold, warm, and on 10,000 and 20,000 lines (minutes)',
      rounds: 5,
    },
  ],
]);

const HELP_OPTIONS: readonly string[] = ['-h', '--help'];

/** The names of all benchmarks. */
function list(): string {
  const lines = [...BENCHMARKS].map(
    ([name, { description }]) => `  ${pc.bold(name.padEnd(14))}${description}`,
  );
  return ['npm run bench -- NAME [options]', '', ...lines].join('\n');
}

function helpOf(name: string, { description, rounds }: Benchmark): string {
  return [
    `npm run bench -- ${name} [options]`,
    '',
    description,
    '',
    `  ${pc.bold('--rounds N')}    how often each thing is measured (default: ${rounds})`,
  ].join('\n');
}

/**
 * Runs the benchmark `name` with `options`, or lists all when it is null or asks for help.
 *
 * @returns the exit status: of the benchmark, 0 after a list or help
 */
export async function bench(name: string | null, options: readonly string[]): Promise<number> {
  if (name === null || HELP_OPTIONS.includes(name)) {
    console.log(list());
    return 0;
  }
  const found = BENCHMARKS.get(name);
  if (found === undefined) {
    throw new UserFailure(
      `no benchmark is called ${name}`,
      `there are: ${[...BENCHMARKS.keys()].join(', ')}`,
    );
  }
  if (options.some((option) => HELP_OPTIONS.includes(option))) {
    console.log(helpOf(name, found));
    return 0;
  }
  await ensureTools();
  return runProgram(found.file, options);
}
