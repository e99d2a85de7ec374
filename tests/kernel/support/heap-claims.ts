/**
 * What claims about the heap have in common: fresh memory before, nothing lost after.
 *
 * Used by: `heap.ktest.ts`, `heap-torture.ts`.            Uses: `ktest.ts`, `scratch.ts`.
 */
import { HeapDefect } from '../../../kernel/mm/heap-check.ts';
import * as Frame from '../../../kernel/mm/frame.ts';
import * as Heap from '../../../kernel/mm/heap.ts';
import { HeapStatus } from '../../../kernel/mm/heap.ts';
import { fillMemory } from '../../../runtime/contract/memory.ts';
import { expect, expectEqual, testBetween, testPanicsAfter } from './ktest.ts';
import * as Scratch from './scratch.ts';

/** Counts to compare with later. */
interface Noted extends Struct {
  freeFramesAtStart: u64;
  freeFrames: u64;
  usedBytes: u64;
  usedBlocks: u64;
  freeBytes: u64;
  freeSegments: u64;
}

const NOTED: Noted = zeroed();

/** A claim about the heap: fresh memory before it; after it, no block, frame or count is lost. */
export function heapClaim(claim: string, action: () => void): void {
  testBetween(claim, prepare, action, judge);
}

/** A claim that something panics, with fresh memory before it. */
export function heapPanics(claim: string, part: string, action: () => void): void {
  'track caller';
  testPanicsAfter(claim, part, prepare, action);
}

/** The block that an allocation which cannot fail here returned. */
export function must(block: VirtAddr | null): VirtAddr {
  if (block === null) panic('heap test: an allocation was refused');
  return block;
}

/** The size of a block that is one. */
export function bytesOf(block: VirtAddr): u64 {
  const bytes = Heap.blockBytes(block);
  if (bytes === null) panic(`heap test: no block at ${block}`);
  return bytes;
}

/** Frees a block; the claim fails when that is refused. */
export function free(block: VirtAddr): void {
  'track caller';
  const status = Heap.kfree(block);
  if (status === HeapStatus.Ok) return;
  print(`# kfree of ${block}: ${status}`);
  expect(false, 'a block that can be freed');
}

/** Expects `kfree` to refuse `address` with `expected` and to change no count. */
export function expectRefused(address: VirtAddr, expected: HeapStatus): void {
  'track caller';
  note();
  const status = Heap.kfree(address);
  if (status !== expected) {
    print(`# kfree of ${address}: expected ${expected}, got ${status}`);
    expect(false, 'another status');
  }
  expectUnchanged();
}

/** Remembers the counts of the moment. */
export function note(): void {
  const counts = Heap.statistics();
  NOTED.freeFrames = Frame.freeFrameCount();
  NOTED.usedBytes = counts.usedBytes;
  NOTED.usedBlocks = counts.usedBlocks;
  NOTED.freeBytes = counts.freeBytes;
  NOTED.freeSegments = counts.freeSegments;
}

/** Expects the counts to be as `note` found them. */
export function expectUnchanged(): void {
  'track caller';
  const counts = Heap.statistics();
  expectEqual(Frame.freeFrameCount(), NOTED.freeFrames, 'free frames');
  expectEqual(counts.usedBytes, NOTED.usedBytes, 'bytes in use');
  expectEqual(counts.usedBlocks, NOTED.usedBlocks, 'blocks in use');
  expectEqual(counts.freeBytes, NOTED.freeBytes, 'free bytes');
  expectEqual(counts.freeSegments, NOTED.freeSegments, 'free segments');
}

/** Writes `value` to `bytes` bytes. */
export function fillWith(address: VirtAddr, bytes: u64, value: u8): void {
  'use unsafe';
  // SAFE: callers pass blocks of theirs, or bytes of a heap page that they damage on purpose.
  fillMemory(address, value, bytes);
}

/** Expects `bytes` bytes to be `value`. */
export function expectHolds(address: VirtAddr, bytes: u64, value: u8): void {
  'track caller';
  'use unsafe';
  // SAFE: callers pass blocks of theirs.
  const view = dataViewAt(address, bytes);
  for (const offset of range(0, view.byteLength)) {
    if (view.getUint8(offset) === value) continue;
    print(`# byte ${offset} of ${address}: expected ${value}, got ${view.getUint8(offset)}`);
    expect(false, 'contents kept');
  }
}

export function readByte(address: VirtAddr): u8 {
  'use unsafe';
  // SAFE: as `fillWith`.
  return dataViewAt(address, 1n).getUint8(0);
}

export function writeByte(address: VirtAddr, value: u8): void {
  'use unsafe';
  // SAFE: as `fillWith`.
  dataViewAt(address, 1n).setUint8(0, value);
}

function prepare(): void {
  Scratch.resetMemory();
  Heap.init();
  NOTED.freeFramesAtStart = Frame.freeFrameCount();
}

/**
 * After a claim: the heap is intact and empty, and every frame is back. A claim that ends with
 * `Heap.init` gave its memory up, and only the heap is judged.
 */
function judge(): void {
  const defect = Heap.check();
  if (defect !== HeapDefect.Ok) {
    print(`# heap: ${defect}`);
    expect(false, 'an intact heap');
  }
  expectEqual(Heap.statistics().usedBlocks, 0n, 'blocks in use');
  const hadBlocks = Heap.statistics().allocations > 0n;
  Heap.trim();
  expectEqual(Heap.statistics().frames, 0n, 'frames of the heap');
  if (!hadBlocks) return;
  expectEqual(Frame.freeFrameCount(), NOTED.freeFramesAtStart, 'free frames');
  expect(Frame.checkFrames() === Frame.FrameCheck.Ok, 'an intact frame allocator');
}
