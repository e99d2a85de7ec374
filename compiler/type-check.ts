/**
 * TypeScript's check of a program and nothing else: for another thread than the one that compiles it,
 * because the check takes as long as the rest.
 *
 * Used by: `tools/type-check-thread.ts`.            Uses: `request.ts`.
 * Not handled here: saying what is wrong (`compile.ts`).
 */

import { loadRequest, type ProgramRequest } from './request.ts';

/**
 * Has TypeScript check the types of a program.
 *
 * @returns the hash of what it has read, for `EarlyProgram.check`; null when it finds errors
 */
export function checkTypes(request: ProgramRequest): string | null {
  const loaded = loadRequest(request);
  const isGood = loaded.syntaxErrors.length === 0 && loaded.check().length === 0;
  return isGood ? loaded.contentHash() : null;
}
