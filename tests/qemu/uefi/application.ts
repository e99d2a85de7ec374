/**
 * EFI applications whose source is in a test: dialect text, and assembly beside it.
 *
 * Used by: the tests of this folder.            Uses: the compiler, `tools/uefi-loader.ts`.
 */

import { emitUnits } from '../../../compiler/backend-c/emit.ts';
import { compile } from '../../../compiler/compile.ts';
import { renderDiagnostics } from '../../../compiler/diagnostics/render.ts';
import { assembleFlags } from '../../../compiler/toolchain/flags.ts';
import { runTool } from '../../../compiler/toolchain/process.ts';
import { buildUefiImage } from '../../../compiler/toolchain/uefi-image.ts';
import { nativeTools } from '../../../tools/system-tools.ts';
import { BUILD_DIRECTORY, projectDirectory, projectPath } from '../../../tools/paths.ts';
import { LOADER_SUPPORT } from '../../../tools/uefi-loader.ts';

export interface ApplicationSource {
  /** Name of the module and of the image. */
  readonly name: string;
  /** A module beside those of the loader, `boot/uefi/<name>.ts`, that exports `efiMain`. */
  readonly source: string;
  /** Assembly file of this folder. */
  readonly assembly: string;
}

/** Builds an application. @returns absolute path */
export async function buildApplication(application: ApplicationSource): Promise<string> {
  const { name, source, assembly } = application;
  const module = `boot/uefi/${name}.ts`;
  const { program, diagnostics } = compile({
    projectDirectory,
    roots: [module],
    sources: new Map([[module, source]]),
    support: LOADER_SUPPORT,
  });
  const entryPoint = program?.modules
    .find((each) => each.path === module)
    ?.functions.find((each) => each.name === 'efiMain')?.symbol;
  if (program === null || entryPoint === undefined) {
    throw new Error(renderDiagnostics(diagnostics, () => source, false));
  }
  const tools = nativeTools();
  const object = `${BUILD_DIRECTORY}/${name}.S.o`;
  const file = `tests/qemu/uefi/${assembly}`;
  const flags = [...assembleFlags('uefi'), '-c', file, '-o', object];
  await runTool(tools.clang, flags, projectDirectory);
  const image = await buildUefiImage({
    projectDirectory,
    buildDirectory: BUILD_DIRECTORY,
    tools,
    name,
    units: emitUnits(program, { entryPoints: [entryPoint], checks: 'on' }),
    entryPoint,
    objects: [object],
  });
  return projectPath(image);
}
