/**
 * Boot information: what the kernel knows about the machine before it looks for itself.
 *
 * There is one form of it, whoever started the kernel. The entry code of each boot path fills it
 * from the loader's structures and copies everything out of them, so that nothing after that reads
 * the loader's memory again.
 *
 * Used by: `limine.ts`, `pvh.ts`, `multiboot2.ts`, `kernel/main.ts`.            Uses: `kernel/mm/memory-map.ts`.
 * Invariants:
 *   I1. A `BootText` holds printable ASCII only.
 *   I2. `framebufferCount` <= `MAX_FRAMEBUFFERS`.
 * Not handled here: the loaders' formats.
 * Sources: [LIMINE] "Feature List", whose terms the fields follow.
 */
import { linkerSymbol } from '../../runtime/contract/image.ts';
import * as Address from '../mm/address.ts';
import type { MemoryMap, MemoryMapEntries } from '../mm/memory-map.ts';
import * as MemoryMaps from '../mm/memory-map.ts';

/** Who started the kernel. */
export enum BootPath {
  /** The direct boot of virtual machine monitors: [PVH]. */
  Pvh,
  /** A loader that speaks the Limine protocol. */
  Limine,
  /** GRUB, or another loader that speaks [MULTIBOOT2]. */
  Multiboot2,
}

/** A copied text; what does not fit is cut off. */
export interface BootText extends Struct {
  lengthBytes: u32;
  isCut: bool;
  bytes: FixedArray<u8, 256>;
}

/** A linear framebuffer. */
export interface BootFramebuffer extends Struct {
  base: PhysAddr;
  /** `pitchBytes * height`. */
  lengthBytes: u64;
  width: u64;
  height: u64;
  pitchBytes: u64;
  bitsPerPixel: u32;
  /** Whether pixels are made of the three colours below, and are not numbers of a palette. */
  isRgb: bool;
  red: ColourField;
  green: ColourField;
  blue: ColourField;
}

/** Where a colour lies in a pixel: bits `[shift + sizeBits - 1 : shift]`. */
export interface ColourField extends Struct {
  sizeBits: u8;
  shift: u8;
}

/** Everything the loader said; all bytes zero says nothing. */
export interface BootInfo extends Struct {
  path: BootPath;
  loaderName: BootText;
  loaderVersion: BootText;
  commandLine: BootText;
  /** Virtual address of physical address 0 in the boot address space. */
  directMapOffset: VirtAddr;
  /** First physical address that the boot address space does not reach. */
  reachableEnd: PhysAddr;
  kernelVirtBase: VirtAddr;
  kernelPhysBase: PhysAddr;
  kernelBytes: usize;
  /** Physical address of the ACPI root pointer; phys 0 when there is none. */
  rsdp: PhysAddr;
  framebufferCount: u32;
  framebuffers: FixedArray<BootFramebuffer, 4>;
  /** The loader's memory map and, after it, what the kernel reserves. */
  memoryMap: MemoryMapEntries;
}

/** Where the linker put the kernel image; the length is in bytes. */
export type KernelImage = { readonly virtStart: VirtAddr; readonly lengthBytes: usize };

/** Framebuffers that are kept; more are ignored. */
export const MAX_FRAMEBUFFERS: u32 = 4;
const TEXT_CAPACITY_BYTES: u32 = 256;

const QUESTION_MARK: u8 = 0x3f;
const FIRST_PRINTABLE: u8 = 0x20;
const LAST_PRINTABLE: u8 = 0x7e;

const SYSTEM_INFO: BootInfo = zeroed();
const SYSTEM_MAP: MemoryMap = zeroed();

/** What the loader of this system said; empty before the boot path has filled it. */
export function systemInfo(): BootInfo {
  return SYSTEM_INFO;
}

/** The normalised memory map of this system; empty before `kernel/main.ts` has filled it. */
export function systemMap(): MemoryMap {
  return SYSTEM_MAP;
}

/** The kernel image as the linker script defines it. */
export function kernelImage(): KernelImage {
  'use unsafe';
  // SAFE: only the addresses of the symbols are used.
  const start = linkerSymbol('kernel_image_start');
  const end = linkerSymbol('kernel_image_end');
  return { virtStart: start, lengthBytes: end - start };
}

/** Makes `info` say nothing. */
export function clear(info: BootInfo): void {
  info.path = BootPath.Pvh;
  clearText(info.loaderName);
  clearText(info.loaderVersion);
  clearText(info.commandLine);
  info.directMapOffset = virt(0n);
  info.reachableEnd = phys(0n);
  info.kernelVirtBase = virt(0n);
  info.kernelPhysBase = phys(0n);
  info.kernelBytes = 0n;
  info.rsdp = phys(0n);
  info.framebufferCount = 0;
  MemoryMaps.clearEntries(info.memoryMap);
}

/** Makes `phys2virt` and `virt2phys` use the boot address space that `info` describes. */
export function useAddresses(info: BootInfo): void {
  Address.setDirectMap(info.directMapOffset, info.reachableEnd);
  Address.setKernelImage(info.kernelVirtBase, info.kernelPhysBase, info.kernelBytes);
}

/**
 * Enters where the kernel image lies and reserves its memory.
 *
 * @returns as `MemoryMap.addReservation`; after an error `info` is incomplete
 */
export function setKernelImage(
  info: BootInfo,
  image: KernelImage,
  physBase: PhysAddr,
): MemoryMaps.MemoryMapStatus {
  info.kernelVirtBase = image.virtStart;
  info.kernelPhysBase = physBase;
  info.kernelBytes = image.lengthBytes;
  return MemoryMaps.addReservation(
    info.memoryMap,
    physBase,
    image.lengthBytes,
    MemoryMaps.RegionKind.KernelAndModules,
  );
}

/** Makes `text` empty. */
export function clearText(text: BootText): void {
  text.lengthBytes = 0;
  text.isCut = false;
}

/** Appends one character; a byte that is not printable ASCII becomes a question mark (I1). */
export function appendByte(text: BootText, byte: u8): void {
  if (text.lengthBytes === TEXT_CAPACITY_BYTES) {
    text.isCut = true;
    return;
  }
  const isPrintable = byte >= FIRST_PRINTABLE && byte <= LAST_PRINTABLE;
  text.bytes[text.lengthBytes] = isPrintable ? byte : QUESTION_MARK;
  text.lengthBytes += 1;
}

/** Makes `text` the string constant `value`. */
export function setText(text: BootText, value: string): void {
  clearText(text);
  for (const index of range(0, value.length)) appendByte(text, u8(value.charCodeAt(index)));
}

/**
 * Makes `text` the zero-terminated text at `address`, or as much of it as fits.
 *
 * Requires: the bytes up to the terminator, at most 257 of them, can be read.
 */
export function copyText(text: BootText, address: VirtAddr): void {
  clearText(text);
  for (const index of range(0, TEXT_CAPACITY_BYTES + 1)) {
    const byte = byteAt(virt(address + u64(index)));
    if (byte === 0) return;
    appendByte(text, byte);
  }
}

/** Whether `text` is exactly the string constant `value`. */
export function textEquals(text: BootText, value: string): bool {
  if (text.lengthBytes !== value.length) return false;
  for (const index of range(0, value.length)) {
    if (u32(text.bytes[index]) !== value.charCodeAt(index)) return false;
  }
  return true;
}

function byteAt(address: VirtAddr): u8 {
  'use unsafe';
  // SAFE: as `copyText` requires.
  return dataViewAt(address, 1n).getUint8(0);
}
