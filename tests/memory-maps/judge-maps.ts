/**
 * Judging the maps of consecutive seeds, on any target.
 *
 * Used by: `entry-linux.ts`, `memory-maps.test.ts`.            Uses: `map-judge.ts`.
 */
import * as Judge from '../kernel/support/map-judge.ts';
import { MapDefect } from '../kernel/support/map-judge.ts';

/** Judges maps, and shows each that fails. @returns how many failed */
export function judgeMaps(firstSeed: u64, count: u64): u64 {
  let failures: u64 = 0n;
  Judge.resetDigest();
  for (const index of range(0n, count)) {
    const defect = Judge.judge(firstSeed + index);
    if (defect === MapDefect.Ok) continue;
    failures += 1n;
    print(`seed ${firstSeed + index}: ${defect}`);
    Judge.show(firstSeed + index);
  }
  return failures;
}
