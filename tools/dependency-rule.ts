/**
 * The dependency rule: which part of the project may import which.
 *
 * The dialect sees only itself and the runtime contract, the compiler never sees the kernel it
 * compiles, and the intermediate representation knows neither the front end nor a back end. The
 * rule is a table of prefixes; a file falls under the first row whose prefix it has.
 *
 * Used by: `check.ts`.            Uses: the `typescript` scanner.
 * Not handled here: npm packages and Node's own modules, except that the dialect has none.
 */

import path from 'node:path';

import ts from 'typescript';

/** What files under `from` may import; paths are relative to the project. */
export interface DependencyRow {
  /** A folder with `/` at its end, or one file. */
  readonly from: string;
  /** Folders or files that may be imported; everything else of the project may not. */
  readonly may: readonly string[];
  /** Whether npm packages and Node's modules may be imported. */
  readonly packages: boolean;
}

const COMPILER = 'compiler/';
const COMPILER_STAGES: readonly string[] = ['compiler/ir/', 'compiler/diagnostics/'];

/** The rule, first match first. */
export const DEPENDENCY_RULE: readonly DependencyRow[] = [
  { from: 'kernel/', may: ['kernel/', 'runtime/contract/'], packages: false },
  { from: 'boot/', may: ['boot/', 'kernel/', 'runtime/contract/'], packages: false },
  { from: 'runtime/contract/', may: ['runtime/contract/'], packages: false },
  { from: 'runtime/host/', may: ['runtime/host/', 'runtime/contract/'], packages: true },
  { from: 'compiler/ir/', may: ['compiler/ir/'], packages: true },
  { from: 'compiler/diagnostics/', may: COMPILER_STAGES, packages: true },
  {
    from: 'compiler/frontend/',
    may: [...COMPILER_STAGES, 'compiler/frontend/'],
    packages: true,
  },
  {
    from: 'compiler/lower/',
    may: [...COMPILER_STAGES, 'compiler/frontend/', 'compiler/lower/', 'compiler/ownership/'],
    packages: true,
  },
  {
    from: 'compiler/ownership/',
    may: [...COMPILER_STAGES, 'compiler/frontend/', 'compiler/ownership/'],
    packages: true,
  },
  { from: 'compiler/optimise/', may: ['compiler/ir/', 'compiler/optimise/'], packages: true },
  {
    from: 'compiler/backend-c/',
    may: [...COMPILER_STAGES, 'compiler/optimise/', 'compiler/backend-c/'],
    packages: true,
  },
  {
    from: 'compiler/backend-js/',
    may: [...COMPILER_STAGES, 'compiler/backend-js/', 'runtime/host/'],
    packages: true,
  },
  { from: COMPILER, may: [COMPILER], packages: true },
  { from: 'tools/', may: ['tools/', COMPILER], packages: true },
  { from: 'build.ts', may: ['tools/', COMPILER], packages: true },
  {
    from: 'tests/kernel/targets/',
    may: ['tests/', 'tools/', COMPILER, 'kernel/', 'runtime/host/'],
    packages: true,
  },
  {
    from: 'tests/kernel/',
    may: ['tests/kernel/', 'kernel/', 'runtime/contract/'],
    packages: false,
  },
];

/** An import that the rule forbids. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  /** What is imported, as a project-relative path or as it is written for a package. */
  readonly imported: string;
}

/**
 * The forbidden imports of one file.
 *
 * @param file   - path relative to the project, with forward slashes
 * @param source - its text
 */
export function findViolations(
  file: string,
  source: string,
  rule: readonly DependencyRow[] = DEPENDENCY_RULE,
): readonly Violation[] {
  const row = rule.find((candidate) => isUnder(file, candidate.from));
  if (row === undefined) return [];
  const violations: Violation[] = [];
  for (const found of ts.preProcessFile(source, true, true).importedFiles) {
    const isRelative = found.fileName.startsWith('.');
    const imported = isRelative
      ? path.posix.join(path.posix.dirname(file), found.fileName)
      : found.fileName;
    const isAllowed = isRelative
      ? row.may.some((allowed) => isUnder(imported, allowed))
      : row.packages;
    if (isAllowed) continue;
    const line = source.slice(0, found.pos).split('\n').length;
    violations.push({ file, line, imported });
  }
  return violations;
}

function isUnder(file: string, prefix: string): boolean {
  return prefix.endsWith('/') ? file.startsWith(prefix) : file === prefix;
}
