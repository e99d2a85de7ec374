/**
 * The programs of `run/` as one program: a driver, made in memory, calls one after the other and
 * goes on after a panic, so that clang and the target are started once.
 *
 * Used by: `dialect.test.ts`, `run-in-kernel.test.ts`.            Uses: nothing.
 */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { projectPath } from '../../tools/paths.ts';

export const FOLDER = 'tests/dialect';

/** Names without `.ts` of the programs of one folder. */
export function programsOf(folder: string): readonly string[] {
  return readdirSync(projectPath(FOLDER, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.basename(file, '.ts'))
    .sort();
}

/** What `name` has to print; an absolute path. */
export function goldenFile(name: string): string {
  return projectPath(FOLDER, 'run', `${name}.out`);
}

export function golden(name: string): string {
  return readFileSync(goldenFile(name), 'utf8');
}

/** The lines of a driver in the folder above `run/`: the imports, and a function `runAll`. */
export function driverLines(names: readonly string[]): readonly string[] {
  return [
    "import { returnsWithoutPanic } from '../../runtime/contract/testing.ts';",
    ...names.map((name, index) => `import { main as main${index} } from './run/${name}.ts';`),
    'export function runAll(): void {',
    "  'use unsafe';",
    '  let panics: u32 = 0;',
    ...names.flatMap((name, index) => [
      `  print('@@ ${name}');`,
      `  if (!returnsWithoutPanic(main${index})) panics += 1;`,
    ]),
    "  print('@@ end');",
    '}',
    '',
  ];
}

/** A line of the callers that a panic prints on targets with a stack to walk. */
const CALLER = /^ {2,3}#\d+ {2}|^ {7}and more$/;

/** What each program printed, by name, without the callers of its panics. */
export function splitOutput(output: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const part of output.split(/^@@ /m).slice(1)) {
    const [name = '', ...lines] = part.split('\n');
    texts.set(name, lines.filter((line) => !CALLER.test(line)).join('\n'));
  }
  return texts;
}
