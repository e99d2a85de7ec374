import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { projectDirectory, projectPath } from '../../../tools/paths.ts';

/** A citation: a key in capitals and digits, then usually a title. */
const CITATION = /\[([A-Z][A-Z0-9]{1,15})\](?= "|[;,.:\n ]| the )/g;

test('every source key in a file header or comment has a row in docs/references.md', () => {
  const files = execFileSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', 'kernel', 'runtime', 'compiler', 'linker', 'boot'],
    { cwd: projectDirectory, encoding: 'utf8' },
  );
  const references = readFileSync(projectPath('docs', 'references.md'), 'utf8');
  const missing = new Set<string>();
  for (const file of files.split('\n').filter((name) => name !== '')) {
    for (const line of readFileSync(projectPath(file), 'utf8').split('\n')) {
      if (!/^\s*(\*|\/\/|#|\/\*)/.test(line)) continue;
      for (const [, key = ''] of line.matchAll(CITATION)) {
        if (!references.includes(`\`[${key}]\``)) missing.add(`${key} in ${file}`);
      }
    }
  }
  expect([...missing]).toEqual([]);
});
