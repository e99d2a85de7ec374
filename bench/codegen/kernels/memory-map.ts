/**
 * K4: normalising a memory map: sort by base, align usable inward, carve out, merge neighbours.
 *
 * Used by: `bench/codegen`.            Uses: `random.ts`.
 */

import { nextRandom } from './random.ts';

interface Region extends Struct {
  start: u64;
  end: u64;
  kind: u64;
}

const ENTRY_COUNT: u32 = 64;
const REGION_LIMIT: u32 = 128;
const PAGE_BYTES: u64 = 4096n;
const USABLE: u64 = 0n;
const ENTRIES: FixedArray<Region, 64> = zeroed();
const REGIONS: FixedArray<Region, 128> = zeroed();
let regionCount: u32 = 0;

function sort(): void {
  for (let i: u32 = 1; i < ENTRY_COUNT; i++) {
    const start = ENTRIES[i].start;
    const end = ENTRIES[i].end;
    const kind = ENTRIES[i].kind;
    let slot = i;
    while (slot > 0 && ENTRIES[slot - 1].start > start) {
      const to = ENTRIES[slot];
      const from = ENTRIES[slot - 1];
      to.start = from.start;
      to.end = from.end;
      to.kind = from.kind;
      slot -= 1;
    }
    const place = ENTRIES[slot];
    place.start = start;
    place.end = end;
    place.kind = kind;
  }
}

/** Appends `[start, end)`, or lengthens the last region when it continues it; false when full. */
function append(start: u64, end: u64, kind: u64): bool {
  if (start >= end) return true;
  const count = regionCount;
  if (count > 0) {
    const last = REGIONS[count - 1];
    if (last.kind === kind && last.end >= start) {
      last.end = max(last.end, end);
      return true;
    }
  }
  if (count === REGION_LIMIT) return false;
  const region = REGIONS[count];
  region.start = start;
  region.end = end;
  region.kind = kind;
  regionCount = count + 1;
  return true;
}

function normalise(): bool {
  sort();
  regionCount = 0;
  let covered: u64 = 0n;
  for (let i: u32 = 0; i < ENTRY_COUNT; i++) {
    const entry = ENTRIES[i];
    const isUsable = entry.kind === USABLE;
    const upStart = alignUp(entry.start, PAGE_BYTES);
    const upEnd = alignUp(entry.end, PAGE_BYTES);
    const start = isUsable ? upStart : alignDown(entry.start, PAGE_BYTES);
    const end = isUsable ? alignDown(entry.end, PAGE_BYTES) : upEnd;
    if (!append(max(start, covered), end, entry.kind)) return false;
    covered = max(covered, end);
  }
  return true;
}

/** Normalises `rounds` random maps. */
export function runMemoryMap(rounds: u64): u64 {
  let state: u64 = 0x9e37_79b9_7f4a_7c15n;
  let sum: u64 = 0n;
  for (let round: u64 = 0n; round < rounds; round++) {
    for (const entry of ENTRIES) {
      state = nextRandom(state);
      entry.start = (state >> 24n) & 0xff_ffffn;
      entry.end = entry.start + (state & 0xf_ffffn);
      entry.kind = (state >> 50n) & 3n;
    }
    if (!normalise()) return 0n;
    for (let i: u32 = 0; i < regionCount; i++) {
      sum = wrappingAdd(sum, REGIONS[i].end ^ REGIONS[i].start);
    }
  }
  return sum;
}
