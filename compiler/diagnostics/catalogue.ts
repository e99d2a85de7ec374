/**
 * The catalogue of diagnostics: every code and what it means.
 *
 * Codes are permanent; a retired one is not used again. The first two digits are the family:
 * 00 the program as a whole, 01 constructs outside the dialect, 02 types, 03 operators and
 * expressions, 04 memory, 05 effects, 06 results, 07 constants, 08 messages, 09 ownership.
 * A new code needs an entry with a wrong and a right example; a test compiles both.
 *
 * Used by: `compiler/lower`, `explain.ts`.            Uses: the families in `catalogue/`.
 */

import { CONSTANTS } from './catalogue/constants.ts';
import { EFFECTS } from './catalogue/effects.ts';
import type { CatalogueEntry } from './catalogue/entry.ts';
import { MEMORY } from './catalogue/memory.ts';
import { OPERATORS } from './catalogue/operators.ts';
import { OWNERSHIP } from './catalogue/ownership.ts';
import { PROGRAM } from './catalogue/program.ts';
import { SYNTAX } from './catalogue/syntax.ts';
import { TYPES } from './catalogue/types.ts';

export const CATALOGUE = {
  ...PROGRAM,
  ...SYNTAX,
  ...TYPES,
  ...OPERATORS,
  ...MEMORY,
  ...EFFECTS,
  ...CONSTANTS,
  ...OWNERSHIP,
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

export type DiagnosticCode = keyof typeof CATALOGUE;

/** The entry of a code, in any letter case; null when there is no such code. */
export function entryOf(code: string): CatalogueEntry | null {
  const entries: ReadonlyMap<string, CatalogueEntry> = new Map(Object.entries(CATALOGUE));
  return entries.get(code.toUpperCase()) ?? null;
}
