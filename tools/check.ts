/**
 * `npm run check`: everything that can be said about the sources without running them.
 *
 * The steps are independent, so they run at the same time on as many processors as there are, and
 * all of them run to their end: one call shows everything that is wrong.
 *
 * Used by: `build.ts`.            Uses: tsc, ESLint, Prettier, CSpell, the dialect compiler.
 */

import { readFile } from 'node:fs/promises';
import os from 'node:os';

import pc from 'picocolors';

import { checkDialect } from './all-dialect.ts';
import { findViolations } from './dependency-rule.ts';
import { describeFailure } from './failure.ts';
import { projectPath } from './paths.ts';
import { run } from './process.ts';
import { findSuppressions } from './suppressions.ts';

/** What a step found; the empty text when all is well. */
type Complaint = string;

interface CheckStep {
  readonly name: string;
  readonly look: () => Promise<Complaint>;
}

const STEPS: readonly CheckStep[] = [
  { name: 'lint (eslint)', look: () => runTool('eslint', eslintArguments()) },
  { name: 'types (tsc)', look: () => runTool('tsc', ['--noEmit', '-p', '.']) },
  { name: 'types of tests (tsc)', look: () => runTool('tsc', ['--noEmit', '-p', 'tests']) },
  {
    name: 'types of the dialect (tsc)',
    look: () => runTool('tsc', ['-p', 'kernel/tsconfig.json']),
  },
  { name: 'dialect (compiler)', look: checkDialect },
  {
    name: 'format (prettier)',
    look: () => runTool('prettier', ['--check', '--log-level', 'warn', '.']),
  },
  {
    name: 'spelling (cspell)',
    look: () => runTool('cspell', ['--no-progress', '--no-summary']),
  },
  { name: 'suppressions', look: lookForSuppressions },
  { name: 'dependency rule', look: lookForViolations },
];

/** Runs all steps and prints one line for each. @returns whether nothing was found */
export async function check(): Promise<boolean> {
  const waiting = [...STEPS];
  let isClean = true;
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const start = performance.now();
      const complaint = await lookSafely(step);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      if (complaint === '') {
        console.log(`${pc.green('ok')}      ${step.name} (${seconds} s)`);
      } else {
        isClean = false;
        console.log(`${pc.red('failed')}  ${step.name} (${seconds} s)\n${complaint.trimEnd()}\n`);
      }
    }
  };
  const workers = Math.max(1, Math.min(os.availableParallelism(), STEPS.length));
  await Promise.all(Array.from({ length: workers }, work));
  return isClean;
}

/** What a step found; a step that throws is a finding too, and the others still run. */
async function lookSafely(step: CheckStep): Promise<Complaint> {
  try {
    return await step.look();
  } catch (error) {
    return describeFailure(error);
  }
}

function eslintArguments(): readonly string[] {
  return ['--max-warnings', '0', '.'];
}

/** Runs a program of an npm package. */
async function runTool(name: string, toolArguments: readonly string[]): Promise<Complaint> {
  const finished = await run(projectPath('node_modules', '.bin', name), toolArguments);
  if (finished.status === 0) return '';
  const output = `${finished.stdout}${finished.stderr}`;
  return output.trim() === '' ? `${name} ended with status ${finished.status}` : output;
}

/** Programs in which the compiler has to find everything itself, silencing comments included. */
const REJECTED_PROGRAMS = 'tests/dialect/reject/';

async function lookForSuppressions(): Promise<Complaint> {
  return complaints(['*.ts', '*.js', '*.mjs'], (file, source) => {
    if (file.startsWith(REJECTED_PROGRAMS)) return [];
    return findSuppressions(source).map((found) => `${file}:${found.line}: ${found.text}`);
  });
}

async function lookForViolations(): Promise<Complaint> {
  return complaints(['*.ts'], (file, source) =>
    findViolations(file, source).map(
      (found) =>
        `${found.file}:${found.line}: must not import ${found.imported} (docs/architecture.md)`,
    ),
  );
}

/** Applies `look` to every file of the project that matches one of `patterns`. */
async function complaints(
  patterns: readonly string[],
  look: (file: string, source: string) => readonly string[],
): Promise<Complaint> {
  const files = await projectFiles(patterns);
  const found = await Promise.all(
    files.map(async (file) => look(file, await readFile(projectPath(file), 'utf8'))),
  );
  return found.flat().join('\n');
}

/** Files that are in version control or would be, relative to the project. */
async function projectFiles(patterns: readonly string[]): Promise<readonly string[]> {
  const listed = await run('git', ['ls-files', '-co', '--exclude-standard', '--', ...patterns]);
  if (listed.status !== 0) throw new Error(`git ls-files failed: ${listed.stderr}`);
  return listed.stdout.split('\n').filter((file) => file !== '');
}
