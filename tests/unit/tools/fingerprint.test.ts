import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { changedAfter, fingerprint, isFresh, markFresh } from '../../../tools/fingerprint.ts';
import { BUILD_DIRECTORY, buildPath, projectPath } from '../../../tools/paths.ts';

let folder = '';

beforeAll(() => {
  mkdirSync(buildPath(), { recursive: true });
  folder = path.join(BUILD_DIRECTORY, path.basename(mkdtempSync(buildPath('fingerprint-'))));
  writeFileSync(projectPath(folder, 'input'), 'one');
});

afterAll(() => {
  rmSync(projectPath(folder), { recursive: true });
});

test('a fingerprint changes with the options, the length, the time and the names of its inputs', () => {
  const seen = new Set([fingerprint([folder]), fingerprint([folder], 'option')]);
  writeFileSync(projectPath(folder, 'input'), 'four');
  seen.add(fingerprint([folder]));
  utimesSync(projectPath(folder, 'input'), 1, 1);
  seen.add(fingerprint([folder]));
  writeFileSync(projectPath(folder, 'other'), '');
  seen.add(fingerprint([folder]));
  expect(seen.size).toBe(5);
});

test('a fingerprint does not change with what an editor keeps beside a file', () => {
  const before = fingerprint([folder]);
  for (const name of ['.input.swp', 'input~', '#input#', '.#input', '4913']) {
    writeFileSync(projectPath(folder, name), 'typed');
  }
  expect(fingerprint([folder])).toBe(before);
});

test('an output is fresh only with the fingerprint it was made with, and while it is there', () => {
  const output = projectPath(folder, 'output');
  expect(isFresh([output], 'a')).toBe(false);
  writeFileSync(output, '');
  expect(isFresh([output], 'a')).toBe(false);
  markFresh([output], 'a');
  expect(isFresh([output], 'a')).toBe(true);
  expect(isFresh([output], 'b')).toBe(false);
  expect(isFresh([output, projectPath(folder, 'missing')], 'a')).toBe(false);
});

test('what changed after an output was made is known by its time', () => {
  const output = projectPath(folder, 'made');
  const files = [
    path.join(folder, 'before'),
    path.join(folder, 'after'),
    path.join(folder, 'gone'),
  ];
  for (const file of files.slice(0, 2)) writeFileSync(projectPath(file), '');
  expect(changedAfter([output], files)).toEqual(new Set(files));
  markFresh([output], 'a');
  utimesSync(projectPath(folder, 'before'), 1, 1);
  utimesSync(projectPath(folder, 'after'), Date.now() / 1000 + 60, Date.now() / 1000 + 60);
  expect(changedAfter([output], files)).toEqual(new Set(files.slice(1)));
});
