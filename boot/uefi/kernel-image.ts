/**
 * The kernel in memory: its segments copied into one physically contiguous run, and relocated.
 *
 * Physical address = physBase + (virtual address - image.virtBase), for every address of the image.
 *
 * Used by: `main.ts`, `requests.ts`, `page-tables.ts`.            Uses: `elf.ts`, `firmware.ts`.
 * Invariants:
 *   I1. Every byte of the run that no segment's file bytes cover is zero.
 * Sources: [LIMINE] "Entry memory layout"; [SYSV] "Relocation Types".
 */
import { copyMemory } from '../../runtime/contract/memory.ts';
import * as Arena from './arena.ts';
import * as Elf from './elf.ts';
import { ElfStatus } from './elf.ts';
import type { Image } from './elf.ts';
import * as Firmware from './firmware.ts';

/** [SYSV] "Relocation Types": R_X86_64_NONE, and R_X86_64_RELATIVE: base + addend, 64 bits. */
const RELOCATION_NONE: u64 = 0n;
const RELOCATION_RELATIVE: u64 = 8n;
const RELOCATION_BYTES: u64 = 24n;

/** The run of pages that was taken, which may be longer than the image. */
export interface Placement extends Struct {
  /** Physical address of the image's first page. */
  physBase: u64;
  lengthBytes: u64;
}

/** One word of the image. */
interface ImageWord extends Struct {
  value: u64;
}

/**
 * Takes memory for the image and copies the segments into it.
 *
 * @param file      - the kernel file that `Elf.read` accepted
 * @param placement - filled
 * @returns false when there is not so much memory in one piece
 */
export function load(file: DataView, image: Image, placement: Placement): bool {
  const lengthBytes = image.virtEnd - image.virtBase;
  // Room to start at a multiple of the alignment.
  const spareBytes = image.alignment - Firmware.PAGE_SIZE_BYTES;
  const pageCount = Firmware.pagesFor(lengthBytes + spareBytes);
  const base = Firmware.allocateZeroedPages(pageCount);
  if (base === null) return false;
  placement.physBase = alignUp(u64(base), image.alignment);
  placement.lengthBytes = lengthBytes;
  for (const index of range(0, image.segmentCount)) {
    const segment = image.segments[index];
    copyInto(file, segment.fileOffset, placement, image, segment.virtStart, segment.fileBytes);
  }
  return true;
}

function copyInto(
  file: DataView,
  fileOffset: u64,
  placement: Placement,
  image: Image,
  virtStart: u64,
  lengthBytes: u64,
): void {
  'use unsafe';
  if (lengthBytes === 0n) return;
  const source = subView(file, u32(fileOffset), u32(lengthBytes));
  // SAFE: the segment lies in the run (`Elf.read`), the source in the file (checked by `subView`).
  copyMemory(virt(u64(physOf(placement, image, virtStart))), addressOf(source), lengthBytes);
}

/** The physical address of an address of the image. */
export function physOf(placement: Placement, image: Image, address: u64): PhysAddr {
  assert(address >= image.virtBase && address < image.virtEnd, 'kernel-image: not in the image');
  return phys(placement.physBase + (address - image.virtBase));
}

/** The image's bytes. */
export function bytesOf(placement: Placement): DataView {
  return Arena.bytesAt(phys(placement.physBase), placement.lengthBytes);
}

/**
 * Applies the relocations of a position-independent image.
 *
 * @returns `ElfStatus.Ok`, or `BadRelocation`: the image is then half relocated
 */
export function relocate(placement: Placement, image: Image): ElfStatus {
  const count = image.relocationBytes / RELOCATION_BYTES;
  if (count === 0n) return ElfStatus.Ok;
  const table = wrappingAdd(image.relocations, image.slide);
  if (!isAligned(table, 8n) || !Elf.isLoaded(image, table, count * RELOCATION_BYTES)) {
    return ElfStatus.BadRelocation;
  }
  for (const index of range(0n, count)) {
    const entry = table + index * RELOCATION_BYTES;
    const kind = wordAt(placement, image, entry + 8n) & 0xffff_ffffn;
    if (kind === RELOCATION_NONE) continue;
    const target = wrappingAdd(wordAt(placement, image, entry), image.slide);
    if (kind !== RELOCATION_RELATIVE || !Elf.isLoaded(image, target, 8n)) {
      return ElfStatus.BadRelocation;
    }
    if (!isAligned(target, 8n)) return ElfStatus.BadRelocation;
    const addend = wordAt(placement, image, entry + 16n);
    setWord(placement, image, target, wrappingAdd(addend, image.slide));
  }
  return ElfStatus.Ok;
}

function wordAt(placement: Placement, image: Image, address: u64): u64 {
  return reference(placement, image, address).value;
}

function setWord(placement: Placement, image: Image, address: u64, value: u64): void {
  const word = reference(placement, image, address);
  word.value = value;
}

function reference(placement: Placement, image: Image, address: u64): ImageWord {
  'use unsafe';
  // SAFE: callers have checked that the word lies in a segment and is aligned.
  return at<ImageWord>(virt(u64(physOf(placement, image, address))));
}
