/**
 * Knowing that a made file is still good: a fingerprint of everything it was made from.
 *
 * The fingerprint is over the path, length and time of change of each input, which costs a few
 * milliseconds; contents are not read. It is stored beside the output, so an output without a
 * stamp, or with another one, is made again.
 *
 * Used by: `kernel-image.ts`, `uefi-loader.ts`, `media/`, `watch.ts`.            Uses: nothing.
 */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { projectPath } from './paths.ts';

/**
 * Whether an editor keeps a file of this name beside the one that it edits: `.x.ts.swp`, `x.ts~`, `#x.ts#`
 * and the number that vim tries a folder with. They come and go while a person types; nothing is made of them.
 */
export function isEditorsOwn(name: string): boolean {
  return /^[.#]|~$|^\d+$/.test(name);
}

/**
 * The fingerprint of some inputs.
 *
 * @param inputs - files and folders relative to the project; folders count with all they hold, but for
 *   what editors keep there
 * @param extra  - anything else that the output depends on, such as options
 */
export function fingerprint(inputs: readonly string[], extra = ''): string {
  const hash = createHash('sha256').update(extra);
  const add = (file: string): void => {
    const state = statSync(file, { throwIfNoEntry: false });
    if (state === undefined) return;
    if (state.isDirectory()) {
      const names = readdirSync(file).filter((name) => !isEditorsOwn(name));
      for (const name of names.sort()) add(path.join(file, name));
      return;
    }
    hash.update(`\n${file} ${state.size} ${state.mtimeMs}`);
  };
  for (const input of inputs) add(projectPath(input));
  return hash.digest('hex');
}

/** Whether `outputs` exist and were made from inputs with fingerprint `expected`. */
export function isFresh(outputs: readonly string[], expected: string): boolean {
  const [first] = outputs;
  if (first === undefined || !outputs.every((output) => existsSync(output))) return false;
  const stamp = stampOf(first);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === expected;
}

/** Which of `files` (relative to the project) changed after `outputs` were made; all when none were. */
export function changedAfter(outputs: readonly string[], files: readonly string[]): Set<string> {
  const [first] = outputs;
  const stamp = first === undefined ? undefined : timeOf(stampOf(first));
  if (stamp === undefined) return new Set(files);
  return new Set(files.filter((file) => (timeOf(projectPath(file)) ?? Infinity) > stamp));
}

function timeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

/** Notes that `outputs` have just been made from inputs with this fingerprint. */
export function markFresh(outputs: readonly string[], made: string): void {
  const [first] = outputs;
  if (first !== undefined) writeFileSync(stampOf(first), made);
}

function stampOf(output: string): string {
  return `${output}.made-from`;
}
