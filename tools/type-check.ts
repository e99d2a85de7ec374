/**
 * A quick check of types by TypeScript 7, a native program, in its own process beside the compilation.
 *
 * It says only whether there is an error. What is wrong, the compiler says, which has TypeScript 6
 * check again then; it does so as well where there is no TypeScript 7 for the machine (decision 0017).
 *
 * Used by: `kernel-image.ts`.            Uses: `@typescript/typescript-…`, `kernel/tsconfig.json`.
 */

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { PRELUDES } from '../compiler/frontend/contract.ts';
import { runTool } from '../compiler/toolchain/process.ts';
import { buildPath, projectDirectory, projectPath } from './paths.ts';

/** More than the time of a file may lie before the time of its change. */
const CLOCK_STEP_MS = 20;

export class TypeCheck {
  readonly #begun = Date.now();
  /** Absolute paths of the files without errors; empty when there are errors, or no checker. */
  readonly #wellTyped: Promise<ReadonlySet<string>>;

  /**
   * Begins to check the modules reachable from `roots`.
   *
   * @param roots - dialect files, relative to the project
   * @param name  - of the program, for a file in the build directory
   */
  constructor(roots: readonly string[], name: string) {
    this.#wellTyped = check(roots, name).catch(() => new Set());
  }

  /** Whether all of `files` (absolute paths) were found good, and have not changed since. */
  async covers(files: readonly string[]): Promise<boolean> {
    const wellTyped = await this.#wellTyped;
    return files.every((file) => wellTyped.has(file) && changedAt(file) < this.#begun);
  }
}

/** Absolute path of TypeScript 7; null when there is none for this machine. */
export function checker(): string | null {
  const { resolve } = createRequire(import.meta.url);
  try {
    const found = resolve(
      `@typescript/typescript-${process.platform}-${process.arch}/package.json`,
    );
    return path.join(path.dirname(found), 'lib/tsc');
  } catch {
    return null;
  }
}

async function check(roots: readonly string[], name: string): Promise<ReadonlySet<string>> {
  const program = checker();
  if (program === null) return new Set();
  const configuration = buildPath(`${name}-types.json`);
  mkdirSync(path.dirname(configuration), { recursive: true });
  writeFileSync(
    configuration,
    JSON.stringify({
      extends: projectPath('kernel/tsconfig.json'),
      files: [...PRELUDES, ...roots].map((file) => projectPath(file)),
      include: [],
    }),
  );
  const listed = await runTool(program, ['-p', configuration, '--listFiles'], projectDirectory);
  return new Set(listed.split('\n'));
}

/** When `file` was changed, at the latest; infinite when it is gone. */
function changedAt(file: string): number {
  const status = statSync(file, { throwIfNoEntry: false });
  return status === undefined ? Infinity : status.ctimeMs + CLOCK_STEP_MS;
}
