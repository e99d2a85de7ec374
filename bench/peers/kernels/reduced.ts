/**
 * P1 to P3, what Porffor can express of K1 to K3, in the dialect with its natural types.
 *
 * The same numbers and the same choices as `../reduced/*.js`, so the sums are the same. Pages,
 * tables and segments are what they are in a kernel: structs behind references.
 *
 * Used by: `bench/peers`.            Uses: nothing.
 */

interface Cells extends Struct {
  cells: FixedArray<u32, 4096>;
}

interface Tables extends Struct {
  entries: FixedArray<u64, 32768>;
}

interface Heap extends Struct {
  values: FixedArray<u32, 8400>;
}

const CELLS: Cells = zeroed();
const TABLES: Tables = zeroed();
const HEAP: Heap = zeroed();

let cursor: u32 = 0;
let tableCount: u32 = 0;
let state: u64 = 1n;

function random(): u32 {
  state = (state * 16_807n) % 2_147_483_647n;
  return truncate<u32>(state);
}

function addTo(sum: u64, value: u64): u64 {
  return (sum + value) % 1_000_003n;
}

function allocateFrame(): u32 {
  const start = cursor;
  for (const step of range(0, 4096)) {
    const index = (start + step) & 4095;
    const cell = CELLS.cells[index];
    if (cell === 0xffff) continue;
    const bit = countTrailingZeros(~cell);
    CELLS.cells[index] = cell | wrappingShl(1, bit);
    cursor = index;
    return index * 16 + bit;
  }
  return 65_536;
}

function releaseFrame(frame: u32): bool {
  const index = (frame >> 4) & 4095;
  const bit = wrappingShl(1, frame & 15);
  const cell = CELLS.cells[index];
  if ((cell & bit) === 0) return false;
  CELLS.cells[index] = cell & ~bit;
  return true;
}

export function runReducedBitmap(rounds: u64): u64 {
  for (const index of range(0, 4096)) CELLS.cells[index] = 0;
  cursor = 0;
  state = 1n;
  for (let count: u32 = 0; count < 58_000; count++) {
    if (allocateFrame() === 65_536) return 0n;
  }
  let sum: u64 = 0n;
  for (let round: u64 = 0n; round < rounds; round++) {
    for (let freed: u32 = 0; freed < 64;) {
      if (releaseFrame(random() & 65_535)) freed += 1;
    }
    for (let count: u32 = 0; count < 64; count++) sum = addTo(sum, u64(allocateFrame()));
  }
  return sum;
}

function newTable(): u32 {
  const table = tableCount;
  tableCount += 1;
  for (const index of range(0, 512)) TABLES.entries[(table * 512 + index) & 32_767] = 0n;
  return table;
}

function entryAt(table: u32, page: u32, level: u32): u32 {
  const index = level === 4 ? 0 : (page >> (9 * (level - 1))) & 511;
  return (table * 512 + index) & 32_767;
}

function map(page: u32, frame: u32): bool {
  let table: u32 = 0;
  for (let level: u32 = 4; level > 1; level--) {
    const place = entryAt(table, page, level);
    const entry = TABLES.entries[place];
    if ((entry & 1n) !== 0n) {
      table = truncate<u32>(entry >> 12n);
    } else {
      table = newTable();
      TABLES.entries[place] = (u64(table) << 12n) | 1n;
    }
  }
  const leaf = entryAt(table, page, 1);
  if ((TABLES.entries[leaf] & 1n) !== 0n) return false;
  TABLES.entries[leaf] = (u64(frame) << 12n) | 1n;
  return true;
}

function leafOf(page: u32): u32 | null {
  let table: u32 = 0;
  for (let level: u32 = 4; level > 1; level--) {
    const entry = TABLES.entries[entryAt(table, page, level)];
    if ((entry & 1n) === 0n) return null;
    table = truncate<u32>(entry >> 12n);
  }
  const leaf = entryAt(table, page, 1);
  if ((TABLES.entries[leaf] & 1n) === 0n) return null;
  return leaf;
}

export function runReducedPageWalk(rounds: u64): u64 {
  tableCount = 0;
  state = 1n;
  if (newTable() !== 0) return 0n;
  let sum: u64 = 0n;
  for (let round: u64 = 0n; round < rounds; round++) {
    const page = random() & 16_383;
    if (!map(page, random() & 262_143)) return 0n;
    const leaf = leafOf(page);
    if (leaf === null) return 0n;
    sum = addTo(sum, TABLES.entries[leaf] >> 12n);
    const again = leafOf(page);
    if (again === null) return 0n;
    TABLES.entries[again] = 0n;
  }
  return sum;
}

function allocateSegment(size: u32): u32 {
  let segment: u32 = 4;
  while (segment !== 0) {
    if (HEAP.values[segment + 1] === 1 && HEAP.values[segment] >= size) {
      const left = HEAP.values[segment] - size;
      if (left >= 6) {
        const rest = segment + 4 + size;
        const next = HEAP.values[segment + 2];
        HEAP.values[rest] = left - 4;
        HEAP.values[rest + 1] = 1;
        HEAP.values[rest + 2] = next;
        HEAP.values[rest + 3] = segment;
        if (next !== 0) HEAP.values[next + 3] = rest;
        HEAP.values[segment] = size;
        HEAP.values[segment + 2] = rest;
      }
      HEAP.values[segment + 1] = 0;
      return segment;
    }
    segment = HEAP.values[segment + 2];
  }
  return 0;
}

function absorbNext(segment: u32, next: u32): void {
  HEAP.values[segment] = HEAP.values[segment] + HEAP.values[next] + 4;
  const after = HEAP.values[next + 2];
  HEAP.values[segment + 2] = after;
  if (after !== 0) HEAP.values[after + 3] = segment;
}

function releaseSegment(segment: u32): void {
  HEAP.values[segment + 1] = 1;
  const next = HEAP.values[segment + 2];
  if (next !== 0 && HEAP.values[next + 1] === 1) absorbNext(segment, next);
  const previous = HEAP.values[segment + 3];
  if (previous !== 0 && HEAP.values[previous + 1] === 1) absorbNext(previous, segment);
}

export function runReducedFirstFit(rounds: u64): u64 {
  state = 1n;
  HEAP.values[4] = 8192;
  HEAP.values[5] = 1;
  HEAP.values[6] = 0;
  HEAP.values[7] = 0;
  for (const index of range(0, 64)) {
    HEAP.values[8300 + index] = allocateSegment((2 + (random() & 63)) & 126);
  }
  let sum: u64 = 0n;
  for (let round: u64 = 0n; round < rounds; round++) {
    const place = 8300 + (random() & 63);
    releaseSegment(HEAP.values[place]);
    const segment = allocateSegment((2 + (random() & 63)) & 126);
    if (segment === 0) return 0n;
    HEAP.values[place] = segment;
    sum = addTo(sum, u64(segment));
  }
  return sum;
}
