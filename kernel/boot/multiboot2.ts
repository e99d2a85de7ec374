/**
 * The Multiboot2 boot: what GRUB says, translated into boot information.
 *
 * The loader passes the physical address of one block: eight bytes of header, then tags, each with
 * its type and size and the next one at a multiple of 8 bytes, up to an end tag. A first walk finds
 * where the tags lie, then each is read in the order that the boot information needs. Everything is
 * copied, and the block is reserved: it holds a copy of the ACPI root pointer that is read later.
 *
 * Under UEFI there are two memory maps. The firmware's own is taken, because the loader's was made
 * before the firmware left, and has fewer kinds.
 *
 * Used by: `bring-up.ts`.            Uses: `boot-info.ts`, `kernel/mm`.
 * Invariants:
 *   I1. Nothing is read outside the block, and nothing of the block that the direct map does not
 *       reach.
 * Not handled here: the 32-bit entry and its check of the magic number (`runtime/native`); the
 * meaning of the memory map (`memory-map.ts`); tags that the kernel has no use for.
 * Sources: [MULTIBOOT2] "Boot information format"; [UEFI] "EFI_BOOT_SERVICES.GetMemoryMap()",
 * "Memory Type Usage after ExitBootServices()"; [ACPI] "System Address Map Interfaces".
 */
import * as Address from '../mm/address.ts';
import * as Layout from '../mm/layout.ts';
import * as MemoryMaps from '../mm/memory-map.ts';
import type { BootFramebuffer, BootInfo, KernelImage } from './boot-info.ts';
import * as Info from './boot-info.ts';

/** Results of `translate`. After anything but `Ok` the boot information is incomplete. */
export enum Multiboot2Status {
  Ok,
  /** The address of the block is 0 or no multiple of 8. */
  NoInformation,
  /** The block is not wholly in reach of the direct map. */
  Unreachable,
  /** The block says that it has fewer than 16 bytes, or more than 16 MiB. */
  BadSize,
  /** A tag is too small for its type, or reaches beyond the block. */
  BadTag,
  /** The block ends without an end tag. */
  NoEndTag,
  /** There is no memory map, or it has no entries. */
  NoMemoryMap,
  /** The entries of a memory map have a size that cannot be, or do not fill their tag. */
  BadMemoryMap,
  /** The memory map has more than 4,096 entries, or there is no room for the reservations. */
  TooManyEntries,
  /** The firmware is still running, although the kernel did not ask for that. */
  BootServicesActive,
  /** A module ends before it starts. */
  BadModule,
  /** The kernel is not linked into the kernel image window. */
  BadImage,
}

/** The header of the block: total size u32, reserved u32. */
const HEADER_BYTES: u32 = 8;
/** Type u32 and size u32, which counts them. */
const TAG_BYTES: u32 = 8;
/** The block and every tag in it start at a multiple of this. */
const TAG_ALIGN: u32 = 8;
/** GRUB's blocks have some ten thousand bytes; with a limit no size can wrap. */
const MAX_BLOCK_BYTES: u32 = 0x100_0000;

/** Types of tags: [MULTIBOOT2] "Boot information". */
const TAG_END: u32 = 0;
const TAG_COMMAND_LINE: u32 = 1;
const TAG_LOADER_NAME: u32 = 2;
const TAG_MODULE: u32 = 3;
const TAG_MEMORY_MAP: u32 = 6;
const TAG_FRAMEBUFFER: u32 = 8;
const TAG_RSDP_1: u32 = 14;
const TAG_RSDP_2: u32 = 15;
const TAG_EFI_MEMORY_MAP: u32 = 17;
const TAG_BOOT_SERVICES: u32 = 18;

/** Module: start u32, end u32, text. */
const MODULE_TAG_BYTES: u32 = 16;
/** Both memory maps: size of an entry u32, version u32, entries. */
const MAP_TAG_BYTES: u32 = 16;
/** Address u64, pitch u32, width u32, height u32, bits per pixel u8, kind u8, reserved u16, colours. */
const FRAMEBUFFER_TAG_BYTES: u32 = 32;
/** After it, for direct colour: position u8 and size u8 of red, green and blue. */
const COLOUR_BYTES: u32 = 6;
/** A root pointer of ACPI 1 has 20 bytes, one of ACPI 2 has 36: [ACPI] "RSDP Structure". */
const RSDP_1_TAG_BYTES: u32 = 28;
const RSDP_2_TAG_BYTES: u32 = 44;

/** An entry of the memory map: base u64, length u64, type u32, reserved u32; may grow by words. */
const ENTRY_BYTES: u32 = 24;
/** An EFI descriptor: type u32, gap, base u64, virtual u64, pages u64, attributes u64; may grow. */
const EFI_ENTRY_BYTES: u32 = 40;
/** Memory map entries of both kinds have a size that is a multiple of this. */
const ENTRY_ALIGN: u32 = 8;
/** [UEFI] "EFI_BOOT_SERVICES.GetMemoryMap()": bit 3, the memory can be cached with write-back. */
const EFI_WRITE_BACK: u64 = 0x8n;
/** The same, bit 18: for a purpose that a driver knows, not for everybody. */
const EFI_SPECIFIC_PURPOSE: u64 = 0x4_0000n;

/** [MULTIBOOT2] "Framebuffer info": pixels of direct colour; 0 is a palette, 2 is text. */
const FRAMEBUFFER_DIRECT_COLOUR: u8 = 1;

/** No kind of the Limine protocol, so that `memory-map.ts` counts it as unknown. */
const KIND_UNKNOWN: u64 = 0xffff_ffffn;

/** Where the tags lie in the block, in bytes; 0 for one that is not there. The first of a type counts. */
interface TagPlaces extends Struct {
  commandLine: u32;
  loaderName: u32;
  memoryMap: u32;
  efiMemoryMap: u32;
  framebuffer: u32;
  rsdp1: u32;
  rsdp2: u32;
  bootServices: u32;
}

const PLACES: TagPlaces = zeroed();

/**
 * Turns the loader's block into boot information.
 *
 * @param block - physical address of the block; 0 and what is no multiple of 8 are refused
 * @param image - the kernel image as linked
 * @param info  - overwritten
 * @returns `Multiboot2Status.Ok`, or the first fault found: `info` is incomplete
 *
 * Requires: the direct map is set to the boot address space.
 */
export function translate(block: PhysAddr, image: KernelImage, info: BootInfo): Multiboot2Status {
  Info.clear(info);
  info.path = Info.BootPath.Multiboot2;
  info.directMapOffset = Address.directMapStart();
  info.reachableEnd = Address.directMapEnd();
  if (block === 0n || !isAligned(block, u64(TAG_ALIGN))) return Multiboot2Status.NoInformation;
  if (!Address.isDirectMapped(block, u64(HEADER_BYTES))) return Multiboot2Status.Unreachable;
  const blockBytes = viewAt(block, u64(HEADER_BYTES)).getUint32(0, true);
  if (blockBytes < HEADER_BYTES + TAG_BYTES || blockBytes > MAX_BLOCK_BYTES) {
    return Multiboot2Status.BadSize;
  }
  if (!Address.isDirectMapped(block, u64(blockBytes))) return Multiboot2Status.Unreachable;

  const view = viewAt(block, u64(blockBytes));
  const found = findTags(view);
  if (found !== Multiboot2Status.Ok) return found;
  if (PLACES.bootServices !== 0) return Multiboot2Status.BootServicesActive;
  copyText(view, PLACES.commandLine, info.commandLine);
  copyText(view, PLACES.loaderName, info.loaderName);
  readRsdp(block, info);

  // All entries come before all reservations.
  const memoryMap = readMemoryMaps(view, info);
  if (memoryMap !== Multiboot2Status.Ok) return memoryMap;
  if (!reserveImage(image, info)) return Multiboot2Status.BadImage;
  const reserved = MemoryMaps.RegionKind.Reserved;
  if (!reserve(info, block, u64(blockBytes), reserved)) return Multiboot2Status.TooManyEntries;
  const framebuffer = readFramebuffer(view, info);
  if (framebuffer !== Multiboot2Status.Ok) return framebuffer;
  return reserveModules(view, info);
}

// ── Tags ────────────────────────────────────────────────────────────────────────────────────────

/** Checks every tag of the block and notes in `PLACES` where those lie that we read. */
function findTags(block: DataView): Multiboot2Status {
  clearPlaces();
  let place: u32 = HEADER_BYTES;
  while (block.byteLength - place >= TAG_BYTES) {
    const sizeBytes = sizeAt(block, place);
    if (sizeBytes < TAG_BYTES) return Multiboot2Status.BadTag;
    const type = block.getUint32(place, true);
    if (type === TAG_END) return Multiboot2Status.Ok;
    if (sizeBytes > block.byteLength - place) return Multiboot2Status.BadTag;
    if (sizeBytes < leastSize(type)) return Multiboot2Status.BadTag;
    notePlace(type, place);
    const step = alignUp(sizeBytes, TAG_ALIGN);
    if (step > block.byteLength - place) return Multiboot2Status.NoEndTag;
    place += step;
  }
  return Multiboot2Status.NoEndTag;
}

/** Bytes that a tag of this type has at least. */
function leastSize(type: u32): u32 {
  switch (type) {
    case TAG_MODULE:
      return MODULE_TAG_BYTES;
    case TAG_MEMORY_MAP:
    case TAG_EFI_MEMORY_MAP:
      return MAP_TAG_BYTES;
    case TAG_FRAMEBUFFER:
      return FRAMEBUFFER_TAG_BYTES;
    case TAG_RSDP_1:
      return RSDP_1_TAG_BYTES;
    case TAG_RSDP_2:
      return RSDP_2_TAG_BYTES;
    default:
      return TAG_BYTES;
  }
}

function notePlace(type: u32, place: u32): void {
  switch (type) {
    case TAG_COMMAND_LINE:
      PLACES.commandLine = firstOf(PLACES.commandLine, place);
      break;
    case TAG_LOADER_NAME:
      PLACES.loaderName = firstOf(PLACES.loaderName, place);
      break;
    case TAG_MEMORY_MAP:
      PLACES.memoryMap = firstOf(PLACES.memoryMap, place);
      break;
    case TAG_EFI_MEMORY_MAP:
      PLACES.efiMemoryMap = firstOf(PLACES.efiMemoryMap, place);
      break;
    case TAG_FRAMEBUFFER:
      PLACES.framebuffer = firstOf(PLACES.framebuffer, place);
      break;
    case TAG_RSDP_1:
      PLACES.rsdp1 = firstOf(PLACES.rsdp1, place);
      break;
    case TAG_RSDP_2:
      PLACES.rsdp2 = firstOf(PLACES.rsdp2, place);
      break;
    case TAG_BOOT_SERVICES:
      PLACES.bootServices = firstOf(PLACES.bootServices, place);
      break;
    default:
      break; // Nothing that we read, or a module, of which there may be many.
  }
}

function firstOf(noted: u32, place: u32): u32 {
  return noted === 0 ? place : noted;
}

function clearPlaces(): void {
  PLACES.commandLine = 0;
  PLACES.loaderName = 0;
  PLACES.memoryMap = 0;
  PLACES.efiMemoryMap = 0;
  PLACES.framebuffer = 0;
  PLACES.rsdp1 = 0;
  PLACES.rsdp2 = 0;
  PLACES.bootServices = 0;
}

/** The size that the tag at `place` says it has. */
function sizeAt(block: DataView, place: u32): u32 {
  return block.getUint32(place + 4, true);
}

// ── Memory maps ─────────────────────────────────────────────────────────────────────────────────

/** Copies the firmware's map if it has entries, otherwise the loader's. */
function readMemoryMaps(block: DataView, info: BootInfo): Multiboot2Status {
  if (PLACES.efiMemoryMap !== 0) {
    const status = readEntries(block, PLACES.efiMemoryMap, EFI_ENTRY_BYTES, info);
    if (status !== Multiboot2Status.NoMemoryMap) {
      Info.setText(info.loaderVersion, 'Multiboot2, UEFI memory map');
      return status;
    }
  }
  Info.setText(info.loaderVersion, 'Multiboot2');
  if (PLACES.memoryMap === 0) return Multiboot2Status.NoMemoryMap;
  return readEntries(block, PLACES.memoryMap, ENTRY_BYTES, info);
}

/** Copies the entries of the tag at `place`; `leastBytes` says of which of the two kinds it is. */
function readEntries(
  block: DataView,
  place: u32,
  leastBytes: u32,
  info: BootInfo,
): Multiboot2Status {
  const entryBytes = block.getUint32(place + TAG_BYTES, true);
  const tableBytes = sizeAt(block, place) - MAP_TAG_BYTES;
  if (entryBytes < leastBytes || !isAligned(entryBytes, ENTRY_ALIGN)) {
    return tableBytes === 0 ? Multiboot2Status.NoMemoryMap : Multiboot2Status.BadMemoryMap;
  }
  // Part of an entry may be part of a reservation: what is there must be whole.
  if (tableBytes % entryBytes !== 0) return Multiboot2Status.BadMemoryMap;
  const count = tableBytes / entryBytes;
  if (count === 0) return Multiboot2Status.NoMemoryMap;
  for (const index of range(0, count)) {
    const entry = place + MAP_TAG_BYTES + index * entryBytes;
    const status =
      leastBytes === EFI_ENTRY_BYTES
        ? addEfiEntry(block, entry, info)
        : addEntry(block, entry, info);
    if (status !== MemoryMaps.MemoryMapStatus.Ok) return Multiboot2Status.TooManyEntries;
  }
  return Multiboot2Status.Ok;
}

/** Copies one entry of the loader's map. */
function addEntry(block: DataView, entry: u32, info: BootInfo): MemoryMaps.MemoryMapStatus {
  return MemoryMaps.addEntry(
    info.memoryMap,
    block.getBigUint64(entry, true),
    block.getBigUint64(entry + 8, true),
    kindOf(block.getUint32(entry + 16, true)),
  );
}

/** Copies one descriptor of the firmware's map; a length that wraps reaches to the end of all. */
function addEfiEntry(block: DataView, entry: u32, info: BootInfo): MemoryMaps.MemoryMapStatus {
  const pageCount = block.getBigUint64(entry + 24, true);
  return MemoryMaps.addEntry(
    info.memoryMap,
    block.getBigUint64(entry + 8, true),
    saturatingMul(pageCount, Address.PAGE_SIZE_BYTES),
    u64(efiKindOf(block.getUint32(entry, true), block.getBigUint64(entry + 32, true))),
  );
}

/** The Limine protocol's number for a memory type of [MULTIBOOT2] "Memory map". */
function kindOf(memoryType: u32): u64 {
  switch (memoryType) {
    case 1:
      return u64(MemoryMaps.RegionKind.Usable);
    case 2: // "Reserved" in the header that goes with the text.
      return u64(MemoryMaps.RegionKind.Reserved);
    case 3:
      return u64(MemoryMaps.RegionKind.AcpiReclaimable);
    case 4:
      return u64(MemoryMaps.RegionKind.AcpiNvs);
    case 5:
      return u64(MemoryMaps.RegionKind.BadMemory);
    default: // GRUB passes 20 for the firmware's code: no kind either.
      return KIND_UNKNOWN;
  }
}

/**
 * The kind of a firmware's memory type after the firmware has left. What the firmware and the loader
 * used themselves is counted as the loader's: we are on our own page tables before it is reclaimed.
 */
function efiKindOf(memoryType: u32, attributes: u64): MemoryMaps.RegionKind {
  switch (memoryType) {
    case 1: // Loader code.
    case 2: // Loader data.
    case 3: // Boot services code.
    case 4: // Boot services data.
      return efiMemory(attributes, MemoryMaps.RegionKind.BootloaderReclaimable);
    case 7: // Conventional.
      return efiMemory(attributes, MemoryMaps.RegionKind.Usable);
    case 8: // Unusable.
      return MemoryMaps.RegionKind.BadMemory;
    case 9:
      return MemoryMaps.RegionKind.AcpiReclaimable;
    case 10:
      return MemoryMaps.RegionKind.AcpiNvs;
    default: // Run-time services, devices, persistent or not yet accepted memory, and new types.
      return MemoryMaps.RegionKind.Reserved;
  }
}

/** Memory that cannot be cached, or has a purpose, is not for an allocator. */
function efiMemory(attributes: u64, kind: MemoryMaps.RegionKind): MemoryMaps.RegionKind {
  const isOrdinary =
    (attributes & EFI_WRITE_BACK) !== 0n && (attributes & EFI_SPECIFIC_PURPOSE) === 0n;
  return isOrdinary ? kind : MemoryMaps.RegionKind.Reserved;
}

// ── The rest ────────────────────────────────────────────────────────────────────────────────────

/** Copies the text of the tag at `place`, up to its zero byte or the end of the tag. */
function copyText(block: DataView, place: u32, text: Info.BootText): void {
  if (place === 0) return;
  for (const at of range(place + TAG_BYTES, place + sizeAt(block, place))) {
    const byte = block.getUint8(at);
    if (byte === 0) return;
    Info.appendByte(text, byte);
  }
}

/** The root pointer is in the tag itself, a copy of the firmware's. */
function readRsdp(block: PhysAddr, info: BootInfo): void {
  const place = PLACES.rsdp2 === 0 ? PLACES.rsdp1 : PLACES.rsdp2;
  if (place !== 0) info.rsdp = phys(block + u64(place + TAG_BYTES));
}

/**
 * Reserves the kernel image, which holds the boot page tables too. It lies where its program
 * headers say: at its distance from the start of the kernel image window.
 */
function reserveImage(image: KernelImage, info: BootInfo): bool {
  const load = checkedSub(u64(image.virtStart), Layout.KERNEL_IMAGE_WINDOW_START);
  if (load === null) return false;
  const status = Info.setKernelImage(info, image, phys(load));
  return status === MemoryMaps.MemoryMapStatus.Ok;
}

/** Copies and reserves the framebuffer; one whose numbers make no sense, or of text, is left out. */
function readFramebuffer(block: DataView, info: BootInfo): Multiboot2Status {
  if (PLACES.framebuffer === 0) return Multiboot2Status.Ok;
  const target = info.framebuffers[0];
  if (!copyFramebuffer(block, PLACES.framebuffer, target)) return Multiboot2Status.Ok;
  info.framebufferCount = 1;
  const kind = MemoryMaps.RegionKind.Framebuffer;
  return reserve(info, target.base, target.lengthBytes, kind)
    ? Multiboot2Status.Ok
    : Multiboot2Status.TooManyEntries;
}

function copyFramebuffer(block: DataView, place: u32, target: BootFramebuffer): bool {
  if (block.getUint8(place + 29) !== FRAMEBUFFER_DIRECT_COLOUR) return false;
  if (sizeAt(block, place) < FRAMEBUFFER_TAG_BYTES + COLOUR_BYTES) return false;
  const base = block.getBigUint64(place + 8, true);
  const pitchBytes = u64(block.getUint32(place + 16, true));
  const height = u64(block.getUint32(place + 24, true));
  const lengthBytes = pitchBytes * height; // Of two numbers below 2^32.
  const end = checkedAdd(base, lengthBytes);
  if (lengthBytes === 0n || end === null || end > Address.PHYSICAL_END) return false;
  target.base = phys(base);
  target.lengthBytes = lengthBytes;
  target.width = u64(block.getUint32(place + 20, true));
  target.height = height;
  target.pitchBytes = pitchBytes;
  target.bitsPerPixel = u32(block.getUint8(place + 28));
  target.isRgb = true;
  target.red.shift = block.getUint8(place + 32);
  target.red.sizeBits = block.getUint8(place + 33);
  target.green.shift = block.getUint8(place + 34);
  target.green.sizeBits = block.getUint8(place + 35);
  target.blue.shift = block.getUint8(place + 36);
  target.blue.sizeBits = block.getUint8(place + 37);
  return true;
}

/** Reserves the modules. Requires that `findTags` has checked the block. */
function reserveModules(block: DataView, info: BootInfo): Multiboot2Status {
  let place: u32 = HEADER_BYTES;
  while (block.getUint32(place, true) !== TAG_END) {
    if (block.getUint32(place, true) === TAG_MODULE) {
      const start = u64(block.getUint32(place + 8, true));
      const lengthBytes = checkedSub(u64(block.getUint32(place + 12, true)), start);
      if (lengthBytes === null) return Multiboot2Status.BadModule;
      const kind = MemoryMaps.RegionKind.KernelAndModules;
      if (!reserve(info, phys(start), lengthBytes, kind)) return Multiboot2Status.TooManyEntries;
    }
    place += alignUp(sizeAt(block, place), TAG_ALIGN);
  }
  return Multiboot2Status.Ok;
}

function reserve(
  info: BootInfo,
  base: PhysAddr,
  lengthBytes: u64,
  kind: MemoryMaps.RegionKind,
): bool {
  const status = MemoryMaps.addReservation(info.memoryMap, base, lengthBytes, kind);
  return status === MemoryMaps.MemoryMapStatus.Ok;
}

/** A window on physical memory; requires that the direct map reaches all of it (I1). */
function viewAt(address: PhysAddr, lengthBytes: usize): DataView {
  'use unsafe';
  // SAFE: I1; the loader's block is only read.
  return dataViewAt(Address.phys2virt(address), lengthBytes);
}
