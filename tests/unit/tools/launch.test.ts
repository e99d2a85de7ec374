/**
 * The launcher: runs what the sources say, quickly, and never what they said before.
 */

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { x } from 'tinyexec';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

import { projectPath } from '../../../tools/paths.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'slayer-launch-'));
const inFolder = (...parts: readonly string[]): string => path.join(folder, ...parts);

interface Launched {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the launcher of the small project in `folder`. @returns its output, status and errors */
function launch(...words: readonly string[]): Launched {
  return launchOn({}, ...words);
}

/** The same, with variables added to the environment. */
function launchOn(
  variables: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Launched {
  try {
    const stdout = execFileSync(process.execPath, [inFolder('tools/launch.mjs'), ...words], {
      encoding: 'utf8',
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { status: 0, stdout, stderr: '' };
  } catch (error) {
    return error as { status: number; stdout: string; stderr: string };
  }
}

function storedFiles(): readonly string[] {
  return readdirSync(inFolder('build/cache/tasks')).sort();
}

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const file of ['tools/launch.mjs', 'tools/loaded-typescript.ts']) {
    cpSync(projectPath(file), inFolder(file));
  }
  symlinkSync(projectPath('node_modules'), inFolder('node_modules'), 'dir');
  writeFileSync(inFolder('package.json'), '{ "type": "module" }');
  writeFileSync(inFolder('package-lock.json'), '{}');
  writeFileSync(inFolder('tools/said.ts'), "export const said: string = 'one';\n");
  writeFileSync(
    inFolder('build.ts'),
    [
      "import { said } from './tools/said.ts';",
      '',
      'console.log(said, process.argv.slice(2).join());',
      "if (process.argv[2] === 'fail') console.log(new Error('why').stack);",
      "if (process.argv[2] === 'version') {",
      "  say(import('./tools/version.ts'));",
      '}',
      'function say(loading: Promise<{ readonly version: string }>): void {',
      '  void loading.then(({ version }) => console.log(version));',
      '}',
      '',
    ].join('\n'),
  );
  writeFileSync(
    inFolder('tools/version.ts'),
    "import ts from 'typescript';\n\nexport const version: string = ts.version;\n",
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the launcher', () => {
  test('runs build.ts with the words of the command line', () => {
    expect(launch('a', 'b')).toMatchObject({ status: 0, stdout: 'one a,b\n' });
  });

  test('makes the file once while no source changes', () => {
    launch();
    const first = storedFiles();
    launch('again');
    expect(storedFiles()).toEqual(first);
    expect(first).toHaveLength(3);
  });

  test('runs the new source when an imported file has changed', () => {
    launch();
    writeFileSync(inFolder('tools/said.ts'), "export const said: string = 'two';\n");
    expect(launch().stdout).toBe('two \n');
  });

  test('runs the new source when it has changed back', () => {
    launch();
    writeFileSync(inFolder('tools/said.ts'), "export const said: string = 'two';\n");
    launch();
    writeFileSync(inFolder('tools/said.ts'), "export const said: string = 'one';\n");
    expect(launch().stdout).toBe('one \n');
  });

  test.each([0, 100, 200, 300])('runs what was saved %i ms after a start', async (delayMs) => {
    // Reads what is printed from the start.
    const first = Promise.resolve(
      x(process.execPath, [inFolder('tools/launch.mjs')], { nodeOptions: { cwd: folder } }),
    );
    await setTimeout(delayMs);
    // At once: a part of a file is no TypeScript.
    writeFileSync(inFolder('saved.ts'), "export const said: string = 'two';\n");
    renameSync(inFolder('saved.ts'), inFolder('tools/said.ts'));
    expect((await first).stdout).toMatch(/^(one|two) \n$/);
    expect(launch().stdout).toBe('two \n');
  });

  test('makes the file again when another took its place', () => {
    launch();
    for (const name of storedFiles().filter((each) => each.endsWith('.cjs'))) {
      rmSync(inFolder(`build/cache/tasks/${name}`));
    }
    expect(launch().stdout).toBe('one \n');
  });

  test('stores compiled code when TypeScript was loaded, and runs the same with it', () => {
    const first = launch('version');
    expect(storedFiles().filter((name) => name.endsWith('.code'))).toHaveLength(2);
    expect(launch('version')).toEqual(first);
    expect(first.stdout).toMatch(/^one version\n\d+\.\d+\.\d+\n$/);
  });

  test('names the lines of the sources in stack traces', () => {
    expect(launch('fail').stdout).toContain(`${inFolder('build.ts')}:4:`);
  });

  test('says where a source cannot be read, without a stack trace of its own', () => {
    writeFileSync(inFolder('tools/said.ts'), 'export const said: string = ;\n');
    const { status, stderr } = launch();
    expect(status).toBe(1);
    expect(stderr).toContain('tools/said.ts:1:28');
    expect(stderr).not.toContain('launch.mjs');
  });

  test.each([
    ['v18.20.8', 1],
    ['v20.18.3', 1],
    ['v20.19.0', 0],
    ['v24.0.0', 0],
  ])('on Node %s ends with status %i', (version, expected) => {
    writeFileSync(
      inFolder('older.cjs'),
      `Object.defineProperty(process, 'version', { value: '${version}' });`,
    );
    const { status, stderr } = launchOn({ NODE_OPTIONS: `--require "${inFolder('older.cjs')}"` });
    expect(status).toBe(expected);
    if (expected === 0) return;
    expect(stderr).toMatch(`error: Node 20.19 or newer is needed; this is ${version}\n`);
  });

  test('says where nothing can be written, without a stack trace', () => {
    writeFileSync(inFolder('build'), 'a file');
    const { status, stderr } = launch();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: E\w+: .*\nEverything is made in build\/\.\n$/);
  });
});
