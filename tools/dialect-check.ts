/**
 * Compiles dialect sources as far as the diagnostics go, without emitting anything.
 *
 * Used by: `link.ts`, tests.            Uses: the compiler.
 * Not handled here: the check of all dialect files (`all-dialect.ts`).
 */

import { readFileSync } from 'node:fs';

import pc from 'picocolors';

import { compileEarly, type TypeErrors } from '../compiler/compile.ts';
import { renderDiagnostics } from '../compiler/diagnostics/render.ts';
import { ParsedFiles } from '../compiler/frontend/load.ts';
import type { Program } from '../compiler/ir/program.ts';
import { UserFailure } from './failure.ts';
import { projectDirectory, projectPath } from './paths.ts';

/** For a process that compiles more than once, such as the builds of `npm run watch`. */
const parsedFiles = new ParsedFiles();

/** Whether a program has its `debugAssert`s: all but the kernel that people run have them. */
export type DebugAssertions = 'with debugAssert' | 'without debugAssert';

/**
 * Compiles `roots` to the intermediate representation.
 *
 * @param roots           - dialect files, relative to the project
 * @param debugAssertions - whether `debugAssert` is compiled in
 * @throws UserFailure with every diagnostic and its code frame
 */
export function compileDialect(
  roots: readonly string[],
  debugAssertions: DebugAssertions = 'with debugAssert',
): Program {
  const { program, check } = compileDialectEarly(roots, debugAssertions);
  check('to be found');
  return program;
}

/**
 * As `compileDialect`, but leaves it to the caller to have types checked, so that other programs can
 * work on the result in the meantime.
 *
 * @returns the program, and what throws the `UserFailure` when it turns out to have errors; see
 * `EarlyProgram`
 */
export function compileDialectEarly(
  roots: readonly string[],
  debugAssertions: DebugAssertions,
): {
  readonly program: Program;
  readonly files: readonly string[];
  readonly check: (typeErrors: TypeErrors) => void;
} {
  const early = compileEarly({
    projectDirectory,
    roots,
    debugAssertions: debugAssertions === 'with debugAssert',
    parsedFiles,
  });
  const check = (typeErrors: TypeErrors): void => {
    const diagnostics = early.check(typeErrors);
    if (diagnostics.length === 0) return;
    throw new UserFailure(
      `the dialect sources do not compile\n${renderDiagnostics(diagnostics, readSource, pc.isColorSupported)}`,
    );
  };
  if (early.program === null) {
    check('to be found');
    throw new Error('there is no program, and no diagnostic says why');
  }
  return { program: early.program, files: early.files, check };
}

function readSource(file: string): string | null {
  try {
    return readFileSync(projectPath(file), 'utf8');
  } catch {
    return null;
  }
}
