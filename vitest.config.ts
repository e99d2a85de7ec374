/**
 * How vitest finds and runs the tests; docs/testing.md explains the suites.
 *
 * `SLAYER_SUITE=quick` leaves out what needs an emulator; `SLAYER_SUITE=matrix` runs the whole matrix
 * of machines and nothing else (otherwise a part of it). `SLAYER_SEED` fixes the seed of the
 * property tests; without it one is drawn and printed.
 */

import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

import { dialect } from './compiler/vite-plugin.ts';
import { SummaryReporter } from './tests/support/summary-reporter.ts';
import { projectDirectory } from './tools/paths.ts';

const isQuick = process.env['SLAYER_SUITE'] === 'quick';
const isMatrix = process.env['SLAYER_SUITE'] === 'matrix';
const seed = process.env['SLAYER_SEED'] ?? String(randomInt(0x7fff_ffff));
process.env['SLAYER_SEED'] = seed;

/** Test files that boot a machine. */
const EMULATOR_TESTS = [
  'tests/qemu/**',
  'tests/kernel/targets/kernel.test.ts',
  'tests/dialect/run-in-kernel.test.ts',
];

export default defineConfig({
  plugins: [dialect({ projectDirectory })],
  test: {
    include: [isMatrix ? 'tests/qemu/matrix/*.test.ts' : 'tests/**/*.test.ts'],
    exclude: isQuick ? EMULATOR_TESTS : [],
    env: { SLAYER_SEED: seed },
    setupFiles: ['tests/support/setup.ts'],
    // The machines of the matrix keep one processor busy each, and their tests wait for them.
    ...(isMatrix ? { maxWorkers: availableParallelism() } : {}),
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: [
      // A line for each machine, as it ends.
      isMatrix ? 'verbose' : 'default',
      ['junit', { outputFile: 'build/test-results/junit.xml' }],
      new SummaryReporter(),
    ],
    coverage: {
      include: ['compiler/**/*.ts', 'runtime/host/**/*.ts', 'tools/**/*.ts', 'kernel/**/*.ts'],
      // A folder that is asked for is looked for anywhere in a path: `kernel/**` is in tests/kernel, too.
      exclude: ['tests/**'],
      reportsDirectory: 'build/coverage',
    },
  },
});
