/**
 * The catalogue of diagnostics: its examples compile, or fail exactly as it says, and the page made
 * from it is current.
 */

import { readFileSync, writeFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import type { CatalogueEntry } from '../../../compiler/diagnostics/catalogue/entry.ts';
import { CATALOGUE } from '../../../compiler/diagnostics/catalogue.ts';
import {
  DIAGNOSTICS_PAGE,
  diagnosticsPage,
  explain,
  listCodes,
} from '../../../compiler/diagnostics/explain.ts';
import { projectDirectory, projectPath } from '../../../tools/paths.ts';

const EXAMPLE = 'tests/dialect/example.ts';

function codesOf(text: string): readonly string[] {
  const { diagnostics } = compile({
    projectDirectory,
    roots: [EXAMPLE],
    sources: new Map([[EXAMPLE, text]]),
  });
  return diagnostics.map((found) => (found.file === EXAMPLE ? found.code : found.message));
}

const examples = Object.entries<CatalogueEntry>(CATALOGUE).filter(
  ([, entry]) => entry.wrong !== null,
);

describe('examples', () => {
  test.each(examples)('%s: the wrong one gets this code and no other', (code, entry) => {
    expect([...new Set(codesOf(entry.wrong ?? ''))]).toEqual([code]);
  });

  test.each(examples)('%s: the right one compiles', (_code, entry) => {
    expect(codesOf(entry.right ?? '')).toEqual([]);
  });
});

describe('entries', () => {
  test('have no example only where none can be shown', () => {
    const without = Object.entries<CatalogueEntry>(CATALOGUE).filter(
      ([, entry]) => entry.wrong === null,
    );
    expect(without.map(([code]) => code)).toEqual(['KD0002', 'KD0004', 'KD0006', 'KD0008']);
  });

  test.each(Object.entries<CatalogueEntry>(CATALOGUE))('%s is complete', (code, entry) => {
    expect(code).toMatch(/^KD\d{4}$/);
    expect(entry.title).not.toMatch(/\.$/);
    expect(entry.explanation).toMatch(/\.$/);
    expect(entry.wrong === null).toBe(entry.right === null);
  });
});

describe('page', () => {
  test('docs/diagnostics.md is rendered from the catalogue', () => {
    const file = projectPath(DIAGNOSTICS_PAGE);
    if (process.env['SLAYER_ACCEPT'] === '1') writeFileSync(file, diagnosticsPage());
    expect(readFileSync(file, 'utf8')).toBe(diagnosticsPage());
  });
});

describe('explain', () => {
  test('prints the rule and both examples', () => {
    const text = explain('kd0304') ?? '';
    expect(text).toContain('KD0304: loose equality');
    expect(text).toContain('Wrong:\n\n  export function isZero');
    expect(text).toContain('value === 0n');
  });

  test('has nothing to say of a code that does not exist', () => {
    expect(explain('KD9999')).toBeNull();
  });

  test('lists every code once', () => {
    expect(listCodes().trim().split('\n')).toHaveLength(Object.keys(CATALOGUE).length);
  });
});
