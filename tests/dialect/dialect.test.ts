/**
 * The compiler against whole programs: `accept/` compiles, `reject/` gets the diagnostics it names,
 * `run/` prints the same text through both back ends.
 *
 * `run-in-kernel.test.ts` runs the last ones in QEMU too.
 */

import { readFileSync, writeFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { compile } from '../../compiler/compile.ts';
import type { CompileResult } from '../../compiler/compile.ts';
import { projectDirectory, projectPath } from '../../tools/paths.ts';
import {
  compareDiagnostics,
  comparePlaces,
  readExpectations,
  readPlaces,
} from '../support/expected-diagnostics.ts';
import { runJavaScript } from '../support/run-javascript.ts';
import { runNative } from '../support/run-native.ts';
import type { TargetRun } from '../support/register-target.ts';
import {
  driverLines,
  FOLDER,
  golden,
  goldenFile,
  programsOf,
  splitOutput,
} from './run-programs.ts';

const DRIVER = `${FOLDER}/run-driver.ts`;
/** The target whose output becomes the golden file with `--accept`; the other one must agree. */
const ACCEPTED_TARGET = process.env['SLAYER_ACCEPT'] === '1' ? 'host-js' : null;

function sourceOf(file: string): string {
  return readFileSync(projectPath(file), 'utf8');
}

function compileRoots(
  roots: readonly string[],
  sources: ReadonlyMap<string, string> = new Map(),
): CompileResult {
  return compile({ projectDirectory, roots, sources });
}

/** Names of the exported functions that have no type parameters: those are compiled as they are. */
function exportedFunctions(source: string): readonly string[] {
  return [...source.matchAll(/^export function (\w+)\(/gm)].map(([, name = '']) => name);
}

describe('accept', () => {
  for (const name of programsOf('accept')) {
    describe(name, () => {
      const file = `${FOLDER}/accept/${name}.ts`;
      const source = sourceOf(file);
      const { program, diagnostics } = compileRoots([file]);

      test('compiles', () => {
        expect(readExpectations(source)).toEqual([]);
        expect(compareDiagnostics(file, [], diagnostics)).toEqual([]);
        expect(program).not.toBeNull();
      });

      // Each exported function is one case of what is accepted; none may be dropped on the way.
      test.each(exportedFunctions(source))('%s is in the program', (exported) => {
        const functions = program?.modules.find((module) => module.path === file)?.functions;
        const found = functions?.find((one) => one.name === exported && one.exported);
        expect(found).toBeDefined();
      });
    });
  }
});

describe('reject', () => {
  /** Codes that were reported with a help, and those of which a help was expected word for word. */
  const helped = new Set<string>();
  const read = new Set<string>();

  for (const name of programsOf('reject')) {
    test(name, () => {
      const file = `${FOLDER}/reject/${name}.ts`;
      const source = sourceOf(file);
      const expected = readExpectations(source);
      const places = readPlaces(source);
      expect(expected.length, 'a reject program expects at least one diagnostic').not.toBe(0);
      const { program, diagnostics } = compileRoots([file]);
      expect(compareDiagnostics(file, expected, diagnostics)).toEqual([]);
      expect(comparePlaces(places, diagnostics)).toEqual([]);
      expect(program).toBeNull();
      for (const { code, line, column, help } of diagnostics) {
        if (help === null) continue;
        helped.add(code);
        const isRead = places.some((at) => at.line === line && at.column === column && at.help);
        if (isRead) read.add(code);
      }
    });
  }

  test('the help of every code that has one is expected somewhere', () => {
    expect([...helped].filter((code) => !read.has(code)).sort()).toEqual([]);
  });
});

describe('run', async () => {
  const names = programsOf('run');
  const sources = new Map([[DRIVER, driverLines(names).join('\n')]]);
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
      test.each([...outputs])('on %s', (target, texts) => {
        const printed = texts.get(name) ?? '(nothing: the run broke off before)';
        if (target === ACCEPTED_TARGET) writeFileSync(goldenFile(name), printed);
        expect(printed).toBe(golden(name));
      });
    });
  }
});
