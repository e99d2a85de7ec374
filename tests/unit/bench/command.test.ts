/** `npm run bench`: its list, and the page of each benchmark. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { projectDirectory, projectPath } from '../../../tools/paths.ts';

function bench(...words: readonly string[]): string {
  const { status, stdout } = spawnSync(
    process.execPath,
    [projectPath('tools/launch.mjs'), 'bench', ...words],
    { cwd: projectDirectory, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  expect(status).toBe(0);
  return stdout;
}

test('all benchmarks are listed, with --help too', () => {
  expect(bench('--help')).toBe(bench());
  expect(bench()).toContain('  codegen ');
});

test.each([
  ['codegen', 'bench/codegen/run.ts'],
  ['peers', 'bench/peers/main.ts'],
  ['compile-time', 'bench/compile-time/main.ts'],
])('%s --help says what its options are', (name, file) => {
  const [, rounds] = /rounds: \{ type: 'string', default: '(\d+)' \}/.exec(
    readFileSync(projectPath(file), 'utf8'),
  ) ?? ['', 'none'];
  const page = bench(name, '--help');
  expect(page).toContain(`npm run bench -- ${name} [options]`);
  expect(page).toContain(`--rounds N    how often each thing is measured (default: ${rounds})`);
});
