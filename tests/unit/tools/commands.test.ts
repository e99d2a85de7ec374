/**
 * The commands of `build.ts` refuse what they cannot do, in a line, before they do anything.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';

import { projectDirectory } from '../../../tools/paths.ts';

const run = promisify(execFile);

/** What a command that fails writes to standard error, with its status. */
async function failureOf(...words: readonly string[]): Promise<string> {
  const environment = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  try {
    await run(process.execPath, ['tools/launch.mjs', ...words], {
      cwd: projectDirectory,
      env: environment,
    });
  } catch (error) {
    const { code, stderr } = error as { readonly code: number; readonly stderr: string };
    return `${code}: ${stderr}`;
  }
  return 'no failure';
}

describe('a size of memory', () => {
  test.for(['start', 'watch', 'debug'])('is refused by %s without a unit', async (command) => {
    expect(await failureOf(command, '--memory', '128')).toBe(
      "1: error: option '--memory <size>' argument '128' is invalid. " +
        'Write a number and K, M, G or T, such as 128M.\nRun with --help to see what there is.\n',
    );
  });

  test.for(['start', 'watch', 'debug'])('is refused by %s below 4 MiB', async (command) => {
    expect(await failureOf(command, '--memory', '3M')).toMatch(
      /^1: error: .* The kernel needs at least 4M\.\n/,
    );
  });

  test('is refused where UEFI firmware needs more', async () => {
    expect(await failureOf('start', '--boot', 'image', '--memory', '48M')).toBe(
      '1: error: --memory 48M: under UEFI the kernel needs at least 49M\n',
    );
  });
});

test('a script needs gdb', async () => {
  expect(await failureOf('debug', '--no-gdb', '--script', 'x')).toMatch(
    /^1: error: option '--no-gdb' cannot be used with option '--script <file>'\n/,
  );
});
