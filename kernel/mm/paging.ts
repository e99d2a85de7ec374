/**
 * Paging: the kernel's own address space.
 *
 * The seed's `Paging`: one root, made by `init`, filled by the mapper, loaded into CR3 by `load`, and
 * changed from then on by `map`, `unmap` and `protect`. Levels are counted 4 to 1 (PML4, PDPT, PD,
 * PT; the seed's PML4 to PML1) here and everywhere. Each change is done in `page-table.ts`; this
 * module adds the root and the invalidation: when the root is live, cached translations are dropped
 * before the function returns.
 *
 * Used by: `mapper.ts`, the heap, drivers, the self-check.
 * Uses: `page-table.ts`, `page-table-root.ts`, `tlb.ts`, `kernel/arch`.
 * Invariants:
 *   I1. After `init`, each of the 256 higher-half entries of the root has a permanent table.
 *   I2. No translation that a function here removed can still be cached when it returns.
 * Not handled here: other address spaces, which use `page-table.ts` with a root of their own.
 * Sources: [SDM3] "4-Level Paging and 5-Level Paging".
 */
import * as ControlRegisters from '../arch/control-registers.ts';
import * as CpuFeatures from '../arch/cpu-features.ts';
import { PAGE_SIZE_BYTES } from './address.ts';
import { MapStatus, setLimits } from './page-arguments.ts';
import { type PageFlags } from './page-flags.ts';
import * as PageTable from './page-table.ts';
import * as PageTableRoot from './page-table-root.ts';
import * as Tlb from './tlb.ts';

/** How the unmapping of one page ended. */
export type UnmappedPage =
  | {
      readonly kind: 'unmapped';
      /** The frame that was mapped; it is the caller's. */
      readonly frame: PhysAddr;
    }
  | { readonly kind: 'refused'; readonly status: MapStatus };

/** No root yet: frame 0 is never handed out. */
const NO_ROOT: PhysAddr = phys(0n);

/** Frame of the kernel's PML4. */
let kernelRoot: PhysAddr = NO_ROOT;

/**
 * Makes the kernel's root: an empty lower half, and a permanent table for each entry of the higher.
 *
 * Asks the processor what it can do. A root made by an earlier call is forgotten, not freed: its
 * frames belong to whoever set up the frame allocator anew.
 *
 * @returns `Ok`, or `OutOfFrames` with no root and no frame in use
 *
 * Requires: the frame allocator is initialised.   Cost: 257 frames, zeroed.
 */
export function init(): MapStatus {
  const features = CpuFeatures.detect();
  setLimits({
    physicalWidthBits: features.physicalWidthBits,
    hasGigabytePages: features.gigabytePages,
    hasNoExecute: features.noExecute,
  });
  kernelRoot = NO_ROOT;
  const fresh = PageTableRoot.createRoot();
  if (fresh === null) return MapStatus.OutOfFrames;
  const status = PageTableRoot.makeKernelHalfPermanent(fresh);
  if (status !== MapStatus.Ok) {
    ignore(PageTableRoot.destroyRoot(fresh), 'an empty root is always freed');
    return status;
  }
  kernelRoot = fresh; // keeps I1
  return MapStatus.Ok;
}

/** Frame of the kernel's PML4. Panics before `init`. */
export function root(): PhysAddr {
  assert(kernelRoot !== NO_ROOT, 'mm/paging: root: init was not called');
  return kernelRoot;
}

/** Whether the processor walks the kernel's root now. */
export function isLive(): bool {
  return kernelRoot !== NO_ROOT && ControlRegisters.currentRoot() === kernelRoot;
}

/**
 * Makes the processor walk the kernel's root from now on.
 *
 * Requires: the running code, its stack and its data are mapped under it (`Mapper.fullMap`), and
 *           NX and PAT are set up (`control-registers.ts`).
 */
export function load(): void {
  ControlRegisters.loadRoot(root());
}

/**
 * Maps the page `page` to `frame` with `flags`.
 *
 * @returns as `mapRange` of `page-table.ts`; every status but `Ok` means that nothing changed
 */
export function map(frame: PhysAddr, page: VirtAddr, flags: PageFlags): MapStatus {
  return PageTable.map(root(), frame, page, flags);
}

/** Maps `lengthBytes` from `virtStart` on to `physStart` on; see `mapRange` of `page-table.ts`. */
export function mapRange(
  physStart: PhysAddr,
  virtStart: VirtAddr,
  lengthBytes: u64,
  flags: PageFlags,
): MapStatus {
  return PageTable.mapRange(root(), physStart, virtStart, lengthBytes, flags);
}

/**
 * Removes the translation of one page; see `unmap` of `page-table.ts` for the statuses.
 *
 * TLB: done.
 */
export function unmap(page: VirtAddr): UnmappedPage {
  const result = PageTable.unmap(root(), page);
  if (result.kind === 'refused') return { kind: 'refused', status: result.status };
  settle(result.flush);
  return { kind: 'unmapped', frame: result.frame };
}

/** Removes every translation of a range; see `unmapRange` of `page-table.ts`. TLB: done. */
export function unmapRange(virtStart: VirtAddr, lengthBytes: u64): MapStatus {
  return finish(PageTable.unmapRange(root(), virtStart, lengthBytes));
}

/** Replaces the flags of one page; see `protectRange` of `page-table.ts`. TLB: done. */
export function protect(page: VirtAddr, flags: PageFlags): MapStatus {
  return protectRange(page, PAGE_SIZE_BYTES, flags);
}

/** Replaces the flags of every page of a range; see `protectRange` of `page-table.ts`. TLB: done. */
export function protectRange(virtStart: VirtAddr, lengthBytes: u64, flags: PageFlags): MapStatus {
  return finish(PageTable.protectRange(root(), virtStart, lengthBytes, flags));
}

/** The physical address behind `address`, or null when nothing is mapped there. */
export function translate(address: VirtAddr): PhysAddr | null {
  const translation = PageTable.translate(root(), address);
  return translation.kind === 'mapped' ? translation.phys : null;
}

function finish(result: PageTable.ChangeResult): MapStatus {
  if (result.kind === 'refused') return result.status;
  settle(result.flush);
  return MapStatus.Ok;
}

/** Consumes a token for the kernel's root: keeps I2. */
function settle(flush: Tlb.TlbFlush): void {
  if (isLive()) {
    Tlb.invalidate(flush);
  } else {
    Tlb.skip(flush, 'the root is not live, and loading it drops every translation');
  }
}
