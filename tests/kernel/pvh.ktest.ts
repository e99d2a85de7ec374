/**
 * The PVH direct boot: start info that is missing or wrong, and what a good one becomes.
 *
 * Numbers of cases refer to `docs/malformed-memory-maps.md`. Each claim begins with the start info
 * of a good monitor, laid out in scratch memory, and spoils one thing.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/scratch.ts`, `support/physical.ts`.
 */
import type { BootInfo } from '../../kernel/boot/boot-info.ts';
import * as Info from '../../kernel/boot/boot-info.ts';
import * as Pvh from '../../kernel/boot/pvh.ts';
import { PvhStatus } from '../../kernel/boot/pvh.ts';
import * as Address from '../../kernel/mm/address.ts';
import type { MemoryMap } from '../../kernel/mm/memory-map.ts';
import * as Map from '../../kernel/mm/memory-map.ts';
import { MemoryMapStatus, RegionKind } from '../../kernel/mm/memory-map.ts';
import { expect, expectEqual, group, testBetween } from './support/ktest.ts';
import { read64, write32, write64, writeText } from './support/physical.ts';
import * as Scratch from './support/scratch.ts';

const MIB: u64 = 0x10_0000n;
const GIB: u64 = 0x4000_0000n;

const MAGIC: u32 = 0x336e_c578;
const IMAGE_START: u64 = 0xffff_ffff_8020_0000n;
const IMAGE_BYTES: u64 = 0x18_3000n;
const IMAGE_PHYS: u64 = 0x20_0000n;

/** Where the structures lie in the scratch memory, by offset. */
const AT_COMMAND_LINE: u64 = 0x800n;
const AT_MODULES: u64 = 0x1000n;
const AT_MAP: u64 = 0x2000n;
const AT_START_INFO: u64 = 0x2_0000n;

const INFO: BootInfo = zeroed();
const MAP: MemoryMap = zeroed();

export function suite(): void {
  startInfoRefused();
  startInfoTranslated();
  memoryReserved();
}

function startInfoRefused(): void {
  group('pvh: start info refused');

  claim('a null start info is refused', () => {
    expectStatusAt(phys(0n), PvhStatus.NoStartInfo);
  });
  claim('a start info out of reach is refused before it is read', () => {
    expectStatusAt(Address.directMapEnd(), PvhStatus.Unreachable);
    expectStatusAt(phys(Address.directMapEnd() - 39n), PvhStatus.Unreachable);
    expectStatusAt(phys(0xffff_ffff_ffff_fff0n), PvhStatus.Unreachable);
  });
  claim('a wrong magic number is refused', () => {
    write32(place(AT_START_INFO), MAGIC + 1);
    expectStatus(PvhStatus.BadMagic);
    write32(place(AT_START_INFO), 0);
    expectStatus(PvhStatus.BadMagic);
  });
  claim('version 0, which has no memory map, is refused', () => {
    write32(place(AT_START_INFO + 4n), 0);
    expectStatus(PvhStatus.NoMemoryMap);
  });
  claim('a missing memory map is refused', () => {
    // Cases 1 and 2.
    write64(place(AT_START_INFO + 40n), 0n);
    expectStatus(PvhStatus.NoMemoryMap);
    write64(place(AT_START_INFO + 40n), place(AT_MAP));
    write32(place(AT_START_INFO + 48n), 0);
    expectStatus(PvhStatus.NoMemoryMap);
  });
  claim('a memory map out of reach is refused', () => {
    // Case 3.
    write64(place(AT_START_INFO + 40n), Address.directMapEnd());
    expectStatus(PvhStatus.Unreachable);
    write64(place(AT_START_INFO + 40n), 0xffff_ffff_ffff_fff0n);
    expectStatus(PvhStatus.Unreachable);
  });
  claim('more than 4,096 entries are refused', () => {
    // Case 7.
    write32(place(AT_START_INFO + 48n), 4097);
    expectStatus(PvhStatus.TooManyEntries);
    write32(place(AT_START_INFO + 48n), 0xffff_ffff);
    expectStatus(PvhStatus.TooManyEntries);
  });
  claim('a module list out of reach is refused', () => {
    write32(place(AT_START_INFO + 12n), 1);
    write64(place(AT_START_INFO + 16n), Address.directMapEnd());
    expectStatus(PvhStatus.Unreachable);
  });
  claim('more modules than there is room for are refused', () => {
    for (const index of range(3n, 4096n)) addEntry(256n * MIB + index * 0x2000n, 0x1000n, 1);
    write32(place(AT_START_INFO + 12n), 64);
    write64(place(AT_START_INFO + 16n), place(AT_MODULES));
    expectStatus(PvhStatus.TooManyEntries);
    write32(place(AT_START_INFO + 12n), 0xffff);
    expectStatus(PvhStatus.TooManyEntries);
  });
  claim('an image below the kernel image window is refused', () => {
    const image: Info.KernelImage = { virtStart: virt(0x20_0000n), lengthBytes: IMAGE_BYTES };
    const status = Pvh.translate(place(AT_START_INFO), image, INFO);
    expect(status === PvhStatus.BadImage, 'BadImage');
  });
}

function startInfoTranslated(): void {
  group('pvh: start info translated');

  claim('everything a good monitor says is copied', () => {
    expectStatus(PvhStatus.Ok);
    expect(INFO.path === Info.BootPath.Pvh, 'the boot path');
    expect(Info.textEquals(INFO.loaderName, 'PVH'), 'the name');
    expect(Info.textEquals(INFO.loaderVersion, 'start info 1'), 'the version');
    expect(Info.textEquals(INFO.commandLine, 'log=debug'), 'the command line');
    expect(INFO.rsdp === 0xf_5220n, 'the RSDP');
    expect(INFO.directMapOffset === Address.directMapStart(), 'the direct map');
    expect(INFO.reachableEnd === Address.directMapEnd(), 'its end');
    expect(INFO.kernelPhysBase === IMAGE_PHYS, 'the image where its headers say');
    expectEqual(INFO.memoryMap.loaderCount, 3, 'entries of the map');
    expect(INFO.memoryMap.entries[1].base === MIB, 'the base of an entry');
    expect(INFO.memoryMap.entries[1].lengthBytes === 127n * MIB, 'the length of an entry');
  });
  claim('a later version is accepted', () => {
    // Case 6: new versions are compatible.
    write32(place(AT_START_INFO + 4n), 2);
    expectStatus(PvhStatus.Ok);
  });
  claim('a start info at any address is read, aligned or not', () => {
    writeStartInfo(AT_START_INFO + 13n);
    expectStatusAt(place(AT_START_INFO + 13n), PvhStatus.Ok);
    expectEqual(INFO.memoryMap.loaderCount, 3, 'entries of the map');
  });
  claim('a monitor without command line, RSDP and modules is good enough', () => {
    write64(place(AT_START_INFO + 24n), 0n);
    write64(place(AT_START_INFO + 32n), 0n);
    expectStatus(PvhStatus.Ok);
    expectEqual(INFO.commandLine.lengthBytes, 0, 'bytes of the command line');
    expect(INFO.rsdp === 0n, 'no RSDP');
  });
  claim('a command line out of reach is left out', () => {
    write64(place(AT_START_INFO + 24n), Address.directMapEnd());
    expectStatus(PvhStatus.Ok);
    expectEqual(INFO.commandLine.lengthBytes, 0, 'bytes of the command line');
  });
  claim('memory types become the kinds of the Limine protocol', () => {
    // Case 38: types of [ACPI], and numbers that are none.
    expectKindOf(1, u64(RegionKind.Usable));
    expectKindOf(2, u64(RegionKind.Reserved));
    expectKindOf(3, u64(RegionKind.AcpiReclaimable));
    expectKindOf(4, u64(RegionKind.AcpiNvs));
    expectKindOf(5, u64(RegionKind.BadMemory));
    expectKindOf(6, u64(RegionKind.Reserved));
    expectKindOf(7, u64(RegionKind.Reserved));
    expectUnknown(0);
    expectUnknown(8);
    expectUnknown(20);
    expectUnknown(0xffff_ffff);
  });
}

function memoryReserved(): void {
  group('pvh: memory reserved');

  claim('image, start info, map and command line are taken out of usable memory', () => {
    // Cases 39 and 40: the monitor's map calls all of them usable.
    addEntry(0n, 8n * GIB, 1);
    expectStatus(PvhStatus.Ok);
    normalise();
    expectKind(IMAGE_PHYS, RegionKind.KernelAndModules);
    expectKind(IMAGE_PHYS + IMAGE_BYTES - 1n, RegionKind.KernelAndModules);
    expectKind(IMAGE_PHYS + IMAGE_BYTES, RegionKind.Usable);
    expectKind(place(AT_START_INFO), RegionKind.Reserved);
    expectKind(place(AT_START_INFO + 0x1000n), RegionKind.Usable);
    expectKind(place(AT_MAP), RegionKind.Reserved);
    expectKind(place(AT_COMMAND_LINE), RegionKind.Reserved);
  });
  claim('modules and their list are taken out of usable memory', () => {
    addEntry(0n, 8n * GIB, 1);
    write32(place(AT_START_INFO + 12n), 2);
    write64(place(AT_START_INFO + 16n), place(AT_MODULES));
    write64(place(AT_MODULES), 5n * GIB);
    write64(place(AT_MODULES + 8n), 5000n);
    write64(place(AT_MODULES + 32n), 6n * GIB);
    write64(place(AT_MODULES + 40n), 0n);
    expectStatus(PvhStatus.Ok);
    normalise();
    expectKind(5n * GIB, RegionKind.KernelAndModules);
    expectKind(5n * GIB + 0x1fffn, RegionKind.KernelAndModules);
    expectKind(5n * GIB + 0x2000n, RegionKind.Usable);
    expectKind(6n * GIB, RegionKind.Usable);
    expectKind(place(AT_MODULES), RegionKind.Reserved);
  });
  claim('4,096 entries leave room for all reservations', () => {
    // Case 8.
    for (const index of range(3n, 4096n)) addEntry(256n * MIB + index * 0x2000n, 0x1000n, 1);
    expectStatus(PvhStatus.Ok);
    expectEqual(INFO.memoryMap.loaderCount, 4096, 'entries of the map');
    normalise();
  });
  claim('the monitor keeps its own table as it was', () => {
    // Defect 1.
    expectStatus(PvhStatus.Ok);
    expectEqual(read64(place(AT_MAP + 24n)), MIB, 'the second base');
  });
}

// ── Helpers ─────────────────────────────────────────────────────────────────────────────────────

function claim(text: string, action: () => void): void {
  testBetween(text, startWell, action, nothing);
}

function nothing(): void {}

/** Lays out the start info of a good monitor with 128 MiB. */
function startWell(): void {
  Scratch.resetMemory();
  writeText(place(AT_COMMAND_LINE), 'log=debug');
  writeStartInfo(AT_START_INFO);
  addEntry(0n, 0x9_fc00n, 1);
  addEntry(MIB, 127n * MIB, 1);
  addEntry(0xfeff_c000n, 0x4000n, 2);
}

function writeStartInfo(offset: u64): void {
  // Zero entries at first; `addEntry` counts in the usual place.
  const count = offset === AT_START_INFO ? 0n : 3n;
  write32(place(offset), MAGIC);
  write32(place(offset + 4n), 1);
  write64(place(offset + 8n), 0n);
  write64(place(offset + 16n), 0n);
  write64(place(offset + 24n), place(AT_COMMAND_LINE));
  write64(place(offset + 32n), 0xf_5220n);
  write64(place(offset + 40n), place(AT_MAP));
  write64(place(offset + 48n), count);
}

/** Adds an entry to the monitor's map. */
function addEntry(base: u64, lengthBytes: u64, memoryType: u32): void {
  const index = read64(place(AT_START_INFO + 48n));
  const entry = AT_MAP + index * 24n;
  write64(place(entry), base);
  write64(place(entry + 8n), lengthBytes);
  write64(place(entry + 16n), u64(memoryType));
  write64(place(AT_START_INFO + 48n), index + 1n);
}

/** Expects the monitor's `memoryType` to become `kind`. */
function expectKindOf(memoryType: u32, kind: u64): void {
  'track caller';
  write64(place(AT_MAP + 16n), u64(memoryType));
  expectStatus(PvhStatus.Ok);
  expectEqual(INFO.memoryMap.entries[0].kind, kind, 'kind');
}

/** Expects the monitor's `memoryType` to become no kind, which the memory map reserves. */
function expectUnknown(memoryType: u32): void {
  'track caller';
  write64(place(AT_MAP + 16n), u64(memoryType));
  expectStatus(PvhStatus.Ok);
  normalise();
  expectEqual(MAP.repairs.unknownKinds, 1, 'unknown kinds');
  expectKind(0x1000n, RegionKind.Reserved);
}

function normalise(): void {
  'track caller';
  const status = Map.normalise(INFO.memoryMap, 40, MAP);
  if (status !== MemoryMapStatus.Ok) print(`# normalise: ${status}`);
  expect(status === MemoryMapStatus.Ok, 'a good map');
}

function expectKind(at: u64, kind: RegionKind): void {
  'track caller';
  const region = Map.regionAt(MAP, phys(at));
  if (region === null) panic(`pvh test: no region at ${phys(at)}`);
  if (region.kind !== kind) print(`# at ${phys(at)}: expected ${kind}, got ${region.kind}`);
  expect(region.kind === kind, 'another kind');
}

function expectStatus(expected: PvhStatus): void {
  'track caller';
  expectStatusAt(place(AT_START_INFO), expected);
}

function expectStatusAt(startInfo: PhysAddr, expected: PvhStatus): void {
  'track caller';
  const image: Info.KernelImage = { virtStart: virt(IMAGE_START), lengthBytes: IMAGE_BYTES };
  const status = Pvh.translate(startInfo, image, INFO);
  if (status === expected) return;
  print(`# translate: expected ${expected}, got ${status}`);
  expect(false, 'another status');
}

/** The physical address of `offset` in the scratch memory. */
function place(offset: u64): PhysAddr {
  return phys(Scratch.base() + offset);
}
