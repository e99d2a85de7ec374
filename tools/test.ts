/**
 * `npm test`, and `test:quick` and `test:matrix` of it: set-up, then every test of the suite through
 * vitest, then one line with the counts.
 *
 * Used by: `build.ts`.            Uses: vitest, as a program of its own.
 */

import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

import pc from 'picocolors';

import { describeFailure, UserFailure } from './failure.ts';
import { ensureTools } from './install.ts';
import { projectDirectory, projectPath } from './paths.ts';
import { MEDIA_TOOLS } from './system-tools.ts';
import { closingLine, isEmpty, selectedOnly, skipReasons, SUMMARY_FILE } from './test-summary.ts';
import type { TestSummary } from './test-summary.ts';

export interface TestOptions {
  /** Parts of paths; none means every file. */
  readonly filters: readonly string[];
  /** Which tests: all; all that need no emulator; or the whole matrix of machines and nothing else. */
  readonly suite: 'full' | 'quick' | 'matrix';
  /** Rewrite golden files. */
  readonly accept: boolean;
  readonly seed?: string;
  /** A pattern for test names. */
  readonly name?: string;
}

/** Status of a shell's command that SIGINT has ended. */
const INTERRUPTED = 130;

/** Runs the tests. @returns the exit status: 0 when none failed */
export async function runTests(options: TestOptions): Promise<number> {
  if (options.seed !== undefined && !/^-?\d+$/.test(options.seed)) {
    throw new UserFailure(`--seed ${options.seed}: not an integer`);
  }
  await ensureTools();
  if (wantsMedia(options)) await getMediaTools();
  if (bootsMachines(options)) await buildImages();
  rmSync(SUMMARY_FILE, { force: true });
  const vitestArguments = [
    projectPath('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...options.filters,
    ...(options.accept ? ['--update'] : []),
    ...(options.name === undefined ? [] : ['--testNamePattern', options.name]),
  ];
  const status = await runVisibly(process.execPath, vitestArguments, {
    SLAYER_SUITE: options.suite,
    ...(options.accept ? { SLAYER_ACCEPT: '1' } : {}),
    ...(options.seed === undefined ? {} : { SLAYER_SEED: options.seed }),
    // By itself vitest colours what goes into a file or a pipe as well.
    ...(pc.isColorSupported ? {} : { NO_COLOR: '1' }),
  });
  // Who pressed Ctrl-C knows that the rest did not run.
  if (status === INTERRUPTED) return status;
  const everything = readSummary();
  const summary = options.name === undefined ? everything : selectedOnly(everything);
  for (const line of skipReasons(summary)) console.log(line);
  console.log(closingLine(summary));
  if (options.name !== undefined && isEmpty(summary)) {
    console.error(`--name: no test has a name that matches ${options.name}`);
    return 1;
  }
  return status === 0 && summary.failed > 0 ? 1 : status;
}

/** Whether the tests of boot media and firmware are to be run rather than skipped. */
function wantsMedia({ suite }: TestOptions): boolean {
  return suite === 'matrix' || (suite === 'full' && (process.env['CI'] ?? '') !== '');
}

/** Whether several test files may boot the kernel. */
function bootsMachines({ suite, filters }: TestOptions): boolean {
  return suite !== 'quick' && (filters.length === 0 || filters.some((part) => /qemu/.test(part)));
}

/**
 * Builds the images that many test files boot, so that files which run at the same time find them made
 * and do not make them twice, one over the other. A failure is shown, and again by each of those tests.
 */
async function buildImages(): Promise<void> {
  const { buildKernel } = await import('./kernel-image.ts');
  const { buildUefiLoader } = await import('./uefi-loader.ts');
  try {
    await buildKernel();
    await buildUefiLoader();
  } catch (error) {
    console.error(describeFailure(error));
  }
}

/** What the tests of boot media need. They are skipped without it, so not getting it is no failure. */
async function getMediaTools(): Promise<void> {
  try {
    await ensureTools(MEDIA_TOOLS);
  } catch (error) {
    if (!(error instanceof UserFailure)) throw error;
    console.error(error.message);
  }
}

/** The counts that the reporter left; one failure when vitest ended before it could leave any. */
function readSummary(): TestSummary {
  try {
    return JSON.parse(readFileSync(SUMMARY_FILE, 'utf8')) as TestSummary;
  } catch {
    console.error('vitest ended without a result');
    return { passed: 0, failed: 1, skipped: [] };
  }
}

/** Runs a program with this terminal as its output. @returns its exit status */
function runVisibly(
  program: string,
  programArguments: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, {
      cwd: projectDirectory,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    // Ctrl-C reaches the child as well, which ends its own children; we wait for it.
    let isInterrupted = false;
    const onInterrupt = (): void => {
      isInterrupted = true;
    };
    process.on('SIGINT', onInterrupt);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGINT', onInterrupt);
      resolve(isInterrupted ? INTERRUPTED : (code ?? 1));
    });
  });
}
