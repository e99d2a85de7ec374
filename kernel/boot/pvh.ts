/**
 * The PVH direct boot: what the virtual machine monitor says, translated into boot information.
 *
 * The monitor loads the kernel image where its program headers say, and passes the physical address
 * of a start info structure, which points to a memory map, the command line and modules. All of it
 * is copied. The pages of these structures are reserved, although nothing needs them afterwards:
 * a monitor may keep them in ROM, and what is no RAM must not be freed one day.
 *
 * The structures may have any alignment, so they are read field by field through a `DataView`.
 *
 * Used by: `kernel/main.ts`.            Uses: `boot-info.ts`, `kernel/mm`.
 * Invariants:
 *   I1. Nothing is read at a physical address that the direct map does not reach.
 * Not handled here: the 32-bit entry (`runtime/native`); the meaning of the memory map
 * (`memory-map.ts`); version 0 of start info, which has no memory map and needs Xen's hypercalls.
 * Sources: [PVH] "x86/HVM direct boot ABI" and its header `arch-x86/hvm/start_info.h`; [ACPI]
 * "System Address Map Interfaces" for the memory types.
 */
import * as Address from '../mm/address.ts';
import * as Layout from '../mm/layout.ts';
import * as MemoryMaps from '../mm/memory-map.ts';
import type { BootInfo, KernelImage } from './boot-info.ts';
import * as Info from './boot-info.ts';

/** Results of `translate`. After anything but `Ok` the boot information is incomplete. */
export enum PvhStatus {
  Ok,
  /** The address of the start info is 0. */
  NoStartInfo,
  /** Start info, memory map or module list is not wholly in reach of the direct map. */
  Unreachable,
  /** The structure does not start with the magic number. */
  BadMagic,
  /** The start info has version 0, or says that there is no memory map. */
  NoMemoryMap,
  /** The memory map has more than 4,096 entries, or there is no room for the reservations. */
  TooManyEntries,
  /** The kernel is not linked into the kernel image window. */
  BadImage,
}

/** First four bytes of the start info: "xEn3" with bit 7 of the "E" set. */
const MAGIC: u32 = 0x336e_c578;
/** The first version of the structure that has a memory map. Later ones are compatible. */
const VERSION_WITH_MEMORY_MAP: u32 = 1;

/** The start info up to and including the memory map fields of version 1. */
const START_INFO_BYTES: u64 = 56n;
/** The part that every version has. */
const START_INFO_V0_BYTES: u64 = 40n;
const OFFSET_MAGIC: u32 = 0;
const OFFSET_VERSION: u32 = 4;
const OFFSET_MODULE_COUNT: u32 = 12;
const OFFSET_MODULE_LIST: u32 = 16;
const OFFSET_COMMAND_LINE: u32 = 24;
const OFFSET_RSDP: u32 = 32;
const OFFSET_MEMORY_MAP: u32 = 40;
const OFFSET_MEMORY_MAP_COUNT: u32 = 48;

/** One entry of the memory map: base u64, length u64, type u32, reserved u32. */
const ENTRY_BYTES: u64 = 24n;
const OFFSET_ENTRY_LENGTH: u32 = 8;
const OFFSET_ENTRY_TYPE: u32 = 16;

/** One entry of the module list: base u64, length u64, command line u64, reserved u64. */
const MODULE_BYTES: u64 = 32n;
const OFFSET_MODULE_LENGTH: u32 = 8;

/** The longest command line that is copied, with its terminator. */
const COMMAND_LINE_BYTES: u64 = 257n;

/** No kind of the Limine protocol, so that `memory-map.ts` counts it as unknown. */
const KIND_UNKNOWN: u64 = 0xffff_ffffn;

/**
 * Turns the start info into boot information.
 *
 * @param startInfo - physical address of the structure, any alignment; 0 is refused
 * @param image     - the kernel image as linked
 * @param info      - overwritten
 * @returns `PvhStatus.Ok`, or the first fault found: `info` is incomplete
 *
 * Requires: the direct map is set to the boot address space.
 */
export function translate(startInfo: PhysAddr, image: KernelImage, info: BootInfo): PvhStatus {
  Info.clear(info);
  info.path = Info.BootPath.Pvh;
  info.directMapOffset = Address.directMapStart();
  info.reachableEnd = Address.directMapEnd();
  if (startInfo === 0n) return PvhStatus.NoStartInfo;
  if (!Address.isDirectMapped(startInfo, START_INFO_V0_BYTES)) return PvhStatus.Unreachable;
  const header = viewAt(startInfo, START_INFO_V0_BYTES);
  if (header.getUint32(OFFSET_MAGIC, true) !== MAGIC) return PvhStatus.BadMagic;
  const version = header.getUint32(OFFSET_VERSION, true);
  if (version < VERSION_WITH_MEMORY_MAP) return PvhStatus.NoMemoryMap;
  if (!Address.isDirectMapped(startInfo, START_INFO_BYTES)) return PvhStatus.Unreachable;

  Info.setText(info.loaderName, 'PVH');
  Info.setText(info.loaderVersion, version === 1 ? 'start info 1' : 'start info 2 or later');
  const start = viewAt(startInfo, START_INFO_BYTES);
  const rsdp = start.getBigUint64(OFFSET_RSDP, true);
  if (rsdp < Address.PHYSICAL_END) info.rsdp = phys(rsdp);

  const memoryMap = readMemoryMap(start, info);
  if (memoryMap !== PvhStatus.Ok) return memoryMap;
  if (!reserveImage(image, info)) return PvhStatus.BadImage;
  if (!reserve(info, startInfo, START_INFO_BYTES)) return PvhStatus.TooManyEntries;
  const commandLine = readCommandLine(start, info);
  if (commandLine !== PvhStatus.Ok) return commandLine;
  return readModules(start, info);
}

/** Copies the memory map and reserves its pages. */
function readMemoryMap(start: DataView, info: BootInfo): PvhStatus {
  const table = start.getBigUint64(OFFSET_MEMORY_MAP, true);
  const count = u64(start.getUint32(OFFSET_MEMORY_MAP_COUNT, true));
  if (table === 0n || count === 0n) return PvhStatus.NoMemoryMap;
  if (count > u64(MemoryMaps.MAX_LOADER_ENTRIES)) return PvhStatus.TooManyEntries;
  if (!Address.isDirectMapped(phys(table), count * ENTRY_BYTES)) return PvhStatus.Unreachable;
  for (const index of range(0n, count)) {
    const entry = viewAt(phys(table + index * ENTRY_BYTES), ENTRY_BYTES);
    const status = MemoryMaps.addEntry(
      info.memoryMap,
      entry.getBigUint64(0, true),
      entry.getBigUint64(OFFSET_ENTRY_LENGTH, true),
      kindOf(entry.getUint32(OFFSET_ENTRY_TYPE, true)),
    );
    if (status !== MemoryMaps.MemoryMapStatus.Ok) return PvhStatus.TooManyEntries;
  }
  return reserve(info, phys(table), count * ENTRY_BYTES) ? PvhStatus.Ok : PvhStatus.TooManyEntries;
}

/** The Limine protocol's number for a memory type of [ACPI] "System Address Map Interfaces". */
function kindOf(memoryType: u32): u64 {
  switch (memoryType) {
    case 1:
      return u64(MemoryMaps.RegionKind.Usable);
    case 2: // Reserved.
    case 6: // Disabled: not enabled by the firmware.
    case 7: // Persistent memory: not for an allocator that expects to lose it.
      return u64(MemoryMaps.RegionKind.Reserved);
    case 3:
      return u64(MemoryMaps.RegionKind.AcpiReclaimable);
    case 4:
      return u64(MemoryMaps.RegionKind.AcpiNvs);
    case 5:
      return u64(MemoryMaps.RegionKind.BadMemory);
    default:
      return KIND_UNKNOWN;
  }
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

/** Copies the command line; one that is out of reach is left out, since it is no more than text. */
function readCommandLine(start: DataView, info: BootInfo): PvhStatus {
  const address = start.getBigUint64(OFFSET_COMMAND_LINE, true);
  if (address === 0n || !Address.isDirectMapped(phys(address), COMMAND_LINE_BYTES)) {
    return PvhStatus.Ok;
  }
  Info.copyText(info.commandLine, Address.phys2virt(phys(address)));
  const lengthBytes = u64(info.commandLine.lengthBytes) + 1n;
  return reserve(info, phys(address), lengthBytes) ? PvhStatus.Ok : PvhStatus.TooManyEntries;
}

/** Reserves the modules and their list. */
function readModules(start: DataView, info: BootInfo): PvhStatus {
  const count = u64(start.getUint32(OFFSET_MODULE_COUNT, true));
  const list = start.getBigUint64(OFFSET_MODULE_LIST, true);
  if (count === 0n || list === 0n) return PvhStatus.Ok;
  if (!Address.isDirectMapped(phys(list), count * MODULE_BYTES)) return PvhStatus.Unreachable;
  if (!reserve(info, phys(list), count * MODULE_BYTES)) return PvhStatus.TooManyEntries;
  for (const index of range(0n, count)) {
    const module = viewAt(phys(list + index * MODULE_BYTES), MODULE_BYTES);
    const status = MemoryMaps.addReservation(
      info.memoryMap,
      phys(module.getBigUint64(0, true)),
      module.getBigUint64(OFFSET_MODULE_LENGTH, true),
      MemoryMaps.RegionKind.KernelAndModules,
    );
    if (status !== MemoryMaps.MemoryMapStatus.Ok) return PvhStatus.TooManyEntries;
  }
  return PvhStatus.Ok;
}

function reserve(info: BootInfo, base: PhysAddr, lengthBytes: u64): bool {
  const reserved = MemoryMaps.RegionKind.Reserved;
  const status = MemoryMaps.addReservation(info.memoryMap, base, lengthBytes, reserved);
  return status === MemoryMaps.MemoryMapStatus.Ok;
}

/** A window on physical memory; requires that the direct map reaches all of it (I1). */
function viewAt(address: PhysAddr, lengthBytes: usize): DataView {
  'use unsafe';
  // SAFE: I1; the monitor's structures are only read.
  return dataViewAt(Address.phys2virt(address), lengthBytes);
}
