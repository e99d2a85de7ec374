/**
 * K1 to K3 in JavaScript with `number`: what it can express of them.
 *
 * A 64-bit value is a pair of 32-bit halves; bits 63 and the canonical upper half of an address do
 * not fit a double. There are no pointers: memory is a typed array and an address an index into
 * it. There is no count of trailing zeros (31 - clz32(x & -x)). Results are the twins', exactly.
 *
 * Used by: `main.ts`.            Uses: nothing.
 */

const WORD_COUNT = 16_384;
const FRAME_COUNT = WORD_COUNT * 64;
/** Frames in use at the start: full words, and one with 33 bits. */
const USED_COUNT = Math.floor(FRAME_COUNT / 10) * 9;
const BATCH = 256;
const NO_FRAME = 0xffff_ffff;
const SEED_HIGH = 0x9e37_79b9;
const SEED_LOW = 0x7f4a_7c15;

let high = 0;
let low = 0;

/** xorshift64 on `high` and `low`. */
function nextRandom(): void {
  high ^= (high << 13) | (low >>> 19);
  low ^= low << 13;
  low ^= (low >>> 7) | (high << 25);
  high ^= high >>> 7;
  high ^= (high << 17) | (low >>> 15);
  low ^= low << 17;
}

function seed(): void {
  high = SEED_HIGH | 0;
  low = SEED_LOW | 0;
}

// ── K1 ──────────────────────────────────────────────────────────────────────────────────────────

/** Low and high half of each 64-bit word. */
const halves = new Int32Array(2 * WORD_COUNT);
let cursor = 0;

function takeBit(half: number): number {
  const free = ~(halves[half] ?? 0);
  const lowest = free & -free;
  halves[half] = (halves[half] ?? 0) | lowest;
  return 31 - Math.clz32(lowest);
}

function allocate(): number {
  const start = cursor;
  for (let step = 0; step < WORD_COUNT; step++) {
    const index = (start + step) & (WORD_COUNT - 1);
    if (halves[2 * index] !== -1) {
      cursor = index;
      return index * 64 + takeBit(2 * index);
    }
    if (halves[2 * index + 1] !== -1) {
      cursor = index;
      return index * 64 + 32 + takeBit(2 * index + 1);
    }
  }
  return NO_FRAME;
}

function release(frame: number): boolean {
  const half = frame >>> 5;
  const bit = 1 << (frame & 31);
  const word = halves[half] ?? 0;
  if ((word & bit) === 0) return false;
  halves[half] = word & ~bit;
  return true;
}

export function runBitmap(rounds: number): bigint {
  cursor = USED_COUNT >> 6;
  halves.fill(0);
  halves.fill(-1, 0, 2 * cursor + 1);
  halves[2 * cursor + 1] = 2 ** ((USED_COUNT % 64) - 32) - 1;
  seed();
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    for (let freed = 0; freed < BATCH;) {
      nextRandom();
      if (release(high & (FRAME_COUNT - 1))) freed++;
    }
    for (let count = 0; count < BATCH; count++) sum += allocate();
  }
  return BigInt(sum);
}

// ── K2 ──────────────────────────────────────────────────────────────────────────────────────────

const POOL_TABLES = 1024;
/** Low and high half of each entry of all tables; a table is the index of its first half. */
const pool = new Uint32Array(POOL_TABLES * 1024);
const FIRST_TABLE = 0x10_0000;
let tableCount = 0;

function newTable(): number {
  const table = tableCount * 1024;
  tableCount += 1;
  pool.fill(0, table, table + 1024);
  return table;
}

/** The table that an entry names, whose address is below 4 GiB. */
function tableOf(entryLow: number): number {
  return (((entryLow & 0xffff_f000) - FIRST_TABLE) >>> 12) * 1024;
}

/** Index of the low half of an entry; `page` is the page number below 0xffff_9000_0000_0000. */
function entryAt(table: number, page: number, level: number): number {
  const index = level === 4 ? 0x120 : (page >>> (9 * (level - 1))) & 0x1ff;
  return table + 2 * index;
}

function map(root: number, page: number, frameLow: number, frameHigh: number): boolean {
  let table = root;
  for (let level = 4; level > 1; level--) {
    const entry = entryAt(table, page, level);
    const entryLow = pool[entry] ?? 0;
    if ((entryLow & 1) !== 0) {
      table = tableOf(entryLow);
    } else {
      table = newTable();
      pool[entry] = (FIRST_TABLE + (table / 1024) * 4096) | 1;
    }
  }
  const entry = entryAt(table, page, 1);
  if (((pool[entry] ?? 0) & 1) !== 0) return false;
  pool[entry] = frameLow | 1;
  pool[entry + 1] = frameHigh;
  return true;
}

/** Index of the low half of the leaf entry, or -1. */
function leafOf(root: number, page: number): number {
  let table = root;
  for (let level = 4; level > 1; level--) {
    const entryLow = pool[entryAt(table, page, level)] ?? 0;
    if ((entryLow & 1) === 0) return -1;
    table = tableOf(entryLow);
  }
  const entry = entryAt(table, page, 1);
  return ((pool[entry] ?? 0) & 1) === 0 ? -1 : entry;
}

export function runPageWalk(rounds: number): bigint {
  tableCount = 0;
  const root = newTable();
  seed();
  let sumHigh = 0;
  let sumLow = 0;
  for (let round = 0; round < rounds; round++) {
    nextRandom();
    const page = ((low >>> 20) | (high << 12)) & 0x3_ffff;
    const frame = low & 0xfff_ffff;
    if (!map(root, page, frame << 12, frame >>> 20)) return 0n;
    const leaf = leafOf(root, page);
    if (leaf < 0) return 0n;
    sumLow += ((pool[leaf] ?? 0) & 0xffff_f000) >>> 0;
    sumHigh += pool[leaf + 1] ?? 0;
    const again = leafOf(root, page);
    if (again < 0) return 0n;
    pool[again] = 0;
    pool[again + 1] = 0;
  }
  return (BigInt(sumHigh) << 32n) + BigInt(sumLow);
}

// ── K3 ──────────────────────────────────────────────────────────────────────────────────────────

/** Segments in 32-bit words; only the low half of each 64-bit field is used. */
const heap = new Int32Array(32_768);
const PAGE = 65_536;
const HEADER_BYTES = 32;
const live = new Int32Array(64);

// Offsets of the fields in words.
const SIZE = 0;
const FREE = 2;
const NEXT = 4;
const PREVIOUS = 6;

function get(segment: number, field: number): number {
  return heap[(segment >> 2) + field] ?? 0;
}

function set(segment: number, field: number, value: number): void {
  heap[(segment >> 2) + field] = value;
}

function allocateBlock(sizeBytes: number): number {
  const rounded = (sizeBytes + 15) & ~15;
  for (let segment = PAGE; segment !== 0; segment = get(segment, NEXT)) {
    if (get(segment, FREE) === 0 || get(segment, SIZE) < rounded) continue;
    const restBytes = get(segment, SIZE) - rounded;
    if (restBytes >= HEADER_BYTES + 16) {
      const rest = segment + HEADER_BYTES + rounded;
      const next = get(segment, NEXT);
      set(rest, SIZE, restBytes - HEADER_BYTES);
      set(rest, FREE, 1);
      set(rest, PREVIOUS, segment);
      set(rest, NEXT, next);
      if (next !== 0) set(next, PREVIOUS, rest);
      set(segment, SIZE, rounded);
      set(segment, NEXT, rest);
    }
    set(segment, FREE, 0);
    return segment + HEADER_BYTES;
  }
  return 0;
}

function absorbNext(segment: number, next: number): void {
  set(segment, SIZE, get(segment, SIZE) + get(next, SIZE) + HEADER_BYTES);
  const after = get(next, NEXT);
  set(segment, NEXT, after);
  if (after !== 0) set(after, PREVIOUS, segment);
}

function releaseBlock(block: number): void {
  const segment = block - HEADER_BYTES;
  set(segment, FREE, 1);
  const next = get(segment, NEXT);
  if (next !== 0 && get(next, FREE) !== 0) absorbNext(segment, next);
  const previous = get(segment, PREVIOUS);
  if (previous !== 0 && get(previous, FREE) !== 0) absorbNext(previous, segment);
}

export function runFirstFit(rounds: number): bigint {
  set(PAGE, SIZE, 65_536 - HEADER_BYTES);
  set(PAGE, FREE, 1);
  set(PAGE, NEXT, 0);
  set(PAGE, PREVIOUS, 0);
  seed();
  for (let index = 0; index < 64; index++) {
    nextRandom();
    live[index] = allocateBlock(16 + (high & 0x1ff));
  }
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    nextRandom();
    const chosen = high >>> 26;
    releaseBlock(live[chosen] ?? 0);
    const block = allocateBlock(16 + (high & 0x1ff));
    live[chosen] = block;
    sum += block - PAGE;
  }
  return BigInt(sum);
}
