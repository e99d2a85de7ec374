/**
 * The commands that the documents tell people to type exist, with the options that they name.
 */

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { describe, expect, test } from 'vitest';

import { projectDirectory, projectPath } from '../../../tools/paths.ts';

const DOCUMENTS: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(projectPath('docs')).map((file) => `docs/${file}`),
].filter((file) => file.endsWith('.md'));
/** What the tutorial has its reader write. */
const TUTORIAL_FILE = 'kernel/lib/slots.ts';

/** A command as it stands in a document: `npm run image -- --append 'text'`. */
interface Shown {
  readonly document: string;
  readonly words: readonly string[];
}

/** Commands in blocks of shell, and between backticks. */
function commandsIn(document: string): readonly Shown[] {
  const text = readFileSync(projectPath(document), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...blocks, ...inline].flatMap((code) => {
    const command = /(?:^|[&;"] )((?:npm|npx) [^#]+)/.exec(code)?.[1];
    return command === undefined ? [] : [{ document, words: command.trim().split(/\s+/) }];
  });
}

/** The script of package.json that an npm command starts, or null for another command. */
function scriptOf([program, first = '', second = '']: readonly string[]): string | null {
  if (program !== 'npm') return null;
  return first === 'run' ? second : first;
}

const shown = DOCUMENTS.flatMap(commandsIn);
const { scripts } = JSON.parse(readFileSync(projectPath('package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

describe('commands in the documents', () => {
  test('are scripts of package.json', () => {
    const started = shown.flatMap(({ words }) => scriptOf(words) ?? []);
    expect(started.length).toBeGreaterThan(20);
    expect(started.filter((script) => !(script in scripts))).toEqual([]);
  });

  test('name files that are there', () => {
    const missing = shown.flatMap(({ document, words }) =>
      words
        .filter((word) => /^[\w-]+(\/[\w.-]+)+$/.test(word) && word !== TUTORIAL_FILE)
        .filter((word) => !existsSync(projectPath(word)) && !existsSync(projectPath('tests', word)))
        .map((word) => `${document}: ${word}`),
    );
    expect(missing).toEqual([]);
  });

  test.for(Object.keys(scripts))('have the options that %s has', async (script) => {
    const options = shown
      .filter(({ words }) => scriptOf(words) === script && words.includes('--'))
      .flatMap(({ words }) => words.slice(words.indexOf('--') + 1))
      .filter((word) => /^--\w/.test(word) && word !== '--help');
    if (options.length === 0) return;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      // Each benchmark has options of its own.
      ['tools/launch.mjs', script, ...(script === 'bench' ? ['peers'] : []), '--help'],
      { cwd: projectDirectory },
    );
    expect(options.filter((option) => !stdout.includes(`${option} `))).toEqual([]);
  });
});
