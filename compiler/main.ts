/**
 * The compiler as a command: checks dialect files, and reports how their structs lie in memory.
 *
 * Used by: people at a terminal.            Uses: `compile.ts`, `ir/layout.ts`.
 * Not handled here: building and running a kernel (`build.ts`).
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Command, Option } from 'commander';
import pc from 'picocolors';

import { compile } from './compile.ts';
import { diagnosticsAsJson, renderDiagnostics } from './diagnostics/render.ts';
import { layoutReport } from './ir/layout.ts';
import type { Program } from './ir/program.ts';

const PROJECT_DIRECTORY = path.resolve(import.meta.dirname, '..');

function readSource(file: string): string | null {
  try {
    return readFileSync(path.join(PROJECT_DIRECTORY, file), 'utf8');
  } catch {
    return null;
  }
}

/** Compiles and reports; the program, or null after printing the errors. */
function checked(roots: readonly string[], json: boolean): Program | null {
  const { program, diagnostics } = compile({ projectDirectory: PROJECT_DIRECTORY, roots });
  if (json) process.stdout.write(diagnosticsAsJson(diagnostics));
  if (program !== null) return program;
  if (!json) {
    const text = renderDiagnostics(diagnostics, readSource, pc.isColorSupported);
    process.stderr.write(`${text}\n`);
  }
  process.exitCode = 1;
  return null;
}

/** The layouts of the structs that `modules` declare and the program uses. */
function layouts(program: Program, modules: readonly string[]): string {
  const reports = program.types.flatMap((type) =>
    type.kind === 'struct' && modules.includes(type.module) ? [layoutReport(type)] : [],
  );
  return reports.length === 0 ? 'no structs in use\n' : `${reports.join('\n\n')}\n`;
}

new Command('compiler')
  .description('Compiles modules of the dialect.')
  .argument('<files...>', 'dialect modules; what they import is compiled with them')
  .addOption(
    new Option('--json', 'print the errors as JSON, an empty array when there are none')
      .default(false)
      .conflicts('layout'),
  )
  .option('--layout', 'print the offsets, sizes and padding of the structs of these modules', false)
  .action((files: string[], options: { json: boolean; layout: boolean }) => {
    const roots = files.map((file) => path.relative(PROJECT_DIRECTORY, path.resolve(file)));
    const program = checked(roots, options.json);
    if (program === null || options.json) return;
    process.stdout.write(options.layout ? layouts(program, roots) : 'no errors\n');
  })
  .parse();
