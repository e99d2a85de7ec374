/**
 * The last steps: leaving the firmware, and entering the kernel.
 *
 * `leaveFirmware` follows the rule of the specification: the key of the memory map must be the
 * latest, and when the firmware says it is not, the map is taken once more. From the first refusal
 * on only memory services may be called.
 *
 * Used by: `main.ts`.            Uses: `firmware.ts`, `memory-map.ts`, `page-tables.ts`, `cpu.ts`.
 * Invariants:
 *   I1. Between the map that the kernel gets and the end of boot services nothing is allocated.
 * Sources: [UEFI] "EFI_BOOT_SERVICES.ExitBootServices()", "GetMemoryMap()"; [LIMINE] "Machine state
 *          at entry", "Memory Map Feature".
 */
import { disableInterrupts } from '../../runtime/contract/cpu.ts';
import { linkerSymbol } from '../../runtime/contract/image.ts';
import { enterKernel } from '../../runtime/contract/uefi.ts';
import * as Arena from './arena.ts';
import * as Cpu from './cpu.ts';
import * as Efi from './efi.ts';
import type { MemoryDescriptor, WordCell } from './efi.ts';
import * as Firmware from './firmware.ts';
import * as FourLevels from './four-levels.ts';
import * as Framebuffers from './framebuffer.ts';
import * as MemoryMap from './memory-map.ts';
import { MapStatus, MemoryKind } from './memory-map.ts';
import * as PageTables from './page-tables.ts';

/** Results of reading the firmware's map and of leaving the firmware. */
export enum HandoverStatus {
  Ok,
  /** The firmware does not give its memory map. */
  NoMemoryMap,
  /** The firmware's map, or ours, has too many entries. */
  MapTooLarge,
  /** A region appeared after the page tables were made. */
  MapChanged,
  /** The firmware refuses to end boot services. */
  Refused,
}

/** What `runtime/uefi/handover.S` reads. */
interface HandoverState extends Struct {
  cr3: u64;
  cr4: u64;
  descriptorTable: u64;
  stackTop: u64;
  entry: u64;
  levelsPage: u64;
}

/** A range that the firmware's map does not know: the kernel, files that stay. */
interface OwnRange extends Struct {
  start: u64;
  end: u64;
}

interface OwnRanges extends Struct {
  ranges: FixedArray<OwnRange, 32>;
}

/** The kernel image, its file, and the modules. */
const MAX_OWN_RANGES: u32 = 32;

/** Room for the firmware's map: about as many descriptors as our own map takes. */
const MAP_BYTES: u64 = 0xc000n;
/** A few refusals are normal: an event of the firmware allocated memory. */
const MAX_ATTEMPTS: u32 = 16;

/** [LIMINE] "Machine state at entry": seven descriptors. */
const DESCRIPTOR_COUNT: u64 = 7n;
/** [SDM3] "Segment Descriptors": present, flat; code or data; 16, 32 or 64 bits. */
const CODE_16: u64 = 0x0000_9b00_0000_ffffn;
const DATA_16: u64 = 0x0000_9300_0000_ffffn;
const CODE_32: u64 = 0x00cf_9b00_0000_ffffn;
const DATA_32: u64 = 0x00cf_9300_0000_ffffn;
const CODE_64: u64 = 0x0020_9b00_0000_0000n;
const DATA_64: u64 = 0x0000_9300_0000_0000n;

const STATE: HandoverState = zeroed();
const OWN: OwnRanges = zeroed();
const MAP_SIZE: WordCell = zeroed();
const MAP_KEY: WordCell = zeroed();
const DESCRIPTOR_SIZE: WordCell = zeroed();
const DESCRIPTOR_VERSION: WordCell = zeroed();
let ownCount: u32 = 0;
let mapBase: u64 = 0n;

/** Takes the memory for the firmware's map. @returns false when there is none */
export function init(): bool {
  const pages = Firmware.allocateZeroedPages(Firmware.pagesFor(MAP_BYTES));
  if (pages === null) return false;
  mapBase = u64(pages);
  return true;
}

/** Remembers that `[start, start + lengthBytes)` stays the kernel's. */
export function keepForKernel(start: u64, lengthBytes: u64): void {
  assert(ownCount < MAX_OWN_RANGES, 'handover: too many ranges');
  const range = OWN.ranges[ownCount];
  range.start = start;
  range.end = start + lengthBytes;
  ownCount += 1;
}

/** Reads the firmware's memory map and paints ours. */
export function readMemoryMap(): HandoverStatus {
  MAP_SIZE.value = MAP_BYTES;
  const status = Firmware.bootServices().getMemoryMap(
    MAP_SIZE,
    virt(mapBase),
    MAP_KEY,
    DESCRIPTOR_SIZE,
    DESCRIPTOR_VERSION,
  );
  if (status === Efi.BUFFER_TOO_SMALL) return HandoverStatus.MapTooLarge;
  if (status !== Efi.SUCCESS) return HandoverStatus.NoMemoryMap;
  const stride = DESCRIPTOR_SIZE.value;
  if (stride < sizeOf<MemoryDescriptor>() || !isAligned(stride, 8n)) {
    return HandoverStatus.NoMemoryMap;
  }
  MemoryMap.clear();
  for (const index of range(0n, min(MAP_SIZE.value, MAP_BYTES) / stride)) {
    const claimed = claimDescriptor(descriptorAt(mapBase + index * stride));
    if (claimed !== MapStatus.Ok) return HandoverStatus.MapTooLarge;
  }
  if (claimOwnRanges() !== MapStatus.Ok) return HandoverStatus.MapTooLarge;
  return MemoryMap.paint() === MapStatus.Ok ? HandoverStatus.Ok : HandoverStatus.MapTooLarge;
}

function claimDescriptor(descriptor: MemoryDescriptor): MapStatus {
  const kind = MemoryMap.kindOf(descriptor.type, descriptor.attributes);
  return MemoryMap.claimPages(descriptor.physicalStart, descriptor.pageCount, kind);
}

function claimOwnRanges(): MapStatus {
  for (const index of range(0, ownCount)) {
    const own = OWN.ranges[index];
    const status = MemoryMap.claim(own.start, own.end, MemoryKind.ExecutableAndModules);
    if (status !== MapStatus.Ok) return status;
  }
  for (const index of range(0, Framebuffers.count())) {
    const start = Framebuffers.baseOf(index);
    const status = MemoryMap.claim(start, Framebuffers.endOf(index), MemoryKind.Framebuffer);
    if (status !== MapStatus.Ok) return status;
  }
  return MapStatus.Ok;
}

/** The firmware's map as last read: address, bytes, bytes of a descriptor, version of it. */
export function firmwareMap(): u64 {
  return mapBase;
}
export function firmwareMapBytes(): u64 {
  return MAP_SIZE.value;
}
export function firmwareDescriptorBytes(): u64 {
  return DESCRIPTOR_SIZE.value;
}
export function firmwareDescriptorVersion(): u64 {
  return DESCRIPTOR_VERSION.value;
}

/**
 * Ends boot services. Afterwards the painted map is the final one.
 *
 * @returns `Ok`, or why not: in phase `Leaving`, nothing but a line on the serial port is possible
 */
export function leaveFirmware(baseRevision: u64): HandoverStatus {
  for (const _attempt of range(0, MAX_ATTEMPTS)) {
    const read = readMemoryMap();
    if (read !== HandoverStatus.Ok) return read;
    if (!PageTables.coversMap(baseRevision)) return HandoverStatus.MapChanged;
    const status = Firmware.bootServices().exitBootServices(Firmware.imageHandle(), MAP_KEY.value);
    if (status === Efi.SUCCESS) {
      Firmware.enterPhase(Firmware.Phase.Left);
      stopInterrupts();
      return HandoverStatus.Ok;
    }
    Firmware.enterPhase(Firmware.Phase.Leaving);
    if (status !== Efi.INVALID_PARAMETER) return HandoverStatus.Refused;
  }
  return HandoverStatus.Refused;
}

function stopInterrupts(): void {
  'use unsafe';
  // SAFE: nothing waits for an interrupt any more.
  disableInterrupts();
}

/**
 * Writes the descriptor table that the protocol prescribes.
 *
 * @returns physical address of its limit and base, as LGDT reads them
 */
export function makeDescriptorTable(hhdmOffset: u64): PhysAddr {
  const table = Arena.allocateWords(DESCRIPTOR_COUNT);
  Arena.setWord(table, 1n, CODE_16);
  Arena.setWord(table, 2n, DATA_16);
  Arena.setWord(table, 3n, CODE_32);
  Arena.setWord(table, 4n, DATA_32);
  Arena.setWord(table, 5n, CODE_64);
  Arena.setWord(table, 6n, DATA_64);
  const pointer = Arena.allocate(16n);
  const bytes = Arena.bytesAt(pointer, 16n);
  bytes.setUint16(0, u16(DESCRIPTOR_COUNT * 8n - 1n), true);
  bytes.setBigUint64(2, hhdmOffset + table, true);
  return pointer;
}

/** Start and end of the code that must be mapped where it is. */
export function handoverStart(): VirtAddr {
  'use unsafe';
  // SAFE: symbols of runtime/uefi/handover.S.
  return linkerSymbol('uefi_handover_start');
}
export function handoverEnd(): VirtAddr {
  'use unsafe';
  // SAFE: symbols of runtime/uefi/handover.S.
  return linkerSymbol('uefi_handover_end');
}

/**
 * Enters the kernel. Requires that boot services have ended.
 *
 * @param descriptorTable - what `makeDescriptorTable` gave, plus the direct map's offset
 * @param stackTop        - in the direct map, a multiple of 16
 */
export function enter(descriptorTable: VirtAddr, stackTop: VirtAddr, entry: VirtAddr): never {
  'use unsafe';
  assert(Firmware.phase() === Firmware.Phase.Left, 'handover: boot services have not ended');
  STATE.cr3 = u64(PageTables.rootTable());
  STATE.cr4 = Cpu.controlRegister4();
  STATE.descriptorTable = u64(descriptorTable);
  STATE.stackTop = u64(stackTop);
  STATE.entry = u64(entry);
  STATE.levelsPage = FourLevels.pageAddress();
  if (STATE.levelsPage !== 0n) {
    FourLevels.setState(0, STATE.cr3);
    FourLevels.setState(1, STATE.cr4);
    FourLevels.setState(2, STATE.descriptorTable);
    FourLevels.setState(3, STATE.stackTop);
    FourLevels.setState(4, STATE.entry);
  }
  // SAFE: the tables map the kernel, the stack, the descriptor table and the handover code.
  enterKernel(addressOf(STATE));
}

function descriptorAt(address: u64): MemoryDescriptor {
  'use unsafe';
  // SAFE: inside the buffer that the firmware has just filled.
  return at<MemoryDescriptor>(virt(address));
}
