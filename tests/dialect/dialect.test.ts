/**
 * The compiler against whole programs: `accept/` compiles, `reject/` gets the diagnostics it names,
 * `run/` prints the same text through both back ends.
 *
 * All programs of `run/` are compiled together with a driver that calls one after the other, so
 * that clang and the process are started once. The driver is made here, in memory.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { compile } from '../../compiler/compile.ts';
import type { CompileResult } from '../../compiler/compile.ts';
import { projectDirectory, projectPath } from '../../tools/paths.ts';
import { compareDiagnostics, readExpectations } from '../support/expected-diagnostics.ts';
import { runJavaScript } from '../support/run-javascript.ts';
import { runNative } from '../support/run-native.ts';
import type { TargetRun } from '../support/register-target.ts';

const FOLDER = 'tests/dialect';
const DRIVER = `${FOLDER}/run-driver.ts`;
/** The target whose output becomes the golden file with `--accept`; the other one must agree. */
const ACCEPTED_TARGET = process.env['SLAYER_ACCEPT'] === '1' ? 'host-js' : null;

/** Names without `.ts` of the programs of one folder. */
function programsOf(folder: string): readonly string[] {
  return readdirSync(projectPath(FOLDER, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.basename(file, '.ts'))
    .sort();
}

function sourceOf(file: string): string {
  return readFileSync(projectPath(file), 'utf8');
}

function compileRoots(
  roots: readonly string[],
  sources: ReadonlyMap<string, string> = new Map(),
): CompileResult {
  return compile({ projectDirectory, roots, sources });
}

describe('accept', () => {
  for (const name of programsOf('accept')) {
    test(name, () => {
      const file = `${FOLDER}/accept/${name}.ts`;
      const expected = readExpectations(sourceOf(file));
      expect(expected).toEqual([]);
      const { program, diagnostics } = compileRoots([file]);
      expect(compareDiagnostics(file, [], diagnostics)).toEqual([]);
      expect(program).not.toBeNull();
    });
  }
});

describe('reject', () => {
  for (const name of programsOf('reject')) {
    test(name, () => {
      const file = `${FOLDER}/reject/${name}.ts`;
      const expected = readExpectations(sourceOf(file));
      expect(expected.length, 'a reject program expects at least one diagnostic').not.toBe(0);
      const { program, diagnostics } = compileRoots([file]);
      expect(compareDiagnostics(file, expected, diagnostics)).toEqual([]);
      expect(program).toBeNull();
    });
  }
});

/** The driver: prints the name of each program, then runs it, going on after a panic. */
function driverSource(names: readonly string[]): string {
  const lines = [
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
  ];
  return `${lines.join('\n')}\n`;
}

/** A line of the callers that a panic prints on targets with a stack to walk. */
const CALLER = /^ {2,3}#\d+ {2}|^ {7}and more$/;

/** What each program printed, by name, without the callers of its panics. */
function splitOutput(output: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const part of output.split(/^@@ /m).slice(1)) {
    const [name = '', ...lines] = part.split('\n');
    texts.set(name, lines.filter((line) => !CALLER.test(line)).join('\n'));
  }
  return texts;
}

describe('run', async () => {
  const names = programsOf('run');
  const sources = new Map([[DRIVER, driverSource(names)]]);
  const { program, diagnostics } = compileRoots([DRIVER, 'kernel/panic.ts'], sources);
  test('the programs compile', () => {
    expect(compareDiagnostics(DRIVER, [], diagnostics)).toEqual([]);
  });
  if (program === null) return;

  const entry = { module: DRIVER, name: 'runAll' };
  const runs: ReadonlyMap<string, TargetRun> = new Map([
    ['host-js', runJavaScript(program, entry)],
    ['host-native', await runNative(program, entry, 'dialect')],
  ]);
  const outputs = new Map([...runs].map(([target, run]) => [target, splitOutput(run.output)]));

  test.each([...runs])('%s runs to the end', (_target, run) => {
    expect(run.failure, run.output.slice(-2000)).toBeNull();
    expect(splitOutput(run.output).has('end')).toBe(true);
  });

  for (const name of names) {
    describe(name, () => {
      const golden = projectPath(FOLDER, 'run', `${name}.out`);
      test.each([...outputs])('on %s', (target, texts) => {
        const printed = texts.get(name) ?? '(nothing: the run broke off before)';
        if (target === ACCEPTED_TARGET) writeFileSync(golden, printed);
        expect(printed).toBe(readFileSync(golden, 'utf8'));
      });
    });
  }
});
