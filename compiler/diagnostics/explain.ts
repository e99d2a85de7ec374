/**
 * The catalogue as text: one page for a terminal, and all of it as `docs/diagnostics.md`.
 *
 * Used by: `tools/explain.ts`, the tests.            Uses: `catalogue.ts`.
 * Invariants:
 *   I1. The page depends on the catalogue alone, so that a test can tell whether it is current.
 */

import type { CatalogueEntry } from './catalogue/entry.ts';
import { CATALOGUE, entryOf } from './catalogue.ts';

/** Where `diagnosticsPage` is kept, relative to the project. */
export const DIAGNOSTICS_PAGE = 'docs/diagnostics.md';

const TEXT_COLUMNS = 100;

const FAMILIES: readonly (readonly [string, string])[] = [
  ['00', 'The program as a whole'],
  ['01', 'Constructs outside the dialect'],
  ['02', 'Types'],
  ['03', 'Operators and expressions'],
  ['04', 'Memory'],
  ['05', 'Effects of functions'],
  ['06', 'Results'],
  ['07', 'Constants'],
  ['08', 'Messages and strings'],
  ['09', 'Ownership'],
];

/** One page on a code for a terminal; null when there is no such code. */
export function explain(code: string): string | null {
  const entry = entryOf(code);
  if (entry === null) return null;
  const parts = [`${code.toUpperCase()}: ${entry.title}`, wrapped(entry.explanation)];
  if (entry.wrong !== null && entry.right !== null) {
    parts.push(`Wrong:\n\n${indented(entry.wrong)}`, `Right:\n\n${indented(entry.right)}`);
  }
  return `${parts.join('\n\n')}\n`;
}

/** All codes with their titles, one per line. */
export function listCodes(): string {
  return Object.entries(CATALOGUE)
    .map(([code, entry]) => `${code}  ${entry.title}\n`)
    .sort()
    .join('');
}

/** The text of `docs/diagnostics.md`. */
export function diagnosticsPage(): string {
  const entries = Object.entries<CatalogueEntry>(CATALOGUE).sort(([left], [right]) =>
    left < right ? -1 : 1,
  );
  const parts = [
    '<!-- Rendered from compiler/diagnostics/catalogue by `npm test -- --accept unit/diagnostics`. -->',
    '',
    '# Diagnostics',
    '',
    'Every error that the compiler reports, by code. `npm run explain KD0304` prints one entry.',
    'There are no warnings. Each error has a place, a message, and where possible a line of help that',
    'compiles. The compiler reports every error that it finds in one run, sorted by place; of several',
    'errors with one cause it reports the one that says most.',
    '',
    '`npx tsx compiler/main.ts --json <files>` prints the errors to standard output, as a JSON array of',
    'objects with these fields in this order. The array is empty when there are none; else the status',
    'is 1.',
    '',
    ...table([
      ['Field', 'Content'],
      ['`code`', '`KD` and four digits; permanent'],
      ['`file`', 'path relative to the project, with forward slashes'],
      ['`line`, `column`', 'first character, both from 1'],
      ['`endLine`, `endColumn`', 'the character after the last one'],
      ['`message`', 'one sentence without a full stop'],
      ['`help`', 'how to repair it, or null'],
      ['`replacement`', 'the text that repairs it in place of the range, or null'],
    ]),
    '',
  ];
  for (const [family, title] of FAMILIES) {
    const members = entries.filter(([code]) => code.startsWith(`KD${family}`));
    if (members.length > 0) parts.push(`## ${title}`, '', ...members.flatMap(section));
  }
  return `${parts.join('\n').trimEnd()}\n`;
}

/** A Markdown table whose first row is its head, columns aligned as the formatter does. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

function section([code, entry]: readonly [string, CatalogueEntry]): readonly string[] {
  const lines = [`### ${code}: ${entry.title}`, '', wrapped(entry.explanation), ''];
  if (entry.wrong === null || entry.right === null) return lines;
  return [...lines, ...example('Wrong', entry.wrong), ...example('Right', entry.right)];
}

function example(title: string, text: string): readonly string[] {
  return [`${title}:`, '', '```ts', text.trim(), '```', ''];
}

/** `text` in lines of at most `TEXT_COLUMNS` characters. */
function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > TEXT_COLUMNS) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

function indented(text: string): string {
  return text.trim().replace(/^(?=.)/gm, '  ');
}
