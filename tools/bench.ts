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
}

const BENCHMARKS: ReadonlyMap<string, Benchmark> = new Map([
  [
    'codegen',
    {
      file: 'bench/codegen/run.ts',
      description:
        'dialect against hand-written C, gcc and Rust: instructions and ns (a minute or two)',
    },
  ],
  [
    'peers',
    {
      file: 'bench/peers/main.ts',
      description: 'dialect against JavaScript, BigInt, AssemblyScript and Porffor (minutes)',
    },
  ],
  [
    'compile-time',
    {
      file: 'bench/compile-time/main.ts',
      description: 'the compiler: cold, warm, and on 10,000 and 20,000 lines (minutes)',
    },
  ],
]);

/**
 * Runs the benchmark `name` with `options`, or lists all when it is null.
 *
 * @returns the exit status: of the benchmark, 0 after a list
 */
export async function bench(name: string | null, options: readonly string[]): Promise<number> {
  if (name === null) {
    console.log('npm run bench -- NAME [options]\n');
    for (const [each, { description }] of BENCHMARKS) {
      console.log(`  ${pc.bold(each.padEnd(14))}${description}`);
    }
    return 0;
  }
  const found = BENCHMARKS.get(name);
  if (found === undefined) {
    throw new UserFailure(
      `no benchmark is called ${name}`,
      `there are: ${[...BENCHMARKS.keys()].join(', ')}`,
    );
  }
  await ensureTools();
  return runProgram(found.file, options);
}
