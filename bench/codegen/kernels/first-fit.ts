/**
 * K3: a first-fit list of segments in one heap page, 64 live objects; one free and one allocation.
 *
 * The seed's design: segments lie one after the other, split when larger than asked, merged with
 * both neighbours when freed.
 *
 * Used by: `bench/codegen`.            Uses: `random.ts`.
 */

import { nextRandom } from './random.ts';

interface Segment extends Struct {
  sizeBytes: u64;
  isFree: u64;
  next: Segment | null;
  previous: Segment | null;
}

interface Live extends Struct {
  blocks: FixedArray<VirtAddr, 64>;
}

const HEADER_BYTES: u64 = sizeOf<Segment>();
const PAGE_BYTES: u64 = 65_536n;
const MIN_SPLIT_BYTES: u64 = 16n;
const LIVE_COUNT: u32 = 64;
const LIVE: Live = zeroed();

let first: Segment | null = null;

function segmentAt(address: VirtAddr): Segment {
  'use unsafe';
  // SAFE: only addresses of headers inside the heap page come here.
  return at<Segment>(address);
}

function split(segment: Segment, sizeBytes: u64): void {
  if (segment.sizeBytes - sizeBytes < HEADER_BYTES + MIN_SPLIT_BYTES) return;
  const rest = segmentAt(virt(addressOf(segment) + HEADER_BYTES + sizeBytes));
  rest.sizeBytes = segment.sizeBytes - sizeBytes - HEADER_BYTES;
  rest.isFree = 1n;
  rest.previous = segment;
  const next = segment.next;
  rest.next = next;
  if (next !== null) next.previous = rest;
  segment.sizeBytes = sizeBytes;
  segment.next = rest;
}

function allocate(sizeBytes: u64): Segment | null {
  const rounded = alignUp(sizeBytes, 16n);
  let segment = first;
  while (segment !== null) {
    if (segment.isFree !== 0n && segment.sizeBytes >= rounded) {
      split(segment, rounded);
      segment.isFree = 0n;
      return segment;
    }
    segment = segment.next;
  }
  return null;
}

/** Makes `segment` and its free right neighbour one. */
function absorbNext(segment: Segment, next: Segment): void {
  segment.sizeBytes += next.sizeBytes + HEADER_BYTES;
  const after = next.next;
  segment.next = after;
  if (after !== null) after.previous = segment;
}

function release(block: VirtAddr): void {
  const segment = segmentAt(virt(block - HEADER_BYTES));
  segment.isFree = 1n;
  const next = segment.next;
  if (next !== null && next.isFree !== 0n) absorbNext(segment, next);
  const previous = segment.previous;
  if (previous !== null && previous.isFree !== 0n) absorbNext(previous, segment);
}

/** Runs `rounds` pairs in the `PAGE_BYTES` at `page`, a virtual address. */
export function runFirstFit(page: VirtAddr, rounds: u64): u64 {
  const whole = segmentAt(page);
  whole.sizeBytes = PAGE_BYTES - HEADER_BYTES;
  whole.isFree = 1n;
  whole.next = null;
  whole.previous = null;
  first = whole;
  let state: u64 = 0x9e37_79b9_7f4a_7c15n;
  for (let i: u32 = 0; i < LIVE_COUNT; i++) {
    state = nextRandom(state);
    const block = allocate(16n + ((state >> 32n) & 0x1ffn));
    assert(block !== null, 'first-fit: the heap page is full');
    LIVE.blocks[i] = virt(addressOf(block) + HEADER_BYTES);
  }
  let sum: u64 = 0n;
  for (let round: u64 = 0n; round < rounds; round++) {
    state = nextRandom(state);
    const chosen = truncate<u32>(state >> 58n);
    release(LIVE.blocks[chosen]);
    const segment = allocate(16n + ((state >> 32n) & 0x1ffn));
    assert(segment !== null, 'first-fit: the heap page is full');
    const block = virt(addressOf(segment) + HEADER_BYTES);
    LIVE.blocks[chosen] = block;
    sum = wrappingAdd(sum, block - page);
  }
  return sum;
}
