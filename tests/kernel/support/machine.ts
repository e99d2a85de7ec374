/**
 * A made-up machine for the mapper and the auditor: 128 GiB of memory and a small kernel image.
 *
 *   phys                         virt (image)
 *   0x0000_1000 usable           0xffff_ffff_8020_0000 text, 5 pages
 *   0x0009_f000 reserved         0xffff_ffff_8020_5000 rodata, 3 pages
 *   0x0010_0000 usable           0xffff_ffff_8020_8000 data, 24 pages, guards at pages 4 and 16
 *   0x0020_0000 kernel image
 *   0x0022_0000 usable
 *   0x1010_0000 bootloader
 *   0x1110_0000 usable
 *   0x7fe0_0000 ACPI tables, ACPI NVS
 *   0x7fe2_0000 reserved
 *   0xfd00_0000 frame buffer, 2 MiB and 3 pages
 *   0x1_0000_0000 usable, up to 128 GiB, with one bad page
 *
 * Used by: `mapper.ktest.ts`, `audit.ktest.ts`.            Uses: `memory-map.ts`.
 */
import * as KernelImage from '../../../kernel/mm/kernel-image.ts';
import { type MapperPlan } from '../../../kernel/mm/mapper.ts';
import * as Map from '../../../kernel/mm/memory-map.ts';
import {
  type MemoryMap,
  type MemoryMapEntries,
  MemoryMapStatus,
  RegionKind,
} from '../../../kernel/mm/memory-map.ts';

export const DIRECT_MAP_START: VirtAddr = virt(0xffff_8000_0000_0000n);
export const TEXT_START: VirtAddr = virt(0xffff_ffff_8020_0000n);
export const TEXT_END: VirtAddr = virt(0xffff_ffff_8020_5000n);
export const RODATA_START: VirtAddr = virt(0xffff_ffff_8020_5000n);
export const RODATA_END: VirtAddr = virt(0xffff_ffff_8020_8000n);
export const DATA_START: VirtAddr = virt(0xffff_ffff_8020_8000n);
export const DATA_END: VirtAddr = virt(0xffff_ffff_8022_0000n);
export const BOOT_STACK_GUARD: VirtAddr = virt(0xffff_ffff_8020_c000n);
export const DOUBLE_FAULT_STACK_GUARD: VirtAddr = virt(0xffff_ffff_8021_8000n);
/** Where the image lies, here and on the simulated machine. */
export const IMAGE_PHYS: PhysAddr = phys(0x20_0000n);

export const BOOTLOADER_START: u64 = 0x1010_0000n;
export const RESERVED_START: u64 = 0x7fe2_0000n;
export const FRAMEBUFFER_START: u64 = 0xfd00_0000n;
export const FRAMEBUFFER_END: u64 = 0xfd20_3000n;
export const BAD_START: u64 = 0x8_0000_0000n;
export const MEMORY_END: u64 = 0x20_0000_0000n;

interface MachineState extends Struct {
  entries: MemoryMapEntries;
  map: MemoryMap;
}

const STATE: MachineState = zeroed();

/** The normalised memory map. */
export function map(): MemoryMap {
  Map.clearEntries(STATE.entries);
  add(0n, 0x9_f000n, RegionKind.Usable);
  add(0x9_f000n, 0x10_0000n, RegionKind.Reserved);
  add(0x10_0000n, 0x20_0000n, RegionKind.Usable);
  add(IMAGE_PHYS, 0x22_0000n, RegionKind.KernelAndModules);
  add(0x22_0000n, BOOTLOADER_START, RegionKind.Usable);
  add(BOOTLOADER_START, 0x1110_0000n, RegionKind.BootloaderReclaimable);
  add(0x1110_0000n, 0x7fe0_0000n, RegionKind.Usable);
  add(0x7fe0_0000n, 0x7fe1_0000n, RegionKind.AcpiReclaimable);
  add(0x7fe1_0000n, RESERVED_START, RegionKind.AcpiNvs);
  add(RESERVED_START, 0x8000_0000n, RegionKind.Reserved);
  // Not page aligned at its end: the normalised map has all of the last page.
  add(FRAMEBUFFER_START, FRAMEBUFFER_END - 0x400n, RegionKind.Framebuffer);
  add(0x1_0000_0000n, BAD_START, RegionKind.Usable);
  add(BAD_START, BAD_START + 0x1000n, RegionKind.BadMemory);
  add(BAD_START + 0x1000n, MEMORY_END, RegionKind.Usable);
  const status = Map.normalise(STATE.entries, 46, STATE.map);
  assert(status === MemoryMapStatus.Ok, 'tests: the machine has a good map');
  return STATE.map;
}

/** The normalised memory map of the simulated machine of host-js: 64 MiB, its image at 2 MiB. */
export function simulatedMap(): MemoryMap {
  const own = KernelImage.fromLinker(IMAGE_PHYS);
  const imageEnd = KernelImage.physOf(own, own.end);
  Map.clearEntries(STATE.entries);
  add(0x10_0000n, IMAGE_PHYS, RegionKind.Usable);
  add(IMAGE_PHYS, imageEnd, RegionKind.KernelAndModules);
  add(imageEnd, 0x400_0000n, RegionKind.Usable);
  const status = Map.normalise(STATE.entries, 40, STATE.map);
  assert(status === MemoryMapStatus.Ok, 'tests: the simulated machine has a good map');
  return STATE.map;
}

function add(start: u64, end: u64, kind: RegionKind): void {
  const status = Map.addEntry(STATE.entries, start, end - start, u64(kind));
  assert(status === MemoryMapStatus.Ok, 'tests: the entry fits');
}

/** Physical address of a byte of the image. */
export function physOf(address: VirtAddr): PhysAddr {
  return phys(IMAGE_PHYS + (address - TEXT_START));
}

/** The plan of the machine. */
export function plan(): MapperPlan {
  return { directMapStart: DIRECT_MAP_START, image: image(TEXT_END) };
}

/** A plan with its direct map elsewhere. */
export function planAt(directMapStart: u64): MapperPlan {
  return { directMapStart: virt(directMapStart), image: image(TEXT_END) };
}

/** A plan whose text does not end with a page. */
export function crookedPlan(): MapperPlan {
  return { directMapStart: DIRECT_MAP_START, image: image(virt(TEXT_END - 8n)) };
}

/** The image, with its text up to `textEnd`. */
export function image(textEnd: VirtAddr): KernelImage.KernelImage {
  return {
    physStart: IMAGE_PHYS,
    start: TEXT_START,
    textStart: TEXT_START,
    textEnd,
    rodataStart: RODATA_START,
    rodataEnd: RODATA_END,
    dataStart: DATA_START,
    dataEnd: DATA_END,
    end: DATA_END,
    bootStackGuard: BOOT_STACK_GUARD,
    doubleFaultStackGuard: DOUBLE_FAULT_STACK_GUARD,
  };
}
