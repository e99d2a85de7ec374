/**
 * Golden files: the intermediate representation of small modules, and how errors are shown.
 *
 * `npm test -- --accept golden` rewrites them; the difference is reviewed like code.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { compile } from '../../compiler/compile.ts';
import { diagnosticsAsJson, renderDiagnostics } from '../../compiler/diagnostics/render.ts';
import { printProgram } from '../../compiler/ir/print.ts';
import type { Program } from '../../compiler/ir/program.ts';
import { projectDirectory, projectPath } from '../../tools/paths.ts';

const FOLDER = 'tests/golden';

function sourcesOf(folder: string): readonly string[] {
  return readdirSync(projectPath(FOLDER, folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${FOLDER}/${folder}/${file}`)
    .sort();
}

/** Compares `text` with the file beside `source` that has the extension given. */
function expectGolden(source: string, extension: string, text: string): void {
  const golden = projectPath(source.replace(/\.ts$/, extension));
  if (process.env['SLAYER_ACCEPT'] === '1') writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, 'utf8'));
}

function readSource(file: string): string {
  return readFileSync(projectPath(file), 'utf8');
}

/** The part of a program that one file declares. */
function onlyModule(program: Program, file: string): Program {
  return {
    ...program,
    types: program.types.filter((type) => type.module === file),
    modules: program.modules.filter((module) => module.path === file),
  };
}

describe('intermediate representation', () => {
  for (const source of sourcesOf('ir')) {
    test(path.basename(source), () => {
      const { program, diagnostics } = compile({ projectDirectory, roots: [source] });
      expect(diagnostics).toEqual([]);
      if (program === null) return;
      expectGolden(source, '.ir', printProgram(onlyModule(program, source)));
    });
  }
});

describe('diagnostics', () => {
  for (const source of sourcesOf('diagnostics')) {
    const { diagnostics } = compile({ projectDirectory, roots: [source] });
    const own = diagnostics.filter((found) => found.file === source);

    test(`${path.basename(source)} as text`, () => {
      expectGolden(source, '.txt', `${renderDiagnostics(own, readSource, false)}\n`);
    });

    test(`${path.basename(source)} as JSON`, () => {
      expectGolden(source, '.json', diagnosticsAsJson(own));
    });
  }
});
