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

interface FrameBitmap extends Struct {
  words: FixedArray<u64, 16384>;
  live: FixedArray<u32, 1048576>;
  liveCount: u32;
  cursor: u32;
}

const BITMAP: FrameBitmap = zeroed();

/** Takes the first free frame at or after the cursor; `NO_FRAME` when all are in use. */
function allocate(): u32 {
  for (const step of range(0, WORD_COUNT)) {
    const index = (BITMAP.cursor + step) & (WORD_COUNT - 1);
    const word = BITMAP.words[index];
    if (word === FULL) continue;
    const bit = countTrailingZeros(~word);
    BITMAP.words[index] = word | (1n << u64(bit));
    BITMAP.cursor = index;
    return index * 64 + bit;
  }
  return NO_FRAME;
}

/** Gives a frame back; false when it was free. */
function release(frame: u32): bool {
  const index = frame >> 6;
  const bit = 1n << u64(frame & 63);
  const word = BITMAP.words[index];
  if ((word & bit) === 0n) return false;
  BITMAP.words[index] = word & ~bit;
  return true;
}

/** Runs `rounds` batches; the result depends on every frame handed out. */
export function runBitmap(rounds: u64): u64 {
  for (let index: u32 = 0; index < WORD_COUNT; index++) BITMAP.words[index] = 0n;
  BITMAP.cursor = 0;
  BITMAP.liveCount = 0;
  const target = (FRAME_COUNT / 10) * 9;
  while (BITMAP.liveCount < target) {
    BITMAP.live[BITMAP.liveCount] = allocate();
    BITMAP.liveCount += 1;
  }
  let state: u64 = 0x9e37_79b9_7f4a_7c15n;
  let sum: u64 = 0n;
  for (let round: u64 = 0n; round < rounds; round++) {
    for (let i: u32 = 0; i < BATCH; i++) {
      state = nextRandom(state);
      const chosen = truncate<u32>(state >> 32n) % BITMAP.liveCount;
      const frame = BITMAP.live[chosen];
      const last = BITMAP.liveCount - 1;
      BITMAP.live[chosen] = BITMAP.live[last];
      BITMAP.liveCount = last;
      if (!release(frame)) return 0n;
    }
    for (let i: u32 = 0; i < BATCH; i++) {
      const frame = allocate();
      if (frame === NO_FRAME) return 0n;
      BITMAP.live[BITMAP.liveCount] = frame;
      BITMAP.liveCount += 1;
      sum = wrappingAdd(sum, u64(frame));
    }
  }
  return sum;
}
