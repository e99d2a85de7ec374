/**
 * The UEFI loader `build/BOOTX64.EFI`: made when something it depends on has changed.
 *
 * Used by: images, `tests/qemu/uefi`.            Uses: the compiler and its tool chain.
 */

import { renameSync } from 'node:fs';

import { emitC } from '../compiler/backend-c/emit.ts';
import { compile, type CompileRequest } from '../compiler/compile.ts';
import { renderDiagnostics } from '../compiler/diagnostics/render.ts';
import type { Program } from '../compiler/ir/program.ts';
import { ToolchainError } from '../compiler/toolchain/process.ts';
import { buildUefiImage } from '../compiler/toolchain/uefi-image.ts';
import { UserFailure } from './failure.ts';
import { fingerprint, isFresh, markFresh } from './fingerprint.ts';
import { nativeTools } from './link.ts';
import { BUILD_DIRECTORY, projectDirectory, projectPath } from './paths.ts';
import { withProgress } from './progress.ts';

/** Everything that the loader is made from. */
const LOADER_INPUTS: readonly string[] = [
  'boot/uefi',
  'kernel/console/serial.ts',
  'runtime/contract',
  'runtime/uefi',
  'compiler',
  'tools/uefi-loader.ts',
  'package-lock.json',
];

const LOADER_MAIN = 'boot/uefi/main.ts';
const ENTRY_NAME = 'efiMain';
/** The loader's own messages and panics, in place of the kernel's. */
export const LOADER_SUPPORT: NonNullable<CompileRequest['support']> = {
  message: 'boot/uefi/console/message.ts',
  panic: 'boot/uefi/console/panic.ts',
};

/** Compiles the loader; throws a UserFailure with every diagnostic. */
export function compileLoader(): Program {
  const request = { projectDirectory, roots: [LOADER_MAIN], support: LOADER_SUPPORT };
  const { program, diagnostics } = compile(request);
  if (program !== null && diagnostics.length === 0) return program;
  throw new UserFailure(
    `the loader does not compile\n${renderDiagnostics(diagnostics, () => null, false)}`,
  );
}

/**
 * Makes the loader, unless it is there and nothing it depends on has changed.
 *
 * @returns absolute path of `BOOTX64.EFI`
 */
export async function buildUefiLoader(): Promise<string> {
  const tools = nativeTools();
  const output = projectPath(BUILD_DIRECTORY, 'BOOTX64.EFI');
  const inputs = fingerprint(LOADER_INPUTS, JSON.stringify(tools));
  if (isFresh([output], inputs)) return output;
  await withProgress('Compiling the UEFI loader', async () => {
    const program = compileLoader();
    const entry = program.modules
      .find((module) => module.path === LOADER_MAIN)
      ?.functions.find((candidate) => candidate.name === ENTRY_NAME);
    if (entry === undefined) throw new UserFailure(`${LOADER_MAIN} exports no ${ENTRY_NAME}`);
    try {
      const made = await buildUefiImage({
        projectDirectory,
        buildDirectory: BUILD_DIRECTORY,
        tools,
        name: 'uefi-loader',
        cText: emitC(program, { entryPoints: [entry.symbol], checks: 'on' }),
        entryPoint: entry.symbol,
      });
      renameSync(projectPath(made), output);
    } catch (error) {
      if (error instanceof ToolchainError) throw new UserFailure(error.message);
      throw error;
    }
  });
  markFresh([output], inputs);
  return output;
}
