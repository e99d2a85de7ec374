/**
 * The time stamp counter: how long something took, in cycles of the processor's own clock.
 *
 * Used by: `kernel/main.ts`, `kernel/boot/bring-up.ts`.            Uses: RDTSC.
 * Invariants: none.
 * Not handled here: seconds (the frequency is not known); other processors, whose counters may differ.
 * Sources: [SDM3] "Time-Stamp Counter".
 */
import { readTimestamp } from '../../runtime/contract/cpu.ts';

/** The counter as it is now. Later readings are larger. */
export function now(): u64 {
  'use unsafe';
  // SAFE: reading the counter has no effect.
  return readTimestamp();
}
