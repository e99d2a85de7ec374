import { expect, test } from 'vitest';

import {
  compareDiagnostics,
  comparePlaces,
  readExpectations,
  readPlaces,
} from '../../support/expected-diagnostics.ts';

const SOURCE = 'let a = 1;\nb == c; //! KD0001: use === //! KD0002: unknown\n';
const FILE = 'tests/dialect/reject/a.ts';

test('expectations are read with their line, several from one line', () => {
  expect(readExpectations(SOURCE)).toEqual([
    { line: 2, code: 'KD0001', part: 'use ===' },
    { line: 2, code: 'KD0002', part: 'unknown' },
  ]);
});

test('an expectation that is not well formed is an error', () => {
  expect(() => readExpectations('a; //! no code')).toThrow('line 1');
});

test('missing, misplaced and additional diagnostics are all differences', () => {
  const reported = [
    { file: FILE, line: 2, code: 'KD0001', message: 'write use === here' },
    { file: FILE, line: 3, code: 'KD0002', message: 'unknown name' },
    { file: 'kernel/a.ts', line: 2, code: 'KD0002', message: 'unknown name' },
  ];
  expect(compareDiagnostics(FILE, readExpectations(SOURCE), reported)).toEqual([
    'missing: line 2: KD0002: unknown',
    'unexpected: line 3: KD0002: unknown name',
    'unexpected: kernel/a.ts, line 2: KD0002: unknown name',
  ]);
});

test('nothing differs when all is as expected', () => {
  const reported = readExpectations(SOURCE).map(({ line, code, part }) => ({
    file: FILE,
    line,
    code,
    message: `… ${part} …`,
  }));
  expect(compareDiagnostics(FILE, readExpectations(SOURCE), reported)).toEqual([]);
});

const PLACED = 'b == c; //! KD0001: use ===\n//^^ write ===\n// ^\n\td();\n\t//^^\n';

test('carets are read with the line above and the help behind them', () => {
  expect(readPlaces(PLACED)).toEqual([
    { line: 1, column: 3, endColumn: 5, help: 'write ===' },
    { line: 1, column: 4, endColumn: 5, help: null },
    { line: 4, column: 4, endColumn: 6, help: null },
  ]);
});

test('a place or a help that differs is a difference', () => {
  const found = { file: FILE, line: 1, code: 'KD0001', message: 'use ===', endLine: 1 };
  const [first, second] = readPlaces(PLACED);
  const places = [first, second].filter((place) => place !== undefined);
  expect(comparePlaces(places, [{ ...found, column: 3, endColumn: 5, help: 'write ===' }])).toEqual(
    ['line 1: expected [4, 5); there is [3, 5) write ==='],
  );
  expect(
    comparePlaces(places, [
      { ...found, column: 3, endColumn: 5, help: 'write !==' },
      { ...found, column: 4, endColumn: 5, help: 'any' },
    ]),
  ).toEqual(['line 1: expected [3, 5) write ===; there is [3, 5) write !== and [4, 5) any']);
  expect(
    comparePlaces(places.slice(1), [{ ...found, column: 4, endColumn: 5, help: 'x' }]),
  ).toEqual([]);
});
