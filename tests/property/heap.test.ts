/** The heap against a map of the blocks that are out and what was written into each. */

import fc from 'fast-check';
import { expect, test } from 'vitest';

import * as Frame from '../../kernel/mm/frame.ts';
import * as Heap from '../../kernel/mm/heap.ts';
import { machine } from '../../runtime/host/index.ts';
import { freshMemory } from './memory.ts';

type Step =
  | { readonly op: 'kmalloc'; readonly size: bigint }
  | { readonly op: 'aligned'; readonly size: bigint; readonly alignment: bigint }
  | { readonly op: 'krealloc'; readonly pick: number; readonly size: bigint }
  | { readonly op: 'kfree' | 'kfreeTwice' | 'kfreeInside'; readonly pick: number };

const size = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt(0n, 600n) },
  { weight: 3, arbitrary: fc.bigInt(600n, 40_000n) },
  { weight: 1, arbitrary: fc.constantFrom(1n << 63n, (1n << 64n) - 1n, (1n << 64n) - 16n) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ op: fc.constant('kmalloc' as const), size }),
  fc.record({
    op: fc.constant('aligned' as const),
    size,
    alignment: fc.constantFrom(1n, 32n, 256n, 4096n),
  }),
  fc.record({ op: fc.constant('krealloc' as const), pick: fc.nat(), size }),
  fc.record({
    op: fc.constantFrom('kfree' as const, 'kfreeTwice' as const, 'kfreeInside' as const),
    pick: fc.nat(),
  }),
);

/** Sizes and fill bytes of the blocks that are out, by address. */
type Model = Map<bigint, { readonly size: bigint; readonly fill: number }>;

let nextFill = 1;

/** Physical address of a block: the machine's direct map starts at the higher half. */
function physOf(address: bigint): bigint {
  return address - 0xffff_8000_0000_0000n;
}

function fillBlock(model: Model, address: bigint, bytes: bigint): void {
  for (const [start, block] of model) {
    expect(address >= start + block.size || start >= address + bytes).toBe(true);
  }
  nextFill = (nextFill % 250) + 1;
  const { memory } = machine();
  for (let offset = 0n; offset < bytes; offset += 61n) {
    memory.write8(physOf(address + offset), nextFill);
  }
  model.set(address, { size: bytes, fill: nextFill });
}

function expectContent(address: bigint, bytes: bigint, fill: number): void {
  const { memory } = machine();
  for (let offset = 0n; offset < bytes; offset += 61n) {
    expect(memory.read8(physOf(address + offset))).toBe(fill);
  }
}

function pickOf(model: Model, pick: number): bigint | undefined {
  const addresses = [...model.keys()];
  return addresses[pick % Math.max(1, addresses.length)];
}

function run(model: Model, one: Step): void {
  if (one.op === 'kmalloc' || one.op === 'aligned') {
    const alignment = one.op === 'aligned' ? one.alignment : 16n;
    const address =
      one.op === 'aligned' ? Heap.kmallocAligned(one.size, alignment) : Heap.kmalloc(one.size);
    if (address === null) {
      expect(one.size === 0n || one.size > 1000n).toBe(true);
      return;
    }
    expect(address % alignment).toBe(0n);
    expect(address % 16n).toBe(0n);
    fillBlock(model, address, one.size);
    return;
  }
  const address = pickOf(model, one.pick);
  const block = address === undefined ? undefined : model.get(address);
  if (address === undefined || block === undefined) return;
  expectContent(address, block.size, block.fill);
  if (one.op === 'krealloc') {
    const moved = Heap.krealloc(address as VirtAddr, one.size);
    if (moved === null) {
      expectContent(address, block.size, block.fill);
      return;
    }
    model.delete(address);
    expectContent(moved, block.size < one.size ? block.size : one.size, block.fill);
    fillBlock(model, moved, one.size);
    return;
  }
  if (one.op === 'kfreeInside') {
    expect(Heap.kfree((address + 16n) as VirtAddr)).not.toBe(Heap.HeapStatus.Ok);
    return;
  }
  expect(Heap.kfree(address as VirtAddr)).toBe(Heap.HeapStatus.Ok);
  model.delete(address);
  if (one.op === 'kfreeTwice') {
    expect(Heap.kfree(address as VirtAddr)).not.toBe(Heap.HeapStatus.Ok);
  }
}

test('blocks never overlap, keep what was written, and all come back', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      freshMemory();
      Heap.init();
      const before = Frame.freeFrameCount();
      const model: Model = new Map();
      for (const one of steps) run(model, one);
      expect(Heap.check()).toBe(0);
      for (const address of model.keys()) {
        expect(Heap.kfree(address as VirtAddr)).toBe(Heap.HeapStatus.Ok);
      }
      expect(Heap.statistics().usedBytes).toBe(0n);
      expect(Heap.check()).toBe(0);
      Heap.trim();
      expect(Frame.freeFrameCount()).toBe(before);
    }),
    { numRuns: 60 },
  );
});
