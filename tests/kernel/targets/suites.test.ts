import { readdirSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { projectPath } from '../../../tools/paths.ts';

test('every suite of the kernel is imported and called once', () => {
  const all = readFileSync(projectPath('tests/kernel/all.ktest.ts'), 'utf8');
  const suites = readdirSync(projectPath('tests/kernel'))
    .filter((file) => file.endsWith('.ktest.ts') && file !== 'all.ktest.ts')
    .sort();
  const imported = [...all.matchAll(/^import \* as (\w+) from '\.\/(.+)';$/gm)];
  expect(imported.map(([, , file]) => file).sort()).toEqual(suites);
  for (const [, name = ''] of imported) {
    expect(all.split(`${name}.suite();`), `calls of ${name}.suite`).toHaveLength(2);
  }
});
