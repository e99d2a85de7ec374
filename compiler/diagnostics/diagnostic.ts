/**
 * What the compiler says about a program: one diagnostic per error.
 *
 * There are no warnings. Each diagnostic has a permanent code of the catalogue, the range of the
 * source it is about, one message and at most one line of help.
 *
 * Used by: all of `compiler/`, the build and the tests.            Uses: `catalogue.ts`.
 * Not handled here: what a code means in general (`catalogue.ts`), printing (`render.ts`).
 */

import type { DiagnosticCode } from './catalogue.ts';

export interface Diagnostic {
  readonly code: DiagnosticCode;
  /** Path relative to the project, with forward slashes. */
  readonly file: string;
  /** First character, lines and columns from 1. */
  readonly line: number;
  readonly column: number;
  /** The character after the last one. */
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  /** How to repair it, or null. */
  readonly help: string | null;
  /** The text that repairs it in place of the range, or null when more than that is to be done. */
  readonly replacement: string | null;
}

/** A help that says what to write in place of the range of its diagnostic. */
export interface Suggestion {
  readonly help: string;
  readonly replacement: string;
}

/** The two fields of a diagnostic that a help fills in. */
export function helpFields(
  help: string | Suggestion | null,
): Pick<Diagnostic, 'help' | 'replacement'> {
  if (help === null || typeof help === 'string') return { help, replacement: null };
  return { help: help.help, replacement: help.replacement };
}

/** Sorted by place, each place and code once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  const unique: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const key = `${diagnostic.file}:${diagnostic.line}:${diagnostic.column}:${diagnostic.code}`;
    if (seen.has(key)) continue;
    seen.add(key);
    unique.push(diagnostic);
  }
  return unique.sort(
    (left, right) =>
      (left.file < right.file ? -1 : left.file > right.file ? 1 : 0) ||
      left.line - right.line ||
      left.column - right.column ||
      left.code.localeCompare(right.code),
  );
}
