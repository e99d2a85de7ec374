/**
 * The compiler as a command: checks dialect files, prints their IR or the code made from them.
 *
 * Used by: people at a terminal.            Uses: `compile.ts`, the back ends.
 * Not handled here: building and running a kernel (`build.ts`).
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Command } from 'commander';

import { compile } from './compile.ts';
import { renderDiagnostics } from './diagnostics/render.ts';

const PROJECT_DIRECTORY = path.resolve(import.meta.dirname, '..');

function readSource(file: string): string | null {
  try {
    return readFileSync(path.join(PROJECT_DIRECTORY, file), 'utf8');
  } catch {
    return null;
  }
}

/** Compiles and reports; the program, or null after printing the errors. */
function checked(files: readonly string[], json: boolean): ReturnType<typeof compile>['program'] {
  const roots = files.map((file) => path.relative(PROJECT_DIRECTORY, path.resolve(file)));
  const { program, diagnostics } = compile({ projectDirectory: PROJECT_DIRECTORY, roots });
  if (program !== null) return program;
  const useColor = process.stderr.isTTY;
  process.stderr.write(
    json
      ? `${JSON.stringify(diagnostics, null, 2)}\n`
      : `${renderDiagnostics(diagnostics, readSource, useColor)}\n`,
  );
  process.exitCode = 1;
  return null;
}

new Command('compiler')
  .description('Compiles modules of the dialect.')
  .argument('<files...>', 'dialect modules; what they import is compiled with them')
  .option('--json', 'print errors as JSON', false)
  .action((files: string[], options: { json: boolean }) => {
    const program = checked(files, options.json);
    if (program !== null) process.stdout.write('no errors\n');
  })
  .parse();
