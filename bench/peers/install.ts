/**
 * What the comparison needs and nothing else: npm packages of its own, installed when it is run.
 *
 * AssemblyScript brings a hundred megabytes of compiler along. Whoever only builds the kernel should
 * not wait for that, so it is not among the project's packages.
 *
 * Used by: `main.ts`.            Uses: npm, `package.json` beside this file.
 */

import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';

const DIRECTORY = import.meta.dirname;

/** When a file beside this one was changed, in milliseconds; 0 when it does not exist. */
function changedAt(file: string): number {
  return statSync(path.join(DIRECTORY, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Path of a file in a package of the comparison. */
export function inPackage(file: string): string {
  return path.join(DIRECTORY, 'node_modules', file);
}

/**
 * Installs the packages, in the versions of the lock file, unless they are there.
 *
 * @throws Error when npm fails, which has said why
 */
export function installPeers(): void {
  const isInstalled = changedAt('node_modules/.package-lock.json') > changedAt('package-lock.json');
  if (isInstalled) return;
  console.log('installing AssemblyScript into bench/peers/node_modules, about 100 MB, once');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: DIRECTORY, stdio: 'inherit' });
}
