/**
 * The Limine protocol: answers that are missing or wrong, and what a good loader's answers become.
 *
 * Numbers of cases refer to `docs/malformed-memory-maps.md`, numbers of defects to
 * `docs/defects.md`. Each claim begins with the answers of a good loader, laid out in scratch memory
 * as a loader would, and spoils one thing.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/scratch.ts`, `support/physical.ts`.
 */
import type { BootInfo } from '../../kernel/boot/boot-info.ts';
import * as Info from '../../kernel/boot/boot-info.ts';
import type { LimineResponses } from '../../kernel/boot/limine.ts';
import * as Limine from '../../kernel/boot/limine.ts';
import { LimineStatus } from '../../kernel/boot/limine.ts';
import * as Address from '../../kernel/mm/address.ts';
import type { MemoryMap } from '../../kernel/mm/memory-map.ts';
import * as Map from '../../kernel/mm/memory-map.ts';
import { MemoryMapStatus, RegionKind } from '../../kernel/mm/memory-map.ts';
import { expect, expectEqual, group, testBetween } from './support/ktest.ts';
import { read64, write64, writeText } from './support/physical.ts';
import * as Scratch from './support/scratch.ts';

const MIB: u64 = 0x10_0000n;
const GIB: u64 = 0x4000_0000n;

const IMAGE_START: u64 = 0xffff_ffff_8020_0000n;
const IMAGE_BYTES: u64 = 0x18_3000n;
const IMAGE_PHYS: u64 = 0x320_0000n;
const FRAMEBUFFER_PHYS: u64 = 0xfd00_0000n;

/** Where the answers lie in the scratch memory, by offset. */
const AT_LOADER: u64 = 0x000n;
const AT_HHDM: u64 = 0x040n;
const AT_MAP: u64 = 0x080n;
const AT_EXECUTABLE: u64 = 0x0c0n;
const AT_FRAMEBUFFERS: u64 = 0x100n;
const AT_PAGING_MODE: u64 = 0x140n;
const AT_RSDP: u64 = 0x180n;
const AT_FRAMEBUFFER_LIST: u64 = 0x1c0n;
const AT_FRAMEBUFFER: u64 = 0x200n;
const AT_COMMAND_LINE: u64 = 0x280n;
const AT_COMMAND_TEXT: u64 = 0x2c0n;
const AT_NAME: u64 = 0x300n;
const AT_VERSION: u64 = 0x340n;
const AT_EXECUTABLE_FILE: u64 = 0x380n;
const AT_FILE: u64 = 0x3c0n;
const AT_PATH: u64 = 0x400n;
const AT_FILE_TEXT: u64 = 0x440n;
/** 4,097 pointers. */
const AT_MAP_LIST: u64 = 0x1000n;
/** The entries, 24 bytes each. */
const AT_MAP_ENTRIES: u64 = 0x1_0000n;

const RESPONSES: LimineResponses = zeroed();
const INFO: BootInfo = zeroed();
const MAP: MemoryMap = zeroed();

export function suite(): void {
  answersMissing();
  answersWrong();
  pointersWrong();
  answersRight();
}

function answersMissing(): void {
  group('limine: answers missing');

  claim('an unsupported base revision ends the boot', () => {
    // Defect 16: the original had no revision tag and so got revision 0.
    RESPONSES.baseRevision = 2n;
    expectStatus(LimineStatus.BaseRevisionUnsupported);
  });
  claim('no direct map is an error', () => {
    // Defect 16: no answer was checked for null.
    RESPONSES.hhdm = virt(0n);
    expectStatus(LimineStatus.NoDirectMap);
  });
  claim('no memory map is an error', () => {
    // Case 1; defect 16.
    RESPONSES.memoryMap = virt(0n);
    expectStatus(LimineStatus.NoMemoryMap);
  });
  claim('no load address is an error', () => {
    RESPONSES.executableAddress = virt(0n);
    expectStatus(LimineStatus.NoExecutableAddress);
  });
  claim('an older loader gives the command line with the file', () => {
    RESPONSES.commandLine = virt(0n);
    expectStatus(LimineStatus.Ok);
    expect(Info.textEquals(INFO.commandLine, 'log=warn'), 'the command line');
  });
  claim('bad pointers to the file and to its text give no command line', () => {
    RESPONSES.commandLine = virt(0n);
    write64(place(AT_FILE + 32n), 0x0000_8000_0000_0000n);
    expectStatus(LimineStatus.Ok);
    expectEqual(INFO.commandLine.lengthBytes, 0, 'bytes with a bad text');
    write64(place(AT_EXECUTABLE_FILE + 8n), address(AT_FILE) + 1n);
    expectStatus(LimineStatus.Ok);
    expectEqual(INFO.commandLine.lengthBytes, 0, 'bytes with a bad file');
  });
  claim('a loader without name, framebuffer, RSDP and paging mode is good enough', () => {
    RESPONSES.bootloaderInfo = virt(0n);
    RESPONSES.framebuffer = virt(0n);
    RESPONSES.rsdp = virt(0n);
    RESPONSES.commandLine = virt(0n);
    RESPONSES.executableFile = virt(0n);
    RESPONSES.pagingMode = virt(0n);
    expectStatus(LimineStatus.Ok);
    expectEqual(INFO.loaderName.lengthBytes, 0, 'bytes of the name');
    expectEqual(INFO.framebufferCount, 0, 'framebuffers');
    expect(INFO.rsdp === 0n, 'no RSDP');
    expectEqual(INFO.commandLine.lengthBytes, 0, 'bytes of the command line');
  });
}

function answersWrong(): void {
  group('limine: answers wrong');

  claim('5-level paging is refused', () => {
    // Defect 16: the original did not read the answer.
    write64(place(AT_PAGING_MODE + 8n), 1n);
    expectStatus(LimineStatus.FiveLevelPaging);
  });
  claim('an unaligned or non-canonical direct map is refused', () => {
    write64(place(AT_HHDM + 8n), 0xffff_8000_0000_0800n);
    expectStatus(LimineStatus.BadDirectMap);
    write64(place(AT_HHDM + 8n), 0x0000_8000_0000_0000n);
    expectStatus(LimineStatus.BadDirectMap);
  });
  claim('a direct map that would wrap around is refused', () => {
    write64(place(AT_HHDM + 8n), 0xffff_ffff_f000_0000n);
    expectStatus(LimineStatus.BadDirectMap);
  });
  claim('a memory map without entries is refused', () => {
    // Case 2; defect 4: the original read entries 0 and 1 all the same.
    write64(place(AT_MAP + 8n), 0n);
    expectStatus(LimineStatus.NoMemoryMapEntries);
  });
  claim('a memory map with more than 4,096 entries is refused at once', () => {
    // Case 7: the counts are never used to walk the list.
    write64(place(AT_MAP + 8n), 4097n);
    expectStatus(LimineStatus.TooManyEntries);
    write64(place(AT_MAP + 8n), 0x1_0000_0000n);
    expectStatus(LimineStatus.TooManyEntries);
    write64(place(AT_MAP + 8n), 0xffff_ffff_ffff_ffffn);
    expectStatus(LimineStatus.TooManyEntries);
  });
  claim('a load address that is unaligned or does not fit the image is refused', () => {
    write64(place(AT_EXECUTABLE + 8n), IMAGE_PHYS + 0x800n);
    expectStatus(LimineStatus.BadExecutableAddress);
    write64(place(AT_EXECUTABLE + 8n), 0xffff_ffff_ffff_f000n);
    expectStatus(LimineStatus.BadExecutableAddress);
    write64(place(AT_EXECUTABLE + 8n), IMAGE_PHYS);
    write64(place(AT_EXECUTABLE + 16n), IMAGE_START + 0x1000n);
    expectStatus(LimineStatus.BadExecutableAddress);
  });
  claim('a framebuffer whose size overflows is left out', () => {
    write64(place(AT_FRAMEBUFFER + 16n), 0x1_0000_0000n);
    write64(place(AT_FRAMEBUFFER + 24n), 0x1_0000_0000n);
    expectStatus(LimineStatus.Ok);
    expectEqual(INFO.framebufferCount, 0, 'framebuffers');
  });
}

function pointersWrong(): void {
  group('limine: pointers wrong');

  claim('an answer outside the direct map is not followed', () => {
    // Case 3.
    RESPONSES.memoryMap = virt(0x0000_8000_0000_0000n);
    expectStatus(LimineStatus.BadPointer);
    RESPONSES.memoryMap = virt(8n);
    expectStatus(LimineStatus.BadPointer);
    RESPONSES.memoryMap = virt(0xffff_ffff_ffff_fff8n);
    expectStatus(LimineStatus.BadPointer);
    RESPONSES.hhdm = virt(0x0000_8000_0000_0000n);
    expectStatus(LimineStatus.BadPointer);
  });
  claim('a null or non-canonical list of entries is refused', () => {
    // Case 3.
    write64(place(AT_MAP + 16n), 0n);
    expectStatus(LimineStatus.BadPointer);
    write64(place(AT_MAP + 16n), 0x8000_0000_0000_0000n);
    expectStatus(LimineStatus.BadPointer);
  });
  claim('a null entry is refused and named', () => {
    // Case 4.
    write64(place(AT_MAP_LIST + 2n * 8n), 0n);
    expectStatus(LimineStatus.BadEntryPointer);
    expectEqual(RESPONSES.badEntry, 2n, 'the index of the entry');
  });
  claim('an unaligned entry is refused and named', () => {
    // Case 5.
    write64(place(AT_MAP_LIST + 8n), address(AT_MAP_ENTRIES + 4n));
    expectStatus(LimineStatus.BadEntryPointer);
    expectEqual(RESPONSES.badEntry, 1n, 'the index of the entry');
  });
  claim('an unaligned answer is refused', () => {
    RESPONSES.executableAddress = virt(RESPONSES.executableAddress + 1n);
    expectStatus(LimineStatus.BadPointer);
  });
  claim('bad pointers to the name and to a framebuffer leave them out', () => {
    write64(place(AT_LOADER + 8n), 0n);
    write64(place(AT_LOADER + 16n), 0x0000_8000_0000_0000n);
    write64(place(AT_COMMAND_LINE + 8n), 5n);
    write64(place(AT_FRAMEBUFFER_LIST), 1n);
    expectStatus(LimineStatus.Ok);
    expectEqual(INFO.loaderName.lengthBytes, 0, 'bytes of the name');
    expectEqual(INFO.loaderVersion.lengthBytes, 0, 'bytes of the version');
    expectEqual(INFO.commandLine.lengthBytes, 0, 'bytes of the command line');
    expectEqual(INFO.framebufferCount, 0, 'framebuffers');
  });
}

function answersRight(): void {
  group('limine: answers right');

  claim('everything a good loader says is copied', () => {
    expectStatus(LimineStatus.Ok);
    expect(INFO.path === Info.BootPath.Limine, 'the boot path');
    expect(Info.textEquals(INFO.loaderName, 'Limine'), 'the name');
    expect(Info.textEquals(INFO.loaderVersion, '8.2.0'), 'the version');
    expect(INFO.directMapOffset === Address.directMapStart(), 'the direct map');
    expect(INFO.kernelVirtBase === IMAGE_START, 'the image in the address space');
    expect(INFO.kernelPhysBase === IMAGE_PHYS, 'the image in memory');
    expectEqual(INFO.kernelBytes, IMAGE_BYTES, 'bytes of the image');
    expect(INFO.rsdp === 0xf_52a0n, 'the RSDP');
    expect(Info.textEquals(INFO.commandLine, 'log=debug'), 'the command line');
    expectEqual(INFO.framebufferCount, 1, 'framebuffers');
    expect(INFO.framebuffers[0].base === FRAMEBUFFER_PHYS, 'the framebuffer');
    expectEqual(INFO.framebuffers[0].lengthBytes, 5120n * 800n, 'bytes of the framebuffer');
    expectEqual(INFO.framebuffers[0].bitsPerPixel, 32, 'bits per pixel');
    expect(INFO.framebuffers[0].isRgb, 'pixels made of colours');
    expectEqual(u32(INFO.framebuffers[0].red.sizeBits), 8, 'bits of red');
    expectEqual(u32(INFO.framebuffers[0].red.shift), 16, 'lowest bit of red');
    expectEqual(u32(INFO.framebuffers[0].green.sizeBits), 8, 'bits of green');
    expectEqual(u32(INFO.framebuffers[0].green.shift), 8, 'lowest bit of green');
    expectEqual(u32(INFO.framebuffers[0].blue.sizeBits), 8, 'bits of blue');
    expectEqual(u32(INFO.framebuffers[0].blue.shift), 0, 'lowest bit of blue');
    expectEqual(INFO.memoryMap.loaderCount, 4, 'entries of the map');
  });
  claim('answers of a newer revision are accepted', () => {
    // Case 6: [LIMINE] "Features": higher revisions support all that lower ones do.
    write64(place(AT_MAP), 9n);
    write64(place(AT_HHDM), 9n);
    write64(place(AT_EXECUTABLE), 9n);
    expectStatus(LimineStatus.Ok);
  });
  claim('the kernel image and the framebuffer are taken out of usable memory', () => {
    // Cases 39, 40 and 42: the loader's map calls both usable.
    addEntry(1n, 4n * GIB - MIB, RegionKind.Usable);
    expectStatus(LimineStatus.Ok);
    const status = Map.normalise(INFO.memoryMap, 40, MAP);
    expect(status === MemoryMapStatus.Ok, 'a good map');
    expectKind(IMAGE_PHYS, RegionKind.KernelAndModules);
    expectKind(IMAGE_PHYS + IMAGE_BYTES - 1n, RegionKind.KernelAndModules);
    expectKind(IMAGE_PHYS + IMAGE_BYTES, RegionKind.Usable);
    expectKind(FRAMEBUFFER_PHYS, RegionKind.Framebuffer);
    expectKind(FRAMEBUFFER_PHYS - 1n, RegionKind.Usable);
  });
  claim('the map is copied: what becomes of the original later does not matter', () => {
    // Case 44: the table may lie in memory that it calls usable.
    expectStatus(LimineStatus.Ok);
    write64(place(AT_MAP_ENTRIES), 0x1234n);
    write64(place(AT_MAP_ENTRIES + 16n), 7n);
    expect(INFO.memoryMap.entries[0].base === 0x1000n, 'the base as read');
    expect(INFO.memoryMap.entries[0].kind === 0n, 'the kind as read');
  });
  claim('the loader keeps its own table as it was', () => {
    // Defect 1: the original sorted the loader's array in place.
    expectStatus(LimineStatus.Ok);
    expectEqual(read64(place(AT_MAP_LIST)), address(AT_MAP_ENTRIES), 'the first pointer');
    expectEqual(
      read64(place(AT_MAP_LIST + 8n)),
      address(AT_MAP_ENTRIES + 24n),
      'the second pointer',
    );
    expectEqual(read64(place(AT_MAP_ENTRIES)), 0x1000n, 'the first base');
  });
  claim('312, 1,024 and 4,096 entries are all read', () => {
    // Case 8.
    expectEntries(312n);
    expectEntries(1024n);
    expectEntries(4096n);
  });
  claim('the direct map reaches all RAM above 4 GiB, and at least 4 GiB', () => {
    // Defect 5. Cases 34 and 35.
    expectStatus(LimineStatus.Ok);
    expect(INFO.reachableEnd === 4n * GIB, 'four gibibytes of a small machine');
    addEntry(3n * GIB, 9n * GIB, RegionKind.Usable);
    expectStatus(LimineStatus.Ok);
    expect(INFO.reachableEnd === 12n * GIB, 'the end of RAM of a large one');
  });
  claim('reserved memory above 4 GiB is not taken to be reachable', () => {
    // [LIMINE] "Entry memory layout", base revisions 1 and 2; case 36.
    addEntry(0xfd_0000_0000n, 0x3_0000_0000n, RegionKind.Reserved);
    expectStatus(LimineStatus.Ok);
    expect(INFO.reachableEnd === 4n * GIB, 'four gibibytes');
  });
  claim('an image whose text starts above the lowest loaded address is found', () => {
    write64(place(AT_EXECUTABLE + 16n), IMAGE_START - 0x2000n);
    expectStatus(LimineStatus.Ok);
    expect(INFO.kernelPhysBase === IMAGE_PHYS + 0x2000n, 'two pages on');
  });
  claim('a name that is too long or not printable is cut and cleaned', () => {
    for (const index of range(0n, 400n)) writeText(place(AT_NAME + index), 'x');
    writeText(place(AT_NAME + 3n), 'y');
    expectStatus(LimineStatus.Ok);
    expect(Info.textEquals(INFO.loaderName, 'xxxy'), 'up to the zero byte');
    write64(place(AT_NAME), 0x7878_7878_0a1b_7878n);
    write64(place(AT_NAME + 8n), 0n);
    expectStatus(LimineStatus.Ok);
    expect(Info.textEquals(INFO.loaderName, 'xx??xxxx'), 'question marks');
    for (const index of range(0n, 50n))
      write64(place(AT_NAME + index * 8n), 0x7878_7878_7878_7878n);
    expectStatus(LimineStatus.Ok);
    expectEqual(INFO.loaderName.lengthBytes, 256, 'bytes of the name');
    expect(INFO.loaderName.isCut, 'a cut name');
  });
}

// ── Helpers ─────────────────────────────────────────────────────────────────────────────────────

function claim(text: string, action: () => void): void {
  testBetween(text, answerWell, action, nothing);
}

function nothing(): void {}

/** Lays out the answers of a good loader on a machine with 128 MiB. */
function answerWell(): void {
  Scratch.resetMemory();
  RESPONSES.baseRevision = 0n;
  RESPONSES.bootloaderInfo = pointer(AT_LOADER);
  RESPONSES.hhdm = pointer(AT_HHDM);
  RESPONSES.memoryMap = pointer(AT_MAP);
  RESPONSES.executableAddress = pointer(AT_EXECUTABLE);
  RESPONSES.framebuffer = pointer(AT_FRAMEBUFFERS);
  RESPONSES.pagingMode = pointer(AT_PAGING_MODE);
  RESPONSES.rsdp = pointer(AT_RSDP);
  RESPONSES.commandLine = pointer(AT_COMMAND_LINE);
  RESPONSES.executableFile = pointer(AT_EXECUTABLE_FILE);

  write3(AT_LOADER, 0n, address(AT_NAME), address(AT_VERSION));
  writeText(place(AT_NAME), 'Limine');
  writeText(place(AT_VERSION), '8.2.0');
  write3(AT_HHDM, 0n, Address.directMapStart(), 0n);
  write3(AT_PAGING_MODE, 0n, 0n, 0n);
  write3(AT_EXECUTABLE, 0n, IMAGE_PHYS, IMAGE_START);
  write3(AT_RSDP, 0n, Address.directMapStart() + 0xf_52a0n, 0n);

  write3(AT_COMMAND_LINE, 0n, address(AT_COMMAND_TEXT), 0n);
  writeText(place(AT_COMMAND_TEXT), 'log=debug');
  write3(AT_EXECUTABLE_FILE, 0n, address(AT_FILE), 0n);
  write3(AT_FILE, 0n, Address.directMapStart() + IMAGE_PHYS, IMAGE_BYTES);
  write3(AT_FILE + 24n, address(AT_PATH), address(AT_FILE_TEXT), 0n);
  writeText(place(AT_PATH), '/boot/slayer.elf');
  writeText(place(AT_FILE_TEXT), 'log=warn');

  write3(AT_FRAMEBUFFERS, 1n, 1n, address(AT_FRAMEBUFFER_LIST));
  write64(place(AT_FRAMEBUFFER_LIST), address(AT_FRAMEBUFFER));
  write3(AT_FRAMEBUFFER, Address.directMapStart() + FRAMEBUFFER_PHYS, 1280n, 800n);
  // 32 bits per pixel, memory model 1, then size and shift: red 8 16, green 8 8, blue 8 0.
  write3(AT_FRAMEBUFFER + 24n, 5120n, 0x0808_0810_0801_0020n, 0n);
  write3(AT_FRAMEBUFFER + 48n, 0n, 0n, 0n);

  write3(AT_MAP, 0n, 0n, address(AT_MAP_LIST));
  addEntry(0x1000n, 0x9_e000n, RegionKind.Usable);
  addEntry(MIB, 99n * MIB, RegionKind.Usable);
  addEntry(100n * MIB, 28n * MIB, RegionKind.BootloaderReclaimable);
  addEntry(0xfeff_c000n, 0x4000n, RegionKind.Reserved);
}

/** Adds an entry to the loader's map. */
function addEntry(base: u64, lengthBytes: u64, kind: RegionKind): void {
  const index = read64(place(AT_MAP + 8n));
  write3(AT_MAP_ENTRIES + index * 24n, base, lengthBytes, u64(kind));
  write64(place(AT_MAP_LIST + index * 8n), address(AT_MAP_ENTRIES + index * 24n));
  write64(place(AT_MAP + 8n), index + 1n);
}

/** Expects a map of `count` entries to be read whole. */
function expectEntries(count: u64): void {
  'track caller';
  write64(place(AT_MAP + 8n), 0n);
  for (const index of range(0n, count)) addEntry(MIB + index * 0x2000n, 0x1000n, RegionKind.Usable);
  expectStatus(LimineStatus.Ok);
  expectEqual(u64(INFO.memoryMap.loaderCount), count, 'entries');
  expect(
    INFO.memoryMap.entries[u32(count - 1n)].base === MIB + (count - 1n) * 0x2000n,
    'the last entry',
  );
}

function expectKind(at: u64, kind: RegionKind): void {
  'track caller';
  const region = Map.regionAt(MAP, phys(at));
  if (region === null) panic(`limine test: no region at ${phys(at)}`);
  if (region.kind !== kind) print(`# at ${phys(at)}: expected ${kind}, got ${region.kind}`);
  expect(region.kind === kind, 'another kind');
}

function expectStatus(expected: LimineStatus): void {
  'track caller';
  const image: Info.KernelImage = { virtStart: virt(IMAGE_START), lengthBytes: IMAGE_BYTES };
  const status = Limine.translate(RESPONSES, image, INFO);
  if (status === expected) return;
  print(`# translate: expected ${expected}, got ${status}`);
  expect(false, 'another status');
}

/** Writes three words from `offset` of the scratch memory on. */
function write3(offset: u64, first: u64, second: u64, third: u64): void {
  write64(place(offset), first);
  write64(place(offset + 8n), second);
  write64(place(offset + 16n), third);
}

/** The physical address of `offset` in the scratch memory. */
function place(offset: u64): PhysAddr {
  return phys(Scratch.base() + offset);
}

/** The same place as the loader would point to it. */
function pointer(offset: u64): VirtAddr {
  return Address.phys2virt(place(offset));
}

/** As `pointer`, as a number. */
function address(offset: u64): u64 {
  return u64(pointer(offset));
}
