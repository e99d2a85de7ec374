/**
 * The compiler's pipeline on one screen: load → lower (and refuse) → verify → check types.
 *
 * Used by: the build, the tests, the Vite plugin.            Uses: `frontend`, `lower`, `ir`.
 * Not handled here: emitting code (`backend-c`, `backend-js`), running tools (`toolchain`).
 */

import { existsSync } from 'node:fs';
import path from 'node:path';

import { type Diagnostic, sortDiagnostics } from './diagnostics/diagnostic.ts';
import { withoutCascades } from './frontend/cascades.ts';
import { loadProgram, type ParsedFiles } from './frontend/load.ts';
import { modulesApart } from './frontend/modules.ts';
import type { Program } from './ir/program.ts';
import { verifyProgram } from './ir/verify.ts';
import { lowerProgram } from './lower/program.ts';
import { KERNEL_SUPPORT, type SupportModules } from './lower/support-modules.ts';

export interface CompileRequest {
  /** Absolute path of the project; all other paths are relative to it. */
  readonly projectDirectory: string;
  /** Dialect files to compile, with everything they import. */
  readonly roots: readonly string[];
  /** Texts by path that replace or add files; for tests and editors. */
  readonly sources?: ReadonlyMap<string, string>;
  /** The modules that write messages and end panics; the kernel's when left out. */
  readonly support?: SupportModules;
  /** Syntax trees of earlier compilations; none when left out. */
  readonly parsedFiles?: ParsedFiles;
  /** Called after each stage; for benchmarks. */
  readonly onStage?: (stage: CompileStage) => void;
  /** Whether `debugAssert` is compiled in; true when left out. Its arguments are checked anyway. */
  readonly debugAssertions?: boolean;
}

/** A stage of `compile`. */
export type CompileStage = 'load' | 'lower' | 'verify' | 'check';

export interface CompileResult {
  /** Null when there are diagnostics. */
  readonly program: Program | null;
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Whether TypeScript still has to check, or another process has found that there are no errors. */
export type TypeErrors = 'to be found' | 'known to be none';

/** A program that is neither verified nor checked by TypeScript: good, unless `check` finds an error. */
export interface EarlyProgram {
  /** Null when there are errors already. */
  readonly program: Program | null;
  /** Absolute paths of everything that was read. */
  readonly files: readonly string[];
  /**
   * Does what is left to do.
   *
   * @param typeErrors - what is known of TypeScript's errors in `files` as they were read
   * @returns every error found, sorted by place
   */
  readonly check: (typeErrors: TypeErrors) => readonly Diagnostic[];
}

/** Compiles dialect modules to a verified program, or reports every error found. */
export function compile(request: CompileRequest): CompileResult {
  const { program, check } = compileEarly(request);
  const diagnostics = check('to be found');
  return { program: diagnostics.length > 0 ? null : program, diagnostics };
}

/**
 * Compiles dialect modules as far as a back end needs, so that clang can work on what it makes of
 * them while types are checked.
 */
export function compileEarly(request: CompileRequest): EarlyProgram {
  const { projectDirectory, roots } = request;
  const sources = request.sources ?? new Map<string, string>();
  const support = request.support ?? KERNEL_SUPPORT;
  const supportFiles = Object.values(support).filter(
    (file) => sources.has(file) || existsSync(path.join(projectDirectory, file)),
  );
  const loaded = loadProgram(
    projectDirectory,
    [...new Set([...roots, ...supportFiles])],
    sources,
    request.parsedFiles,
  );
  const { files, syntaxErrors } = loaded;
  if (syntaxErrors.length > 0) {
    const broken = new Set(syntaxErrors.map(({ file }) => file));
    const apart = modulesApart(loaded.modules, broken, projectDirectory);
    // What others are made of is needed by all of them.
    const canCompile = apart.length > 0 && supportFiles.every((file) => apart.includes(file));
    const others = canCompile ? compile({ ...request, roots: apart }).diagnostics : [];
    const errors = sortDiagnostics([...loaded.refused, ...syntaxErrors, ...others]);
    return { program: null, files, check: () => errors };
  }
  request.onStage?.('load');
  const { program, abandoned, ...lowered } = lowerProgram(loaded, projectDirectory, support, {
    debugAssertions: request.debugAssertions ?? true,
  });
  const diagnostics = [...loaded.refused, ...lowered.diagnostics];
  request.onStage?.('lower');
  const isLowered = diagnostics.length === 0 && abandoned.length === 0;
  return {
    program: isLowered ? program : null,
    files,
    check(typeErrors) {
      const problems = isLowered ? verifyProgram(program).map(internalError) : [];
      request.onStage?.('verify');
      const mistyped = typeErrors === 'to be found' ? loaded.check() : [];
      const found = withoutCascades(loaded, mistyped, diagnostics, projectDirectory);
      request.onStage?.('check');
      // The bugs of ours come last: without errors of TypeScript there are no others.
      const [first = []] = [found, abandoned, problems].filter((each) => each.length > 0);
      return sortDiagnostics(first);
    },
  };
}

function internalError(problem: string): Diagnostic {
  const at = /^(.*?):(\d+):(\d+): (.*)$/s.exec(problem);
  const line = Number(at?.[2] ?? 1);
  const column = Number(at?.[3] ?? 1);
  return {
    code: 'KD0002',
    file: at?.[1] ?? '',
    line,
    column,
    endLine: line,
    endColumn: column,
    message: `internal compiler error: ${at?.[4] ?? problem}`,
    help: 'this is a bug of the compiler; the program above shows how to reproduce it',
    replacement: null,
  };
}
