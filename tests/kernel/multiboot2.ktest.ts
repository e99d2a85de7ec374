/**
 * The Multiboot2 boot: blocks that are missing or wrong, and what a good one becomes.
 *
 * Numbers of cases refer to `docs/malformed-memory-maps.md`. Each claim begins with the block of a
 * good loader, laid out in scratch memory, and spoils one thing or adds tags to it.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/scratch.ts`, `support/physical.ts`.
 */
import type { BootInfo } from '../../kernel/boot/boot-info.ts';
import * as Info from '../../kernel/boot/boot-info.ts';
import * as Multiboot2 from '../../kernel/boot/multiboot2.ts';
import { Multiboot2Status } from '../../kernel/boot/multiboot2.ts';
import * as Address from '../../kernel/mm/address.ts';
import type { MemoryMap } from '../../kernel/mm/memory-map.ts';
import * as Map from '../../kernel/mm/memory-map.ts';
import { MemoryMapStatus, RegionKind } from '../../kernel/mm/memory-map.ts';
import { expect, expectEqual, group, testBetween } from './support/ktest.ts';
import { read64, write32, write64, writeText } from './support/physical.ts';
import * as Scratch from './support/scratch.ts';

const MIB: u64 = 0x10_0000n;
const GIB: u64 = 0x4000_0000n;

const IMAGE_START: u64 = 0xffff_ffff_8020_0000n;
const IMAGE_BYTES: u64 = 0x18_3000n;
const IMAGE_PHYS: u64 = 0x20_0000n;

/** Where the block lies in the scratch memory. Nothing else lies there. */
const AT_BLOCK: u64 = 0x2_0000n;
/** Where the tags of the good block lie, as offsets from the start of the scratch memory. */
const AT_COMMAND_LINE: u64 = 0x2_0008n;
const AT_NAME: u64 = 0x2_0020n;
const AT_MAP: u64 = 0x2_0038n;

const WRITE_BACK: u64 = 0xfn;

const INFO: BootInfo = zeroed();
const MAP: MemoryMap = zeroed();

/** Bytes of the block so far, without its end tag. */
let blockBytes: u64 = 0n;
/** Where the memory map that gets entries starts, and the size of one. */
let openMap: u64 = 0n;
let entryBytes: u64 = 0n;

export function suite(): void {
  blockRefused();
  tagsRefused();
  mapsRefused();
  blockTranslated();
  efiMapTranslated();
  memoryReserved();
}

function blockRefused(): void {
  group('multiboot2: block refused');

  claim('a null block is refused', () => {
    expectStatusAt(phys(0n), Multiboot2Status.NoInformation);
  });
  claim('a block that is no multiple of 8 is refused', () => {
    expectStatusAt(place(AT_BLOCK + 4n), Multiboot2Status.NoInformation);
    expectStatusAt(place(AT_BLOCK + 1n), Multiboot2Status.NoInformation);
  });
  claim('a block out of reach is refused before it is read', () => {
    expectStatusAt(Address.directMapEnd(), Multiboot2Status.Unreachable);
    expectStatusAt(phys(0xffff_ffff_ffff_fff8n), Multiboot2Status.Unreachable);
  });
  claim('a block that reaches out of reach is refused', () => {
    const last = phys(Scratch.end() - 8n);
    Address.setDirectMap(Address.directMapStart(), Scratch.end());
    write32(last, 0x100);
    expectStatusAt(last, Multiboot2Status.Unreachable);
  });
  claim('a block too small for an end tag, or without end, is refused', () => {
    for (const size of range(0, 16)) {
      write32(place(AT_BLOCK), size);
      expectStatus(Multiboot2Status.BadSize);
    }
    write32(place(AT_BLOCK), 0x100_0001);
    expectStatus(Multiboot2Status.BadSize);
    write32(place(AT_BLOCK), 0xffff_ffff);
    expectStatus(Multiboot2Status.BadSize);
  });
  claim('a block that is cut off anywhere is refused', () => {
    const whole = blockBytes + 8n;
    for (let size: u64 = 16n; size < whole; size++) {
      write32(place(AT_BLOCK), u32(size));
      const status = translate(place(AT_BLOCK));
      const isRefused = status === Multiboot2Status.NoEndTag || status === Multiboot2Status.BadTag;
      if (!isRefused) print(`# ${size} bytes: ${status}`);
      expect(isRefused, 'a refusal');
    }
  });
  claim('an image below the kernel image window is refused', () => {
    const image: Info.KernelImage = { virtStart: virt(0x20_0000n), lengthBytes: IMAGE_BYTES };
    const status = Multiboot2.translate(place(AT_BLOCK), image, INFO);
    expect(status === Multiboot2Status.BadImage, 'BadImage');
  });
}

function tagsRefused(): void {
  group('multiboot2: tags refused');

  claim('a tag smaller than its own header is refused', () => {
    for (const size of range(0, 8)) {
      write32(place(AT_NAME + 4n), size);
      expectStatus(Multiboot2Status.BadTag);
    }
  });
  claim('a tag that reaches beyond the block is refused', () => {
    write32(place(AT_NAME + 4n), 0xffff_ffff);
    expectStatus(Multiboot2Status.BadTag);
    write32(place(AT_NAME + 4n), u32(blockBytes));
    expectStatus(Multiboot2Status.BadTag);
  });
  claim('an end tag with a wrong size is refused', () => {
    write32(place(AT_BLOCK + blockBytes + 4n), 0);
    expectStatus(Multiboot2Status.BadTag);
  });
  claim('a tag too small for what its type holds is refused', () => {
    expectTagRefused(3, 15);
    expectTagRefused(6, 15);
    expectTagRefused(8, 31);
    expectTagRefused(14, 27);
    expectTagRefused(15, 43);
    expectTagRefused(17, 15);
  });
  claim('a module that ends before it starts is refused', () => {
    addModule(0x40_0000, 0x3f_ffff);
    expectStatus(Multiboot2Status.BadModule);
  });
  claim('a firmware that still runs is refused', () => {
    addTag(18, 8);
    expectStatus(Multiboot2Status.BootServicesActive);
  });
}

function mapsRefused(): void {
  group('multiboot2: memory maps refused');

  claim('a missing memory map is refused', () => {
    // Case 1.
    write32(place(AT_MAP), 99);
    expectStatus(Multiboot2Status.NoMemoryMap);
  });
  claim('a memory map without entries is refused', () => {
    // Case 2.
    write32(place(AT_MAP), 99);
    startMap(6, 24n);
    expectStatus(Multiboot2Status.NoMemoryMap);
    write32(place(openMap + 8n), 0);
    expectStatus(Multiboot2Status.NoMemoryMap);
  });
  claim('entries of a size that cannot be are refused', () => {
    expectEntrySizeRefused(0);
    expectEntrySizeRefused(16);
    expectEntrySizeRefused(23);
    expectEntrySizeRefused(36);
    expectEntrySizeRefused(0xffff_fff8);
  });
  claim('entries that do not fill their tag are refused', () => {
    // Case 4.
    write32(place(AT_MAP + 8n), 32);
    expectStatus(Multiboot2Status.BadMemoryMap);
    startWithDescriptor();
    write32(place(openMap + 8n), 40);
    expectStatus(Multiboot2Status.BadMemoryMap);
  });
  claim('descriptors of the firmware of a size that cannot be are refused', () => {
    startWithDescriptor();
    write32(place(openMap + 8n), 0);
    expectStatus(Multiboot2Status.BadMemoryMap);
    write32(place(openMap + 8n), 24);
    expectStatus(Multiboot2Status.BadMemoryMap);
    write32(place(openMap + 8n), 44);
    expectStatus(Multiboot2Status.BadMemoryMap);
  });
  claim('more than 4,096 entries are refused', () => {
    // Case 7.
    for (const index of range(2n, 4097n)) addEntry(256n * MIB + index * 0x2000n, 0x1000n, 1);
    expectStatus(Multiboot2Status.TooManyEntries);
  });
  claim('more modules than there is room for are refused', () => {
    for (const index of range(2n, 4096n)) addEntry(256n * MIB + index * 0x2000n, 0x1000n, 1);
    for (const index of range(0, 64)) {
      addModule(0x100_0000 + index * 0x1000, 0x100_0800 + index * 0x1000);
    }
    expectStatus(Multiboot2Status.TooManyEntries);
  });
}

function blockTranslated(): void {
  group('multiboot2: block translated');

  claim('everything a good loader says is copied', () => {
    expectStatus(Multiboot2Status.Ok);
    expect(INFO.path === Info.BootPath.Multiboot2, 'the boot path');
    expect(Info.textEquals(INFO.loaderName, 'GRUB 2.06'), 'the name');
    expect(Info.textEquals(INFO.loaderVersion, 'Multiboot2'), 'the version');
    expect(Info.textEquals(INFO.commandLine, 'exit log=debug'), 'the command line');
    expect(INFO.rsdp === 0n, 'no RSDP');
    expect(INFO.directMapOffset === Address.directMapStart(), 'the direct map');
    expect(INFO.reachableEnd === Address.directMapEnd(), 'its end');
    expect(INFO.kernelPhysBase === IMAGE_PHYS, 'the image where its headers say');
    expectEqual(INFO.framebufferCount, 0, 'framebuffers');
    expectEqual(INFO.memoryMap.loaderCount, 2, 'entries of the map');
    expect(INFO.memoryMap.entries[1].base === MIB, 'the base of an entry');
    expect(INFO.memoryMap.entries[1].lengthBytes === 127n * MIB, 'the length of an entry');
  });
  claim('a block without name and command line is good enough', () => {
    write32(place(AT_COMMAND_LINE), 99);
    write32(place(AT_NAME), 98);
    expectStatus(Multiboot2Status.Ok);
    expectEqual(INFO.commandLine.lengthBytes, 0, 'bytes of the command line');
    expectEqual(INFO.loaderName.lengthBytes, 0, 'bytes of the name');
  });
  claim('a text without a zero byte ends with its tag', () => {
    write32(place(AT_COMMAND_LINE + 4n), 8 + 4);
    // The next tag would start earlier now; the rest of this one becomes a tag that nobody knows.
    write32(place(AT_COMMAND_LINE + 16n), 99);
    write32(place(AT_COMMAND_LINE + 20n), 8);
    expectStatus(Multiboot2Status.Ok);
    expect(Info.textEquals(INFO.commandLine, 'exit'), 'the command line');
  });
  claim('an empty text is empty', () => {
    write32(place(AT_COMMAND_LINE + 4n), 8);
    write32(place(AT_COMMAND_LINE + 8n), 99);
    write32(place(AT_COMMAND_LINE + 12n), 16);
    expectStatus(Multiboot2Status.Ok);
    expectEqual(INFO.commandLine.lengthBytes, 0, 'bytes of the command line');
  });
  claim('of two tags of one type the first counts', () => {
    const second = addTag(2, 16);
    writeText(place(second + 8n), 'other');
    expectStatus(Multiboot2Status.Ok);
    expect(Info.textEquals(INFO.loaderName, 'GRUB 2.06'), 'the name');
  });
  claim('entries may be larger than we know', () => {
    // Case 6: new versions are compatible.
    write32(place(AT_MAP), 99);
    startMap(6, 32n);
    addEntry(0n, 0x9_fc00n, 1);
    addEntry(MIB, 63n * MIB, 1);
    expectStatus(Multiboot2Status.Ok);
    expectEqual(INFO.memoryMap.loaderCount, 2, 'entries of the map');
    expect(INFO.memoryMap.entries[1].lengthBytes === 63n * MIB, 'the length of an entry');
  });
  claim('memory types become the kinds of the Limine protocol', () => {
    // Case 38: types of [MULTIBOOT2], and numbers that are none; 20 is what GRUB adds.
    expectKindOf(1, u64(RegionKind.Usable));
    expectKindOf(2, u64(RegionKind.Reserved));
    expectKindOf(3, u64(RegionKind.AcpiReclaimable));
    expectKindOf(4, u64(RegionKind.AcpiNvs));
    expectKindOf(5, u64(RegionKind.BadMemory));
    expectUnknown(0);
    expectUnknown(6);
    expectUnknown(20);
    expectUnknown(0xffff_ffff);
  });
  claim('the root pointer of ACPI 2 is preferred, and is in the block', () => {
    const first = addTag(14, 28);
    expectStatus(Multiboot2Status.Ok);
    expect(INFO.rsdp === place(first + 8n), 'the root pointer of ACPI 1');
    const second = addTag(15, 44);
    expectStatus(Multiboot2Status.Ok);
    expect(INFO.rsdp === place(second + 8n), 'the root pointer of ACPI 2');
  });
  claim('a framebuffer of direct colour is copied and reserved', () => {
    ignore(addFramebuffer(0xe000_0000n, 4096, 1024, 768, 1), 'where the tag is');
    expectStatus(Multiboot2Status.Ok);
    expectEqual(INFO.framebufferCount, 1, 'framebuffers');
    const framebuffer = INFO.framebuffers[0];
    expect(framebuffer.base === 0xe000_0000n, 'its base');
    expectEqual(framebuffer.lengthBytes, 4096n * 768n, 'its length');
    expectEqual(framebuffer.width, 1024n, 'its width');
    expectEqual(framebuffer.height, 768n, 'its height');
    expectEqual(framebuffer.pitchBytes, 4096n, 'its pitch');
    expectEqual(framebuffer.bitsPerPixel, 32, 'its depth');
    expect(framebuffer.isRgb, 'pixels made of colours');
    expectEqual(u32(framebuffer.red.shift), 16, 'lowest bit of red');
    expectEqual(u32(framebuffer.green.shift), 8, 'lowest bit of green');
    expectEqual(u32(framebuffer.blue.shift), 0, 'lowest bit of blue');
    expectEqual(u32(framebuffer.red.sizeBits), 8, 'bits of red');
    expectEqual(u32(framebuffer.green.sizeBits), 8, 'bits of green');
    expectEqual(u32(framebuffer.blue.sizeBits), 8, 'bits of blue');
    normalise();
    expectKind(0xe000_0000n, RegionKind.Framebuffer);
  });
  claim('a framebuffer whose tag ends before its colours is left out', () => {
    const tag = addFramebuffer(0xe000_0000n, 4096, 1024, 768, 1);
    write32(place(tag + 4n), 37);
    expectStatus(Multiboot2Status.Ok);
    expectEqual(INFO.framebufferCount, 0, 'framebuffers');
  });
  claim('a framebuffer of text, of a palette or of impossible size is left out', () => {
    expectNoFramebuffer(0xb_8000n, 160, 25, 2);
    expectNoFramebuffer(0xe000_0000n, 1024, 768, 0);
    expectNoFramebuffer(0xe000_0000n, 0, 768, 1);
    expectNoFramebuffer(0xe000_0000n, 4096, 0, 1);
    expectNoFramebuffer(0xffff_ffff_ffff_f000n, 4096, 768, 1);
    expectNoFramebuffer(0x000f_ffff_ffff_f000n, 4096, 768, 1);
    expectNoFramebuffer(0n, 0xffff_ffff, 0xffff_ffff, 1);
  });
}

function efiMapTranslated(): void {
  group('multiboot2: UEFI memory map translated');

  claim('the map of the firmware is taken before that of the loader', () => {
    startMap(17, 48n);
    addDescriptor(7, MIB, 16n, WRITE_BACK);
    expectStatus(Multiboot2Status.Ok);
    expectEqual(INFO.memoryMap.loaderCount, 1, 'entries of the map');
    expect(INFO.memoryMap.entries[0].base === MIB, 'the base');
    expect(INFO.memoryMap.entries[0].lengthBytes === 0x1_0000n, 'the length');
    expect(Info.textEquals(INFO.loaderVersion, 'Multiboot2, UEFI memory map'), 'the version');
  });
  claim('the map of the firmware is enough', () => {
    write32(place(AT_MAP), 99);
    startMap(17, 40n);
    addDescriptor(7, MIB, 16n, WRITE_BACK);
    expectStatus(Multiboot2Status.Ok);
  });
  claim('an empty map of the firmware gives way to that of the loader', () => {
    startMap(17, 48n);
    expectStatus(Multiboot2Status.Ok);
    expectEqual(INFO.memoryMap.loaderCount, 2, 'entries of the map');
  });
  claim('types of the firmware become the kinds of the Limine protocol', () => {
    expectEfiKind(0, WRITE_BACK, RegionKind.Reserved);
    for (const type of range(1, 5)) {
      expectEfiKind(type, WRITE_BACK, RegionKind.BootloaderReclaimable);
    }
    expectEfiKind(5, WRITE_BACK, RegionKind.Reserved);
    expectEfiKind(6, WRITE_BACK, RegionKind.Reserved);
    expectEfiKind(7, WRITE_BACK, RegionKind.Usable);
    expectEfiKind(8, WRITE_BACK, RegionKind.BadMemory);
    expectEfiKind(9, WRITE_BACK, RegionKind.AcpiReclaimable);
    expectEfiKind(10, WRITE_BACK, RegionKind.AcpiNvs);
    for (const type of range(11, 17)) expectEfiKind(type, WRITE_BACK, RegionKind.Reserved);
    expectEfiKind(0x8000_0000, WRITE_BACK, RegionKind.Reserved);
  });
  claim('memory that cannot be cached or has a purpose is reserved', () => {
    expectEfiKind(7, 0x7n, RegionKind.Reserved);
    expectEfiKind(7, WRITE_BACK | 0x4_0000n, RegionKind.Reserved);
    expectEfiKind(3, 0x1n, RegionKind.Reserved);
  });
  claim('a number of pages that wraps reaches to the end of all memory', () => {
    startMap(17, 48n);
    addDescriptor(7, MIB, 0xffff_ffff_ffff_ffffn, WRITE_BACK);
    expectStatus(Multiboot2Status.Ok);
    expectEqual(INFO.memoryMap.entries[0].lengthBytes, 0xffff_ffff_ffff_ffffn, 'length');
  });
}

function memoryReserved(): void {
  group('multiboot2: memory reserved');

  claim('image and block are taken out of usable memory', () => {
    // Cases 39 and 40: the loader's map calls all of them usable.
    addEntry(0n, 8n * GIB, 1);
    expectStatus(Multiboot2Status.Ok);
    normalise();
    expectKind(IMAGE_PHYS, RegionKind.KernelAndModules);
    expectKind(IMAGE_PHYS + IMAGE_BYTES - 1n, RegionKind.KernelAndModules);
    expectKind(IMAGE_PHYS + IMAGE_BYTES, RegionKind.Usable);
    expectKind(place(AT_BLOCK), RegionKind.Reserved);
    expectKind(place(AT_BLOCK + 0x1000n), RegionKind.Usable);
  });
  claim('modules are taken out of usable memory', () => {
    addEntry(0n, 8n * GIB, 1);
    addModule(0xc000_0000, 0xc000_1388);
    addModule(0xc800_0000, 0xc800_0000);
    expectStatus(Multiboot2Status.Ok);
    normalise();
    expectKind(3n * GIB, RegionKind.KernelAndModules);
    expectKind(3n * GIB + 0x1fffn, RegionKind.KernelAndModules);
    expectKind(3n * GIB + 0x2000n, RegionKind.Usable);
    expectKind(0xc800_0000n, RegionKind.Usable);
  });
  claim('4,096 entries leave room for all reservations', () => {
    // Case 8.
    for (const index of range(2n, 4096n)) addEntry(256n * MIB + index * 0x2000n, 0x1000n, 1);
    ignore(addFramebuffer(0xe000_0000n, 4096, 1024, 768, 1), 'where the tag is');
    addModule(0x100_0000, 0x101_0000);
    expectStatus(Multiboot2Status.Ok);
    expectEqual(INFO.memoryMap.loaderCount, 4096, 'entries of the map');
    normalise();
  });
  claim('the loader keeps its own block as it was', () => {
    // Defect 1.
    expectStatus(Multiboot2Status.Ok);
    expectEqual(read64(place(AT_MAP + 16n + 24n)), MIB, 'the second base');
  });
}

// ── Helpers ─────────────────────────────────────────────────────────────────────────────────────

function claim(text: string, action: () => void): void {
  testBetween(text, startWell, action, nothing);
}

function nothing(): void {}

function startWell(): void {
  Scratch.resetMemory();
  restart();
}

/** Lays out the block of a good loader with 128 MiB. */
function restart(): void {
  blockBytes = 8n;
  write64(place(AT_BLOCK), 0n);
  writeText(place(addTag(1, 24) + 8n), 'exit log=debug');
  writeText(place(addTag(2, 18) + 8n), 'GRUB 2.06');
  startMap(6, 24n);
  addEntry(0n, 0x9_fc00n, 1);
  addEntry(MIB, 127n * MIB, 1);
  assert(openMap === AT_MAP, 'the good block is laid out as the claims expect');
}

/** A good block whose memory map is the firmware's, with one descriptor of 48 bytes. */
function startWithDescriptor(): void {
  restart();
  startMap(17, 48n);
  addDescriptor(7, MIB, 16n, WRITE_BACK);
}

/** Adds a tag and the end tag after it; returns where it starts in the scratch memory. */
function addTag(type: u32, sizeBytes: u32): u64 {
  const start = AT_BLOCK + blockBytes;
  write32(place(start), type);
  write32(place(start + 4n), sizeBytes);
  extend(alignUp(u64(sizeBytes), 8n));
  return start;
}

/** Makes the block longer and ends it anew. */
function extend(bytes: u64): void {
  blockBytes += bytes;
  write32(place(AT_BLOCK + blockBytes), 0);
  write32(place(AT_BLOCK + blockBytes + 4n), 8);
  write32(place(AT_BLOCK), u32(blockBytes + 8n));
}

/** Adds a memory map without entries: type 6 the loader's, 17 the firmware's. */
function startMap(type: u32, bytes: u64): void {
  openMap = addTag(type, 16);
  entryBytes = bytes;
  write32(place(openMap + 8n), u32(bytes));
  write32(place(openMap + 12n), type === 6 ? 0 : 1);
}

/** Adds room for an entry to the map at the end of the block. */
function nextEntry(): u64 {
  const start = AT_BLOCK + blockBytes;
  extend(entryBytes);
  write32(place(openMap + 4n), u32(AT_BLOCK + blockBytes - openMap));
  return start;
}

function addEntry(base: u64, lengthBytes: u64, memoryType: u32): void {
  const entry = nextEntry();
  write64(place(entry), base);
  write64(place(entry + 8n), lengthBytes);
  write64(place(entry + 16n), u64(memoryType));
}

function addDescriptor(type: u32, base: u64, pageCount: u64, attributes: u64): void {
  const entry = nextEntry();
  write64(place(entry), u64(type));
  write64(place(entry + 8n), base);
  write64(place(entry + 16n), 0n);
  write64(place(entry + 24n), pageCount);
  write64(place(entry + 32n), attributes);
}

function addModule(start: u32, end: u32): void {
  const tag = addTag(3, 17);
  write32(place(tag + 8n), start);
  write32(place(tag + 12n), end);
  write32(place(tag + 16n), 0);
}

function addFramebuffer(base: u64, pitch: u32, width: u32, height: u32, kind: u32): u64 {
  const tag = addTag(8, 38);
  write64(place(tag + 8n), base);
  write32(place(tag + 16n), pitch);
  write32(place(tag + 20n), width);
  write32(place(tag + 24n), height);
  write32(place(tag + 28n), 32 | (kind << 8));
  // Position and size of red, green and blue.
  write64(place(tag + 32n), 0x0800_0808_0810n);
  return tag;
}

function expectNoFramebuffer(base: u64, pitch: u32, height: u32, kind: u32): void {
  'track caller';
  restart();
  ignore(addFramebuffer(base, pitch, 1024, height, kind), 'where the tag is');
  expectStatus(Multiboot2Status.Ok);
  expectEqual(INFO.framebufferCount, 0, 'framebuffers');
}

/** Expects a tag of `type` with `sizeBytes` bytes to be refused, and with one more not to be. */
function expectTagRefused(type: u32, sizeBytes: u32): void {
  'track caller';
  restart();
  expectZeroedTag(type, sizeBytes, Multiboot2Status.BadTag);
  restart();
  expectZeroedTag(type, sizeBytes + 1, Multiboot2Status.Ok);
}

function expectZeroedTag(type: u32, sizeBytes: u32, expected: Multiboot2Status): void {
  'track caller';
  const tag = addTag(type, sizeBytes);
  for (const word of range(1n, alignUp(u64(sizeBytes), 8n) / 8n))
    write64(place(tag + word * 8n), 0n);
  expectStatus(expected);
}

function expectEntrySizeRefused(bytes: u32): void {
  'track caller';
  restart();
  write32(place(AT_MAP + 8n), bytes);
  expectStatus(Multiboot2Status.BadMemoryMap);
}

/** Expects the loader's `memoryType` to become `kind`. */
function expectKindOf(memoryType: u32, kind: u64): void {
  'track caller';
  write64(place(AT_MAP + 32n), u64(memoryType));
  expectStatus(Multiboot2Status.Ok);
  expectEqual(INFO.memoryMap.entries[0].kind, kind, 'kind');
}

/** Expects the loader's `memoryType` to become no kind, which the memory map reserves. */
function expectUnknown(memoryType: u32): void {
  'track caller';
  write64(place(AT_MAP + 32n), u64(memoryType));
  expectStatus(Multiboot2Status.Ok);
  normalise();
  expectEqual(MAP.repairs.unknownKinds, 1, 'unknown kinds');
  expectKind(0x1000n, RegionKind.Reserved);
}

function expectEfiKind(type: u32, attributes: u64, kind: RegionKind): void {
  'track caller';
  restart();
  startMap(17, 48n);
  addDescriptor(type, 16n * MIB, 16n, attributes);
  expectStatus(Multiboot2Status.Ok);
  expectEqual(INFO.memoryMap.entries[0].kind, u64(kind), 'kind');
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
  if (region === null) panic(`multiboot2 test: no region at ${phys(at)}`);
  if (region.kind !== kind) print(`# at ${phys(at)}: expected ${kind}, got ${region.kind}`);
  expect(region.kind === kind, 'another kind');
}

function expectStatus(expected: Multiboot2Status): void {
  'track caller';
  expectStatusAt(place(AT_BLOCK), expected);
}

function expectStatusAt(block: PhysAddr, expected: Multiboot2Status): void {
  'track caller';
  const status = translate(block);
  if (status === expected) return;
  print(`# translate: expected ${expected}, got ${status}`);
  expect(false, 'another status');
}

function translate(block: PhysAddr): Multiboot2Status {
  const image: Info.KernelImage = { virtStart: virt(IMAGE_START), lengthBytes: IMAGE_BYTES };
  return Multiboot2.translate(block, image, INFO);
}

/** The physical address of `offset` in the scratch memory. */
function place(offset: u64): PhysAddr {
  return phys(Scratch.base() + offset);
}
