/**
 * The mapper: fills the kernel's address space at boot and switches to it.
 *
 *   kernel image     text RX, rodata R, data and bss RW; the two stack guard pages unmapped
 *   direct map       RW, never executable, with the largest pages that fit, over memory of the kinds
 *                    usable, bootloader-reclaimable, kernel and modules, ACPI reclaimable, ACPI NVS
 *   frame buffers    at their place in the direct map, write-combining
 *   everything else  unmapped: page 0, the user half, reserved memory
 *
 * The direct map is a second way to the kernel's own bytes. There text and rodata are mapped
 * read-only, so that W^X holds for the memory and not only for one of its addresses (chosen;
 * rejected: leaving them out, which would make `phys2virt` of a valid frame fault).
 *
 * Used by: `kernel/main.ts`.            Uses: `paging.ts`, `memory-map.ts`, `kernel-image.ts`.
 * Invariants:
 *   I1. What is mapped is exactly what `audit.ts` checks.
 * Not handled here: devices (mapped by their drivers), the firmware's reserved memory.
 * Sources: [LIMINE] "Memory Map Feature", "HHDM (Higher Half Direct Map) Feature".
 */
import { setDirectMap } from './address.ts';
import * as KernelImage from './kernel-image.ts';
import { DIRECT_MAP_AREA_END, DIRECT_MAP_AREA_START } from './layout.ts';
import { type MemoryMap, RegionKind, regionEnd } from './memory-map.ts';
import { MapStatus } from './page-arguments.ts';
import {
  KERNEL_CODE,
  KERNEL_DATA,
  KERNEL_FRAMEBUFFER,
  KERNEL_READ_ONLY,
  type PageFlags,
} from './page-flags.ts';
import * as PageTable from './page-table.ts';
import * as PageTableRoot from './page-table-root.ts';
import * as Paging from './paging.ts';

/** Where things go. */
export type MapperPlan = {
  /** Virtual address of physical address 0 in the direct map, multiple of 4096. */
  readonly directMapStart: VirtAddr;
  readonly image: KernelImage.KernelImage;
};

/**
 * Maps everything into the kernel's root and makes the processor use it.
 *
 * @param map - normalised
 * @returns `Ok`, or a status of `buildMappings`; then the old tables are still in use
 *
 * Requires: `Paging.init` was called; protections and PAT are set up; `plan.directMapStart` is the
 *           offset in use, so that references to memory stay valid across the switch.
 * Ensures:  `phys2virt` reaches all memory of the map.
 */
export function fullMap(map: MemoryMap, plan: MapperPlan): MapStatus {
  const status = buildMappings(Paging.root(), map, plan);
  if (status !== MapStatus.Ok) return status;
  Paging.load();
  setDirectMap(plan.directMapStart, map.memoryEnd);
  return MapStatus.Ok;
}

/**
 * Maps the kernel image and the direct map under `root`.
 *
 * @param root - nothing is mapped under it, and it is not live
 * @returns `Ok`, or, with nothing mapped under the root and all tables but permanent ones freed,
 *   - `OutOfFrames`: not enough memory for the tables
 *   - `Misaligned`, `Wraps`, `NotCanonical`, …: the plan or the image is wrong
 *   - `CrossesHole`: the direct map would leave its area
 */
export function buildMappings(root: PhysAddr, map: MemoryMap, plan: MapperPlan): MapStatus {
  let status = mapImage(root, plan.image);
  if (status === MapStatus.Ok) status = mapDirectly(root, map, plan);
  if (status !== MapStatus.Ok) PageTableRoot.clearRoot(root);
  return status;
}

/** Whether memory of `kind` is in the direct map as ordinary memory. */
export function isDirectlyMapped(kind: RegionKind): bool {
  switch (kind) {
    case RegionKind.Usable:
    case RegionKind.BootloaderReclaimable:
    case RegionKind.KernelAndModules:
    case RegionKind.AcpiReclaimable:
    case RegionKind.AcpiNvs:
      return true;
    case RegionKind.Reserved:
    case RegionKind.BadMemory:
    case RegionKind.Framebuffer:
      return false;
  }
}

/** Maps the sections of the image; the data around its two guard pages. */
function mapImage(root: PhysAddr, image: KernelImage.KernelImage): MapStatus {
  const text = mapSection(root, image, image.textStart, image.textEnd, KERNEL_CODE);
  if (text !== MapStatus.Ok) return text;
  const rodata = mapSection(root, image, image.rodataStart, image.rodataEnd, KERNEL_READ_ONLY);
  if (rodata !== MapStatus.Ok) return rodata;
  let start = image.dataStart;
  while (start < image.dataEnd) {
    const guard = nextGuard(image, start);
    const data = mapSection(root, image, start, guard, KERNEL_DATA);
    if (data !== MapStatus.Ok) return data;
    if (guard === image.dataEnd) return MapStatus.Ok;
    start = virt(guard + 4096n);
  }
  return MapStatus.Ok;
}

/** The first guard page at or above `start`; the end of the data when there is none. */
function nextGuard(image: KernelImage.KernelImage, start: VirtAddr): VirtAddr {
  let next = image.dataEnd;
  if (image.bootStackGuard >= start && image.bootStackGuard < next) next = image.bootStackGuard;
  if (image.doubleFaultStackGuard >= start && image.doubleFaultStackGuard < next) {
    next = image.doubleFaultStackGuard;
  }
  return next;
}

/** Maps `[start, end)` of the image; nothing when it is empty. */
function mapSection(
  root: PhysAddr,
  image: KernelImage.KernelImage,
  start: VirtAddr,
  end: VirtAddr,
  flags: PageFlags,
): MapStatus {
  if (start === end) return MapStatus.Ok;
  return PageTable.mapRange(root, KernelImage.physOf(image, start), start, end - start, flags);
}

/**
 * Maps the direct map: neighbouring regions are joined first, because large pages may cross from
 * one kind of memory to the next.
 */
function mapDirectly(root: PhysAddr, map: MemoryMap, plan: MapperPlan): MapStatus {
  let runStart: u64 = 0n;
  let runEnd: u64 = 0n;
  for (const index of range(0, map.count)) {
    const region = map.regions[index];
    if (region.kind === RegionKind.Framebuffer) {
      const status = mapAlias(root, plan, region.base, regionEnd(region), KERNEL_FRAMEBUFFER);
      if (status !== MapStatus.Ok) return status;
    }
    if (!isDirectlyMapped(region.kind)) continue;
    if (region.base !== runEnd) {
      const status = mapRun(root, plan, runStart, runEnd);
      if (status !== MapStatus.Ok) return status;
      runStart = region.base;
    }
    runEnd = regionEnd(region);
  }
  return mapRun(root, plan, runStart, runEnd);
}

/** Maps `[start, end)` of physical memory, cut where the kernel's read-only bytes start and end. */
function mapRun(root: PhysAddr, plan: MapperPlan, start: u64, end: u64): MapStatus {
  let at = start;
  while (at < end) {
    const next = min(end, nextCut(plan.image, at));
    const flags = isReadOnly(plan.image, at) ? KERNEL_READ_ONLY : KERNEL_DATA;
    const status = mapAlias(root, plan, phys(at), phys(next), flags);
    if (status !== MapStatus.Ok) return status;
    at = next;
  }
  return MapStatus.Ok;
}

/** Whether the byte at physical `address` belongs to the kernel's text or rodata. */
function isReadOnly(image: KernelImage.KernelImage, address: u64): bool {
  if (address >= KernelImage.physOf(image, image.textStart)) {
    if (address < KernelImage.physOf(image, image.textEnd)) return true;
  }
  if (address < KernelImage.physOf(image, image.rodataStart)) return false;
  return address < KernelImage.physOf(image, image.rodataEnd);
}

/** The first bound of text or rodata above physical `address`; the highest address if none. */
function nextCut(image: KernelImage.KernelImage, address: u64): u64 {
  let next: u64 = 0xffff_ffff_ffff_ffffn;
  next = nearer(address, next, KernelImage.physOf(image, image.textStart));
  next = nearer(address, next, KernelImage.physOf(image, image.textEnd));
  next = nearer(address, next, KernelImage.physOf(image, image.rodataStart));
  return nearer(address, next, KernelImage.physOf(image, image.rodataEnd));
}

/** `bound` when it lies in `(address, next)`, else `next`. */
function nearer(address: u64, next: u64, bound: u64): u64 {
  return bound > address && bound < next ? bound : next;
}

/** Maps physical `[start, end)` at its place in the direct map. */
function mapAlias(
  root: PhysAddr,
  plan: MapperPlan,
  start: PhysAddr,
  end: PhysAddr,
  flags: PageFlags,
): MapStatus {
  const last = checkedAdd(plan.directMapStart, end - 1n);
  if (last === null) return MapStatus.Wraps;
  if (plan.directMapStart < DIRECT_MAP_AREA_START || last >= DIRECT_MAP_AREA_END) {
    return MapStatus.CrossesHole;
  }
  return PageTable.mapRange(
    root,
    start,
    virt(plan.directMapStart + u64(start)),
    end - start,
    flags,
  );
}
