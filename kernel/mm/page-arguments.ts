/**
 * The arguments of a change of the page tables: what is refused, and with which status.
 *
 * Every check is made before anything is touched, so each status below but the last four means
 * "nothing was looked at, nothing changed". The processor's limits (physical width, 1 GiB pages,
 * NX) are kept here, set by `Paging.init` from CPUID and by tests to anything.
 *
 * Used by: `page-table.ts`, `paging.ts`, `mapper.ts`.            Uses: `address.ts`, `page-flags.ts`.
 * Invariants:
 *   I1. Arguments that pass describe a range whose every page is canonical, in one half, and whose
 *       last byte, virtual and physical, is computed without wrapping.
 * Not handled here: what is mapped at the range (`page-table.ts`).
 * Sources: [SDM3] "4-Level Paging and 5-Level Paging"; [SDM1] "Canonical Addressing".
 */
import { isCanonical, MAX_PHYSICAL_BITS, PAGE_SIZE_BYTES } from './address.ts';
import {
  PAGE_ALL_FLAGS,
  PAGE_CACHE_DISABLE,
  type PageFlags,
  PAGE_GLOBAL,
  PAGE_NO_EXECUTE,
  PAGE_PRESENT,
  PAGE_USER,
  PAGE_WRITABLE,
  PAGE_WRITE_COMBINING,
  PAGE_WRITE_THROUGH,
} from './page-flags.ts';
import { HIGHEST_LEAF_LEVEL, isUserHalf, pageBytes } from './page-table-entry.ts';

/** How a change of the page tables ended. Every status but `Ok` leaves all tables as they were. */
export enum MapStatus {
  Ok,
  /** The length is 0. */
  ZeroLength,
  /** An address or the length is not a multiple of 4096. */
  Misaligned,
  /** The first virtual address is not canonical. */
  NotCanonical,
  /** The range passes the end of the address space, virtual or physical. */
  Wraps,
  /** The range starts in the lower half and ends beyond it. */
  CrossesHole,
  /** The range holds virtual page 0, which is never mapped. */
  NullPage,
  /** The physical range passes the processor's physical address width. */
  BeyondPhysicalWidth,
  /** A flag bit that means nothing. */
  UnknownFlag,
  /** `PAGE_PRESENT` is not among the flags. */
  PresentMissing,
  /** `PAGE_WRITABLE` without `PAGE_NO_EXECUTE`. */
  WritableAndExecutable,
  /** `PAGE_USER` in the higher half. */
  UserInKernelHalf,
  /** `PAGE_GLOBAL` in the lower half: it would survive a change of the address space. */
  GlobalInUserHalf,
  /** `PAGE_WRITE_COMBINING` with another cache flag. */
  ConflictingCacheTypes,
  /** `PAGE_NO_EXECUTE` on a processor that does not have it. */
  NoExecuteUnsupported,
  /** A page of the range is mapped already, with the same or a smaller page size. */
  AlreadyMapped,
  /** A page of the range lies inside a larger page that is mapped already. */
  LargePageInTheWay,
  /** A page of the range is not mapped. */
  NotMapped,
  /** There are not enough table frames. */
  OutOfFrames,
}

/** What the processor allows. */
export type TableLimits = {
  /** MAXPHYADDR, [32, 52]. */
  readonly physicalWidthBits: u32;
  /** Whether level-3 leaves exist. */
  readonly hasGigabytePages: bool;
  /** Whether `PAGE_NO_EXECUTE` exists. */
  readonly hasNoExecute: bool;
};

let physicalWidthBits: u32 = MAX_PHYSICAL_BITS;
let hasGigabytePages: bool = false;
let hasNoExecute: bool = true;

/** Sets what the processor allows from now on. */
export function setLimits(limits: TableLimits): void {
  assert(limits.physicalWidthBits >= 32, 'mm/page-arguments: setLimits: width below 32 bits');
  assert(
    limits.physicalWidthBits <= MAX_PHYSICAL_BITS,
    'mm/page-arguments: setLimits: width above 52 bits',
  );
  physicalWidthBits = limits.physicalWidthBits;
  hasGigabytePages = limits.hasGigabytePages;
  hasNoExecute = limits.hasNoExecute;
}

/** What the processor allows. */
export function limits(): TableLimits {
  return { physicalWidthBits, hasGigabytePages, hasNoExecute };
}

/** One past the last physical address of the processor. */
export function physicalEnd(): u64 {
  return 1n << u64(physicalWidthBits);
}

/**
 * Checks a virtual range `[start, start + lengthBytes)`: see the statuses up to `CrossesHole`.
 *
 * The range may end with the last byte of the address space.
 */
export function checkVirtRange(start: VirtAddr, lengthBytes: u64): MapStatus {
  if (lengthBytes === 0n) return MapStatus.ZeroLength;
  if (!isAligned(start, PAGE_SIZE_BYTES) || !isAligned(lengthBytes, PAGE_SIZE_BYTES)) {
    return MapStatus.Misaligned;
  }
  if (!isCanonical(start)) return MapStatus.NotCanonical;
  const last = checkedAdd(start, lengthBytes - 1n);
  if (last === null) return MapStatus.Wraps;
  if (!isCanonical(virt(last)) || isUserHalf(start) !== isUserHalf(virt(last))) {
    return MapStatus.CrossesHole;
  }
  return MapStatus.Ok;
}

/** Checks a physical range of the same kind, `lengthBytes` being valid already. */
export function checkPhysRange(start: PhysAddr, lengthBytes: u64): MapStatus {
  if (!isAligned(start, PAGE_SIZE_BYTES)) return MapStatus.Misaligned;
  const last = checkedAdd(start, lengthBytes - 1n);
  if (last === null) return MapStatus.Wraps;
  if (last >= physicalEnd()) return MapStatus.BeyondPhysicalWidth;
  return MapStatus.Ok;
}

/** Checks flags for pages in the half of `start`. */
export function checkFlags(start: VirtAddr, flags: PageFlags): MapStatus {
  if ((flags & ~PAGE_ALL_FLAGS) !== 0n) return MapStatus.UnknownFlag;
  if ((flags & PAGE_PRESENT) === 0n) return MapStatus.PresentMissing;
  if ((flags & PAGE_WRITABLE) !== 0n && (flags & PAGE_NO_EXECUTE) === 0n) {
    return MapStatus.WritableAndExecutable;
  }
  if ((flags & PAGE_USER) !== 0n && !isUserHalf(start)) return MapStatus.UserInKernelHalf;
  if ((flags & PAGE_GLOBAL) !== 0n && isUserHalf(start)) return MapStatus.GlobalInUserHalf;
  if (
    (flags & PAGE_WRITE_COMBINING) !== 0n &&
    (flags & (PAGE_CACHE_DISABLE | PAGE_WRITE_THROUGH)) !== 0n
  ) {
    return MapStatus.ConflictingCacheTypes;
  }
  if ((flags & PAGE_NO_EXECUTE) !== 0n && !hasNoExecute) return MapStatus.NoExecuteUnsupported;
  return MapStatus.Ok;
}

/** Checks the arguments of a mapping: virtual range, page 0, physical range, flags, in that order. */
export function checkMapping(
  physStart: PhysAddr,
  virtStart: VirtAddr,
  lengthBytes: u64,
  flags: PageFlags,
): MapStatus {
  const virtual = checkVirtRange(virtStart, lengthBytes);
  if (virtual !== MapStatus.Ok) return virtual;
  if (virtStart === 0n) return MapStatus.NullPage;
  const physical = checkPhysRange(physStart, lengthBytes);
  if (physical !== MapStatus.Ok) return physical;
  return checkFlags(virtStart, flags);
}

/**
 * The level of the largest leaf that can start the mapping of a checked range: both addresses are
 * multiples of its size, the range is long enough, and the processor has it.
 */
export function largestLeafLevel(physStart: PhysAddr, virtStart: VirtAddr, lengthBytes: u64): u32 {
  const together = u64(physStart) | u64(virtStart);
  let level: u32 = hasGigabytePages ? HIGHEST_LEAF_LEVEL : HIGHEST_LEAF_LEVEL - 1;
  while (level > 1) {
    const size = pageBytes(level);
    if (lengthBytes >= size && isAligned(together, size)) return level;
    level -= 1;
  }
  return level;
}
