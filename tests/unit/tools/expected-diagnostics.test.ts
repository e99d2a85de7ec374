import { expect, test } from 'vitest';

import { compareDiagnostics, readExpectations } from '../../support/expected-diagnostics.ts';

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
