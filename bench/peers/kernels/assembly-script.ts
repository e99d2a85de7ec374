/**
 * K1 to K3 in AssemblyScript: its u64, ctz, load and store are what the kernels need.
 *
 * Addresses are 32-bit offsets into the memory of the module, so physical addresses and the direct
 * map are offsets too; there is no higher half to put a table in.
 *
 * Used by: `main.ts`, through `asc`.            Uses: nothing.
 */

const WORD_COUNT: u32 = 16384;
const FRAME_COUNT: u32 = WORD_COUNT * 64;
const BATCH: u32 = 256;
const USED_COUNT: u32 = (FRAME_COUNT / 10) * 9;
const NO_FRAME: u32 = 0xffffffff;
const SEED: u64 = 0x9e3779b97f4a7c15;

// The memory: bitmap, tables, heap page, live blocks.
const BITMAP: usize = 0x10000;
const POOL: usize = 0x100000;
const HEAP: usize = 0x800000;
const LIVE: usize = 0x820000;

function nextRandom(state: u64): u64 {
  let x = state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return x;
}

let cursor: u32 = 0;

function allocate(): u32 {
  const start = cursor;
  for (let step: u32 = 0; step < WORD_COUNT; step++) {
    const index = (start + step) & (WORD_COUNT - 1);
    const at = BITMAP + (usize(index) << 3);
    const word = load<u64>(at);
    if (word == u64.MAX_VALUE) continue;
    const bit = ctz(~word);
    store<u64>(at, word | (u64(1) << bit));
    cursor = index;
    return index * 64 + u32(bit);
  }
  return NO_FRAME;
}

function release(frame: u32): bool {
  const at = BITMAP + (usize(frame >> 6) << 3);
  const bit = u64(1) << u64(frame & 63);
  const word = load<u64>(at);
  if ((word & bit) == 0) return false;
  store<u64>(at, word & ~bit);
  return true;
}

export function runBitmap(rounds: u32): u64 {
  cursor = USED_COUNT / 64;
  memory.fill(BITMAP, 0, WORD_COUNT * 8);
  memory.fill(BITMAP, 0xff, cursor * 8);
  store<u64>(BITMAP + (usize(cursor) << 3), (u64(1) << (USED_COUNT % 64)) - 1);
  let state = SEED;
  let sum: u64 = 0;
  for (let round: u32 = 0; round < rounds; round++) {
    for (let freed: u32 = 0; freed < BATCH;) {
      state = nextRandom(state);
      if (release(u32(state >> 32) & (FRAME_COUNT - 1))) freed++;
    }
    for (let count: u32 = 0; count < BATCH; count++) sum += allocate();
  }
  return sum;
}

const PRESENT: u64 = 1;
const ADDRESS_BITS: u64 = 0x000ffffffffff000;
let nextTable: u64 = 0;

function entryAt(table: u64, page: u64, level: u32): usize {
  return usize(table) + (usize((page >> (3 + 9 * level)) & 0x1ff) << 3);
}

function newTable(): u64 {
  const table = nextTable;
  nextTable += 4096;
  memory.fill(usize(table), 0, 4096);
  return table;
}

function map(root: u64, page: u64, frame: u64): bool {
  let table = root;
  for (let level: u32 = 4; level > 1; level--) {
    const at = entryAt(table, page, level);
    const entry = load<u64>(at);
    if ((entry & PRESENT) != 0) {
      table = entry & ADDRESS_BITS;
    } else {
      table = newTable();
      store<u64>(at, table | PRESENT);
    }
  }
  const at = entryAt(table, page, 1);
  if ((load<u64>(at) & PRESENT) != 0) return false;
  store<u64>(at, frame | PRESENT);
  return true;
}

function leafOf(root: u64, page: u64): usize {
  let table = root;
  for (let level: u32 = 4; level > 1; level--) {
    const entry = load<u64>(entryAt(table, page, level));
    if ((entry & PRESENT) == 0) return 0;
    table = entry & ADDRESS_BITS;
  }
  const at = entryAt(table, page, 1);
  return (load<u64>(at) & PRESENT) == 0 ? 0 : at;
}

export function runPageWalk(rounds: u32): u64 {
  nextTable = POOL;
  const root = newTable();
  let state = SEED;
  let sum: u64 = 0;
  for (let round: u32 = 0; round < rounds; round++) {
    state = nextRandom(state);
    const page = 0xffff900000000000 + ((state >> 20) & 0x3ffff) * 4096;
    if (!map(root, page, (state & 0xfffffff) << 12)) return 0;
    const leaf = leafOf(root, page);
    if (leaf == 0) return 0;
    sum += load<u64>(leaf) & ADDRESS_BITS;
    const again = leafOf(root, page);
    if (again == 0) return 0;
    store<u64>(again, 0);
  }
  return sum;
}

@unmanaged
class Segment {
  sizeBytes: u64;
  isFree: u64;
  next: Segment | null;
  previous: Segment | null;
}

const HEADER_BYTES: usize = 32;

function allocateBlock(sizeBytes: u64): usize {
  const rounded: u64 = (sizeBytes + 15) & ~u64(15);
  let segment: Segment | null = changetype<Segment>(HEAP);
  while (segment !== null) {
    if (segment.isFree != 0 && segment.sizeBytes >= rounded) {
      const restBytes = segment.sizeBytes - rounded;
      if (restBytes >= HEADER_BYTES + 16) {
        const rest = changetype<Segment>(
          changetype<usize>(segment) + HEADER_BYTES + usize(rounded),
        );
        const next = segment.next;
        rest.sizeBytes = restBytes - HEADER_BYTES;
        rest.isFree = 1;
        rest.previous = segment;
        rest.next = next;
        if (next !== null) next.previous = rest;
        segment.sizeBytes = rounded;
        segment.next = rest;
      }
      segment.isFree = 0;
      return changetype<usize>(segment) + HEADER_BYTES;
    }
    segment = segment.next;
  }
  return 0;
}

function absorbNext(segment: Segment, next: Segment): void {
  segment.sizeBytes += next.sizeBytes + HEADER_BYTES;
  const after = next.next;
  segment.next = after;
  if (after !== null) after.previous = segment;
}

function releaseBlock(block: usize): void {
  const segment = changetype<Segment>(block - HEADER_BYTES);
  segment.isFree = 1;
  const next = segment.next;
  if (next !== null && next.isFree != 0) absorbNext(segment, next);
  const previous = segment.previous;
  if (previous !== null && previous.isFree != 0) absorbNext(previous, segment);
}

export function runFirstFit(rounds: u32): u64 {
  const whole = changetype<Segment>(HEAP);
  whole.sizeBytes = 65536 - HEADER_BYTES;
  whole.isFree = 1;
  whole.next = null;
  whole.previous = null;
  let state = SEED;
  for (let index: usize = 0; index < 64; index++) {
    state = nextRandom(state);
    store<usize>(LIVE + index * 4, allocateBlock(16 + ((state >> 32) & 0x1ff)));
  }
  let sum: u64 = 0;
  for (let round: u32 = 0; round < rounds; round++) {
    state = nextRandom(state);
    const at = LIVE + (usize(state >> 58) << 2);
    releaseBlock(load<usize>(at));
    const block = allocateBlock(16 + ((state >> 32) & 0x1ff));
    store<usize>(at, block);
    sum += block - HEAP;
  }
  return sum;
}
