/**
 * The firmware that started the loader: its tables, and the calls that several modules make.
 *
 * Boot services exist until the first call of `exitBootServices`; after it only memory services may
 * be called, and none once it has succeeded. `phase` says where we are, and what must not be called
 * any more asserts it.
 *
 * Used by: all of boot/uefi.            Uses: `efi.ts`.
 * Invariants:
 *   I1. `phase` only grows.
 *   I2. All memory is taken as EfiLoaderData or EfiLoaderCode: both become bootloader-reclaimable.
 * Not handled here: giving memory back: what the loader took is the kernel's to reclaim.
 * Sources: [UEFI] "AllocatePages()", "EFI_BOOT_SERVICES.ExitBootServices()", "EFI Configuration Table".
 */
import { fillMemory } from '../../runtime/contract/memory.ts';
import * as Efi from './efi.ts';
import type { BootServices, EfiHandle, Guid, SystemTable, TextOutput, WordCell } from './efi.ts';

/** What the firmware still offers. */
export enum Phase {
  /** Everything. */
  BootServices,
  /** `exitBootServices` was called and refused: memory services only. */
  Leaving,
  /** Runtime services only. */
  Left,
}

export const PAGE_SIZE_BYTES: u64 = 4096n;
const LAST_BELOW_4_GIB: u64 = 0xffff_ffffn;

let table: SystemTable | null = null;
let image: EfiHandle = brand<EfiHandle>(0n);
let currentPhase: Phase = Phase.BootServices;

const WORD: WordCell = zeroed();

/** Remembers what the firmware gave to the entry point. */
export function init(imageHandle: EfiHandle, systemTable: SystemTable): void {
  image = imageHandle;
  table = systemTable;
}

/** The handle of the loader itself. */
export function imageHandle(): EfiHandle {
  return image;
}

export function systemTable(): SystemTable {
  assert(table !== null, 'firmware: used before init');
  return table;
}

export function phase(): Phase {
  return currentPhase;
}

/** Moves on to a later phase (I1). */
export function enterPhase(next: Phase): void {
  assert(u32(next) >= u32(currentPhase), 'firmware: boot services do not come back');
  currentPhase = next;
}

/** The boot services, as long as there are any. */
export function bootServices(): BootServices {
  assert(currentPhase !== Phase.Left, 'firmware: boot services have ended');
  const services = systemTable().bootServices;
  assert(services !== null, 'firmware: no boot services');
  return services;
}

/** The firmware's text console; null when there is none, or it must not be used any more. */
export function console(): TextOutput | null {
  if (table === null || currentPhase !== Phase.BootServices) return null;
  return table.consoleOut;
}

/**
 * Takes `pageCount` pages of 4096 bytes in one piece, anywhere, with undefined contents.
 *
 * @returns the address of the first, or null when there are not so many
 */
export function allocatePages(pageCount: u64): PhysAddr | null {
  return allocate(Efi.ALLOCATE_ANY_PAGES, Efi.MEMORY_LOADER_DATA, pageCount, 0n);
}

/** Takes one page of zeros below 4 GiB. */
export function allocateZeroedPageBelow4GiB(): PhysAddr | null {
  const page = allocate(Efi.ALLOCATE_MAX_ADDRESS, Efi.MEMORY_LOADER_DATA, 1n, LAST_BELOW_4_GIB);
  if (page !== null) clear(page, 1n);
  return page;
}

/** Takes one page below 4 GiB for instructions: firmware may forbid to execute data. */
export function allocateCodePageBelow4GiB(): PhysAddr | null {
  return allocate(Efi.ALLOCATE_MAX_ADDRESS, Efi.MEMORY_LOADER_CODE, 1n, LAST_BELOW_4_GIB);
}

/** `limit` is the highest address that the last byte may have, when `type` asks for one. */
function allocate(type: u32, memoryType: u32, pageCount: u64, limit: u64): PhysAddr | null {
  WORD.value = limit;
  const status = bootServices().allocatePages(type, memoryType, pageCount, WORD);
  if (status !== Efi.SUCCESS || WORD.value === 0n) return null;
  return phys(WORD.value);
}

/** As `allocatePages`, with all bytes zero. */
export function allocateZeroedPages(pageCount: u64): PhysAddr | null {
  const base = allocatePages(pageCount);
  if (base !== null) clear(base, pageCount);
  return base;
}

function clear(base: PhysAddr, pageCount: u64): void {
  'use unsafe';
  // SAFE: the pages are ours, and the firmware maps all memory at its physical address.
  fillMemory(virt(u64(base)), 0, pageCount * PAGE_SIZE_BYTES);
}

/** The number of pages that `lengthBytes` bytes need. */
export function pagesFor(lengthBytes: u64): u64 {
  return lengthBytes / PAGE_SIZE_BYTES + (lengthBytes % PAGE_SIZE_BYTES === 0n ? 0n : 1n);
}

/** The interface of the one protocol of this kind, or null. */
export function locateProtocol(protocol: Guid): VirtAddr | null {
  WORD.value = 0n;
  const status = bootServices().locateProtocol(protocol, virt(0n), WORD);
  return interfaceFound(status);
}

/** The interface of a protocol on `handle`, or null. */
export function protocolOf(handle: EfiHandle, protocol: Guid): VirtAddr | null {
  WORD.value = 0n;
  const status = bootServices().handleProtocol(handle, protocol, WORD);
  return interfaceFound(status);
}

function interfaceFound(status: Efi.EfiStatus): VirtAddr | null {
  if (status !== Efi.SUCCESS || WORD.value === 0n) return null;
  return virt(WORD.value);
}

/** The table that the firmware registered under `guid`; 0 when there is none. */
export function configurationTable(guid: Guid): PhysAddr {
  'use unsafe';
  const count = systemTable().configurationTableCount;
  const base = systemTable().configurationTables;
  if (base === 0n || count > MAX_CONFIGURATION_TABLES) return phys(0n);
  // SAFE: the firmware says that so many entries are there; the count has been bounded.
  const entries = dataViewAt(base, count * u64(CONFIGURATION_ENTRY_BYTES));
  for (const index of range(0, u32(count))) {
    const at = index * CONFIGURATION_ENTRY_BYTES;
    const isSame =
      entries.getBigUint64(at, true) === guid[0] && entries.getBigUint64(at + 8, true) === guid[1];
    if (isSame) return phys(entries.getBigUint64(at + 16, true));
  }
  return phys(0n);
}

const MAX_CONFIGURATION_TABLES: u64 = 4096n;
/** A GUID and an address. */
const CONFIGURATION_ENTRY_BYTES: u32 = 24;

/** Waits; the processor may sleep. */
export function waitSeconds(seconds: u64): void {
  ignore(bootServices().stall(seconds * 1_000_000n), 'waiting shorter does no harm');
}
