/**
 * Compiling and linking dialect programs: kernel images, test images, Linux processes.
 *
 * Used by: `kernel-image.ts`, `tests/`.            Uses: the compiler and its tool chain.
 * Not handled here: installing the tools (`install.ts`), whether anything has changed.
 */

import { type CopyLines, copyPositions } from '../compiler/backend-c/copies.ts';
import { displayNames } from '../compiler/backend-c/names.ts';
import { emitUnits } from '../compiler/backend-c/emit.ts';
import type { Program } from '../compiler/ir/program.ts';
import { buildKernelImage } from '../compiler/toolchain/kernel-image.ts';
import { buildLinuxProgram } from '../compiler/toolchain/linux-program.ts';
import { ToolchainError } from '../compiler/toolchain/process.ts';
import { compileDialect, compileDialectEarly, type DebugAssertions } from './dialect-check.ts';
import { UserFailure } from './failure.ts';
import { type FunctionName, kernelRoots, TRAP_HANDLER } from './kernel-roots.ts';
import { BUILD_DIRECTORY, projectDirectory, projectPath } from './paths.ts';
import { nativeTools } from './system-tools.ts';

/** An image and its map; absolute paths. */
export interface BuiltKernel {
  readonly elf: string;
  readonly map: string;
}

/** As `compileKernel`, with the check of types still to be done, see `compileDialectEarly`. */
export function compileKernelEarly(
  main: string,
  debugAssertions: DebugAssertions,
): ReturnType<typeof compileDialectEarly> {
  return compileDialectEarly(kernelRoots(main), debugAssertions);
}

/** Compiles a kernel whose main module is `main`, with what only the assembly runtime calls. */
export function compileKernel(main: string, debugAssertions?: DebugAssertions): Program {
  return compileDialect(kernelRoots(main), debugAssertions);
}

export interface LinkOptions {
  /** For clang, after the usual flags, which they override. */
  readonly flags?: readonly string[];
  /** The modules that have changed since the image was last made, if that is known: clang begins with them. */
  readonly changedModules?: ReadonlySet<string>;
  /** What copies of small functions say of lines to debuggers. */
  readonly copyLines?: CopyLines;
}

/**
 * Links a kernel image.
 *
 * @param program - what to link; `entry` and the trap handler are its entry points
 * @param entry   - the function that the assembly runtime calls once, as `kernelMain`
 * @param name    - of the image in the build directory, without `.elf`
 */
export async function linkKernel(
  program: Program,
  entry: FunctionName,
  name: string,
  { flags = [], changedModules = new Set(), copyLines = 'of the file' }: LinkOptions = {},
): Promise<BuiltKernel> {
  const entrySymbol = symbolOf(program, entry);
  const image = await asUserFailure(() =>
    buildKernelImage({
      projectDirectory,
      buildDirectory: BUILD_DIRECTORY,
      tools: nativeTools(),
      name,
      flags,
      units: emitUnits(program, {
        entryPoints: [entrySymbol, symbolOf(program, TRAP_HANDLER)],
        checks: 'on',
        changedModules,
        copyLines,
      }),
      displayNames: displayNames(program),
      copyPositions: copyPositions(program),
      entryPoint: entrySymbol,
    }),
  );
  return { elf: projectPath(image.elf), map: projectPath(image.map) };
}

/**
 * Links a process of this machine that runs `entry` once.
 *
 * @param flags - for clang, after the usual ones, which they override
 * @returns absolute path of the program
 */
export async function linkProcess(
  program: Program,
  entry: FunctionName,
  name: string,
  flags: readonly string[] = [],
): Promise<string> {
  const entryPoint = symbolOf(program, entry);
  const output = await asUserFailure(() =>
    buildLinuxProgram({
      projectDirectory,
      buildDirectory: BUILD_DIRECTORY,
      tools: nativeTools(),
      name,
      flags,
      units: emitUnits(program, { entryPoints: [entryPoint], checks: 'on' }),
      entryPoint,
    }),
  );
  return projectPath(output);
}

/** The C symbol of a function of `program`. */
function symbolOf(program: Program, { module, name }: FunctionName): string {
  const found = program.modules
    .find((candidate) => candidate.path === module)
    ?.functions.find((candidate) => candidate.name === name);
  if (found === undefined) throw new UserFailure(`${module} exports no function ${name}`);
  return found.symbol;
}

/** Runs `action`, whose `ToolchainError` becomes a `UserFailure` with the same message. */
export async function asUserFailure<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ToolchainError) throw new UserFailure(error.message);
    throw error;
  }
}
