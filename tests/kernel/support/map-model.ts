/**
 * What a memory map should become, worked out without thought for speed.
 *
 * The model cuts memory at every bound that any entry has after rounding, and asks for each piece
 * all entries what they say about it: the strictest answer counts. It shares nothing with the sweep
 * of the kernel but the rules, which are those of `collectEntry` in `memory-map.ts`.
 *
 * Used by: `map-judge.ts`.            Uses: types of `memory-map.ts`.
 */
import type { MemoryMap, MemoryMapEntries, MemoryMapEntry } from '../../../kernel/mm/memory-map.ts';
import type { MemoryMapRepairs } from '../../../kernel/mm/memory-map-repairs.ts';
import * as Repairs from '../../../kernel/mm/memory-map-repairs.ts';

/** Strictness of each kind, by its number; the strictest wins. */
const STRICTNESS: FixedArray<u32, 8> = [1, 7, 3, 5, 8, 2, 4, 6];
const RESERVED: u32 = 7;
/** Usable, bootloader-reclaimable, ACPI-reclaimable. */
const LAST_ALLOCATABLE: u32 = 3;
const KIND_NUMBER: FixedArray<u32, 9> = [0, 0, 5, 2, 6, 3, 7, 1, 4];
const PAGE_BYTES: u64 = 0x1000n;
const HOLE_START: u64 = 0xa_0000n;
const HOLE_END: u64 = 0x10_0000n;

/** An entry after its repair: pages, and how strict. */
interface Piece extends Struct {
  start: u64;
  end: u64;
  strictness: u32;
  isOfLoader: bool;
}

interface Model extends Struct {
  count: u32;
  pieces: FixedArray<Piece, 512>;
  boundCount: u32;
  bounds: FixedArray<u64, 1028>;
  repairs: MemoryMapRepairs;
}

const MODEL: Model = zeroed();

/** What the model thinks had to be repaired; valid after `isAsModelled`. */
export function modelRepairs(): MemoryMapRepairs {
  return MODEL.repairs;
}

/**
 * Whether `map` holds exactly the regions that `table` should become.
 *
 * @param table - at most 512 entries and reservations
 */
export function isAsModelled(table: MemoryMapEntries, physicalBits: u32, map: MemoryMap): bool {
  collect(table, 1n << u64(physicalBits));
  sortBounds();
  let region: u32 = 0;
  let start: u64 = 0n;
  let current: u32 = 0;
  for (const index of range(0, MODEL.boundCount)) {
    const bound = MODEL.bounds[index];
    const isLast = index + 1 === MODEL.boundCount;
    const next: u32 = isLast ? 0 : strictnessOf(bound, MODEL.bounds[index + 1]);
    if (next === current) continue;
    if (current !== 0) {
      if (!isRegion(map, region, start, bound, current)) return false;
      region += 1;
    }
    start = bound;
    current = next;
  }
  return region === map.count;
}

function isRegion(map: MemoryMap, index: u32, start: u64, end: u64, strictness: u32): bool {
  if (index >= map.count) return false;
  const region = map.regions[index];
  if (region.base !== start || region.lengthBytes !== end - start) return false;
  return u32(region.kind) === KIND_NUMBER[strictness];
}

/** Repairs every entry and counts the repairs. */
function collect(table: MemoryMapEntries, limit: u64): void {
  MODEL.count = 0;
  MODEL.boundCount = 0;
  Repairs.clear(MODEL.repairs);
  let previous: u64 = 0n;
  for (const index of range(0, table.count)) {
    const entry = table.entries[index];
    const isOfLoader = index < table.loaderCount;
    if (isOfLoader && entry.base < previous) MODEL.repairs.misorderedEntries += 1;
    previous = entry.base;
    if (entry.lengthBytes === 0n) {
      MODEL.repairs.emptyEntries += 1;
    } else {
      collectEntry(entry, isOfLoader, limit);
    }
  }
  addBound(0n);
  addBound(PAGE_BYTES);
  addBound(HOLE_START);
  addBound(HOLE_END);
}

function collectEntry(entry: MemoryMapEntry, isOfLoader: bool, limit: u64): void {
  let strictness: u32 = RESERVED;
  if (entry.kind < 8n) {
    strictness = STRICTNESS[u32(entry.kind)];
  } else {
    MODEL.repairs.unknownKinds += 1;
  }
  const isUsable = strictness === 1;
  const end = wrappingAdd(entry.base, entry.lengthBytes);
  const isWrapped = end !== 0n && end < entry.base;
  const isBeyond = entry.base >= limit;
  if (isWrapped) MODEL.repairs.wrappedEntries += 1;
  if (isWrapped && isUsable) return;
  if (isBeyond) {
    MODEL.repairs.beyondWidthEntries += 1;
    return;
  }
  const isCut = end === 0n || isWrapped || end > limit;
  if (isCut && !isWrapped) MODEL.repairs.clippedEntries += 1;
  const cutEnd: u64 = isCut ? limit : end;
  const isCrooked = entry.base % PAGE_BYTES !== 0n || cutEnd % PAGE_BYTES !== 0n;
  if (isCrooked) MODEL.repairs.unalignedEntries += 1;
  if (strictness === 2 && (isCrooked || isWrapped)) strictness = RESERVED;
  if (isUsable) {
    addPiece(alignUp(entry.base, PAGE_BYTES), alignDown(cutEnd, PAGE_BYTES), 1, isOfLoader);
  } else {
    const outerEnd = alignUp(cutEnd, PAGE_BYTES);
    addPiece(alignDown(entry.base, PAGE_BYTES), outerEnd, strictness, isOfLoader);
  }
}

function addPiece(start: u64, end: u64, strictness: u32, isOfLoader: bool): void {
  if (start >= end) return;
  const piece = MODEL.pieces[MODEL.count];
  piece.start = start;
  piece.end = end;
  piece.strictness = strictness;
  piece.isOfLoader = isOfLoader;
  MODEL.count += 1;
  addBound(start);
  addBound(end);
}

/** Keeps the bounds sorted and different. */
function addBound(bound: u64): void {
  MODEL.bounds[MODEL.boundCount] = bound;
  MODEL.boundCount += 1;
}

/** Sorts by insertion and drops what is there twice. */
function sortBounds(): void {
  for (const index of range(1, MODEL.boundCount)) {
    const bound = MODEL.bounds[index];
    let to: u32 = index;
    while (to > 0 && MODEL.bounds[to - 1] > bound) {
      MODEL.bounds[to] = MODEL.bounds[to - 1];
      to -= 1;
    }
    MODEL.bounds[to] = bound;
  }
  let kept: u32 = 0;
  for (const index of range(0, MODEL.boundCount)) {
    const bound = MODEL.bounds[index];
    if (kept > 0 && MODEL.bounds[kept - 1] === bound) continue;
    MODEL.bounds[kept] = bound;
    kept += 1;
  }
  MODEL.boundCount = kept;
}

/** The strictest of all pieces that cover `[start, end)`, 0 when none does. */
function strictnessOf(start: u64, end: u64): u32 {
  let strictest: u32 = 0;
  let loaders: u32 = 0;
  for (const index of range(0, MODEL.count)) {
    const piece = MODEL.pieces[index];
    if (piece.start > start || piece.end < end) continue;
    strictest = max(strictest, piece.strictness);
    if (piece.isOfLoader) loaders += 1;
  }
  if (loaders > 1) MODEL.repairs.overlaps += 1;
  const isWithheld = start < PAGE_BYTES || (start >= HOLE_START && start < HOLE_END);
  if (!isWithheld || strictest === 0 || strictest > LAST_ALLOCATABLE) return strictest;
  MODEL.repairs.withheldBytes += end - start;
  return RESERVED;
}
