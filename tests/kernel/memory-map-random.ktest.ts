/**
 * Memory maps made at random: whatever an entry says, the normalised map keeps every invariant.
 *
 * `tests/memory-maps` judges many more, from another seed each time.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/map-judge.ts`.
 */
import { currentTarget, expect, group, printSeed, Target, test } from './support/ktest.ts';
import * as Judge from './support/map-judge.ts';
import { MapDefect } from './support/map-judge.ts';

const FIRST_SEED: u64 = 0x51a7_e500n;

export function suite(): void {
  group('memory map: made at random');

  test('every invariant holds for maps of any entries', () => {
    printSeed(FIRST_SEED);
    for (const index of range(0n, mapCount())) expectGood(FIRST_SEED + index);
  });
}

/** As many maps as a target judges in a second or so. */
function mapCount(): u64 {
  switch (currentTarget()) {
    case Target.HostJs:
      return 100n;
    case Target.HostNative:
      return 20_000n;
    case Target.Kernel:
      return 1000n;
  }
}

function expectGood(seed: u64): void {
  'track caller';
  const defect = Judge.judge(seed);
  if (defect === MapDefect.Ok) return;
  print(`# ${defect}`);
  Judge.show(seed);
  expect(false, 'a map without defect');
}
