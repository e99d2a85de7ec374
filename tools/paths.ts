/**
 * Where things lie in the project.
 *
 * Used by: `build.ts`, `tools/`, `tests/`.            Uses: nothing.
 * Invariants:
 *   I1. Everything that is made goes under `buildDirectory`; nothing else is written to.
 */

import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the directory that holds `package.json`. */
export const projectDirectory: string = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Directory for everything that is made, relative to the project; not in version control. */
export const BUILD_DIRECTORY = 'build';

/** Absolute path of that directory. */
export const buildDirectory: string = path.join(projectDirectory, BUILD_DIRECTORY);

/** Absolute path of a file of the project, given relative to its directory. */
export function projectPath(...parts: readonly string[]): string {
  return path.join(projectDirectory, ...parts);
}

/** Absolute path of a made file, given relative to the build directory. */
export function buildPath(...parts: readonly string[]): string {
  return path.join(buildDirectory, ...parts);
}
