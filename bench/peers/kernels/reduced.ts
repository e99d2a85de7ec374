/**
 * P1 to P3, what Porffor can express of K1 to K3, in the dialect with its natural types.
 *
 * The same numbers and the same choices as `../reduced/*.js`, so the sums are the same. Segments
 * are what they are in a kernel: structs behind references, where Porffor has indexes.
 *
 * Used by: `bench/peers`.            Uses: nothing.
 */

interface Cells extends Struct {
  cells: FixedArray<u32, 4096>;
}

interface Tables extends Struct {
  entries: FixedArray<u64, 32768>;
}

/** The head of a segment; sizes count elements of 8 bytes. */
interface Segment extends Struct {
  size: u64;
  isFree: u64;
  next: Segment | null;
  previous: Segment | null;
}

interface Heap extends Struct {
  elements: FixedArray<u64, 8300>;
}

interface Live extends Struct {
  segments: FixedArray<VirtAddr, 64>;
}

const ELEMENT_BYTES: u64 = 8n;
const HEADER_SIZE: u64 = sizeOf<Segment>() / ELEMENT_BYTES;

const CELLS: Cells = zeroed();
const TABLES: Tables = zeroed();
const HEAP: Heap = zeroed();
const LIVE: Live = zeroed();

let cursor: u32 = 0;
let tableCount: u32 = 0;
let state: u64 = 1n;
let first: Segment | null = null;

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

function segmentAt(address: VirtAddr): Segment {
  'use unsafe';
  // SAFE: only addresses of heads inside `HEAP` come here.
  return at<Segment>(address);
}

function split(segment: Segment, size: u64): void {
  const left = segment.size - size;
  if (left < 6n) return;
  const rest = segmentAt(virt(addressOf(segment) + (HEADER_SIZE + size) * ELEMENT_BYTES));
  const next = segment.next;
  rest.size = left - HEADER_SIZE;
  rest.isFree = 1n;
  rest.next = next;
  rest.previous = segment;
  if (next !== null) next.previous = rest;
  segment.size = size;
  segment.next = rest;
}

function allocateSegment(size: u64): Segment | null {
  let segment = first;
  while (segment !== null) {
    if (segment.isFree !== 0n && segment.size >= size) {
      split(segment, size);
      segment.isFree = 0n;
      return segment;
    }
    segment = segment.next;
  }
  return null;
}

function absorbNext(segment: Segment, next: Segment): void {
  segment.size += next.size + HEADER_SIZE;
  const after = next.next;
  segment.next = after;
  if (after !== null) after.previous = segment;
}

function releaseSegment(segment: Segment): void {
  segment.isFree = 1n;
  const next = segment.next;
  if (next !== null && next.isFree !== 0n) absorbNext(segment, next);
  const previous = segment.previous;
  if (previous !== null && previous.isFree !== 0n) absorbNext(previous, segment);
}

function randomSize(): u64 {
  return u64((2 + (random() & 63)) & 126);
}

export function runReducedFirstFit(rounds: u64): u64 {
  state = 1n;
  // Index 0 stands for none.
  const whole = segmentAt(virt(addressOf(HEAP) + 4n * ELEMENT_BYTES));
  whole.size = 8192n;
  whole.isFree = 1n;
  whole.next = null;
  whole.previous = null;
  first = whole;
  for (const index of range(0, 64)) {
    const segment = allocateSegment(randomSize());
    if (segment === null) return 0n;
    LIVE.segments[index] = addressOf(segment);
  }
  let sum: u64 = 0n;
  for (let round: u64 = 0n; round < rounds; round++) {
    const chosen = random() & 63;
    releaseSegment(segmentAt(LIVE.segments[chosen]));
    const segment = allocateSegment(randomSize());
    if (segment === null) return 0n;
    const address = addressOf(segment);
    LIVE.segments[chosen] = address;
    sum = addTo(sum, (address - addressOf(HEAP)) / ELEMENT_BYTES);
  }
  return sum;
}
