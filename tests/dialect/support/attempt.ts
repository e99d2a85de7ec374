/**
 * Going on after a panic, so that one program can show many.
 *
 * Used by: `tests/dialect/run`.            Uses: `runtime/contract/testing.ts`.
 */

import { returnsWithoutPanic } from '../../../runtime/contract/testing.ts';

/** Runs `action`. A panic prints its line and comes back here. */
export function attempt(action: () => void): void {
  'use unsafe';
  // SAFE: what `action` leaves on the stack needs no cleaning up.
  if (!returnsWithoutPanic(action)) return;
}
