/**
 * What a compilation is about, and loading it.
 *
 * Used by: `compile.ts`, `type-check.ts`.            Uses: `frontend`.
 */

import { existsSync } from 'node:fs';
import path from 'node:path';

import { type LoadedProgram, loadProgram, type ParsedFiles } from './frontend/load.ts';
import { KERNEL_SUPPORT, type SupportModules } from './lower/support.ts';

export interface ProgramRequest {
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
}

/** Parses the modules of a request. */
export function loadRequest(request: ProgramRequest): LoadedProgram {
  const { projectDirectory, roots } = request;
  const sources = request.sources ?? new Map<string, string>();
  const supportFiles = Object.values(request.support ?? KERNEL_SUPPORT).filter(
    (file) => sources.has(file) || existsSync(path.join(projectDirectory, file)),
  );
  return loadProgram(
    projectDirectory,
    [...new Set([...roots, ...supportFiles])],
    sources,
    request.parsedFiles,
  );
}
