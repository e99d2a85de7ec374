/**
 * The memory map: 44 ways in which firmware and loaders get it wrong, and what becomes of each.
 *
 * Numbers of cases refer to `docs/malformed-memory-maps.md`, numbers of defects to
 * `docs/defects.md`. Cases about the loader's pointers are in `limine.ktest.ts` and `pvh.ktest.ts`,
 * those about memory handed out in `frame.ktest.ts`.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/maps.ts`.
 */
import * as Random from '../../kernel/lib/random.ts';
import * as Map from '../../kernel/mm/memory-map.ts';
import { MemoryMapStatus, RegionKind } from '../../kernel/mm/memory-map.ts';
import * as Repairs from '../../kernel/mm/memory-map-repairs.ts';
import { expect, expectBool, expectEqual, group, printSeed } from './support/ktest.ts';
import {
  WIDTH_BITS,
  add,
  addNumber,
  expectOnlyUsable,
  expectRegion,
  expectRegions,
  expectStatus,
  input,
  mapClaim,
  normalise,
  other,
  output,
  reserve,
  startMap,
} from './support/maps.ts';

const KIB: u64 = 0x400n;
const MIB: u64 = 0x10_0000n;
const GIB: u64 = 0x4000_0000n;
const TIB: u64 = 0x100_0000_0000n;
const LAST_PAGE: u64 = 0xffff_ffff_ffff_f000n;

const RANDOM: Random.Random = zeroed();

export function suite(): void {
  mapsRefused();
  entriesRepaired();
  overlapsResolved();
  edgesOfMemory();
  policies();
  properties();
}

function mapsRefused(): void {
  group('memory map: refused');

  mapClaim('a table without entries is refused', () => {
    // Case 2; defect 4: the original read entries 0 and 1 without asking whether they exist.
    expectStatus(WIDTH_BITS, MemoryMapStatus.NoEntries);
    expectRegions(0);
  });
  mapClaim('reservations alone make no map', () => {
    reserve(MIB, 2n * MIB, RegionKind.KernelAndModules);
    expectStatus(WIDTH_BITS, MemoryMapStatus.NoEntries);
  });
  mapClaim('a map with nothing usable is refused, and still described', () => {
    // Case 9.
    add(MIB, 2n * MIB, RegionKind.Reserved);
    expectStatus(WIDTH_BITS, MemoryMapStatus.NoUsableMemory);
    expectRegion(0, MIB, 2n * MIB, RegionKind.Reserved);
  });
  mapClaim('a usable entry smaller than a page is no usable memory', () => {
    addNumber(MIB, 4095n, u64(RegionKind.Usable));
    expectStatus(WIDTH_BITS, MemoryMapStatus.NoUsableMemory);
    expectRegions(0);
  });
  mapClaim('a physical width outside 32 to 52 bits is refused', () => {
    add(MIB, 2n * MIB, RegionKind.Usable);
    expectStatus(31, MemoryMapStatus.BadPhysicalWidth);
    expectStatus(53, MemoryMapStatus.BadPhysicalWidth);
    expectStatus(0, MemoryMapStatus.BadPhysicalWidth);
    expectRegions(0);
    expectStatus(32, MemoryMapStatus.Ok);
    expectStatus(52, MemoryMapStatus.Ok);
  });
  mapClaim('the table takes 4,096 entries of the loader and refuses one more', () => {
    // Cases 7 and 8. Every second frame: no two entries can be merged.
    for (const index of range(0n, 4096n)) {
      add(MIB + index * 0x2000n, MIB + index * 0x2000n + 0x1000n, RegionKind.Usable);
    }
    const status = Map.addEntry(input(), 0n, 0x1000n, 0n);
    expect(status === MemoryMapStatus.TooManyEntries, 'no room for another');
    normalise();
    expectRegions(4096);
    expectEqual(output().usableBytes, 4096n * 0x1000n, 'usable bytes');
  });
  mapClaim('64 reservations fit next to a full table, and no more', () => {
    for (const index of range(0n, 4096n)) {
      add(MIB + index * 0x1000n, MIB + index * 0x1000n + 0x1000n, RegionKind.Usable);
    }
    for (const index of range(0n, 64n)) reserve(index, index + 1n, RegionKind.Reserved);
    const status = Map.addReservation(input(), phys(0n), 1n, RegionKind.Reserved);
    expect(status === MemoryMapStatus.TooManyEntries, 'no room for another');
    normalise();
    expectEqual(output().usableBytes, 4096n * 0x1000n, 'usable bytes');
  });
  mapClaim('a map cut into too many pieces is refused with its own status', () => {
    add(MIB, 2n * GIB, RegionKind.Usable);
    for (const index of range(1n, 2200n)) {
      add(MIB + index * 0x2000n, MIB + index * 0x2000n + 0x1000n, RegionKind.Reserved);
    }
    expectStatus(WIDTH_BITS, MemoryMapStatus.TooManyRegions);
    expectRegions(0);
    expectEqual(output().usableBytes, 0n, 'usable bytes');
  });
}

function entriesRepaired(): void {
  group('memory map: entries repaired');

  mapClaim('entries of zero length are skipped at the start, inside and at the end', () => {
    // Case 11: ThinkPad W541, SunFire X2100.
    addNumber(0n, 0n, u64(RegionKind.Usable));
    addNumber(MIB, MIB, u64(RegionKind.Usable));
    addNumber(MIB + 0x1000n, 0n, u64(RegionKind.Reserved));
    addNumber(2n * MIB, 0n, u64(RegionKind.BadMemory));
    normalise();
    expectOnlyUsable(MIB, 2n * MIB);
    expectEqual(output().repairs.emptyEntries, 3, 'empty entries');
  });
  mapClaim('usable lengths of 1, 4095, 4096 and 4097 bytes give 0, 0, 1 and 1 pages', () => {
    // Case 12.
    addNumber(1n * MIB, 1n, u64(RegionKind.Usable));
    addNumber(2n * MIB, 4095n, u64(RegionKind.Usable));
    addNumber(3n * MIB, 4096n, u64(RegionKind.Usable));
    addNumber(4n * MIB, 4097n, u64(RegionKind.Usable));
    normalise();
    expectRegions(2);
    expectRegion(0, 3n * MIB, 3n * MIB + 0x1000n, RegionKind.Usable);
    expectRegion(1, 4n * MIB, 4n * MIB + 0x1000n, RegionKind.Usable);
    expectEqual(output().repairs.unalignedEntries, 3, 'unaligned entries');
  });
  mapClaim('a usable entry is rounded inward at both ends', () => {
    // Cases 13 and 15.
    add(MIB + 1n, 2n * MIB - 1n, RegionKind.Usable);
    normalise();
    expectOnlyUsable(MIB + 0x1000n, 2n * MIB - 0x1000n);
  });
  mapClaim('a reserved entry is rounded outward at both ends', () => {
    // Cases 14 and 15.
    add(MIB, 2n * MIB, RegionKind.Usable);
    add(MIB + 0x1fffn, MIB + 0x3001n, RegionKind.Reserved);
    normalise();
    expectRegions(3);
    expectRegion(1, MIB + 0x1000n, MIB + 0x4000n, RegionKind.Reserved);
  });
  mapClaim('bytes of the loader in a usable page make that page unusable', () => {
    add(MIB, 2n * MIB, RegionKind.Usable);
    add(MIB + 0x1800n, MIB + 0x2800n, RegionKind.BootloaderReclaimable);
    normalise();
    expectRegions(3);
    // Not reclaimable: parts of both pages are not the loader's.
    expectRegion(1, MIB + 0x1000n, MIB + 0x3000n, RegionKind.Reserved);
  });
  mapClaim('unsorted, reversed and sorted tables give the same map', () => {
    // Case 16; defect 1: the original reordered the loader's own table, and wrongly.
    add(8n * MIB, 9n * MIB, RegionKind.AcpiNvs);
    add(4n * MIB, 8n * MIB, RegionKind.Usable);
    add(1n * MIB, 2n * MIB, RegionKind.Usable);
    normalise();
    expectRegions(3);
    expectRegion(0, 1n * MIB, 2n * MIB, RegionKind.Usable);
    expectRegion(1, 4n * MIB, 8n * MIB, RegionKind.Usable);
    expectRegion(2, 8n * MIB, 9n * MIB, RegionKind.AcpiNvs);
    expectEqual(output().repairs.misorderedEntries, 2, 'misordered entries');
    expect(input().entries[0].base === 8n * MIB, 'an unchanged input table');
  });
  mapClaim('unknown kinds are reserved, whatever their number', () => {
    // Case 38: 8 and beyond, and numbers of other protocols.
    add(MIB, 16n * MIB, RegionKind.Usable);
    addNumber(2n * MIB, MIB, 8n);
    addNumber(4n * MIB, MIB, 20n);
    addNumber(6n * MIB, MIB, 0x1000n);
    addNumber(8n * MIB, MIB, 0x1_0000_0000n);
    addNumber(10n * MIB, MIB, 0xffff_ffff_ffff_ffffn);
    normalise();
    expectEqual(output().usableBytes, 10n * MIB, 'usable bytes');
    expectEqual(Map.bytesOfKind(output(), RegionKind.Reserved), 5n * MIB, 'reserved bytes');
    expectEqual(output().repairs.unknownKinds, 5, 'unknown kinds');
  });
  mapClaim('a map without faults needs no repair', () => {
    add(0x1000n, 636n * KIB, RegionKind.Usable);
    add(MIB, 127n * MIB, RegionKind.Usable);
    add(127n * MIB, 128n * MIB, RegionKind.BootloaderReclaimable);
    reserve(2n * MIB, 3n * MIB, RegionKind.KernelAndModules);
    normalise();
    expectBool(Repairs.wasRepaired(output().repairs), false, 'repaired');
    expectRegions(5);
  });
}

function overlapsResolved(): void {
  group('memory map: overlaps');

  mapClaim('an exact duplicate is merged and counted once', () => {
    // Case 17.
    add(MIB, 2n * MIB, RegionKind.Usable);
    add(MIB, 2n * MIB, RegionKind.Usable);
    normalise();
    expectOnlyUsable(MIB, 2n * MIB);
    expectEqual(output().usableBytes, MIB, 'usable bytes');
    expectEqual(output().repairs.overlaps, 1, 'overlaps');
  });
  mapClaim('of two kinds for the same range the stricter one wins', () => {
    // Case 18, for every pair of neighbours in the order of strictness.
    expectStricter(RegionKind.BootloaderReclaimable, RegionKind.Usable);
    expectStricter(RegionKind.AcpiReclaimable, RegionKind.BootloaderReclaimable);
    expectStricter(RegionKind.KernelAndModules, RegionKind.AcpiReclaimable);
    expectStricter(RegionKind.AcpiNvs, RegionKind.KernelAndModules);
    expectStricter(RegionKind.Framebuffer, RegionKind.AcpiNvs);
    expectStricter(RegionKind.Reserved, RegionKind.Framebuffer);
    expectStricter(RegionKind.BadMemory, RegionKind.Reserved);
  });
  mapClaim('partly overlapping usable entries are merged and counted once', () => {
    // Case 19.
    add(MIB, 3n * MIB, RegionKind.Usable);
    add(2n * MIB, 4n * MIB, RegionKind.Usable);
    normalise();
    expectOnlyUsable(MIB, 4n * MIB);
    expectEqual(output().usableBytes, 3n * MIB, 'usable bytes');
  });
  mapClaim('where usable and reserved overlap, reserved wins', () => {
    // Case 20.
    add(MIB, 3n * MIB, RegionKind.Usable);
    add(2n * MIB, 4n * MIB, RegionKind.Reserved);
    normalise();
    expectRegions(2);
    expectRegion(0, MIB, 2n * MIB, RegionKind.Usable);
    expectRegion(1, 2n * MIB, 4n * MIB, RegionKind.Reserved);
  });
  mapClaim('a reserved range inside a usable one leaves both sides', () => {
    // Case 21.
    add(MIB, 4n * MIB, RegionKind.Usable);
    add(2n * MIB, 3n * MIB, RegionKind.Reserved);
    normalise();
    expectRegions(3);
    expectRegion(0, MIB, 2n * MIB, RegionKind.Usable);
    expectRegion(1, 2n * MIB, 3n * MIB, RegionKind.Reserved);
    expectRegion(2, 3n * MIB, 4n * MIB, RegionKind.Usable);
  });
  mapClaim('a usable range inside a reserved one vanishes', () => {
    // Case 22.
    add(MIB, 4n * MIB, RegionKind.Reserved);
    add(2n * MIB, 3n * MIB, RegionKind.Usable);
    add(8n * MIB, 9n * MIB, RegionKind.Usable);
    normalise();
    expectRegions(2);
    expectRegion(0, MIB, 4n * MIB, RegionKind.Reserved);
    expectEqual(output().usableBytes, MIB, 'usable bytes');
  });
  mapClaim('many reserved ranges inside one usable one are all carved out', () => {
    // Case 23.
    add(MIB, 64n * MIB, RegionKind.Usable);
    for (const index of range(1n, 16n)) {
      add(index * 4n * MIB, index * 4n * MIB + MIB, RegionKind.Reserved);
    }
    normalise();
    expectRegions(31);
    expectEqual(output().usableBytes, 48n * MIB, 'usable bytes');
  });
  mapClaim('neighbours of one kind are merged', () => {
    // Case 24; defect 5: the original kept one usable region and lost all others.
    add(MIB, 2n * MIB, RegionKind.Usable);
    add(2n * MIB, 3n * MIB, RegionKind.Usable);
    add(3n * MIB, 4n * MIB, RegionKind.Usable);
    normalise();
    expectOnlyUsable(MIB, 4n * MIB);
    expectEqual(output().repairs.overlaps, 0, 'overlaps');
  });
  mapClaim('neighbours of different kinds are not merged', () => {
    // Case 25.
    add(MIB, 2n * MIB, RegionKind.Usable);
    add(2n * MIB, 3n * MIB, RegionKind.BootloaderReclaimable);
    add(3n * MIB, 4n * MIB, RegionKind.Usable);
    normalise();
    expectRegions(3);
  });
}

function edgesOfMemory(): void {
  group('memory map: edges of memory');

  mapClaim('a usable entry that wraps around 2^64 is dropped', () => {
    // Case 26.
    addNumber(LAST_PAGE, 0x2000n, u64(RegionKind.Usable));
    addNumber(MIB, 0xffff_ffff_fff0_0001n, u64(RegionKind.Usable));
    add(MIB, 2n * MIB, RegionKind.Usable);
    normalise();
    expectOnlyUsable(MIB, 2n * MIB);
    expectEqual(output().repairs.wrappedEntries, 2, 'wrapped entries');
  });
  mapClaim('a reserved entry that wraps around reserves to the end of memory', () => {
    add(MIB, 4n * MIB, RegionKind.Usable);
    addNumber(2n * MIB, 0xffff_ffff_ffff_ffffn, u64(RegionKind.Reserved));
    normalise();
    expectRegions(2);
    expectRegion(0, MIB, 2n * MIB, RegionKind.Usable);
    expectRegion(1, 2n * MIB, TIB, RegionKind.Reserved);
  });
  mapClaim('a bootloader entry that wraps around is reserved, not reclaimable', () => {
    add(MIB, 4n * MIB, RegionKind.Usable);
    addNumber(2n * MIB, LAST_PAGE, u64(RegionKind.BootloaderReclaimable));
    normalise();
    expectRegions(2);
    expectRegion(1, 2n * MIB, TIB, RegionKind.Reserved);
  });
  mapClaim('an entry that ends exactly at 2^64 does not wrap', () => {
    // Case 27.
    add(MIB, 2n * MIB, RegionKind.Usable);
    addNumber(LAST_PAGE, 0x1000n, u64(RegionKind.Reserved));
    addNumber(2n * MIB, 0xffff_ffff_ffe0_0000n, u64(RegionKind.Reserved));
    normalise();
    expectEqual(output().repairs.wrappedEntries, 0, 'wrapped entries');
    expectRegions(2);
    expectRegion(1, 2n * MIB, TIB, RegionKind.Reserved);
  });
  mapClaim('an entry over the whole address space is cut at the physical width', () => {
    // Case 28.
    addNumber(0n, 0xffff_ffff_ffff_ffffn, u64(RegionKind.Usable));
    normalise();
    expectEqual(output().repairs.clippedEntries, 1, 'clipped entries');
    const last = output().regions[output().count - 1];
    expect(Map.regionEnd(last) === TIB, 'the end at 2^40');
  });
  mapClaim('an entry at or above 2^52 is dropped', () => {
    // Case 29.
    add(MIB, 2n * MIB, RegionKind.Usable);
    addNumber(0x10_0000_0000_0000n, MIB, u64(RegionKind.Usable));
    addNumber(0x8000_0000_0000_0000n, MIB, u64(RegionKind.Usable));
    expectStatus(52, MemoryMapStatus.Ok);
    expectOnlyUsable(MIB, 2n * MIB);
    expectEqual(output().repairs.beyondWidthEntries, 2, 'entries beyond the width');
  });
  mapClaim('an entry that crosses 2^52 is cut there', () => {
    // Case 30.
    addNumber(0xf_ffff_fff0_0000n, 2n * MIB, u64(RegionKind.Usable));
    expectStatus(52, MemoryMapStatus.Ok);
    expectOnlyUsable(0xf_ffff_fff0_0000n, 0x10_0000_0000_0000n);
  });
  mapClaim('memory above the physical width of the processor is cut off', () => {
    // Case 31: the widths that processors in use report.
    add(MIB, 0x8000_0000_0000n, RegionKind.Usable);
    expectStatus(36, MemoryMapStatus.Ok);
    expectOnlyUsable(MIB, 0x10_0000_0000n);
    expectStatus(39, MemoryMapStatus.Ok);
    expectOnlyUsable(MIB, 0x80_0000_0000n);
    expectStatus(40, MemoryMapStatus.Ok);
    expectOnlyUsable(MIB, 0x100_0000_0000n);
    expectStatus(46, MemoryMapStatus.Ok);
    expectOnlyUsable(MIB, 0x4000_0000_0000n);
    expectStatus(48, MemoryMapStatus.Ok);
    expectEqual(output().repairs.clippedEntries, 0, 'clipped entries');
  });
  mapClaim('memory only above 4 GiB is found', () => {
    // Case 34.
    add(0n, MIB, RegionKind.Reserved);
    add(4n * GIB, 6n * GIB, RegionKind.Usable);
    normalise();
    expectEqual(output().usableBytes, 2n * GIB, 'usable bytes');
    expect(output().memoryEnd === 6n * GIB, 'the end of memory');
  });
  mapClaim('an entry across 4 GiB stays whole', () => {
    // Case 35.
    add(3n * GIB, 5n * GIB, RegionKind.Usable);
    normalise();
    expectOnlyUsable(3n * GIB, 5n * GIB);
  });
  mapClaim('reserved ranges and holes do not move the end of memory', () => {
    // Case 36: 12 GiB reserved below 1 TiB on QEMU with AMD processors, even with 4 MiB of RAM.
    add(MIB, 4n * MIB, RegionKind.Usable);
    add(0xfd_0000_0000n, 0x100_0000_0000n, RegionKind.Reserved);
    normalise();
    expect(output().memoryEnd === 4n * MIB, 'the end of memory');
    expectRegions(2);
  });
  mapClaim('510, 512 and 513 GiB of memory are all there', () => {
    // Case 37: one PML4 entry maps 512 GiB.
    expectAllUsable(510n * GIB);
    expectAllUsable(512n * GIB);
    expectAllUsable(513n * GIB);
  });
}

function policies(): void {
  group('memory map: memory withheld');

  mapClaim('page 0 is withheld, its neighbour is not', () => {
    // Case 32.
    add(0n, 0x3000n, RegionKind.Usable);
    normalise();
    expectRegions(2);
    expectRegion(0, 0n, 0x1000n, RegionKind.Reserved);
    expectRegion(1, 0x1000n, 0x3000n, RegionKind.Usable);
    expectEqual(output().repairs.withheldBytes, 0x1000n, 'withheld bytes');
  });
  mapClaim('640 KiB to 1 MiB are withheld from a map that calls them usable', () => {
    // Case 33; defect 3: the original overwrote the VGA window and the option ROMs.
    add(0x1000n, 16n * MIB, RegionKind.Usable);
    normalise();
    expectRegions(3);
    expectRegion(1, 640n * KIB, MIB, RegionKind.Reserved);
    expectEqual(output().repairs.withheldBytes, 384n * KIB, 'withheld bytes');
  });
  mapClaim('memory to be reclaimed is withheld there as well', () => {
    add(0n, 2n * MIB, RegionKind.BootloaderReclaimable);
    add(2n * MIB, 3n * MIB, RegionKind.Usable);
    normalise();
    expectRegions(5);
    expectRegion(0, 0n, 0x1000n, RegionKind.Reserved);
    expectRegion(2, 640n * KIB, MIB, RegionKind.Reserved);
  });
  mapClaim('nothing is made up where the map has a hole', () => {
    add(MIB, 2n * MIB, RegionKind.Usable);
    normalise();
    expectOnlyUsable(MIB, 2n * MIB);
    expectEqual(output().repairs.withheldBytes, 0n, 'withheld bytes');
  });
  mapClaim('the kernel image is withheld when the map calls it usable', () => {
    // Cases 39 and 40.
    add(MIB, 16n * MIB, RegionKind.Usable);
    reserve(2n * MIB, 3n * MIB + 1n, RegionKind.KernelAndModules);
    normalise();
    expectRegions(3);
    expectRegion(1, 2n * MIB, 3n * MIB + 0x1000n, RegionKind.KernelAndModules);
  });
  mapClaim('a framebuffer is carved out of usable memory', () => {
    // Case 42.
    add(MIB, 16n * MIB, RegionKind.Usable);
    reserve(8n * MIB, 8n * MIB + 1920n * 1080n * 4n, RegionKind.Framebuffer);
    normalise();
    expectRegions(3);
    expectRegion(1, 8n * MIB, 8n * MIB + 0x7e_9000n, RegionKind.Framebuffer);
    expectEqual(output().usableBytes, 15n * MIB - 0x7e_9000n, 'usable bytes');
  });
  mapClaim('regionAt finds the region of an address, and none in a hole', () => {
    add(MIB, 2n * MIB, RegionKind.Usable);
    add(4n * MIB, 5n * MIB, RegionKind.AcpiNvs);
    normalise();
    expect(Map.regionAt(output(), phys(MIB - 1n)) === null, 'none below');
    expect(Map.regionAt(output(), phys(2n * MIB)) === null, 'none in the hole');
    expect(Map.regionAt(output(), phys(5n * MIB)) === null, 'none above');
    const first = Map.regionAt(output(), phys(2n * MIB - 1n));
    expect(first !== null && first.kind === RegionKind.Usable, 'the usable region');
    const second = Map.regionAt(output(), phys(4n * MIB));
    expect(second !== null && second.kind === RegionKind.AcpiNvs, 'the NVS region');
  });
}

function properties(): void {
  group('memory map: properties');

  mapClaim('a normalised map normalises to itself', () => {
    addAwkwardEntries();
    normalise();
    copyOutput();
    startMap();
    for (const index of range(0, other().count)) {
      const region = other().regions[index];
      addNumber(region.base, region.lengthBytes, u64(region.kind));
    }
    normalise();
    expectSameAsCopy();
    expectBool(Repairs.wasRepaired(output().repairs), false, 'repaired');
  });
  mapClaim('the order of the entries makes no difference', () => {
    RANDOM.state = 0x51a7e5n;
    printSeed(RANDOM.state);
    addAwkwardEntries();
    normalise();
    copyOutput();
    for (let round: u32 = 0; round < 20; round++) {
      shuffleInput();
      normalise();
      expectSameAsCopy();
    }
  });
  mapClaim('a page is usable only where all entries that touch it say so', () => {
    RANDOM.state = 0xb007n;
    printSeed(RANDOM.state);
    for (let round: u32 = 0; round < 40; round++) {
      startMap();
      addRandomEntries(1n + Random.below(RANDOM, 12n));
      const status = Map.normalise(input(), WIDTH_BITS, output());
      const isExpected = status === MemoryMapStatus.Ok || status === MemoryMapStatus.NoUsableMemory;
      expect(isExpected, 'a map or none usable');
      expect(Map.checkMemoryMap(output()) === Map.MemoryMapCheck.Ok, 'an intact map');
      for (const page of range(0n, RANDOM_PAGES)) expectPageRight(MIB + page * 0x1000n);
    }
  });
}

/** Pages from 1 MiB on over which random entries lie. */
const RANDOM_PAGES: u64 = 32n;

/** Adds `count` entries of any kind in the first pages above 1 MiB, most of them unaligned. */
function addRandomEntries(count: u64): void {
  for (const index of range(0n, count)) {
    const start = MIB + Random.below(RANDOM, RANDOM_PAGES * 8n) * 512n;
    const lengthBytes = Random.below(RANDOM, 12n * 8n) * 512n;
    // Every second entry usable, so that some usable pages are left.
    const kind = index % 2n === 0n ? 0n : Random.below(RANDOM, 9n);
    addNumber(start, lengthBytes, kind);
  }
}

/**
 * Expects the page at `address` to be usable exactly when an entry that is usable covers it whole
 * and no entry of another kind touches it: what a reader of the table would say.
 */
function expectPageRight(address: u64): void {
  'track caller';
  let isCovered: bool = false;
  let isTouched: bool = false;
  for (const index of range(0, input().count)) {
    const entry = input().entries[index];
    const end = entry.base + entry.lengthBytes;
    if (entry.lengthBytes === 0n || entry.base >= address + 0x1000n || end <= address) continue;
    if (entry.kind !== u64(RegionKind.Usable)) {
      isTouched = true;
    } else if (entry.base <= address && end >= address + 0x1000n) {
      isCovered = true;
    }
  }
  const region = Map.regionAt(output(), phys(address));
  const isUsable = region !== null && region.kind === RegionKind.Usable;
  if (isUsable !== (isCovered && !isTouched)) print(`# page at ${phys(address)}`);
  expectBool(isUsable, isCovered && !isTouched, 'usable');
}

/** A map with overlaps, holes, odd bounds and every kind. */
function addAwkwardEntries(): void {
  addNumber(0n, 654_336n, u64(RegionKind.Usable));
  addNumber(654_336n, 1024n, u64(RegionKind.Reserved));
  addNumber(0xf_0000n, 0x1_0000n, u64(RegionKind.Reserved));
  addNumber(MIB, 2047n * MIB, u64(RegionKind.Usable));
  addNumber(2n * MIB, MIB + 17n, u64(RegionKind.KernelAndModules));
  addNumber(100n * MIB, 3n * MIB, u64(RegionKind.BootloaderReclaimable));
  addNumber(101n * MIB, MIB, u64(RegionKind.AcpiReclaimable));
  addNumber(101n * MIB + 100n, 5000n, u64(RegionKind.AcpiNvs));
  addNumber(2047n * MIB, MIB, u64(RegionKind.AcpiNvs));
  addNumber(512n * MIB, 0x1000n, u64(RegionKind.BadMemory));
  addNumber(512n * MIB + 0x1000n, 0x1000n, 77n);
  addNumber(0xfd00_0000n, 8n * MIB, u64(RegionKind.Framebuffer));
  addNumber(0xfd00_0000n, 16n * MIB, u64(RegionKind.Reserved));
  addNumber(4n * GIB, 4n * GIB, u64(RegionKind.Usable));
  addNumber(6n * GIB, 4n * GIB, u64(RegionKind.Usable));
  addNumber(0xfd_0000_0000n, 0x3_0000_0000n, u64(RegionKind.Reserved));
}

/** Exchanges entries of the input until none is where it was. */
function shuffleInput(): void {
  let left: u32 = input().count;
  while (left > 1) {
    const other = u32(Random.below(RANDOM, u64(left)));
    left -= 1;
    exchange(left, other);
  }
}

function exchange(first: u32, second: u32): void {
  const entry = input().entries[first];
  const other = input().entries[second];
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

function copyOutput(): void {
  other().count = output().count;
  for (const index of range(0, other().count)) {
    other().regions[index].base = output().regions[index].base;
    other().regions[index].lengthBytes = output().regions[index].lengthBytes;
    other().regions[index].kind = output().regions[index].kind;
  }
}

function expectSameAsCopy(): void {
  'track caller';
  expectRegions(other().count);
  for (const index of range(0, other().count)) {
    const region = other().regions[index];
    expectRegion(index, region.base, Map.regionEnd(region), region.kind);
  }
}

/** Expects `stricter` to win over `laxer` in both orders. */
function expectStricter(stricter: RegionKind, laxer: RegionKind): void {
  'track caller';
  startMap();
  add(MIB, 2n * MIB, laxer);
  add(MIB, 2n * MIB, stricter);
  add(4n * MIB, 5n * MIB, stricter);
  add(4n * MIB, 5n * MIB, laxer);
  add(8n * MIB, 9n * MIB, RegionKind.Usable);
  normalise();
  expectRegion(0, MIB, 2n * MIB, stricter);
  expectRegion(1, 4n * MIB, 5n * MIB, stricter);
}

/** Expects a machine with RAM from 1 MiB up to `end` to have all of it. */
function expectAllUsable(end: u64): void {
  'track caller';
  startMap();
  add(MIB, end, RegionKind.Usable);
  normalise();
  expectOnlyUsable(MIB, end);
  expectEqual(output().usableBytes, end - MIB, 'usable bytes');
}
