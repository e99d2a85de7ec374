import { mkdirSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { describeFailure, UserFailure } from '../../../tools/failure.ts';
import { projectPath } from '../../../tools/paths.ts';

/** What `action` throws. */
function thrownBy(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return null;
}

describe('a failure', () => {
  test('that the user can do something about has no stack', () => {
    expect(describeFailure(new UserFailure('no', 'do'))).toMatch(/error:\S* no\ndo$/);
  });

  test('of the system to write is no bug of the tools', () => {
    const error = thrownBy(() => mkdirSync(projectPath('package.json', 'folder')));
    expect(describeFailure(error)).toMatch(
      /error:\S* ENOTDIR: .*\nEverything is made in build\/\.$/,
    );
  });

  test('of our own shows where it was', () => {
    expect(describeFailure(new Error('why'))).toMatch(
      /a bug of the build tools.*\nError: why\n +at/,
    );
  });
});
