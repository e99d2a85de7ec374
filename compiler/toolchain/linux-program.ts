/**
 * Dialect code as a process of this machine: tests, benchmarks, fuzzers.
 *
 * Used by: tests, `bench/`.            Uses: `objects.ts`, clang.
 */

import type { CUnit } from '../backend-c/emit.ts';
import { runLinker } from './linker.ts';
import { assembleFolder, type BuildPlaces, compileUnits } from './objects.ts';
import type { NativeTools } from './process.ts';

const ASSEMBLY_FOLDER = 'runtime/linux';

export interface LinuxProgramRequest extends BuildPlaces {
  readonly tools: NativeTools;
  /** `tests` gives `build/tests` and `build/tests-1.c`, …. */
  readonly name: string;
  /** What the C back end emits. */
  readonly units: Iterable<CUnit>;
  /** C symbol of the dialect function to run. */
  readonly entryPoint: string;
  /** Flags for clang after the usual ones, compiling and linking: sanitizers. */
  readonly flags?: readonly string[];
}

/**
 * Builds a program with the runtime of `runtime/linux`.
 *
 * @returns path of the program, relative to the project
 * @throws ToolchainError when a tool fails
 */
export async function buildLinuxProgram(request: LinuxProgramRequest): Promise<string> {
  const { projectDirectory, buildDirectory, name, tools, units, entryPoint } = request;
  const [cObjects, assembly] = await Promise.all([
    compileUnits(units, 'linux', request),
    assembleFolder(ASSEMBLY_FOLDER, 'linux', request),
  ]);
  const output = `${buildDirectory}/${name}`;
  const flags = [
    '-pie',
    `--ld-path=${tools.linker}`,
    `-Wl,--defsym=rt_nativeMain=${entryPoint}`,
    '-Wl,-z,noexecstack',
    ...(request.flags ?? []),
    assembly,
    ...cObjects,
    '-o',
    output,
  ];
  await runLinker(tools.clang, flags, projectDirectory);
  return output;
}
