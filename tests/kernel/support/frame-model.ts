/**
 * The frame allocator against a model: an array of owners, searched from the lowest frame on.
 *
 * The model says not only what may be handed out but exactly which frames: the lowest ones that
 * fit. Random requests and frees run through both; after each the answers must be equal.
 *
 * Used by: `frame.ktest.ts`.            Uses: `kernel/mm/frame.ts`.
 */
import * as Random from '../../../kernel/lib/random.ts';
import * as Frame from '../../../kernel/mm/frame.ts';
import { FrameCheck, FrameStatus } from '../../../kernel/mm/frame.ts';
import { expect, expectEqual, group, printSeed } from './ktest.ts';
import * as Scratch from './scratch.ts';
import { memoryTest } from './scratch.ts';

const FRAME_COUNT: u32 = 4096;
const PAGE: u64 = 0x1000n;

interface Model extends Struct {
  /** Of frame i of the scratch memory: true = in use. */
  isUsed: FixedArray<bool, 4096>;
}

const MODEL: Model = zeroed();
const RANDOM: Random.Random = zeroed();

/** Runs the claims. */
export function frameModel(): void {
  group('frame: against a model');

  memoryTest('single frames come and go as in the model', () => {
    run(0xf1a3en, 3000n, 1n, 1n);
  });
  memoryTest('short runs come and go as in the model', () => {
    run(0x5407n, 600n, 12n, 8n);
  });
  memoryTest('long aligned runs come and go as in the model', () => {
    run(0x10a6n, 250n, 700n, 512n);
  });
}

/**
 * Runs `steps` random steps with runs of up to `maxCount` frames and alignments of up to
 * `maxAlign`, then frees everything.
 */
function run(seed: u64, steps: u64, maxCount: u64, maxAlign: u64): void {
  printSeed(seed);
  RANDOM.state = seed;
  for (const frame of range(0, FRAME_COUNT)) {
    MODEL.isUsed[frame] = Frame.isAllocated(addressOf(frame));
  }
  const atStart = Frame.freeFrameCount();
  for (const step of range(0n, steps)) {
    // Memory fills up and empties in waves, so that full and fragmented states are met.
    const isFilling = (step / 128n) % 2n === 0n;
    if (Random.below(RANDOM, 4n) < (isFilling ? 3n : 1n)) {
      allocate(1n + Random.below(RANDOM, maxCount), 1n << Random.below(RANDOM, bitsOf(maxAlign)));
    } else {
      freeSome(1n + Random.below(RANDOM, maxCount));
    }
  }
  expect(Frame.checkFrames() === FrameCheck.Ok, 'an intact allocator');
  freeAll();
  expectEqual(Frame.freeFrameCount(), atStart, 'free frames at the end');
}

function allocate(count: u64, align: u64): void {
  const expected = lowestFit(u32(count), u32(align));
  const isSingle = count === 1n && align === 1n;
  const found = isSingle ? Frame.alloc() : Frame.allocContiguous(count, align);
  if (expected === null) {
    expect(found === null, 'null where the model has no room');
    return;
  }
  if (found === null) panic(`frame model: ${count} frames aligned to ${align} refused`);
  expectEqual(found, addressOf(expected), 'the lowest run that fits');
  for (const frame of range(expected, expected + u32(count))) MODEL.isUsed[frame] = true;
}

/** Frees up to `count` frames in use, in a row, from a random one on. */
function freeSome(count: u64): void {
  const start = u32(Random.below(RANDOM, Frame.freeFrameCount() + Frame.usedFrameCount()));
  const metadata = u32((Frame.metadataStart() - Scratch.base()) / PAGE);
  let end: u32 = start;
  while (end < metadata && end - start < u32(count) && MODEL.isUsed[end]) end += 1;
  if (end === start) return;
  freeRun(start, end);
}

function freeAll(): void {
  const metadata = u32((Frame.metadataStart() - Scratch.base()) / PAGE);
  for (const frame of range(0, metadata)) {
    if (MODEL.isUsed[frame]) freeRun(frame, frame + 1);
  }
}

function freeRun(start: u32, end: u32): void {
  'track caller';
  const status = Frame.freeContiguous(addressOf(start), u64(end - start));
  if (status !== FrameStatus.Ok) print(`# free of frames ${start} to ${end}: ${status}`);
  expect(status === FrameStatus.Ok, 'a run that can be freed');
  for (const frame of range(start, end)) MODEL.isUsed[frame] = false;
}

/** The lowest aligned frame with `count` free ones from it on, or null. */
function lowestFit(count: u32, align: u32): u32 | null {
  const first = u32((Scratch.base() / PAGE) % u64(align));
  let start: u32 = first === 0 ? 0 : align - first;
  while (start + count <= FRAME_COUNT) {
    let length: u32 = 0;
    while (length < count && !MODEL.isUsed[start + length]) length += 1;
    if (length === count) return start;
    start = alignUp(start + length + 1 + first, align) - first;
  }
  return null;
}

function addressOf(frame: u32): PhysAddr {
  return phys(Scratch.base() + u64(frame) * PAGE);
}

/** Number of powers of two up to `value`, itself one. */
function bitsOf(value: u64): u64 {
  return u64(countTrailingZeros(value)) + 1n;
}
