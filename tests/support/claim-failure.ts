/**
 * What vitest shows of a claim that does not hold: what the target said, and the line that it named.
 *
 * The stack of the code that reads the target's output would say nothing. In its place there is the
 * place of the expectation or of the panic, which vitest shows with the lines around it.
 *
 * Used by: `register-target.ts`.            Uses: nothing.
 */

import { projectPath } from '../../tools/paths.ts';

/** A place as targets write it: before what was expected, or in the panic that ended the claim. */
const PLACE = /^(?:# |panic: )([^\s:]+\.ts):(\d+): /;

export class ClaimFailure extends Error {
  /** @param said - what the target printed for the claim */
  constructor(said: readonly string[], log: string) {
    super([...said, log].join('\n'));
    this.name = 'ClaimFailure';
    const last = said.findLast((line) => PLACE.test(line));
    const [, file, line] = PLACE.exec(last ?? '') ?? [];
    this.stack =
      file === undefined
        ? ''
        : `${this.name}: ${this.message}\n    at ${projectPath(file)}:${line}:1`;
  }
}
