/**
 * The Limine protocol: the loader's answers, checked and copied into boot information.
 *
 * The kernel image contains requests; a loader that knows them stores the address of its answer in
 * each. The requests themselves are data of the assembly runtime. Here each answer is optional and
 * suspect: its pointers must lie in the direct map and be aligned before they are followed, and the
 * memory map is read exactly once.
 *
 * We request base revision 2. A loader that does not support it leaves the third word of the
 * revision tag as it was; then its answers may mean something else, and the boot ends. Under
 * revision 2 all pointers have the direct map's offset added to them.
 *
 * Used by: `kernel/main.ts`.            Uses: `boot-info.ts`, `kernel/mm`.
 * Invariants:
 *   I1. Nothing is read through a pointer that has not passed `isReadable`.
 * Not handled here: the requests (`runtime/native`); the meaning of the memory map (`memory-map.ts`).
 * Sources: [LIMINE] "Base protocol revisions", "Features", and the section of each feature.
 */
import { linkerSymbol } from '../../runtime/contract/image.ts';
import * as Address from '../mm/address.ts';
import * as Layout from '../mm/layout.ts';
import * as MemoryMaps from '../mm/memory-map.ts';
import type { BootFramebuffer, BootInfo, KernelImage } from './boot-info.ts';
import * as Info from './boot-info.ts';

/** Results of `translate`. After anything but `Ok` the boot information is incomplete. */
export enum LimineStatus {
  Ok,
  /** The loader does not support base revision 2. */
  BaseRevisionUnsupported,
  /** The direct map is not answered. */
  NoDirectMap,
  /** The direct map's offset is not canonical or not a multiple of 4096, or too low or too high. */
  BadDirectMap,
  /** The loader has turned on 5-level paging. */
  FiveLevelPaging,
  /** The memory map is not answered. */
  NoMemoryMap,
  /** The memory map has no entries. */
  NoMemoryMapEntries,
  /** The memory map has more than 4,096 entries, or there is no room for a reservation. */
  TooManyEntries,
  /** An answer, or the list of map entries, is at an address that cannot be read. */
  BadPointer,
  /** A map entry is at an address that cannot be read; `LimineResponses.badEntry` is its index. */
  BadEntryPointer,
  /** The load address of the kernel is not answered. */
  NoExecutableAddress,
  /** The kernel's load address is unaligned, or does not fit the image. */
  BadExecutableAddress,
}

/** Addresses of the answers as the loader stored them; 0 = not answered. */
export interface LimineResponses extends Struct {
  /** Third word of the base revision tag: 0 = the loader supports the revision we ask for. */
  baseRevision: u64;
  bootloaderInfo: VirtAddr;
  hhdm: VirtAddr;
  memoryMap: VirtAddr;
  executableAddress: VirtAddr;
  framebuffer: VirtAddr;
  pagingMode: VirtAddr;
  rsdp: VirtAddr;
  commandLine: VirtAddr;
  executableFile: VirtAddr;
  /** Set by `translate`: index of the entry that `BadEntryPointer` is about. */
  badEntry: u64;
}

/** Start of every request: [LIMINE] "Features". */
interface LimineRequest extends Struct {
  id: FixedArray<u64, 4>;
  revision: u64;
  response: VirtAddr;
}

/** [LIMINE] "Base protocol revisions". */
export interface LimineBaseRevision extends Struct {
  magic: FixedArray<u64, 2>;
  revision: u64;
}

/** [LIMINE] "Bootloader Info Feature". */
export interface LimineBootloaderInfo extends Struct {
  revision: u64;
  name: VirtAddr;
  version: VirtAddr;
}

/** [LIMINE] "HHDM (Higher Half Direct Map) Feature". */
export interface LimineHhdm extends Struct {
  revision: u64;
  offset: u64;
}

/** [LIMINE] "Memory Map Feature": `entries` points to `entryCount` pointers. */
export interface LimineMemoryMap extends Struct {
  revision: u64;
  entryCount: u64;
  entries: VirtAddr;
}

/** [LIMINE] "Memory Map Feature". */
export interface LimineMemoryMapEntry extends Struct {
  base: u64;
  lengthBytes: u64;
  kind: u64;
}

/** [LIMINE] "Kernel Address Feature", later called "Executable Address Feature". */
export interface LimineExecutableAddress extends Struct {
  revision: u64;
  physicalBase: u64;
  virtualBase: u64;
}

/** [LIMINE] "Framebuffer Feature": `framebuffers` points to `framebufferCount` pointers. */
export interface LimineFramebuffers extends Struct {
  revision: u64;
  framebufferCount: u64;
  framebuffers: VirtAddr;
}

/** [LIMINE] "Framebuffer Feature", up to the fields of response revision 1. */
export interface LimineFramebuffer extends Struct {
  address: VirtAddr;
  width: u64;
  height: u64;
  pitchBytes: u64;
  bitsPerPixel: u16;
  memoryModel: u8;
  redMaskSize: u8;
  redMaskShift: u8;
  greenMaskSize: u8;
  greenMaskShift: u8;
  blueMaskSize: u8;
  blueMaskShift: u8;
  unused: FixedArray<u8, 7>;
  edidSizeBytes: u64;
  edid: VirtAddr;
}

/** [LIMINE] "Paging Mode Feature". */
export interface LiminePagingMode extends Struct {
  revision: u64;
  mode: u64;
}

/** [LIMINE] "RSDP Feature". */
export interface LimineRsdp extends Struct {
  revision: u64;
  address: VirtAddr;
}

/** [LIMINE] "Executable Command Line Feature". */
interface LimineCommandLine extends Struct {
  revision: u64;
  text: VirtAddr;
}

/** [LIMINE] "Kernel File Feature", later called "Executable File Feature". */
interface LimineExecutableFile extends Struct {
  revision: u64;
  file: VirtAddr;
}

/** [LIMINE] "File Structure", up to the text that belongs to the file: the kernel's command line. */
interface LimineFile extends Struct {
  revision: u64;
  address: VirtAddr;
  sizeBytes: u64;
  path: VirtAddr;
  text: VirtAddr;
}

/** One element of the loader's lists of pointers. */
interface LiminePointer extends Struct {
  target: VirtAddr;
}

/** [LIMINE] "Paging Mode Feature", x86-64: 0 = four levels, 1 = five. */
const PAGING_MODE_4_LEVEL: u64 = 0n;
/** [LIMINE] "Framebuffer Feature": the only memory model that there is. */
const MEMORY_MODEL_RGB: u8 = 1;
/** The loader maps at least this much: [LIMINE] "Entry memory layout". */
const GUARANTEED_REACH_BYTES: u64 = 0x1_0000_0000n;
/** All structures of the protocol are made of 64-bit values. */
const POINTER_ALIGN: u64 = 8n;

staticAssert(offsetOf<LimineRequest>('response') === 40n, 'the answer is the sixth word');
staticAssert(sizeOf<LimineBaseRevision>() === 24n, 'the revision tag has three words');
staticAssert(sizeOf<LimineMemoryMapEntry>() === 24n, 'a memory map entry has three words');
staticAssert(offsetOf<LimineFramebuffer>('bitsPerPixel') === 32n, 'four words come before bpp');
staticAssert(offsetOf<LimineFramebuffer>('edidSizeBytes') === 48n, 'seven unused bytes before it');

/** Reads the addresses of this system's answers out of the requests in the kernel image. */
export function collectResponses(responses: LimineResponses): void {
  'use unsafe';
  // SAFE: the symbols are the requests that `runtime/native` defines with these layouts.
  responses.baseRevision = at<LimineBaseRevision>(linkerSymbol('limine_base_revision')).revision;
  responses.bootloaderInfo = responseOf(linkerSymbol('limine_bootloader_info_request'));
  responses.hhdm = responseOf(linkerSymbol('limine_hhdm_request'));
  responses.memoryMap = responseOf(linkerSymbol('limine_memmap_request'));
  responses.executableAddress = responseOf(linkerSymbol('limine_executable_address_request'));
  responses.framebuffer = responseOf(linkerSymbol('limine_framebuffer_request'));
  responses.pagingMode = responseOf(linkerSymbol('limine_paging_mode_request'));
  responses.rsdp = responseOf(linkerSymbol('limine_rsdp_request'));
  responses.commandLine = responseOf(linkerSymbol('limine_executable_cmdline_request'));
  responses.executableFile = responseOf(linkerSymbol('limine_executable_file_request'));
  responses.badEntry = 0n;
}

/**
 * Turns the loader's answers into boot information.
 *
 * Required answers: direct map, memory map, executable address. A missing loader name, command line,
 * framebuffer, RSDP or paging mode (an old loader: four levels) is no error.
 *
 * @param responses - the answers; `badEntry` is written
 * @param image     - the kernel image as linked
 * @param info      - overwritten
 * @returns `LimineStatus.Ok`, or the first fault found: `info` is incomplete
 */
export function translate(
  responses: LimineResponses,
  image: KernelImage,
  info: BootInfo,
): LimineStatus {
  Info.clear(info);
  info.path = Info.BootPath.Limine;
  responses.badEntry = 0n;
  if (responses.baseRevision !== 0n) return LimineStatus.BaseRevisionUnsupported;

  const directMap = readDirectMap(responses, info);
  if (directMap !== LimineStatus.Ok) return directMap;
  const paging = checkPagingMode(responses, info);
  if (paging !== LimineStatus.Ok) return paging;
  const memoryMap = readMemoryMap(responses, info);
  if (memoryMap !== LimineStatus.Ok) return memoryMap;
  const executable = readExecutableAddress(responses, image, info);
  if (executable !== LimineStatus.Ok) return executable;

  readLoader(responses, info);
  readCommandLine(responses, info);
  readRsdp(responses, info);
  return readFramebuffers(responses, info);
}

function readDirectMap(responses: LimineResponses, info: BootInfo): LimineStatus {
  if (responses.hhdm === 0n) return LimineStatus.NoDirectMap;
  // Where the direct map lies is not known yet, so the answer's address is only checked for form.
  if (!isAligned(responses.hhdm, POINTER_ALIGN) || !Address.isCanonical(responses.hhdm)) {
    return LimineStatus.BadPointer;
  }
  const offset = virt(structAt<LimineHhdm>(responses.hhdm).offset);
  if (!Address.isPageAligned(offset) || !Address.isCanonical(offset)) {
    return LimineStatus.BadDirectMap;
  }
  info.directMapOffset = offset;
  return growReach(info, GUARANTEED_REACH_BYTES) ? LimineStatus.Ok : LimineStatus.BadDirectMap;
}

/** Makes `reachableEnd` at least `end`, rounded up to a page; false when no direct map may be so. */
function growReach(info: BootInfo, end: u64): bool {
  const reach = max(u64(info.reachableEnd), alignUp(end, Address.PAGE_SIZE_BYTES));
  const offset = info.directMapOffset;
  if (offset < Address.PAGE_SIZE_BYTES || offset > Address.LAST_DIRECT_MAP_OFFSET) return false;
  if (reach > Address.MAX_DIRECT_MAP_BYTES) return false;
  info.reachableEnd = phys(reach);
  return true;
}

function checkPagingMode(responses: LimineResponses, info: BootInfo): LimineStatus {
  if (responses.pagingMode === 0n) return LimineStatus.Ok;
  if (!isReadable(info, responses.pagingMode, sizeOf<LiminePagingMode>())) {
    return LimineStatus.BadPointer;
  }
  const mode = structAt<LiminePagingMode>(responses.pagingMode).mode;
  return mode === PAGING_MODE_4_LEVEL ? LimineStatus.Ok : LimineStatus.FiveLevelPaging;
}

/** Copies the memory map, one read per entry, and widens the reach of the direct map to its RAM. */
function readMemoryMap(responses: LimineResponses, info: BootInfo): LimineStatus {
  if (responses.memoryMap === 0n) return LimineStatus.NoMemoryMap;
  if (!isReadable(info, responses.memoryMap, sizeOf<LimineMemoryMap>())) {
    return LimineStatus.BadPointer;
  }
  const count = structAt<LimineMemoryMap>(responses.memoryMap).entryCount;
  const list = structAt<LimineMemoryMap>(responses.memoryMap).entries;
  if (count === 0n) return LimineStatus.NoMemoryMapEntries;
  if (count > u64(MemoryMaps.MAX_LOADER_ENTRIES)) return LimineStatus.TooManyEntries;
  if (!isReadable(info, list, count * sizeOf<LiminePointer>())) return LimineStatus.BadPointer;

  for (const index of range(0n, count)) {
    const entry = pointerAt(list, index);
    if (!isReadable(info, entry, sizeOf<LimineMemoryMapEntry>())) {
      responses.badEntry = index;
      return LimineStatus.BadEntryPointer;
    }
    const status = copyEntry(structAt<LimineMemoryMapEntry>(entry), info);
    if (status !== LimineStatus.Ok) return status;
  }
  return LimineStatus.Ok;
}

function copyEntry(entry: LimineMemoryMapEntry, info: BootInfo): LimineStatus {
  const base = entry.base;
  const lengthBytes = entry.lengthBytes;
  const kind = entry.kind;
  const status = MemoryMaps.addEntry(info.memoryMap, base, lengthBytes, kind);
  if (status !== MemoryMaps.MemoryMapStatus.Ok) return LimineStatus.TooManyEntries;
  // The loader maps every region but reserved and bad memory: [LIMINE] "Entry memory layout".
  const isMapped =
    kind !== u64(MemoryMaps.RegionKind.Reserved) && kind !== u64(MemoryMaps.RegionKind.BadMemory);
  const end = checkedAdd(base, lengthBytes);
  if (!isMapped || end === null || end > Address.PHYSICAL_END) return LimineStatus.Ok;
  growReach(info, end); // What no direct map reaches stays unreachable.
  return LimineStatus.Ok;
}

function readExecutableAddress(
  responses: LimineResponses,
  image: KernelImage,
  info: BootInfo,
): LimineStatus {
  if (responses.executableAddress === 0n) return LimineStatus.NoExecutableAddress;
  if (!isReadable(info, responses.executableAddress, sizeOf<LimineExecutableAddress>())) {
    return LimineStatus.BadPointer;
  }
  const answer = structAt<LimineExecutableAddress>(responses.executableAddress);
  // The loader answers for the lowest address it loaded; the image may start above it.
  const distance = checkedSub(u64(image.virtStart), answer.virtualBase);
  if (distance === null || distance >= Layout.BOOT_REACH_BYTES) {
    return LimineStatus.BadExecutableAddress;
  }
  const physBase = checkedAdd(answer.physicalBase, distance);
  if (physBase === null || physBase >= Address.PHYSICAL_END) {
    return LimineStatus.BadExecutableAddress;
  }
  if (!isAligned(physBase, Address.PAGE_SIZE_BYTES)) return LimineStatus.BadExecutableAddress;
  const status = Info.setKernelImage(info, image, phys(physBase));
  return status === MemoryMaps.MemoryMapStatus.Ok ? LimineStatus.Ok : LimineStatus.TooManyEntries;
}

function readLoader(responses: LimineResponses, info: BootInfo): void {
  if (!isReadable(info, responses.bootloaderInfo, sizeOf<LimineBootloaderInfo>())) return;
  const answer = structAt<LimineBootloaderInfo>(responses.bootloaderInfo);
  if (isInDirectMap(info, answer.name, 1n)) Info.copyText(info.loaderName, answer.name);
  if (isInDirectMap(info, answer.version, 1n)) Info.copyText(info.loaderVersion, answer.version);
}

function readCommandLine(responses: LimineResponses, info: BootInfo): void {
  const text = isReadable(info, responses.commandLine, sizeOf<LimineCommandLine>())
    ? structAt<LimineCommandLine>(responses.commandLine).text
    : textOfFile(responses, info);
  if (isInDirectMap(info, text, 1n)) Info.copyText(info.commandLine, text);
}

/** The command line as loaders before the "Executable Command Line Feature" give it; 0 = none. */
function textOfFile(responses: LimineResponses, info: BootInfo): VirtAddr {
  if (!isReadable(info, responses.executableFile, sizeOf<LimineExecutableFile>())) return virt(0n);
  const file = structAt<LimineExecutableFile>(responses.executableFile).file;
  if (!isReadable(info, file, sizeOf<LimineFile>())) return virt(0n);
  return structAt<LimineFile>(file).text;
}

function readRsdp(responses: LimineResponses, info: BootInfo): void {
  if (!isReadable(info, responses.rsdp, sizeOf<LimineRsdp>())) return;
  const address = structAt<LimineRsdp>(responses.rsdp).address;
  const offset = checkedSub(u64(address), u64(info.directMapOffset));
  // Below the direct map: a loader that answers with the physical address, as base revision 3 does.
  const physical = offset === null ? u64(address) : offset;
  if (physical < Address.PHYSICAL_END) info.rsdp = phys(physical);
}

/** Copies and reserves the framebuffers; one whose numbers make no sense is left out. */
function readFramebuffers(responses: LimineResponses, info: BootInfo): LimineStatus {
  if (!isReadable(info, responses.framebuffer, sizeOf<LimineFramebuffers>())) {
    return LimineStatus.Ok;
  }
  const answer = structAt<LimineFramebuffers>(responses.framebuffer);
  const count = min(answer.framebufferCount, u64(Info.MAX_FRAMEBUFFERS));
  const list = answer.framebuffers;
  if (!isReadable(info, list, count * sizeOf<LiminePointer>())) return LimineStatus.Ok;
  for (const index of range(0n, count)) {
    const source = pointerAt(list, index);
    if (!isReadable(info, source, sizeOf<LimineFramebuffer>())) continue;
    const target = info.framebuffers[info.framebufferCount];
    if (!copyFramebuffer(structAt<LimineFramebuffer>(source), info, target)) continue;
    info.framebufferCount += 1;
    const status = MemoryMaps.addReservation(
      info.memoryMap,
      target.base,
      target.lengthBytes,
      MemoryMaps.RegionKind.Framebuffer,
    );
    if (status !== MemoryMaps.MemoryMapStatus.Ok) return LimineStatus.TooManyEntries;
  }
  return LimineStatus.Ok;
}

/** Copies one framebuffer; false when its address or size cannot be right. */
function copyFramebuffer(source: LimineFramebuffer, info: BootInfo, target: BootFramebuffer): bool {
  const base = checkedSub(u64(source.address), u64(info.directMapOffset));
  const lengthBytes = checkedMul(source.pitchBytes, source.height);
  if (base === null || lengthBytes === null || lengthBytes === 0n) return false;
  const end = checkedAdd(base, lengthBytes);
  if (end === null || end > Address.PHYSICAL_END) return false;
  target.base = phys(base);
  target.lengthBytes = lengthBytes;
  target.width = source.width;
  target.height = source.height;
  target.pitchBytes = source.pitchBytes;
  target.bitsPerPixel = u32(source.bitsPerPixel);
  target.isRgb = source.memoryModel === MEMORY_MODEL_RGB;
  target.red.sizeBits = source.redMaskSize;
  target.red.shift = source.redMaskShift;
  target.green.sizeBits = source.greenMaskSize;
  target.green.shift = source.greenMaskShift;
  target.blue.sizeBits = source.blueMaskSize;
  target.blue.shift = source.blueMaskShift;
  return true;
}

/** Whether `[address, address + lengthBytes)` lies in the direct map and `address` is a multiple of 8. */
function isReadable(info: BootInfo, address: VirtAddr, lengthBytes: usize): bool {
  return isAligned(address, POINTER_ALIGN) && isInDirectMap(info, address, lengthBytes);
}

/**
 * Whether `[address, address + lengthBytes)` can lie in the direct map. Null cannot.
 *
 * How far the loader's map really reaches is known only after the memory map has been read, so the
 * bound is the highest physical address there can be; a read beyond the real end is a page fault.
 */
function isInDirectMap(info: BootInfo, address: VirtAddr, lengthBytes: usize): bool {
  if (address === 0n || address < info.directMapOffset) return false;
  if (!Address.isCanonicalRange(address, lengthBytes)) return false;
  return address - info.directMapOffset + lengthBytes <= Address.PHYSICAL_END;
}

/** Element `index` of a list of pointers; requires that the list is readable (I1). */
function pointerAt(list: VirtAddr, index: u64): VirtAddr {
  return structAt<LiminePointer>(virt(list + index * sizeOf<LiminePointer>())).target;
}

/** The answer's address in the request at `address`. */
function responseOf(address: VirtAddr): VirtAddr {
  return structAt<LimineRequest>(address).response;
}

/** The loader's structure at `address`. */
function structAt<T extends Struct>(address: VirtAddr): T {
  'use unsafe';
  // SAFE: I1, or a symbol of the kernel image.
  return at<T>(address);
}
