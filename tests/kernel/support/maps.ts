/**
 * What claims about memory maps have in common: building a map and looking at what became of it.
 *
 * Used by: `memory-map*.ktest.ts`, `frame.ktest.ts`, `map-judge.ts`.            Uses: `ktest.ts`.
 */
import type { MemoryMap, MemoryMapEntries } from '../../../kernel/mm/memory-map.ts';
import * as Map from '../../../kernel/mm/memory-map.ts';
import { MemoryMapCheck, MemoryMapStatus, RegionKind } from '../../../kernel/mm/memory-map.ts';
import { expect, expectEqual, testBetween } from './ktest.ts';

/** Physical address width of most machines that the claims imagine. */
export const WIDTH_BITS: u32 = 40;

const INPUT: MemoryMapEntries = zeroed();
const OUTPUT: MemoryMap = zeroed();
const OTHER: MemoryMap = zeroed();

/** A claim about a map: begins with an empty table; afterwards the normalised map is intact. */
export function mapClaim(claim: string, action: () => void): void {
  testBetween(claim, startMap, action, expectIntact);
}

/** Empties the table. */
export function startMap(): void {
  Map.clearEntries(INPUT);
}

/** The table that `add` fills. */
export function input(): MemoryMapEntries {
  return INPUT;
}

/** The map that `normalise` made. */
export function output(): MemoryMap {
  return OUTPUT;
}

/** A second map, to compare with. */
export function other(): MemoryMap {
  return OTHER;
}

/** Adds an entry of the loader for `[start, end)`. */
export function add(start: u64, end: u64, kind: RegionKind): void {
  addNumber(start, end - start, u64(kind));
}

/** Adds an entry of the loader as it would write it. */
export function addNumber(base: u64, lengthBytes: u64, kind: u64): void {
  const status = Map.addEntry(INPUT, base, lengthBytes, kind);
  expect(status === MemoryMapStatus.Ok, 'room for an entry');
}

/** Adds a reservation of the kernel for `[start, end)`. */
export function reserve(start: u64, end: u64, kind: RegionKind): void {
  const status = Map.addReservation(INPUT, phys(start), end - start, kind);
  expect(status === MemoryMapStatus.Ok, 'room for a reservation');
}

/** Normalises the table for `WIDTH_BITS`, which must succeed. */
export function normalise(): void {
  'track caller';
  expectStatus(WIDTH_BITS, MemoryMapStatus.Ok);
}

/** Normalises the table for `physicalBits`, with the given result. */
export function expectStatus(physicalBits: u32, expected: MemoryMapStatus): void {
  'track caller';
  const status = Map.normalise(INPUT, physicalBits, OUTPUT);
  if (status === expected) return;
  print(`# normalise: expected ${expected}, got ${status}`);
  expect(false, 'another status');
}

/** Expects the normalised map to have `count` regions. */
export function expectRegions(count: u32): void {
  'track caller';
  if (OUTPUT.count === count) return;
  for (const index of range(0, OUTPUT.count)) {
    const region = OUTPUT.regions[index];
    print(`# ${region.base} to ${Map.regionEnd(region)} ${region.kind}`);
  }
  expectEqual(OUTPUT.count, count, 'regions');
}

/** Expects region `index` to be `[start, end)` of `kind`. */
export function expectRegion(index: u32, start: u64, end: u64, kind: RegionKind): void {
  'track caller';
  expect(index < OUTPUT.count, 'enough regions');
  const region = OUTPUT.regions[index];
  if (region.base === start && Map.regionEnd(region) === end && region.kind === kind) return;
  print(`# expected ${phys(start)} to ${phys(end)} ${kind}`);
  print(`# got ${region.base} to ${Map.regionEnd(region)} ${region.kind}`);
  expect(false, 'another region');
}

/** Expects the map to be exactly one usable region, `[start, end)`. */
export function expectOnlyUsable(start: u64, end: u64): void {
  'track caller';
  expectRegions(1);
  expectRegion(0, start, end, RegionKind.Usable);
}

function expectIntact(): void {
  const found = Map.checkMemoryMap(OUTPUT);
  if (found !== MemoryMapCheck.Ok) print(`# memory map check: ${found}`);
  expect(found === MemoryMapCheck.Ok, 'an intact memory map');
}
