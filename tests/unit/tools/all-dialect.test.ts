/** `npm run check` compiles every dialect file, also one that nothing imports. */

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { CONTRACT_DIRECTORY } from '../../../compiler/frontend/contract.ts';
import { checkDialect } from '../../../tools/all-dialect.ts';
import { projectPath } from '../../../tools/paths.ts';

let directory = '';

/** Makes a file of the project in `directory`. */
function save(file: string, text: string): void {
  const absolute = path.join(directory, file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
}

beforeAll(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'all-dialect-'));
  cpSync(projectPath(CONTRACT_DIRECTORY), path.join(directory, CONTRACT_DIRECTORY), {
    recursive: true,
  });
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const GOOD = 'export function isOne(value: u32): bool {\n  return value === 1;\n}\n';
const WRONG = GOOD.replace('===', '==');

test.for([
  'kernel/lib/ring.ts',
  'boot/uefi/arena.ts',
  'tests/kernel/ring.ktest.ts',
  'tests/kernel/support/ring.ts',
  'bench/codegen/kernels/ring.ts',
])('an error in %s is found, though nothing imports the file', async (file) => {
  save(file, WRONG);
  expect(await checkDialect(directory)).toContain(`${file}:2:`);
  save(file, GOOD);
  expect(await checkDialect(directory)).toBe('');
});

test('a file that does not parse is an error', async () => {
  save('kernel/lib/ring.ts', 'export function isOne(');
  expect(await checkDialect(directory)).toContain('kernel/lib/ring.ts:1:');
  save('kernel/lib/ring.ts', GOOD);
});

test('ordinary TypeScript beside the suites is left alone', async () => {
  save('tests/kernel/targets/host-js.test.ts', WRONG);
  expect(await checkDialect(directory)).toBe('');
});
