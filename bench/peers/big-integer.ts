/**
 * K1 to K3 in JavaScript with `BigInt`: exact 64-bit values, at the price of one object each.
 *
 * Wrapping is written out with `asUintN`; an array index and a count of zeros go through `Number`.
 * There are no pointers here either: memory is a `BigUint64Array`.
 *
 * Used by: `main.ts`.            Uses: nothing.
 */

const WORD_COUNT = 16_384;
const FRAME_COUNT = WORD_COUNT * 64;
/** Frames in use at the start. */
const USED_COUNT = Math.floor(FRAME_COUNT / 10) * 9;
const BATCH = 256;
const FULL = 0xffff_ffff_ffff_ffffn;
const SEED = 0x9e37_79b9_7f4a_7c15n;

function nextRandom(state: bigint): bigint {
  let x = state;
  x ^= BigInt.asUintN(64, x << 13n);
  x ^= x >> 7n;
  x ^= BigInt.asUintN(64, x << 17n);
  return x;
}

// ── K1 ──────────────────────────────────────────────────────────────────────────────────────────

const words = new BigUint64Array(WORD_COUNT);
let cursor = 0;

function trailingZeros(value: bigint): number {
  const low = Number(value & 0xffff_ffffn);
  if (low !== 0) return 31 - Math.clz32(low & -low);
  const high = Number(value >> 32n);
  return 63 - Math.clz32(high & -high);
}

function allocate(): number {
  const start = cursor;
  for (let step = 0; step < WORD_COUNT; step++) {
    const index = (start + step) & (WORD_COUNT - 1);
    const word = words[index] ?? 0n;
    if (word === FULL) continue;
    const bit = trailingZeros(BigInt.asUintN(64, ~word));
    words[index] = word | (1n << BigInt(bit));
    cursor = index;
    return index * 64 + bit;
  }
  return 0xffff_ffff;
}

function release(frame: number): boolean {
  const bit = 1n << BigInt(frame & 63);
  const word = words[frame >>> 6] ?? 0n;
  if ((word & bit) === 0n) return false;
  words[frame >>> 6] = word & ~bit;
  return true;
}

export function runBitmap(rounds: number): bigint {
  cursor = USED_COUNT >> 6;
  words.fill(0n);
  words.fill(BigInt.asUintN(64, -1n), 0, cursor);
  words[cursor] = (1n << BigInt(USED_COUNT % 64)) - 1n;
  let state = SEED;
  let sum = 0n;
  for (let round = 0; round < rounds; round++) {
    for (let freed = 0; freed < BATCH;) {
      state = nextRandom(state);
      if (release(Number((state >> 32n) & BigInt(FRAME_COUNT - 1)))) freed++;
    }
    for (let count = 0; count < BATCH; count++) sum += BigInt(allocate());
  }
  return sum;
}

// ── K2 ──────────────────────────────────────────────────────────────────────────────────────────

const PRESENT = 1n;
const ADDRESS_BITS = 0x000f_ffff_ffff_f000n;
const FIRST_TABLE = 0x10_0000n;
const pool = new BigUint64Array(1024 * 512);
let nextTable = 0n;

/** Index of an entry in the pool. */
function entryAt(table: bigint, page: bigint, level: bigint): number {
  return Number((table - FIRST_TABLE) / 8n + ((page >> (3n + 9n * level)) & 0x1ffn));
}

function newTable(): bigint {
  const table = nextTable;
  nextTable += 4096n;
  const first = Number((table - FIRST_TABLE) / 8n);
  pool.fill(0n, first, first + 512);
  return table;
}

function map(root: bigint, page: bigint, frame: bigint): boolean {
  let table = root;
  for (let level = 4n; level > 1n; level--) {
    const index = entryAt(table, page, level);
    const entry = pool[index] ?? 0n;
    if ((entry & PRESENT) !== 0n) {
      table = entry & ADDRESS_BITS;
    } else {
      table = newTable();
      pool[index] = table | PRESENT;
    }
  }
  const index = entryAt(table, page, 1n);
  if (((pool[index] ?? 0n) & PRESENT) !== 0n) return false;
  pool[index] = frame | PRESENT;
  return true;
}

function leafOf(root: bigint, page: bigint): number {
  let table = root;
  for (let level = 4n; level > 1n; level--) {
    const entry = pool[entryAt(table, page, level)] ?? 0n;
    if ((entry & PRESENT) === 0n) return -1;
    table = entry & ADDRESS_BITS;
  }
  const index = entryAt(table, page, 1n);
  return ((pool[index] ?? 0n) & PRESENT) === 0n ? -1 : index;
}

export function runPageWalk(rounds: number): bigint {
  nextTable = FIRST_TABLE;
  const root = newTable();
  let state = SEED;
  let sum = 0n;
  for (let round = 0; round < rounds; round++) {
    state = nextRandom(state);
    const page = 0xffff_9000_0000_0000n + ((state >> 20n) & 0x3_ffffn) * 4096n;
    if (!map(root, page, (state & 0xfff_ffffn) << 12n)) return 0n;
    const leaf = leafOf(root, page);
    if (leaf < 0) return 0n;
    sum = BigInt.asUintN(64, sum + ((pool[leaf] ?? 0n) & ADDRESS_BITS));
    const again = leafOf(root, page);
    if (again < 0) return 0n;
    pool[again] = 0n;
  }
  return sum;
}

// ── K3 ──────────────────────────────────────────────────────────────────────────────────────────

const heap = new BigUint64Array(16_384);
const PAGE = 65_536n;
const HEADER_BYTES = 32n;
const live: bigint[] = [];
const SIZE = 0n;
const FREE = 1n;
const NEXT = 2n;
const PREVIOUS = 3n;

function get(segment: bigint, field: bigint): bigint {
  return heap[Number((segment >> 3n) + field)] ?? 0n;
}

function set(segment: bigint, field: bigint, value: bigint): void {
  heap[Number((segment >> 3n) + field)] = value;
}

function allocateBlock(sizeBytes: bigint): bigint {
  const rounded = (sizeBytes + 15n) & ~15n;
  for (let segment = PAGE; segment !== 0n; segment = get(segment, NEXT)) {
    if (get(segment, FREE) === 0n || get(segment, SIZE) < rounded) continue;
    const restBytes = get(segment, SIZE) - rounded;
    if (restBytes >= HEADER_BYTES + 16n) {
      const rest = segment + HEADER_BYTES + rounded;
      const next = get(segment, NEXT);
      set(rest, SIZE, restBytes - HEADER_BYTES);
      set(rest, FREE, 1n);
      set(rest, PREVIOUS, segment);
      set(rest, NEXT, next);
      if (next !== 0n) set(next, PREVIOUS, rest);
      set(segment, SIZE, rounded);
      set(segment, NEXT, rest);
    }
    set(segment, FREE, 0n);
    return segment + HEADER_BYTES;
  }
  return 0n;
}

function absorbNext(segment: bigint, next: bigint): void {
  set(segment, SIZE, get(segment, SIZE) + get(next, SIZE) + HEADER_BYTES);
  const after = get(next, NEXT);
  set(segment, NEXT, after);
  if (after !== 0n) set(after, PREVIOUS, segment);
}

function releaseBlock(block: bigint): void {
  const segment = block - HEADER_BYTES;
  set(segment, FREE, 1n);
  const next = get(segment, NEXT);
  if (next !== 0n && get(next, FREE) !== 0n) absorbNext(segment, next);
  const previous = get(segment, PREVIOUS);
  if (previous !== 0n && get(previous, FREE) !== 0n) absorbNext(previous, segment);
}

export function runFirstFit(rounds: number): bigint {
  set(PAGE, SIZE, 65_536n - HEADER_BYTES);
  set(PAGE, FREE, 1n);
  set(PAGE, NEXT, 0n);
  set(PAGE, PREVIOUS, 0n);
  let state = SEED;
  for (let index = 0; index < 64; index++) {
    state = nextRandom(state);
    live[index] = allocateBlock(16n + ((state >> 32n) & 0x1ffn));
  }
  let sum = 0n;
  for (let round = 0; round < rounds; round++) {
    state = nextRandom(state);
    const chosen = Number(state >> 58n);
    releaseBlock(live[chosen] ?? 0n);
    const block = allocateBlock(16n + ((state >> 32n) & 0x1ffn));
    live[chosen] = block;
    sum += block - PAGE;
  }
  return sum;
}
