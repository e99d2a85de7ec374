/** The compiler as a command: what it prints where, and how it ends. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { BUILD_DIRECTORY, projectDirectory, projectPath } from '../../../tools/paths.ts';

const FOLDER = `${BUILD_DIRECTORY}/command-line-test`;
const GOOD = `${FOLDER}/good.ts`;
const BAD = `${FOLDER}/bad.ts`;
const MISSING = `${FOLDER}/missing.ts`;

function runCompiler(...options: readonly string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const tsx = projectPath('node_modules', '.bin', 'tsx');
  return spawnSync(tsx, ['compiler/main.ts', ...options], {
    cwd: projectDirectory,
    encoding: 'utf8',
  });
}

beforeAll(() => {
  mkdirSync(projectPath(FOLDER), { recursive: true });
  writeFileSync(projectPath(GOOD), 'export function one(): u32 {\n  return 1;\n}\n');
  // One error of the dialect, and one of TypeScript.
  writeFileSync(
    projectPath(BAD),
    'export function narrow(a: u64): u32 {\n  return a;\n}\n\nexport function none(): u32 {\n  return unknown_;\n}\n',
  );
});

afterAll(() => {
  rmSync(projectPath(FOLDER), { recursive: true, force: true });
});

describe('--json', () => {
  test('prints an empty array when there are no errors', () => {
    expect(runCompiler('--json', GOOD)).toMatchObject({ status: 0, stdout: '[]\n', stderr: '' });
  });

  test('prints every error with its fields in one order, and ends with status 1', () => {
    const { status, stdout, stderr } = runCompiler('--json', BAD, MISSING);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const errors = JSON.parse(stdout) as readonly {
      readonly code: string;
      readonly file: string;
    }[];
    expect(errors.map(({ code, file }) => `${code} ${file}`)).toEqual([
      `KD0203 ${BAD}`,
      `KD0001 ${BAD}`,
      `KD0003 ${MISSING}`,
    ]);
    for (const error of errors) {
      expect(Object.keys(error).join(' ')).toBe(
        'code file line column endLine endColumn message help replacement',
      );
    }
  });

  test('does not go with --layout', () => {
    const { status, stdout, stderr } = runCompiler('--json', '--layout', GOOD);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('--layout');
  });
});

describe('text', () => {
  test('says that there are no errors', () => {
    expect(runCompiler(GOOD)).toMatchObject({ status: 0, stdout: 'no errors\n', stderr: '' });
  });

  test('goes to standard error', () => {
    const { status, stdout, stderr } = runCompiler(BAD);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`${BAD}:2:10: error KD0203: `);
    expect(stderr).toContain('2 errors');
  });
});
