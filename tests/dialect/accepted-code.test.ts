/**
 * The code of all accepted programs: C that no compiler has anything to say about, and JavaScript
 * that parses.
 */

import { readdirSync } from 'node:fs';

import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import which from 'which';

import { emitC } from '../../compiler/backend-c/emit.ts';
import { emitJavaScript } from '../../compiler/backend-js/emit.ts';
import { compile } from '../../compiler/compile.ts';
import { compileFlags } from '../../compiler/toolchain/flags.ts';
import { projectDirectory, projectPath } from '../../tools/paths.ts';
import { complaints, EVERY_WARNING, nativeTools, writeUnit } from '../unit/backend-c/run-c.ts';

/** GCC is not needed to build the kernel, but reads C in its own way. */
const gcc = which.sync('gcc', { nothrow: true });
const GCC_FLAGS = [
  '-std=gnu11',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-fwrapv',
  '-ffreestanding',
  '-Wno-type-limits',
];

/**
 * What the programs do on purpose: comparisons that are always true, packed structs without
 * padding, jumps behind calls that never return, enum members above the range of `int`.
 */
const ON_PURPOSE = [
  '-Wno-packed',
  '-Wno-pedantic',
  '-Wno-tautological-type-limit-compare',
  '-Wno-tautological-value-range-compare',
  '-Wno-unreachable-code-break',
];

describe('accepted programs', () => {
  const roots = ['accept', 'run'].flatMap((folder) =>
    readdirSync(projectPath('tests/dialect', folder))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `tests/dialect/${folder}/${file}`),
  );
  const { program, diagnostics } = compile({ projectDirectory, roots });

  test('compile together', () => {
    expect(diagnostics).toEqual([]);
  });
  if (program === null) return;

  const entryPoints = program.modules.flatMap((module) =>
    module.functions.filter((each) => each.exported).map((each) => each.symbol),
  );

  test.each(['on', 'off'] as const)('become C without warnings, checks %s', (checks) => {
    const source = writeUnit(`accepted-${checks}`, emitC(program, { entryPoints, checks }));
    const flags = [...compileFlags('kernel'), ...EVERY_WARNING, ...ON_PURPOSE];
    expect(complaints(nativeTools().clang, flags, source)).toBe('');
    if (gcc !== null) expect(complaints(gcc, GCC_FLAGS, source)).toBe('');
  });

  test('become JavaScript that parses', () => {
    const modules = emitJavaScript(program, {
      runtimeModule: './runtime.js',
      moduleSpecifier: (path) => `./${path}`,
    });
    const { ESNext } = ts.ModuleKind;
    for (const [path, { code }] of modules) {
      const { diagnostics: errors = [] } = ts.transpileModule(code, {
        fileName: `${path}.js`,
        reportDiagnostics: true,
        compilerOptions: { module: ESNext, target: ts.ScriptTarget.ESNext, allowJs: true },
      });
      expect(errors.map((error) => error.messageText)).toEqual([]);
    }
  });
});
