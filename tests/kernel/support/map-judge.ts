/**
 * Judging the normalisation of a map made at random, by every invariant that there is.
 *
 * Used by: `memory-map-random.ktest.ts`, `tests/memory-maps`.            Uses: `maps.ts`,
 * `random-maps.ts`, `map-model.ts`.
 * Invariants:
 *   I1. `judge` depends on the seed alone, so a seed that failed once fails again.
 */
import type { Random } from '../../../kernel/lib/random.ts';
import type { MemoryMapEntries } from '../../../kernel/mm/memory-map.ts';
import * as Map from '../../../kernel/mm/memory-map.ts';
import { MemoryMapCheck, MemoryMapStatus, RegionKind } from '../../../kernel/mm/memory-map.ts';
import type { MemoryMapRepairs } from '../../../kernel/mm/memory-map-repairs.ts';
import * as Repairs from '../../../kernel/mm/memory-map-repairs.ts';
import * as Model from './map-model.ts';
import * as Maps from './maps.ts';
import * as RandomMaps from './random-maps.ts';

/** What is wrong with the normalisation of a map. */
export enum MapDefect {
  Ok,
  /** Another status than the map asks for. */
  Status,
  /** The table of the loader was changed. */
  InputChanged,
  /** `checkMemoryMap` finds something: order, overlap, alignment, merging, withheld pages, totals. */
  Intact,
  /** A usable page is not wholly inside a usable entry, or an entry of another kind touches it. */
  UsableGrew,
  /** The regions are not those of the model. */
  Regions,
  /** The repairs counted are not those of the model. */
  RepairsWrong,
  /** `regionAt` does not find a region, or finds one where none is. */
  Lookup,
  /** Another order of the entries gives another map. */
  OrderMatters,
  /** The map normalised once more is another one, or needed repair. */
  NotIdempotent,
  /** Another reservation did not take away exactly its own pages. */
  ReservationWrong,
}

/** The table in another form. */
const VARIANT: MemoryMapEntries = zeroed();
const RANDOM: Random = zeroed();
const PAGE_BYTES: u64 = 0x1000n;
let digestOfAll: u64 = 0n;

/** A number made of all regions that `judge` has seen since the last `resetDigest`. */
export function digest(): u64 {
  return digestOfAll;
}

export function resetDigest(): void {
  digestOfAll = 0n;
}

/**
 * Makes the map of `seed`, normalises it, and looks at everything.
 *
 * @returns `Ok`, or the first thing that is wrong
 */
export function judge(seed: u64): MapDefect {
  RANDOM.state = seed;
  const physicalBits = RandomMaps.fillTable(RANDOM, Maps.input());
  const before = digestOfTable(Maps.input());
  const status = Map.normalise(Maps.input(), physicalBits, Maps.output());
  if (digestOfTable(Maps.input()) !== before) {
    ignore(status, 'it is about another table than the one that was made');
    return MapDefect.InputChanged;
  }
  noteDigest();
  if (status !== expectedStatus()) return MapDefect.Status;
  if (Map.checkMemoryMap(Maps.output()) !== MemoryMapCheck.Ok) return MapDefect.Intact;
  if (status === MemoryMapStatus.NoEntries) return MapDefect.Ok;
  if (!isUsableCovered()) return MapDefect.UsableGrew;
  if (!Model.isAsModelled(Maps.input(), physicalBits, Maps.output())) return MapDefect.Regions;
  if (!areSameRepairs(Maps.output().repairs, Model.modelRepairs(), true)) {
    return MapDefect.RepairsWrong;
  }
  if (!isFound()) return MapDefect.Lookup;
  if (!isOrderIrrelevant(physicalBits, status)) return MapDefect.OrderMatters;
  if (!isIdempotent(physicalBits, status)) return MapDefect.NotIdempotent;
  if (!isReservedExactly(physicalBits)) return MapDefect.ReservationWrong;
  return MapDefect.Ok;
}

/** Prints the map of `seed` as it is made, and as it is normalised. */
export function show(seed: u64): void {
  RANDOM.state = seed;
  const physicalBits = RandomMaps.fillTable(RANDOM, Maps.input());
  const status = Map.normalise(Maps.input(), physicalBits, Maps.output());
  print(`# seed ${seed}: ${physicalBits} bits, ${status}`);
  for (const index of range(0, Maps.input().count)) {
    const entry = Maps.input().entries[index];
    const isOfLoader = index < Maps.input().loaderCount;
    print(
      `# ${left(isOfLoader ? 'entry' : 'reserve', 8)}${hex(entry.base)} + ${hex(entry.lengthBytes)} kind ${entry.kind}`,
    );
  }
  for (const index of range(0, Maps.output().count)) {
    const region = Maps.output().regions[index];
    print(`# region  ${hex(region.base)} to ${hex(Map.regionEnd(region))} ${region.kind}`);
  }
}

function expectedStatus(): MemoryMapStatus {
  if (Maps.input().loaderCount === 0) return MemoryMapStatus.NoEntries;
  const usable = Map.bytesOfKind(Maps.output(), RegionKind.Usable);
  return usable === 0n ? MemoryMapStatus.NoUsableMemory : MemoryMapStatus.Ok;
}

/** Whether usable regions hold only what entries call usable, and nothing that one calls otherwise. */
function isUsableCovered(): bool {
  for (const index of range(0, Maps.output().count)) {
    const region = Maps.output().regions[index];
    if (region.kind !== RegionKind.Usable) continue;
    const last = Map.regionEnd(region) - 1n;
    if (isTouchedByOther(region.base, last)) return false;
    let covered: u64 = region.base;
    while (covered <= last) {
      const end = coveredUntil(covered);
      if (end === covered) return false;
      covered = end;
    }
  }
  return true;
}

/** Whether an entry that is not usable holds a byte of `[first, last]`. */
function isTouchedByOther(first: u64, last: u64): bool {
  for (const index of range(0, Maps.input().count)) {
    const entry = Maps.input().entries[index];
    if (entry.lengthBytes === 0n || entry.kind === u64(RegionKind.Usable)) continue;
    if (entry.base <= last && lastOf(entry.base, entry.lengthBytes) >= first) return true;
  }
  return false;
}

/**
 * The end of the pages from `page` on that one usable entry holds whole; `page` itself when no
 * entry holds even one. An entry that wraps around holds nothing.
 */
function coveredUntil(page: u64): u64 {
  let furthest: u64 = page;
  for (const index of range(0, Maps.input().count)) {
    const entry = Maps.input().entries[index];
    if (entry.kind !== u64(RegionKind.Usable) || entry.lengthBytes === 0n) continue;
    const exactLast = checkedAdd(entry.base, entry.lengthBytes - 1n);
    if (exactLast === null || entry.base > page) continue;
    if (exactLast < page) continue;
    // The end may be 2^64; the last whole page before it counts.
    const end = alignDown(saturatingAdd(exactLast, 1n), PAGE_BYTES);
    furthest = max(furthest, end);
  }
  return furthest;
}

/** The last byte of an entry; the end of memory for one that wraps around. */
function lastOf(base: u64, lengthBytes: u64): u64 {
  return saturatingAdd(base, lengthBytes - 1n);
}

/** Whether `regionAt` finds each region at both ends, and nothing in the gaps. */
function isFound(): bool {
  let end: u64 = 0n;
  for (const index of range(0, Maps.output().count)) {
    const region = Maps.output().regions[index];
    if (!isRegionAt(region.base, region.base)) return false;
    if (!isRegionAt(Map.regionEnd(region) - 1n, region.base)) return false;
    if (region.base > end && Map.regionAt(Maps.output(), phys(region.base - 1n)) !== null) {
      return false;
    }
    end = Map.regionEnd(region);
  }
  return Map.regionAt(Maps.output(), phys(end)) === null;
}

function isRegionAt(address: u64, base: u64): bool {
  const found = Map.regionAt(Maps.output(), phys(address));
  return found !== null && found.base === base;
}

function isOrderIrrelevant(physicalBits: u32, status: MemoryMapStatus): bool {
  copyTable(Maps.input(), VARIANT);
  RandomMaps.shuffle(RANDOM, VARIANT);
  if (Map.normalise(VARIANT, physicalBits, Maps.other()) !== status) return false;
  if (!areSameRepairs(Maps.output().repairs, Maps.other().repairs, false)) return false;
  return areSameRegions();
}

function isIdempotent(physicalBits: u32, status: MemoryMapStatus): bool {
  if (Maps.output().count === 0) return true; // A table without entries is no map.
  Map.clearEntries(VARIANT);
  for (const index of range(0, Maps.output().count)) {
    const region = Maps.output().regions[index];
    const added = Map.addEntry(VARIANT, region.base, region.lengthBytes, u64(region.kind));
    if (added !== MemoryMapStatus.Ok) return false;
  }
  if (Map.normalise(VARIANT, physicalBits, Maps.other()) !== status) return false;
  return areSameRegions() && !Repairs.wasRepaired(Maps.other().repairs);
}

/** Adds one reservation: the pages that it touches are usable no more, all others as before. */
function isReservedExactly(physicalBits: u32): bool {
  copyTable(Maps.input(), VARIANT);
  RandomMaps.reserveRandom(RANDOM, VARIANT);
  const added = VARIANT.entries[VARIANT.count - 1];
  ignore(Map.normalise(VARIANT, physicalBits, Maps.other()), 'the regions are looked at');
  const first = alignDown(added.base, PAGE_BYTES);
  const last = added.lengthBytes === 0n ? 0n : lastOf(added.base, added.lengthBytes);
  let lost: u64 = 0n;
  for (const index of range(0, Maps.output().count)) {
    const region = Maps.output().regions[index];
    if (region.kind !== RegionKind.Usable || added.lengthBytes === 0n) continue;
    const from = max(u64(region.base), first);
    const to = min(u64(Map.regionEnd(region)) - 1n, last | (PAGE_BYTES - 1n));
    if (from <= to) lost += to - from + 1n;
  }
  if (Maps.other().usableBytes + lost !== Maps.output().usableBytes) return false;
  return isUsableWithin(first, last, added.lengthBytes === 0n);
}

/** Whether all that is usable now was so before, and none of it lies in `[first, last]`. */
function isUsableWithin(first: u64, last: u64, isNothing: bool): bool {
  for (const index of range(0, Maps.other().count)) {
    const region = Maps.other().regions[index];
    if (region.kind !== RegionKind.Usable) continue;
    const end = Map.regionEnd(region);
    const old = Map.regionAt(Maps.output(), region.base);
    if (old === null || old.kind !== RegionKind.Usable || Map.regionEnd(old) < end) return false;
    if (!isNothing && region.base <= last && end > first) return false;
  }
  return true;
}

function areSameRegions(): bool {
  if (Maps.output().count !== Maps.other().count) return false;
  if (Maps.output().usableBytes !== Maps.other().usableBytes) return false;
  if (Maps.output().memoryEnd !== Maps.other().memoryEnd) return false;
  for (const index of range(0, Maps.output().count)) {
    const region = Maps.output().regions[index];
    const other = Maps.other().regions[index];
    if (region.base !== other.base || region.lengthBytes !== other.lengthBytes) return false;
    if (region.kind !== other.kind) return false;
  }
  return true;
}

/** Whether two tables needed the same repairs; the order of entries is left out on demand. */
function areSameRepairs(one: MemoryMapRepairs, other: MemoryMapRepairs, withOrder: bool): bool {
  if (one.emptyEntries !== other.emptyEntries) return false;
  if (one.wrappedEntries !== other.wrappedEntries) return false;
  if (one.beyondWidthEntries !== other.beyondWidthEntries) return false;
  if (one.clippedEntries !== other.clippedEntries) return false;
  if (one.unknownKinds !== other.unknownKinds) return false;
  if (one.unalignedEntries !== other.unalignedEntries) return false;
  if (one.overlaps !== other.overlaps) return false;
  if (one.withheldBytes !== other.withheldBytes) return false;
  return !withOrder || one.misorderedEntries === other.misorderedEntries;
}

function copyTable(from: MemoryMapEntries, to: MemoryMapEntries): void {
  to.loaderCount = from.loaderCount;
  to.count = from.count;
  for (const index of range(0, from.count)) {
    to.entries[index].base = from.entries[index].base;
    to.entries[index].lengthBytes = from.entries[index].lengthBytes;
    to.entries[index].kind = from.entries[index].kind;
  }
}

function digestOfTable(table: MemoryMapEntries): u64 {
  let digest: u64 = mix(u64(table.loaderCount), u64(table.count));
  for (const index of range(0, table.count)) {
    const entry = table.entries[index];
    digest = mix(mix(mix(digest, entry.base), entry.lengthBytes), entry.kind);
  }
  return digest;
}

function noteDigest(): void {
  for (const index of range(0, Maps.output().count)) {
    const region = Maps.output().regions[index];
    digestOfAll = mix(mix(digestOfAll, region.base), region.lengthBytes);
    digestOfAll = mix(digestOfAll, u64(region.kind));
  }
}

function mix(digest: u64, word: u64): u64 {
  return rotateLeft(wrappingMul(digest ^ word, 0x9e37_79b9_7f4a_7c15n), 29n);
}
