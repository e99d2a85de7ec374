/**
 * Files on the volume that the loader was started from.
 *
 * A file is named by `setPath`, then read in parts between `open` and `close`, or whole by `load`.
 *
 * Used by: `main.ts`, `kernel-image.ts`.            Uses: `firmware.ts`, `device-path.ts`.
 * Invariants:
 *   I1. `PATH` ends with a zero.
 *   I2. At most one file is open: `current`, of `currentBytes` bytes.
 * Sources: [UEFI] "Simple File System Protocol", "EFI File Protocol".
 */
import type { Partition } from './device-path.ts';
import * as DevicePath from './device-path.ts';
import * as Efi from './efi.ts';
import type { WordCell } from './efi.ts';
import {
  FILE_ATTRIBUTE_DIRECTORY,
  FILE_INFO,
  FILE_MODE_READ,
  LOADED_IMAGE,
  SIMPLE_FILE_SYSTEM,
} from './efi-protocols.ts';
import type {
  FileCell,
  FileInfo,
  FileProtocol,
  LoadedImage,
  SimpleFileSystem,
} from './efi-protocols.ts';
import * as Firmware from './firmware.ts';

/** Results of working with a file. After anything but `Ok` nothing is loaded. */
export enum FileStatus {
  Ok,
  /** The firmware cannot say which volume the loader is on, or cannot read it. */
  NoVolume,
  /** There is no such file. */
  NotFound,
  /** The path names a directory. */
  IsDirectory,
  /** The firmware cannot read the file. */
  ReadError,
  /** The file has no bytes, or 1 GiB or more. */
  BadSize,
  /** There is not so much memory in one piece. */
  OutOfMemory,
}

/** Results of `setPath`. */
export enum PathStatus {
  Ok,
  /** Only `boot():/…`, on the volume of the loader, is known. */
  UnknownResource,
  /** A path may end with `#` and a hash, which this loader cannot check. */
  HashUnsupported,
  /** Longer than 250 characters. */
  TooLong,
  /** A character is not ASCII. */
  NotAscii,
}

/** A file in memory, in pages of its own. */
export interface LoadedFile extends Struct {
  base: u64;
  lengthBytes: u64;
  pageCount: u64;
}

const PATH_CHARACTERS: u32 = 256;
const LONGEST_PATH: u32 = 250;

interface Path extends Struct {
  characters: FixedArray<u16, 256>;
}

/** Files are read in parts of this size: some firmware fails at more. */
const PART_BYTES: u64 = 0x10_0000n;
const MAX_FILE_BYTES: u64 = 0x4000_0000n;

const SLASH: u16 = 0x2f;
const BACKSLASH: u16 = 0x5c;
const HASH: u16 = 0x23;
const LAST_ASCII: u16 = 0x7f;
const RESOURCE: string = 'boot():';

const PATH: Path = zeroed();
const CELL: FileCell = zeroed();
const BYTES: WordCell = zeroed();
const INFO: FileInfo = zeroed();
const PARTITION: Partition = zeroed();
let root: FileProtocol | null = null;
let current: FileProtocol | null = null;
let currentBytes: u64 = 0n;

/** Opens the volume that the loader lies on. */
export function openVolume(): FileStatus {
  const image = loadedImage();
  if (image === null) return FileStatus.NoVolume;
  DevicePath.readPartition(image.deviceHandle, PARTITION);
  const found = Firmware.protocolOf(image.deviceHandle, SIMPLE_FILE_SYSTEM);
  if (found === null) return FileStatus.NoVolume;
  const system = fileSystemAt(found);
  clearCell();
  if (system.openVolume(system, CELL) !== Efi.SUCCESS) return FileStatus.NoVolume;
  root = CELL.file;
  return root === null ? FileStatus.NoVolume : FileStatus.Ok;
}

/** The partition that the volume lies on. */
export function partition(): Partition {
  return PARTITION;
}

/** Sets the path of the next `load` from a constant: `/boot/limine.conf`. */
export function setConstantPath(path: string): void {
  assert(path.length <= LONGEST_PATH, 'file: constant path too long');
  for (const index of range(0, path.length)) put(index, u16(path.charCodeAt(index)));
  PATH.characters[path.length] = 0; // keeps I1
}

/**
 * Sets the path of the next `load` from `[start, end)` of a text: `boot():/boot/kernel.elf`.
 *
 * @returns `PathStatus.Ok`, or what is wrong with it: the path is then undefined
 */
export function setPath(text: DataView, start: u32, end: u32): PathStatus {
  const first = startsWithResource(text, start, end) ? start + RESOURCE.length : start;
  if (first >= end || text.getUint8(first) !== u8(SLASH)) return PathStatus.UnknownResource;
  if (end - first > LONGEST_PATH) return PathStatus.TooLong;
  for (const index of range(first, end)) {
    const character = u16(text.getUint8(index));
    if (character === HASH) return PathStatus.HashUnsupported;
    if (character > LAST_ASCII) return PathStatus.NotAscii;
    put(index - first, character);
  }
  PATH.characters[end - first] = 0; // keeps I1
  return PathStatus.Ok;
}

/** The offset in the text given to `setPath` where the path inside the volume starts. */
export function pathStart(text: DataView, start: u32, end: u32): u32 {
  return startsWithResource(text, start, end) ? start + RESOURCE.length : start;
}

/**
 * Opens the file that the path names. Requires that no file is open (I2).
 *
 * @returns `FileStatus.Ok`, or what is wrong: no file is open then
 */
export function open(): FileStatus {
  assert(current === null, 'file: another file is open');
  if (root === null) return FileStatus.NoVolume;
  clearCell();
  const status = root.open(root, CELL, addressOf(PATH.characters), FILE_MODE_READ, 0n);
  if (status === Efi.NOT_FOUND) return FileStatus.NotFound;
  const opened = CELL.file;
  if (status !== Efi.SUCCESS || opened === null) return FileStatus.ReadError;
  const described = describe(opened);
  if (described === FileStatus.Ok) current = opened;
  else giveBack(opened);
  return described;
}

/** Sets `currentBytes` for a file that is about to be the open one. */
function describe(opened: FileProtocol): FileStatus {
  BYTES.value = sizeOf<FileInfo>();
  if (opened.getInfo(opened, FILE_INFO, BYTES, addressOf(INFO)) !== Efi.SUCCESS) {
    return FileStatus.ReadError;
  }
  if ((INFO.attributes & FILE_ATTRIBUTE_DIRECTORY) !== 0n) return FileStatus.IsDirectory;
  currentBytes = INFO.fileBytes;
  return currentBytes === 0n || currentBytes >= MAX_FILE_BYTES ? FileStatus.BadSize : FileStatus.Ok;
}

/** Length of the open file in bytes. */
export function lengthBytes(): u64 {
  return currentBytes;
}

/**
 * Reads `[offset, offset + count)` of the open file to physical memory at `to`.
 *
 * @returns `Ok`, or `ReadError`: also when the file is shorter than that
 */
export function readAt(offset: u64, count: u64, to: PhysAddr): FileStatus {
  if (current === null) return FileStatus.ReadError;
  if (current.setPosition(current, offset) !== Efi.SUCCESS) return FileStatus.ReadError;
  let done: u64 = 0n;
  while (done < count) {
    BYTES.value = min(count - done, PART_BYTES);
    const status = current.read(current, BYTES, virt(to + done));
    const isPart = BYTES.value > 0n && BYTES.value <= count - done;
    if (status !== Efi.SUCCESS || !isPart) return FileStatus.ReadError;
    done += BYTES.value;
  }
  return FileStatus.Ok;
}

/** Closes the open file. */
export function close(): void {
  if (current !== null) giveBack(current);
  current = null;
}

function giveBack(opened: FileProtocol): void {
  ignore(opened.close(opened), 'the file was only read');
}

/**
 * Reads the whole file that the path names into new pages.
 *
 * @param file - filled when the result is `Ok`
 */
export function load(file: LoadedFile): FileStatus {
  const opened = open();
  if (opened !== FileStatus.Ok) return opened;
  const loaded = loadOpened(file);
  close();
  return loaded;
}

function loadOpened(file: LoadedFile): FileStatus {
  const pageCount = Firmware.pagesFor(currentBytes);
  const base = Firmware.allocateZeroedPages(pageCount);
  if (base === null) return FileStatus.OutOfMemory;
  file.base = u64(base);
  file.lengthBytes = currentBytes;
  file.pageCount = pageCount;
  return readAt(0n, currentBytes, base);
}

/** In a function of its own, so that tsc does not take the cell for null after the firmware's call. */
function clearCell(): void {
  CELL.file = null;
}

/** The firmware writes `\` between names. */
function put(index: u32, character: u16): void {
  assert(index < PATH_CHARACTERS - 1, 'file: path too long');
  PATH.characters[index] = character === SLASH ? BACKSLASH : character;
}

function startsWithResource(text: DataView, start: u32, end: u32): bool {
  if (end - start < RESOURCE.length) return false;
  for (const index of range(0, RESOURCE.length)) {
    if (u32(text.getUint8(start + index)) !== RESOURCE.charCodeAt(index)) return false;
  }
  return true;
}

function loadedImage(): LoadedImage | null {
  'use unsafe';
  const found = Firmware.protocolOf(Firmware.imageHandle(), LOADED_IMAGE);
  if (found === null) return null;
  // SAFE: the firmware says that this protocol is there.
  return at<LoadedImage>(found);
}

function fileSystemAt(address: VirtAddr): SimpleFileSystem {
  'use unsafe';
  // SAFE: the firmware says that this protocol is there.
  return at<SimpleFileSystem>(address);
}
