/**
 * `npm run build` in a copy of the project, so that what is measured touches nothing of it: without
 * anything built, without what was built of the kernel, with one function changed, with nothing to do.
 *
 * Used by: `main.ts`, `saves.ts`.            Uses: the project's sources, a shell.
 * Not handled here: npm's own start, about 0.3 s.
 */

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { projectPath } from '../../tools/paths.ts';
import { childrenMs } from './children.ts';

/** What a build reads. */
const SOURCES: readonly string[] = [
  'build.ts',
  'compiler',
  'kernel',
  'linker',
  'package.json',
  'package-lock.json',
  'runtime',
  'tools',
];
const CHANGED = 'kernel/mm/frame.ts';
/** The text of an assertion, a part of one function. */
const CHANGED_TEXT = /(assert\([^;]*?'mm\/frame: )/;

/** One build, with clang and all: milliseconds of the clock and of the processor. */
export interface BuildTime {
  readonly clockMs: number;
  readonly processorMs: number;
}

/** What is there before a build. */
export const SITUATIONS = {
  cold: 'nothing was ever built',
  rebuild: 'the task runner was built, the kernel not',
  edit: 'one function has changed',
  line: 'one function has got a line more',
  nothing: 'nothing has changed',
} as const;
export type Situation = keyof typeof SITUATIONS;

/** Builds in every situation, `rounds` times in turn. */
export function timeBuilds(rounds: number): Readonly<Record<Situation, readonly BuildTime[]>> {
  const folder = copyProject();
  try {
    const times: Record<Situation, BuildTime[]> = {
      cold: [],
      rebuild: [],
      edit: [],
      line: [],
      nothing: [],
    };
    for (let round = 0; round < rounds; round++) {
      rmSync(path.join(folder, 'build'), { recursive: true, force: true });
      times.cold.push(timeBuild(folder));
      removeKernel(folder);
      times.rebuild.push(timeBuild(folder));
      changeFunction(folder, round);
      times.edit.push(timeBuild(folder));
      addLine(folder, round);
      times.line.push(timeBuild(folder));
      times.nothing.push(timeBuild(folder));
    }
    return times;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy of what a build reads, which the caller removes. @returns its folder */
export function copyProject(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'slayer-bench-'));
  for (const name of SOURCES) {
    cpSync(projectPath(name), path.join(folder, name), { recursive: true });
  }
  // Only for Node: npm would empty the folder behind the link.
  symlinkSync(projectPath('node_modules'), path.join(folder, 'node_modules'), 'dir');
  return folder;
}

/** Removes everything built but the task runner. */
function removeKernel(folder: string): void {
  const build = path.join(folder, 'build');
  for (const place of [build, path.join(build, 'cache')]) {
    for (const name of readdirSync(place)) {
      if (name === 'cache' || name === 'tasks') continue;
      rmSync(path.join(place, name), { recursive: true });
    }
  }
}

/** Changes code that clang has not seen in any round before. */
export function changeFunction(folder: string, round: number): void {
  replaceAssertion(folder, `$1${round} `);
}

/** Adds a line to a function, which moves all below it, also what has copies in other units. */
function addLine(folder: string, round: number): void {
  replaceAssertion(folder, `// ${round}\n  $1`);
}

function replaceAssertion(folder: string, replacement: string): void {
  const file = path.join(folder, CHANGED);
  const text = readFileSync(file, 'utf8');
  if (!CHANGED_TEXT.test(text)) throw new Error(`${CHANGED} has no assertion to change`);
  writeFileSync(file, text.replace(CHANGED_TEXT, replacement));
}

function timeBuild(folder: string): BuildTime {
  const start = performance.now();
  const output = execFileSync(
    'sh',
    ['-c', '"$0" "$@" > /dev/null && times', process.execPath, 'tools/launch.mjs', 'build'],
    { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return { clockMs: performance.now() - start, processorMs: childrenMs(output) };
}
