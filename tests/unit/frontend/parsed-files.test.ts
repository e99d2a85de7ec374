/**
 * Compiling again in one process: with the syntax trees of the compilation before, the result is that
 * of a process that has compiled nothing.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import type { Diagnostic } from '../../../compiler/diagnostics/diagnostic.ts';
import { ParsedFiles } from '../../../compiler/frontend/load.ts';
import { projectDirectory, projectPath } from '../../../tools/paths.ts';
import { emitKernel } from './emit-kernel.ts';

test('the kernel with an edit compiles as in a process that has compiled nothing before', () => {
  const file = 'kernel/mm/frame.ts';
  const text = readFileSync(projectPath(file), 'utf8');
  // One line more: everything that follows has another place in the C.
  const edited = text.replace("'mm/frame: ", "\n'mm/frame, edited: ");
  const parsedFiles = new ParsedFiles();
  const first = emitKernel({ parsedFiles });
  const second = emitKernel({ parsedFiles, sources: new Map([[file, edited]]) });
  const fresh = execFileSync(
    process.execPath,
    [projectPath('tools/launch.mjs'), 'tests/unit/frontend/emit-kernel-once.ts'],
    {
      cwd: projectDirectory,
      encoding: 'utf8',
      input: JSON.stringify({ [file]: edited }),
      maxBuffer: 2 ** 30,
    },
  );
  expect(second).toContain('mm/frame, edited: ');
  expect(second === fresh).toBe(true);
  expect(emitKernel({ parsedFiles }) === first).toBe(true);
});

describe('errors come and go', () => {
  const parsedFiles = new ParsedFiles();
  const user =
    "import { one } from './one.ts';\n\nexport function two(): u32 {\n  return one + one;\n}\n";
  const good = 'export const one: u32 = 1;\n';

  /** Compiles two modules, whose texts are null when there is none. */
  function diagnosticsOf(one: string | null): readonly Diagnostic[] {
    const sources = new Map([['kernel/lib/two.ts', user]]);
    if (one !== null) sources.set('kernel/lib/one.ts', one);
    const request = { projectDirectory, roots: ['kernel/lib/two.ts'], sources };
    const { diagnostics } = compile({ ...request, parsedFiles });
    expect(diagnostics).toEqual(compile(request).diagnostics);
    return diagnostics;
  }

  test.each([
    ['of syntax', 'export const one: u32 = ;\n'],
    ['of types', "export const one: u32 = 'one';\n"],
    ['of the dialect', 'export const one: u32 = 5_000_000_000;\n'],
    ['in a module that uses the edited one', 'export const one: boolean = true;\n'],
    ['of a module that is missing', null],
  ])('an error %s', (_kind, wrong) => {
    expect(diagnosticsOf(good)).toEqual([]);
    expect(diagnosticsOf(wrong)).not.toEqual([]);
    expect(diagnosticsOf(good)).toEqual([]);
  });
});
