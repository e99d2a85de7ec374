/**
 * The bitmap with summaries: operations on ranges against the same done item by item.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/scratch.ts`, `lib/random.ts`.
 */
import * as Bitmap from '../../kernel/lib/bitmap.ts';
import * as RandomNumbers from '../../kernel/lib/random.ts';
import type { Random } from '../../kernel/lib/random.ts';
import * as Address from '../../kernel/mm/address.ts';
import * as Frame from '../../kernel/mm/frame.ts';
import { FrameStatus } from '../../kernel/mm/frame.ts';
import { equalMemory } from '../../runtime/contract/memory.ts';
import { expect, expectEqual, group } from './support/ktest.ts';
import * as Scratch from './support/scratch.ts';

/** Three levels: 157 words, 3 words and 1, the last of each with padding. */
const BITS: u32 = 10_001;
const ROUNDS: u32 = 150;
const SEED: u64 = 0xb17_3a9n;
const PAGE_BYTES: u64 = 4096n;

/** Changed by ranges. */
const FAST: Bitmap.Bitmap = zeroed();
/** Changed item by item. */
const SLOW: Bitmap.Bitmap = zeroed();
const RANDOM: Random = zeroed();

export function suite(): void {
  group('bitmap');

  bitmapTest('ranges are set and cleared as items one by one, summaries too', () => {
    RANDOM.state = SEED;
    for (const _ of range(0, ROUNDS)) {
      const start = u32(RandomNumbers.below(RANDOM, u64(BITS)));
      const count = randomCount(BITS - start);
      if (RandomNumbers.below(RANDOM, 2n) === 0n) {
        setBoth(start, count);
      } else {
        clearBoth(start, count);
      }
      if (!areEqual()) print(`# [${start}, +${count})`);
      expect(areEqual(), 'the same words on all levels');
    }
    expect(Bitmap.check(FAST), 'the invariants');
  });
  bitmapTest('a range that ends at every place in a word is exact', () => {
    for (const count of range(0, 130)) {
      clearBoth(64 - count / 2, count);
      expect(areEqual(), 'the same words after clearing');
      setBoth(64 - count / 2, count);
      expect(areEqual(), 'the same words after setting');
    }
  });
  bitmapTest('all items at once fill and empty every level', () => {
    Bitmap.clearRange(FAST, 0, BITS);
    expectEqual(Bitmap.countClear(FAST, 0, BITS), BITS, 'free items');
    expect(Bitmap.check(FAST), 'the invariants when all are free');
    Bitmap.setRange(FAST, 0, BITS);
    expect(Bitmap.firstClear(FAST, 0) === null, 'nothing free');
    expect(areEqual(), 'the words of a new bitmap');
  });
  bitmapTest('an empty range changes nothing, wherever it lies', () => {
    Bitmap.clearRange(FAST, 0, 0);
    Bitmap.clearRange(FAST, BITS, 0);
    expect(areEqual(), 'nothing cleared');
    clearBoth(0, BITS);
    Bitmap.setRange(FAST, 0, 0);
    Bitmap.setRange(FAST, 64, 0);
    Bitmap.setRange(FAST, BITS, 0);
    expect(areEqual(), 'nothing set');
  });
  bitmapTest('runs are measured across words, up to the limit and the end', () => {
    clearBoth(60, 200);
    expectEqual(Bitmap.clearRunLength(FAST, 60, BITS), 200, 'from the start');
    expectEqual(Bitmap.clearRunLength(FAST, 64, BITS), 196, 'from a word');
    expectEqual(Bitmap.clearRunLength(FAST, 64, 64), 64, 'a word');
    expectEqual(Bitmap.clearRunLength(FAST, 64, 65), 65, 'a word and an item');
    expectEqual(Bitmap.clearRunLength(FAST, 59, BITS), 0, 'before the run');
    expectEqual(Bitmap.setRunLength(FAST, 260, BITS), BITS - 260, 'up to the end');
    expectEqual(Bitmap.setRunLength(FAST, 0, 60), 60, 'items in use');
    expectEqual(Bitmap.clearRunLength(FAST, BITS, 1), 0, 'behind the end');
  });
}

/** A claim on two bitmaps of `BITS` items, all in use. */
function bitmapTest(claim: string, action: () => void): void {
  body = action;
  Scratch.memoryTest(claim, withBitmaps);
}

function nothing(): void {
  expect(false, 'a claim');
}

let body: () => void = nothing;

function withBitmaps(): void {
  const storage = Frame.allocContiguous(2n, 1n);
  expect(storage !== null, 'two frames');
  if (storage === null) return;
  expect(Bitmap.bytesFor(BITS) <= PAGE_BYTES, 'a bitmap fits a frame');
  Bitmap.init(FAST, Address.phys2virt(storage), BITS);
  Bitmap.init(SLOW, Address.phys2virt(phys(storage + PAGE_BYTES)), BITS);
  const action = body;
  action();
  expect(Frame.freeContiguous(storage, 2n) === FrameStatus.Ok, 'the frames go back');
}

/** Mostly short, sometimes all that there is; `[0, limit]`. */
function randomCount(limit: u32): u32 {
  const power = RandomNumbers.below(RANDOM, 15n);
  return min(limit, u32(RandomNumbers.below(RANDOM, 1n << power)));
}

function setBoth(start: u32, count: u32): void {
  Bitmap.setRange(FAST, start, count);
  for (const bit of range(start, start + count)) Bitmap.set(SLOW, bit);
}

function clearBoth(start: u32, count: u32): void {
  Bitmap.clearRange(FAST, start, count);
  for (const bit of range(start, start + count)) Bitmap.clear(SLOW, bit);
}

function areEqual(): bool {
  'use unsafe';
  // SAFE: both bitmaps have as many words, in frames of the claim.
  return equalMemory(FAST.words, SLOW.words, u64(FAST.wordCount) * 8n);
}
