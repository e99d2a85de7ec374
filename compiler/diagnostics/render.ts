/**
 * Diagnostics as text for people (place, code, message, source lines with a caret, help), and as
 * JSON for programs.
 *
 * Used by: the command line, the build, the Vite plugin.            Uses: `@babel/code-frame`.
 */

import { codeFrameColumns } from '@babel/code-frame';

import type { Diagnostic } from './diagnostic.ts';

/**
 * Renders one diagnostic.
 *
 * @param diagnostic - what to print
 * @param source - text of its file, or null when there is none (then no code frame is printed)
 * @param useColor - whether the code frame is highlighted with terminal colours
 * @returns lines of text without a final line break
 */
export function renderDiagnostic(
  diagnostic: Diagnostic,
  source: string | null,
  useColor: boolean,
): string {
  const place = `${diagnostic.file}:${diagnostic.line}:${diagnostic.column}`;
  const lines = [`${place}: error ${diagnostic.code}: ${diagnostic.message}`];
  if (source !== null) {
    lines.push(
      codeFrameColumns(
        source,
        {
          start: { line: diagnostic.line, column: diagnostic.column },
          end: { line: diagnostic.endLine, column: diagnostic.endColumn },
        },
        { linesAbove: 1, linesBelow: 0, highlightCode: useColor, forceColor: useColor },
      ),
    );
  }
  if (diagnostic.help !== null) lines.push(`help: ${diagnostic.help}`);
  return lines.join('\n');
}

/** Renders all diagnostics, a blank line between two, and a line that counts them. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  readSource: (file: string) => string | null,
  useColor: boolean,
): string {
  const parts = diagnostics.map((diagnostic) =>
    renderDiagnostic(diagnostic, readSource(diagnostic.file), useColor),
  );
  parts.push(diagnostics.length === 1 ? '1 error' : `${diagnostics.length} errors`);
  return parts.join('\n\n');
}

/** The fields of a diagnostic in the order in which they are written. */
const FIELDS: (keyof Diagnostic)[] = [
  'code',
  'file',
  'line',
  'column',
  'endLine',
  'endColumn',
  'message',
  'help',
  'replacement',
];

/** All diagnostics as a JSON array, with a final line break. */
export function diagnosticsAsJson(diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify(diagnostics, FIELDS, 2)}\n`;
}
