/**
 * The answers to the kernel's requests.
 *
 * Each function answers one request, if the kernel made it: the response is written into the arena
 * and its address, with the direct map's offset, into the request. A request that nothing here
 * knows stays as it was.
 *
 * Used by: `main.ts`.            Uses: `requests.ts`, `arena.ts`, `limine-protocol.ts`.
 * Invariants:
 *   I1. Everything that a response points to lies in the arena, in pages the loader keeps for the
 *       kernel, or belongs to the firmware.
 * Sources: [LIMINE] "Feature List", the section of each feature.
 */
import * as Arena from './arena.ts';
import * as Framebuffers from './framebuffer.ts';
import * as Handover from './handover.ts';
import * as Protocol from './limine-protocol.ts';
import type {
  EfiMemoryMapResponse,
  Framebuffer,
  LimineFile,
  MemoryMapEntry,
  PagingModeRequest,
  Request,
  RequestWithWord,
  TwoWordResponse,
  WordResponse,
} from './limine-protocol.ts';
import * as MemoryMap from './memory-map.ts';
import * as Requests from './requests.ts';

const LOADER_NAME: string = 'SlayerOS UEFI loader';
const LOADER_VERSION: string = '0.1.0';

/** Memory for the answer about the memory map, taken before boot services end. */
let mapResponse: u64 = 0n;
let mapPointers: u64 = 0n;
let mapEntries: u64 = 0n;
let offset: u64 = 0n;
let answered: u32 = 0;

/** Starts with the offset of the direct map, which every address gets. */
export function init(hhdmOffset: u64): void {
  offset = hhdmOffset;
  answered = 0;
}

/** How many requests have an answer. */
export function answeredCount(): u32 {
  return answered;
}

// ── What the kernel asks the loader to do ───────────────────────────────────────────────────────

/** The size of stack that the kernel asks for, in bytes, at least 64 KiB. */
export function stackBytes(): u64 {
  const request = Requests.findRequest(Protocol.STACK_SIZE);
  if (request === null) return Protocol.SMALLEST_STACK_BYTES;
  return max(wordOf(request), Protocol.SMALLEST_STACK_BYTES);
}

/** The entry point that the kernel asks for, or null. */
export function entryPoint(): VirtAddr | null {
  const request = Requests.findRequest(Protocol.ENTRY_POINT);
  return request === null ? null : virt(wordOf(request));
}

/** Whether four levels of page tables, the only mode here, are among those the kernel can run with. */
export function acceptsFourLevels(): bool {
  const request = Requests.findRequest(Protocol.PAGING_MODE);
  if (request === null || request.revision === 0n) return true;
  return pagingModeRequest(request).lowestMode === Protocol.PAGING_MODE_4_LEVEL;
}

/** Whether the kernel wants its own file. */
export function wantsFile(): bool {
  return Requests.findRequest(Protocol.EXECUTABLE_FILE) !== null;
}

// ── Answers ─────────────────────────────────────────────────────────────────────────────────────

/** Everything that needs no more than the offset. */
export function answerFixed(): void {
  answerEmpty(Protocol.STACK_SIZE);
  answerEmpty(Protocol.ENTRY_POINT);
  answerWord(Protocol.FIRMWARE_TYPE, Protocol.FIRMWARE_UEFI_64);
  answerWord(Protocol.HHDM, offset);
  answerWord(Protocol.PAGING_MODE, Protocol.PAGING_MODE_4_LEVEL);
  const info = Requests.findRequest(Protocol.BOOTLOADER_INFO);
  if (info === null) return;
  const name = offset + Arena.copyText(LOADER_NAME);
  answerTwoWords(Protocol.BOOTLOADER_INFO, name, offset + Arena.copyText(LOADER_VERSION));
}

/** Where the kernel lies. */
export function answerExecutableAddress(physBase: u64, virtBase: u64): void {
  answerTwoWords(Protocol.EXECUTABLE_ADDRESS, physBase, virtBase);
}

/** The command line, at its physical address. */
export function answerCommandLine(commandLine: PhysAddr): void {
  answerWord(Protocol.EXECUTABLE_COMMAND_LINE, offset + commandLine);
}

/** The time of the boot in seconds since 1970. */
export function answerDate(seconds: i64): void {
  answerWord(Protocol.DATE_AT_BOOT, truncate<u64>(seconds));
}

/** The firmware's tables, at their physical addresses; 0 is not there. */
export function answerFirmwareTables(
  rsdp: PhysAddr,
  smbios32: PhysAddr,
  smbios64: PhysAddr,
  systemTable: VirtAddr,
): void {
  if (rsdp !== 0n) answerWord(Protocol.RSDP, firmwareAddress(u64(rsdp)));
  answerWord(Protocol.EFI_SYSTEM_TABLE, firmwareAddress(u64(systemTable)));
  if (smbios32 === 0n && smbios64 === 0n) return;
  answerTwoWords(Protocol.SMBIOS, firmwareAddress(u64(smbios32)), firmwareAddress(u64(smbios64)));
}

/** The screens. No answer when there is none. */
export function answerFramebuffers(): void {
  const count = Framebuffers.count();
  if (count === 0 || Requests.findRequest(Protocol.FRAMEBUFFER) === null) return;
  const list = Arena.allocateWords(u64(count));
  for (const index of range(0, count)) {
    const place = Arena.allocate(sizeOf<Framebuffer>());
    copyFramebuffer(Framebuffers.screenAt(index), framebufferAt(place));
    Arena.setWord(list, u64(index), offset + place);
  }
  answerWithRevision(Protocol.FRAMEBUFFER, 1n, u64(count), offset + list);
}

/** The kernel's own file. */
export function answerFile(file: PhysAddr): void {
  answerWord(Protocol.EXECUTABLE_FILE, offset + file);
}

/** The modules: a list of `count` addresses, which are physical until here. */
export function answerModules(list: PhysAddr, count: u64): void {
  answerTwoWords(Protocol.MODULES, count, offset + list);
}

/** Describes a file in memory; all addresses are physical. */
export function describeFile(
  base: u64,
  lengthBytes: u64,
  path: PhysAddr,
  commandLine: PhysAddr,
): PhysAddr {
  const place = Arena.allocate(sizeOf<LimineFile>());
  const file = fileAt(place);
  file.address = offset + base;
  file.lengthBytes = lengthBytes;
  file.path = offset + path;
  file.commandLine = offset + commandLine;
  return place;
}

/** Adds what is known of the partition to a file's description. */
export function setPartition(
  place: PhysAddr,
  index: u32,
  mbrDiskId: u32,
  guidLow: u64,
  guidHigh: u64,
): void {
  const file = fileAt(place);
  file.partitionIndex = index;
  file.mbrDiskId = mbrDiskId;
  file.gptPartitionUuid[0] = guidLow;
  file.gptPartitionUuid[1] = guidHigh;
}

/** The address of something that `describeFile` gave, for a list. */
export function withOffset(address: PhysAddr): u64 {
  return offset + address;
}

// ── The memory map, which is known only when boot services have ended ───────────────────────────

/** Takes the memory for the answers about memory maps. */
export function reserveMemoryMap(): void {
  mapPointers = u64(Arena.allocateWords(u64(MemoryMap.MAX_ENTRIES)));
  mapEntries = u64(Arena.allocate(u64(MemoryMap.MAX_ENTRIES) * sizeOf<MemoryMapEntry>()));
  mapResponse = u64(Arena.allocate(sizeOf<EfiMemoryMapResponse>()));
}

/** Answers with the painted map. Allocates nothing that `reserveMemoryMap` did not take. */
export function answerMemoryMap(): void {
  for (const index of range(0, MemoryMap.count())) {
    const painted = MemoryMap.entryAt(index);
    const place = mapEntries + u64(index) * sizeOf<MemoryMapEntry>();
    const entry = mapEntryAt(place);
    entry.base = painted.start;
    entry.lengthBytes = painted.end - painted.start;
    entry.kind = u64(painted.kind);
    Arena.setWord(phys(mapPointers), u64(index), offset + place);
  }
  answerTwoWords(Protocol.MEMORY_MAP, u64(MemoryMap.count()), offset + mapPointers);
  answerFirmwareMap();
}

function answerFirmwareMap(): void {
  const request = Requests.findRequest(Protocol.EFI_MEMORY_MAP);
  if (request === null) return;
  const response = efiMapAt(mapResponse);
  response.revision = 0n;
  response.map = offset + Handover.firmwareMap();
  response.mapBytes = Handover.firmwareMapBytes();
  response.descriptorBytes = Handover.firmwareDescriptorBytes();
  response.descriptorVersion = Handover.firmwareDescriptorVersion();
  request.response = offset + mapResponse;
  answered += 1;
}

// ── Helpers ─────────────────────────────────────────────────────────────────────────────────────

/** An address of a firmware table as the base revision wants it: physical from revision 3 on. */
function firmwareAddress(address: u64): u64 {
  if (address === 0n) return 0n;
  return Requests.baseRevision() >= 3n ? address : offset + address;
}

/** Answers with nothing but a revision. */
function answerEmpty(id: FixedArray<u64, 2>): void {
  answerWord(id, 0n);
}

function answerWord(id: FixedArray<u64, 2>, word: u64): void {
  const request = Requests.findRequest(id);
  if (request === null) return;
  const place = Arena.allocate(sizeOf<WordResponse>());
  wordResponseAt(place).word = word;
  request.response = offset + place;
  answered += 1;
}

function answerTwoWords(id: FixedArray<u64, 2>, first: u64, second: u64): void {
  answerWithRevision(id, 0n, first, second);
}

function answerWithRevision(id: FixedArray<u64, 2>, revision: u64, first: u64, second: u64): void {
  const request = Requests.findRequest(id);
  if (request === null) return;
  const place = Arena.allocate(sizeOf<TwoWordResponse>());
  const response = twoWordResponseAt(place);
  response.revision = revision;
  response.first = first;
  response.second = second;
  request.response = offset + place;
  answered += 1;
}

function copyFramebuffer(from: Framebuffer, to: Framebuffer): void {
  to.address = offset + from.address;
  to.width = from.width;
  to.height = from.height;
  to.pitchBytes = from.pitchBytes;
  to.format.bitsPerPixel = from.format.bitsPerPixel;
  to.format.memoryModel = from.format.memoryModel;
  to.format.redMaskSize = from.format.redMaskSize;
  to.format.redMaskShift = from.format.redMaskShift;
  to.format.greenMaskSize = from.format.greenMaskSize;
  to.format.greenMaskShift = from.format.greenMaskShift;
  to.format.blueMaskSize = from.format.blueMaskSize;
  to.format.blueMaskShift = from.format.blueMaskShift;
  to.modeCount = from.modeCount;
  to.modes = offset + from.modes;
  for (const index of range(0n, from.modeCount)) {
    const mode = Arena.bytesAt(phys(from.modes + index * 8n), 8n).getBigUint64(0, true);
    Arena.setWord(phys(from.modes), index, offset + mode);
  }
}

/** The word after the start of a request. */
function wordOf(request: Request): u64 {
  'use unsafe';
  // SAFE: the request lies in the image; its last word may be behind the last page only if the
  // kernel's structure is cut off there, and what follows the image is the loader's memory.
  return at<RequestWithWord>(addressOf(request)).word;
}

function pagingModeRequest(request: Request): PagingModeRequest {
  'use unsafe';
  // SAFE: as `wordOf`.
  return at<PagingModeRequest>(addressOf(request));
}

function wordResponseAt(place: PhysAddr): WordResponse {
  'use unsafe';
  // SAFE: just allocated, of this size.
  return at<WordResponse>(virt(u64(place)));
}

function twoWordResponseAt(place: PhysAddr): TwoWordResponse {
  'use unsafe';
  // SAFE: just allocated, of this size.
  return at<TwoWordResponse>(virt(u64(place)));
}

function framebufferAt(place: PhysAddr): Framebuffer {
  'use unsafe';
  // SAFE: just allocated, of this size.
  return at<Framebuffer>(virt(u64(place)));
}

function fileAt(place: PhysAddr): LimineFile {
  'use unsafe';
  // SAFE: allocated by `describeFile`, of this size.
  return at<LimineFile>(virt(u64(place)));
}

function mapEntryAt(place: u64): MemoryMapEntry {
  'use unsafe';
  // SAFE: inside what `reserveMemoryMap` took.
  return at<MemoryMapEntry>(virt(place));
}

function efiMapAt(place: u64): EfiMemoryMapResponse {
  'use unsafe';
  // SAFE: what `reserveMemoryMap` took.
  return at<EfiMemoryMapResponse>(virt(place));
}
