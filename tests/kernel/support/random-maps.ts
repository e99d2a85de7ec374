/**
 * Memory maps made at random, in the ways in which firmware gets them wrong.
 *
 * Most entries of a map lie in one window of 64 pages, so that they touch, overlap and repeat each
 * other; the windows lie where the rules change (page 0, 640 KiB, 1 MiB, 4 GiB, the physical width,
 * 2^52, 2^64). The others have any base and length, end exactly at 2^64, wrap around, or begin
 * where another ends. A map depends on its seed alone.
 *
 * Used by: `map-judge.ts`.            Uses: `lib/random.ts`, `memory-map.ts`.
 */
import * as Numbers from '../../../kernel/lib/random.ts';
import type { Random } from '../../../kernel/lib/random.ts';
import type { MemoryMapEntries } from '../../../kernel/mm/memory-map.ts';
import * as Map from '../../../kernel/mm/memory-map.ts';
import { MemoryMapStatus, RegionKind } from '../../../kernel/mm/memory-map.ts';

/** No map has more entries of the loader than this. */
export const MAX_RANDOM_ENTRIES: u32 = 500;
/** Reservations of the kernel in a map are fewer than this. */
export const RANDOM_RESERVATION_LIMIT: u32 = 4;

const PAGE_BYTES: u64 = 0x1000n;
const WINDOW_BYTES: u64 = 0x4_0000n;
/** Entries begin and end at multiples of an eighth of a page, so that many are unaligned. */
const STEP_BYTES: u64 = 512n;

const KINDS: FixedArray<RegionKind, 8> = [
  RegionKind.Usable,
  RegionKind.Reserved,
  RegionKind.AcpiReclaimable,
  RegionKind.AcpiNvs,
  RegionKind.BadMemory,
  RegionKind.BootloaderReclaimable,
  RegionKind.KernelAndModules,
  RegionKind.Framebuffer,
];
/** Physical address widths that processors report, and the limits. */
const WIDTHS: FixedArray<u32, 8> = [32, 36, 39, 40, 46, 48, 51, 52];
/** Where the rules change; 0 stands for 2^64, too. */
const EDGES: FixedArray<u64, 8> = [
  0x0n,
  0x1000n,
  0xa_0000n,
  0x10_0000n,
  0x1_0000_0000n,
  0x10_0000_0000_0000n,
  0xffff_ffff_ffff_f000n,
  0x0n,
];
const LENGTHS: FixedArray<u64, 8> = [
  0x0n,
  0x1n,
  0xfffn,
  0x1000n,
  0x1001n,
  0x2000n,
  0x10_0000n,
  0xffff_ffff_ffff_ffffn,
];

let window: u64 = 0n;
let widthEdge: u64 = 0n;

/**
 * Fills `table` anew.
 *
 * @param random - its state decides everything
 * @returns the physical address width to normalise with, in bits
 */
export function fillTable(random: Random, table: MemoryMapEntries): u32 {
  const physicalBits = WIDTHS[pick(random, 8)];
  widthEdge = 1n << u64(physicalBits);
  window = edge(random);
  // Every second window begins below its edge, so that entries cross it.
  if (chance(random, 2n)) window = wrappingSub(window, WINDOW_BYTES / 2n);
  Map.clearEntries(table);
  const count = entryCount(random);
  while (table.count < count) addRandom(random, table);
  for (const index of range(0, pick(random, RANDOM_RESERVATION_LIMIT))) {
    ignore(index, 'only the number of reservations matters');
    reserveRandom(random, table);
  }
  return physicalBits;
}

/** Adds a reservation of the kernel, of any kind but usable. */
export function reserveRandom(random: Random, table: MemoryMapEntries): void {
  const kind = KINDS[1 + pick(random, 7)];
  const base = randomBase(random, table);
  const status = Map.addReservation(table, phys(base), randomLength(random, base), kind);
  assert(status === MemoryMapStatus.Ok, 'tests: room for a reservation');
}

/** Brings the loader's entries of `table` into another order. */
export function shuffle(random: Random, table: MemoryMapEntries): void {
  let left: u32 = table.loaderCount;
  while (left > 1) {
    const other = pick(random, left);
    left -= 1;
    exchange(table, left, other);
  }
}

/** Mostly a few; sometimes none, sometimes hundreds. */
function entryCount(random: Random): u32 {
  if (chance(random, 64n)) return 0;
  if (chance(random, 1024n)) return 100 + pick(random, MAX_RANDOM_ENTRIES - 100);
  return 1 + pick(random, 16);
}

function addRandom(random: Random, table: MemoryMapEntries): void {
  const base = randomBase(random, table);
  const lengthBytes = randomLength(random, base);
  if (table.count > 0 && chance(random, 10n)) {
    const twin = table.entries[pick(random, table.count)];
    add(table, twin.base, twin.lengthBytes, chance(random, 2n) ? twin.kind : randomKind(random));
  } else {
    add(table, base, lengthBytes, randomKind(random));
  }
}

function randomBase(random: Random, table: MemoryMapEntries): u64 {
  switch (pick(random, 16)) {
    case 0:
      return anyNumber(random);
    case 1:
      return alignDown(anyNumber(random), PAGE_BYTES);
    case 2:
      return wrappingSub(edge(random), Numbers.below(random, 3n * PAGE_BYTES));
    case 3:
      return edge(random);
    case 4:
    case 5:
      return endOfAnother(random, table);
    default:
      return wrappingAdd(window, Numbers.below(random, WINDOW_BYTES / STEP_BYTES) * STEP_BYTES);
  }
}

function randomLength(random: Random, base: u64): u64 {
  switch (pick(random, 16)) {
    case 0:
      return anyNumber(random);
    case 1:
      return wrappingSub(0n, base); // exactly to 2^64
    case 2:
      // To where the rules change, or a byte or two further.
      return wrappingAdd(wrappingSub(edge(random), base), Numbers.below(random, 3n));
    case 3:
    case 4:
      return LENGTHS[pick(random, 8)];
    case 5:
    case 6:
    case 7:
    case 8:
      return Numbers.below(random, WINDOW_BYTES / PAGE_BYTES) * PAGE_BYTES;
    default:
      return Numbers.below(random, WINDOW_BYTES / STEP_BYTES) * STEP_BYTES;
  }
}

/** Every second entry usable; the others of the kinds that there are, and some that there are not. */
function randomKind(random: Random): u64 {
  if (chance(random, 2n)) return u64(RegionKind.Usable);
  if (chance(random, 32n)) return anyNumber(random);
  return Numbers.below(random, 10n);
}

/** One past the last byte of an entry; the window when there is none. */
function endOfAnother(random: Random, table: MemoryMapEntries): u64 {
  if (table.count === 0) return window;
  const other = table.entries[pick(random, table.count)];
  return wrappingAdd(other.base, other.lengthBytes);
}

function edge(random: Random): u64 {
  const index = pick(random, 9);
  return index === 8 ? widthEdge : EDGES[index];
}

/** A number of any size: each number of bits is as likely. */
function anyNumber(random: Random): u64 {
  return Numbers.next(random) >> Numbers.below(random, 64n);
}

function pick(random: Random, bound: u32): u32 {
  return u32(Numbers.below(random, u64(bound)));
}

/** True once in `oneIn` times. */
function chance(random: Random, oneIn: u64): bool {
  return Numbers.below(random, oneIn) === 0n;
}

function add(table: MemoryMapEntries, base: u64, lengthBytes: u64, kind: u64): void {
  const status = Map.addEntry(table, base, lengthBytes, kind);
  assert(status === MemoryMapStatus.Ok, 'tests: room for an entry');
}

function exchange(table: MemoryMapEntries, first: u32, second: u32): void {
  const entry = table.entries[first];
  const other = table.entries[second];
  const base = entry.base;
  const lengthBytes = entry.lengthBytes;
  const kind = entry.kind;
  entry.base = other.base;
  entry.lengthBytes = other.lengthBytes;
  entry.kind = other.kind;
  other.base = base;
  other.lengthBytes = lengthBytes;
  other.kind = kind;
}
