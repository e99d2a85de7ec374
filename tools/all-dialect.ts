/**
 * Diagnostics of every dialect file that there is, whether anything imports it or not.
 *
 * Files are found in their folders, so that a new one is checked from the moment it is saved. The
 * UEFI loader and the benchmarks have messages and panics of their own, so each is a program.
 *
 * Used by: `check.ts`.            Uses: the compiler.
 * Not handled here: programs of the compiler's tests, which check them themselves.
 */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import pc from 'picocolors';

import { compile } from '../compiler/compile.ts';
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts';
import { renderDiagnostics } from '../compiler/diagnostics/render.ts';
import { KERNEL_SUPPORT, type SupportModules } from '../compiler/lower/support-modules.ts';
import { dialectFiles } from '../compiler/vite-plugin.ts';
import { projectDirectory } from './paths.ts';
import { LOADER_SUPPORT } from './uefi-loader.ts';

/** Files that are compiled together. */
interface DialectProgram {
  /** Folders with nothing but dialect files, relative to the project. */
  readonly folders: readonly string[];
  /** Folders inside of them that hold ordinary TypeScript. */
  readonly exclude?: readonly string[];
  /** Files in other folders. */
  readonly files?: readonly string[];
  readonly support: SupportModules;
}

const BENCHMARKS = 'bench/codegen/kernels';

const PROGRAMS: readonly DialectProgram[] = [
  {
    folders: ['kernel', 'tests/kernel'],
    exclude: ['tests/kernel/targets'],
    files: ['tests/memory-maps/entry-linux.ts'],
    support: KERNEL_SUPPORT,
  },
  { folders: ['boot/uefi'], support: LOADER_SUPPORT },
  {
    folders: [BENCHMARKS],
    files: ['bench/peers/kernels/reduced.ts'],
    support: { message: `${BENCHMARKS}/message.ts`, panic: `${BENCHMARKS}/panic.ts` },
  },
];

/** The rendered diagnostics of all dialect files below `directory`; empty when there are none. */
export function checkDialect(directory: string = projectDirectory): Promise<string> {
  const found = PROGRAMS.flatMap((program) => diagnosticsOf(program, directory));
  if (found.length === 0) return Promise.resolve('');
  const readSource = (file: string): string | null => {
    const absolute = path.join(directory, file);
    return existsSync(absolute) ? readFileSync(absolute, 'utf8') : null;
  };
  return Promise.resolve(renderDiagnostics(found, readSource, pc.isColorSupported));
}

function diagnosticsOf(program: DialectProgram, directory: string): readonly Diagnostic[] {
  const { folders, exclude = [], files = [], support } = program;
  const others = files.filter((file) => existsSync(path.join(directory, file)));
  const roots = [
    ...dialectFiles({ projectDirectory: directory, directories: folders, exclude }),
    ...others,
  ];
  if (roots.length === 0) return [];
  return compile({ projectDirectory: directory, roots, support }).diagnostics;
}
