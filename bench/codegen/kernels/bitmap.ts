/**
 * K1: a next-fit bitmap of 2^20 frames, 90 % in use; frees 256 frames at random, allocates 256.
 *
 * Used by: `bench/codegen`.            Uses: `random.ts`.
 */

import { nextRandom } from './random.ts';

const WORD_COUNT: u32 = 16_384;
const FRAME_COUNT: u32 = WORD_COUNT * 64;
const BATCH: u32 = 256;
const FULL: u64 = 0xffff_ffff_ffff_ffffn;
const NO_FRAME: u32 = 0xffff_ffff;
/** Frames in use at the start. */
const USED_COUNT: u32 = (FRAME_COUNT / 10) * 9;

interface FrameBitmap extends Struct {
  words: FixedArray<u64, 16384>;
}

const BITMAP: FrameBitmap = zeroed();

/** Word in which the last frame was found. */
let cursor: u32 = 0;

/** Takes the first free frame at or after the cursor; `NO_FRAME` when all are in use. */
function allocate(): u32 {
  const start = cursor;
  for (const step of range(0, WORD_COUNT)) {
    const index = wrappingAdd(start, step) & (WORD_COUNT - 1);
    const word = BITMAP.words[index];
    if (word === FULL) continue;
    const bit = countTrailingZeros(~word);
    BITMAP.words[index] = word | wrappingShl(1n, u64(bit));
    cursor = index;
    return index * 64 + bit;
  }
  return NO_FRAME;
}

/** Gives a frame of `[0, FRAME_COUNT)` back; false when it was free. */
function release(frame: u32): bool {
  const index = (frame >> 6) & (WORD_COUNT - 1);
  const bit = wrappingShl(1n, u64(frame & 63));
  const word = BITMAP.words[index];
  if ((word & bit) === 0n) return false;
  BITMAP.words[index] = word & ~bit;
  return true;
}

/** Runs `rounds` batches; the result depends on every frame handed out. */
export function runBitmap(rounds: u64): u64 {
  // As if so many had been allocated, which would take as long as the rounds.
  for (const index of range(0, WORD_COUNT))
    BITMAP.words[index] = index < USED_COUNT / 64 ? FULL : 0n;
  BITMAP.words[USED_COUNT / 64] = (1n << u64(USED_COUNT % 64)) - 1n;
  cursor = USED_COUNT / 64;
  let state: u64 = 0x9e37_79b9_7f4a_7c15n;
  let sum: u64 = 0n;
  for (let round: u64 = 0n; round < rounds; round++) {
    for (let freed: u32 = 0; freed < BATCH;) {
      state = nextRandom(state);
      if (release(truncate<u32>(state >> 32n) & (FRAME_COUNT - 1))) freed += 1;
    }
    for (let count: u32 = 0; count < BATCH; count++) {
      const frame = allocate();
      if (frame === NO_FRAME) return 0n;
      sum = wrappingAdd(sum, u64(frame));
    }
  }
  return sum;
}
