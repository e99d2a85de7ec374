/**
 * Random operations on the heap, compared with a small table of what should be there.
 *
 * Used by: `heap.ktest.ts`.            Uses: `heap-claims.ts`, `kernel/lib/random.ts`.
 */
import type { Random } from '../../../kernel/lib/random.ts';
import * as RandomNumbers from '../../../kernel/lib/random.ts';
import { HeapDefect } from '../../../kernel/mm/heap-check.ts';
import * as Heap from '../../../kernel/mm/heap.ts';
import { expectHolds, fillWith, free, must } from './heap-claims.ts';
import { expect, expectEqual, printSeed } from './ktest.ts';

const SLOTS: u32 = 64;
/** Operations between two checks of the whole heap. */
const CHECK_INTERVAL: u32 = 100;

/** The model: a block in use, or address 0. Its bytes are all `value`. */
interface Slot extends Struct {
  address: VirtAddr;
  bytes: u64;
  value: u8;
}

interface Slots extends Struct {
  slots: FixedArray<Slot, 64>;
}

const MODEL: Slots = zeroed();
const RANDOM: Random = zeroed();

/** Runs `operations` random operations and frees everything at the end. */
export function tortureHeap(seed: u64, operations: u32): void {
  printSeed(seed);
  RANDOM.state = seed;
  for (const slot of range(0, SLOTS)) MODEL.slots[slot].address = virt(0n);
  for (const operation of range(0, operations)) {
    step(MODEL.slots[u32(RandomNumbers.below(RANDOM, u64(SLOTS)))]);
    if (operation % CHECK_INTERVAL === 0) {
      expect(Heap.check() === HeapDefect.Ok, 'an intact heap');
    }
  }
  let used: u64 = 0n;
  for (const slot of range(0, SLOTS)) {
    if (MODEL.slots[slot].address !== virt(0n)) used += 1n;
  }
  expectEqual(Heap.statistics().usedBlocks, used, 'blocks in use');
  for (const slot of range(0, SLOTS)) drop(MODEL.slots[slot]);
}

/** Fills an empty slot; frees or resizes a full one. */
function step(slot: Slot): void {
  if (slot.address === virt(0n)) {
    fill(slot);
    return;
  }
  expectHolds(slot.address, slot.bytes, slot.value);
  if (RandomNumbers.below(RANDOM, 4n) === 0n) {
    resize(slot);
  } else {
    drop(slot);
  }
}

function fill(slot: Slot): void {
  slot.bytes = randomSize();
  slot.value = truncate<u8>(RandomNumbers.next(RANDOM));
  switch (RandomNumbers.below(RANDOM, 4n)) {
    case 0n:
      slot.address = must(Heap.kmallocAligned(slot.bytes, 1n << RandomNumbers.below(RANDOM, 13n)));
      break;
    case 1n:
      slot.address = must(Heap.kcalloc(1n, slot.bytes));
      expectHolds(slot.address, slot.bytes, 0);
      break;
    default:
      slot.address = must(Heap.kmalloc(slot.bytes));
  }
  fillWith(slot.address, slot.bytes, slot.value);
}

function resize(slot: Slot): void {
  const bytes = randomSize();
  slot.address = must(Heap.krealloc(slot.address, bytes));
  expectHolds(slot.address, min(bytes, slot.bytes), slot.value);
  slot.bytes = bytes;
  fillWith(slot.address, bytes, slot.value);
}

function drop(slot: Slot): void {
  if (slot.address === virt(0n)) return;
  expectHolds(slot.address, slot.bytes, slot.value);
  free(slot.address);
  slot.address = virt(0n);
}

/** Mostly small, sometimes large: `[1, 2^k]` with a random `k` up to 14, rarely up to 17. */
function randomSize(): u64 {
  const isLarge = RandomNumbers.below(RANDOM, 32n) === 0n;
  const power = RandomNumbers.below(RANDOM, isLarge ? 18n : 12n);
  return RandomNumbers.below(RANDOM, 1n << power) + 1n;
}
