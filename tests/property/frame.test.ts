/** The frame allocator against a set of the frames that are out. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import * as Frame from '../../kernel/mm/frame.ts';
import { freshMemory } from './memory.ts';

const FRAME_BYTES = 4096n;

type Step =
  | { readonly op: 'alloc' }
  | { readonly op: 'run'; readonly count: bigint; readonly alignment: bigint }
  | { readonly op: 'free' | 'freeTwice' | 'freeInside'; readonly pick: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ op: 'alloc' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('run' as const),
      count: fc.bigInt(0n, 700n),
      alignment: fc.constantFrom(1n, 2n, 16n, 512n),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      op: fc.constantFrom('free' as const, 'freeTwice' as const, 'freeInside' as const),
      pick: fc.nat(),
    }),
  },
);

/** Runs of frames that are out: address of the first, and how many. */
type Model = Map<bigint, bigint>;

function overlaps(model: Model, base: bigint, count: bigint): boolean {
  return [...model].some(
    ([start, length]) => base < start + length * FRAME_BYTES && start < base + count * FRAME_BYTES,
  );
}

function take(model: Model, base: bigint | null, count: bigint, alignment: bigint): void {
  if (base === null) return;
  expect(base % (alignment * FRAME_BYTES)).toBe(0n);
  expect(overlaps(model, base, count)).toBe(false);
  model.set(base, count);
}

function give(model: Model, wanted: Exclude<Step, { op: 'alloc' } | { op: 'run' }>): void {
  const bases = [...model.keys()];
  const base = bases[wanted.pick % Math.max(1, bases.length)];
  if (base === undefined) return;
  const count = model.get(base) ?? 0n;
  if (wanted.op === 'freeInside') {
    expect(Frame.free((base + 8n) as PhysAddr)).toBe(Frame.FrameStatus.Misaligned);
    return;
  }
  expect(Frame.freeContiguous(base as PhysAddr, count)).toBe(Frame.FrameStatus.Ok);
  model.delete(base);
  if (wanted.op === 'freeTwice') {
    expect(Frame.freeContiguous(base as PhysAddr, count)).toBe(Frame.FrameStatus.AlreadyFree);
  }
}

test('frames handed out never overlap, and all come back', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      freshMemory();
      const before = Frame.freeFrameCount();
      const model: Model = new Map();
      for (const one of steps) {
        if (one.op === 'alloc') take(model, Frame.alloc(), 1n, 1n);
        else if (one.op === 'run') {
          const base = Frame.allocContiguous(one.count, one.alignment);
          if (one.count === 0n) expect(base).toBeNull();
          take(model, base, one.count, one.alignment);
        } else give(model, one);
        const out = [...model.values()].reduce((sum, count) => sum + count, 0n);
        expect(Frame.freeFrameCount()).toBe(before - out);
      }
      expect(Frame.checkFrames()).toBe(Frame.FrameCheck.Ok);
      for (const [base, count] of model) {
        expect(Frame.freeContiguous(base as PhysAddr, count)).toBe(Frame.FrameStatus.Ok);
      }
      expect(Frame.freeFrameCount()).toBe(before);
      expect(Frame.checkFrames()).toBe(Frame.FrameCheck.Ok);
    }),
    { numRuns: 60 },
  );
});
