/**
 * The list of the original's defects is complete, and what it points to exists.
 *
 * Used by: `npm test`.            Uses: docs/defects.md, the tests it names.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { projectPath } from '../../../tools/paths.ts';

const DEFECT_COUNT = 49;
const CLAIMS_FOLDER = 'tests/kernel';

interface Defect {
  readonly number: number;
  /** The last column: what finds the defect, or why it cannot exist. */
  readonly answer: string;
}

function read(file: string): string {
  return readFileSync(projectPath(file), 'utf8');
}

/** The rows of the tables, in order. */
function readDefects(): readonly Defect[] {
  return read('docs/defects.md')
    .split('\n')
    .flatMap((line) => {
      const row = /^\|\s*(\d+)\s*\|.*\|\s*(.+?)\s*\|$/.exec(line);
      return row === null ? [] : [{ number: Number(row[1]), answer: row[2] ?? '' }];
    });
}

/** The files that an answer names, relative to the project, each with the claims quoted after it. */
function readReferences(
  answer: string,
): readonly { readonly file: string; readonly claims: readonly string[] }[] {
  return answer
    .split(/(?=`[\w./-]+\.(?:ktest|test|ts)\b)/)
    .flatMap((part) => {
      const [, name] = /^`([\w./-]+)`/.exec(part) ?? [];
      if (name === undefined) return [];
      const claims = [...part.matchAll(/"([^"]+)"/g)].map(([, claim = '']) => claim);
      return [{ file: name.includes('/') ? name : `${CLAIMS_FOLDER}/${name}`, claims }];
    })
    .filter(({ file }) => file.startsWith('tests/'));
}

/** Defects that a comment in a suite names: `// Defects 9 and 10: …`. */
function readNamed(source: string): readonly number[] {
  return source
    .split('\n')
    .flatMap((line) => [...line.matchAll(/\/\/.*?\b[Dd]efects? ((?:\d+|, | and )+)/g)])
    .flatMap(([, list = '']) => (list.match(/\d+/g) ?? []).map(Number));
}

const defects = readDefects();

describe('the defects of the original kernel', () => {
  test('are all listed once, in order', () => {
    const expected = Array.from({ length: DEFECT_COUNT }, (_, index) => index + 1);
    expect(defects.map((defect) => defect.number)).toEqual(expected);
  });

  test.each(defects)('defect $number: the claims exist', ({ answer }) => {
    for (const { file, claims } of readReferences(answer)) {
      expect(existsSync(projectPath(file)), file).toBe(true);
      const source = read(file);
      for (const claim of claims) expect(source, file).toContain(claim);
    }
  });

  test.each(defects)('defect $number: has a claim or a reason', ({ answer }) => {
    const isImpossible = /Cannot happen|Does not compile|There is no|There are no/.test(answer);
    const hasClaim = readReferences(answer).some(({ claims }) => claims.length > 0);
    expect(isImpossible || hasClaim).toBe(true);
  });

  test('that a suite names are in the list', () => {
    const suites = readdirSync(projectPath(CLAIMS_FOLDER)).filter((file) =>
      file.endsWith('.ktest.ts'),
    );
    const named = new Set(suites.flatMap((file) => readNamed(read(`${CLAIMS_FOLDER}/${file}`))));
    const unknown = [...named].filter((number) => number < 1 || number > DEFECT_COUNT);
    expect(unknown).toEqual([]);
    const unnamed = defects
      .filter(({ answer }) => readReferences(answer).some(({ claims }) => claims.length > 0))
      .map(({ number }) => number)
      .filter((number) => !named.has(number));
    expect(unnamed, 'defects that no suite names').toEqual([]);
  });
});
