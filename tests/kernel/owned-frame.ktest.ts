/**
 * Owned frames: whichever way a scope is left, its frames are free again, and freeing is strict.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/scratch.ts`.
 */
import * as Address from '../../kernel/mm/address.ts';
import * as Frame from '../../kernel/mm/frame.ts';
import * as OwnedFrames from '../../kernel/mm/owned-frame.ts';
import type { OwnedFrame } from '../../kernel/mm/owned-frame.ts';
import { expect, expectEqual, group, testPanicsAfter } from './support/ktest.ts';
import { holds } from './support/physical.ts';
import { memoryTest, resetMemory } from './support/scratch.ts';

const PAGE: u64 = 0x1000n;

export function suite(): void {
  group('owned frames');

  memoryTest('are freed at an early return, at a break and at the end', () => {
    const before = Frame.freeFrameCount();
    for (const steps of range(0, 4)) {
      expectEqual(framesInUse(steps), u64(min(steps, 2)) + 1n, 'frames in use inside');
      expectEqual(Frame.freeFrameCount(), before, 'free frames afterwards');
    }
  });
  memoryTest('are freed by whoever they are passed to', () => {
    const frame = OwnedFrames.alloc();
    assert(frame !== null, 'tests: no frame');
    expect(Frame.isAllocated(consume(frame)) === false, 'free after the call');
  });
  memoryTest('can be zeroed, as Frame.allocZeroed', () => {
    using frame = OwnedFrames.allocZeroed();
    assert(frame !== null, 'tests: no frame');
    expect(holds(frame, phys(frame + PAGE), 0n), 'zeros');
  });
  memoryTest('may be a run, as Frame.allocContiguousBelow', () => {
    using run = OwnedFrames.allocRunBelow(8n, 4n, Address.directMapEnd());
    assert(run !== null, 'tests: no run');
    expect(isAligned(run.base, 4n * PAGE), 'aligned');
    for (const index of range(0n, run.frameCount)) {
      expect(Frame.isAllocated(phys(run.base + index * PAGE)), 'in use');
    }
    expect(refuses(0n) && refuses(Frame.freeFrameCount() + 1n), 'none, and too many');
  });
  memoryTest('given up are as Frame.alloc returned them', () => {
    const frame = OwnedFrames.alloc();
    assert(frame !== null, 'tests: no frame');
    expectEqual(Frame.free(disown(frame)), Frame.FrameStatus.Ok, 'freeing');
  });
  testPanicsAfter('that are free already panic', 'free: AlreadyFree', resetMemory, () => {
    using frame = OwnedFrames.alloc();
    assert(frame !== null, 'tests: no frame');
    ignore(Frame.free(frame), 'behind the back of its owner');
  });
}

/** Takes one frame, then one in each of two steps. @returns frames in use at the most */
function framesInUse(steps: u32): u64 {
  const before = Frame.freeFrameCount();
  using first = OwnedFrames.alloc();
  if (first === null) return 0n;
  if (steps === 0) return before - Frame.freeFrameCount();
  let most: u64 = 0n;
  for (const step of range(0, 4)) {
    using second = OwnedFrames.alloc();
    if (steps === 1) return before - Frame.freeFrameCount();
    using third = OwnedFrames.alloc();
    most = max(most, before - Frame.freeFrameCount());
    if (second === null || third === null) return 0n;
    if (step + 2 === steps) break;
  }
  return most;
}

function consume(frame: OwnedFrame): PhysAddr {
  const address = phys(frame);
  OwnedFrames.free(frame);
  return address;
}

function refuses(frameCount: u64): bool {
  using run = OwnedFrames.allocRunBelow(frameCount, 1n, Address.directMapEnd());
  return run === null;
}
