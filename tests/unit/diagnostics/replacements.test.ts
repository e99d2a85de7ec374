/** What a diagnostic says to write in its place repairs it, and leads to no other error. */

import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import type { Diagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { projectDirectory, projectPath } from '../../../tools/paths.ts';
import { FOLDER, programsOf } from '../../dialect/run-programs.ts';

function errorsOf(file: string, text: string): readonly Diagnostic[] {
  return compile({ projectDirectory, roots: [file], sources: new Map([[file, text]]) }).diagnostics;
}

/** `text` with the replacements of its diagnostics, and the diagnostics that they were for. */
function repaired(
  text: string,
  found: readonly Diagnostic[],
): { readonly text: string; readonly used: ReadonlySet<Diagnostic> } {
  const lines = text.split('\n');
  const used = new Set<Diagnostic>();
  // From the end, so that the columns before stay.
  for (const each of [...found].reverse()) {
    const { line, column, endColumn, replacement } = each;
    const isFree = [...used].every((other) => other.line !== line || endColumn <= other.column);
    if (replacement === null || line !== each.endLine || !isFree) continue;
    const old = lines[line - 1] ?? '';
    lines[line - 1] = old.slice(0, column - 1) + replacement + old.slice(endColumn - 1);
    used.add(each);
  }
  return { text: lines.join('\n'), used };
}

/** What stays the same when columns move. */
function described({ line, code, message }: Diagnostic): string {
  return `${line}: ${code}: ${message}`;
}

test.each(programsOf('reject'))('%s', (name) => {
  const file = `${FOLDER}/reject/${name}.ts`;
  const text = readFileSync(projectPath(file), 'utf8');
  const before = errorsOf(file, text);
  const better = repaired(
    text,
    before.filter((found) => found.file === file),
  );
  const left = before.filter((found) => !better.used.has(found)).map(described);
  const after = errorsOf(file, better.text).map(described);
  expect(after.filter((each) => !left.includes(each))).toEqual([]);
});
