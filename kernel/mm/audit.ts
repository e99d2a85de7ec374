/**
 * The auditor: walks live page tables and proves that they hold what was promised.
 *
 * It shares no code with the mapper but the entry format: the mapper works from what should be
 * mapped towards entries, the auditor from the entries back. Two parts:
 *   `auditTables` looks at every entry of every table, whatever it maps: the policies that hold for
 *   all address spaces, and how much is mapped in each area;
 *   `auditKernel` then compares with the plan: each section and each region translates to the
 *   right bytes with the right flags. That nothing else is mapped follows from the sizes: the
 *   promised pages are disjoint, all of them are there, and their bytes are all the bytes mapped.
 *
 * Used by: `kernel/main.ts` after the switch, the tests.       Uses: `page-walk.ts`, `page-table.ts`.
 * Invariants: none kept between calls.
 * Not handled here: what the TLB still holds; frames mapped twice on purpose.
 * Sources: [SDM3] "4-Level Paging and 5-Level Paging" (reserved bits).
 */
import { isCanonical } from './address.ts';
import * as KernelImage from './kernel-image.ts';
import { DIRECT_MAP_AREA_END, KERNEL_IMAGE_WINDOW_START, USER_END } from './layout.ts';
import { type MapperPlan } from './mapper.ts';
import { type MemoryMap, type MemoryRegion, RegionKind, regionEnd } from './memory-map.ts';
import { physicalEnd } from './page-arguments.ts';
import {
  KERNEL_CODE,
  KERNEL_DATA,
  KERNEL_FRAMEBUFFER,
  KERNEL_READ_ONLY,
  PAGE_CACHE_DISABLE,
  type PageFlags,
  PAGE_GLOBAL,
  PAGE_NO_EXECUTE,
  PAGE_PRESENT,
  PAGE_USER,
  PAGE_WRITABLE,
  PAGE_WRITE_THROUGH,
} from './page-flags.ts';
import {
  ENTRIES_PER_TABLE,
  ENTRY_ACCESSED,
  ENTRY_ADDRESS_BITS,
  ENTRY_LARGE,
  ENTRY_PERMANENT,
  isLeaf,
  isPermanent,
  isPresent,
  pageBytes,
  type PageTableEntry,
  patBit,
  ROOT_LEVEL,
  tableAddress,
} from './page-table-entry.ts';
import * as PageTable from './page-table.ts';
import { tableAt } from './page-walk.ts';

/** What is wrong, if anything. */
export enum AuditFinding {
  Ok,
  /** An entry is not present, but not 0 either. */
  AbsentNotZero,
  /** An entry names memory beyond the processor's physical width, or sets another reserved bit. */
  ReservedBit,
  /** A table entry is not P | R/W, with U/S in the lower half only. */
  TablePermissions,
  /** A table that is not permanent has no entry. */
  EmptyTable,
  /** A leaf is writable and executable. */
  WritableAndExecutable,
  /** A leaf in the higher half is open to user mode. */
  UserInKernelHalf,
  /** A leaf in the lower half survives a change of the address space. */
  GlobalInUserHalf,
  /** A leaf uses an entry of the page attribute table that we never ask for. */
  UnknownCacheType,
  /** Virtual page 0 is mapped. */
  NullPageMapped,
  /** A promised page is not mapped. */
  Missing,
  /** A promised page is mapped to other memory. */
  WrongAddress,
  /** A promised page has other permissions or another cache type. */
  WrongFlags,
  /** A guard page is mapped. */
  GuardMapped,
  /** More is mapped in the kernel image window than the image. */
  StrayInImageWindow,
  /** More is mapped in the direct map than the memory map promises. */
  StrayInDirectMap,
  /** Something is mapped in the lower half of the kernel's root. */
  StrayInUserHalf,
}

/** The result of an audit: the first finding, and where. */
export type AuditReport = {
  readonly finding: AuditFinding;
  /** An address that the faulty entry translates; 0 when all is well. */
  readonly address: VirtAddr;
  /** The faulty entry or flags; 0 when all is well or nothing was there. */
  readonly entry: u64;
};

/** What an audit counted, complete only when its finding is `Ok`. */
export interface AuditCounts extends Struct {
  /** Table frames, the root among them. */
  tables: u64;
  /** Those of them that are kept although they are empty now. */
  emptyTables: u64;
  /** Leaves of 4 KiB, 2 MiB and 1 GiB. */
  leaves4K: u64;
  leaves2M: u64;
  leaves1G: u64;
  /** Bytes mapped, by area. */
  userBytes: u64;
  directMapBytes: u64;
  imageBytes: u64;
  otherBytes: u64;
}

/** State of a walk: at each level, the table and the index of the next entry. */
interface AuditWalk extends Struct {
  tables: FixedArray<PhysAddr, 5>;
  indexes: FixedArray<u32, 5>;
  /** Entries present in the table. */
  used: FixedArray<u32, 5>;
  /** Whether the table may be empty. */
  permanent: FixedArray<bool, 5>;
}

const COUNTS: AuditCounts = zeroed();
const WALK: AuditWalk = zeroed();

/** What the last audit counted. */
export function counts(): AuditCounts {
  return COUNTS;
}

/**
 * Checks every entry of every table under `root` against the rules for all address spaces.
 *
 * @returns the first finding in the order of addresses
 *
 * Cost: reads each entry of each table once.
 */
export function auditTables(root: PhysAddr): AuditReport {
  clearCounts();
  let level = ROOT_LEVEL;
  let address: u64 = 0n;
  enter(level, root, /* permanent */ true);
  while (true) {
    const index = WALK.indexes[level];
    if (index === ENTRIES_PER_TABLE) {
      if (WALK.used[level] === 0) {
        if (!WALK.permanent[level]) return found(AuditFinding.EmptyTable, address, 0n);
        COUNTS.emptyTables += 1n;
      }
      if (level === ROOT_LEVEL) return nothingFound();
      level += 1;
      continue;
    }
    address = addressOfEntry(level);
    WALK.indexes[level] = index + 1;
    const entry = tableAt(WALK.tables[level]).entries[index];
    if (!isPresent(entry)) {
      if (entry !== 0n) return found(AuditFinding.AbsentNotZero, address, entry);
      continue;
    }
    WALK.used[level] += 1;
    const finding = isLeaf(entry, level)
      ? judgeLeaf(entry, level, virt(address))
      : judgeTableEntry(entry, level, virt(address));
    if (finding !== AuditFinding.Ok) return found(finding, address, entry);
    if (isLeaf(entry, level)) {
      countLeaf(level, address);
    } else {
      level -= 1;
      enter(level, tableAddress(entry), isPermanent(entry));
    }
  }
}

/**
 * Checks that the tables under `root` hold the plan and the memory map, and nothing else in the
 * areas of the kernel image and the direct map and in the user half.
 */
export function auditKernel(root: PhysAddr, map: MemoryMap, plan: MapperPlan): AuditReport {
  const tables = auditTables(root);
  if (tables.finding !== AuditFinding.Ok) return tables;
  if (COUNTS.userBytes !== 0n) return found(AuditFinding.StrayInUserHalf, 0n, 0n);
  const image = auditImage(root, plan.image);
  if (image.finding !== AuditFinding.Ok) return image;
  let promised: u64 = 0n;
  for (const index of range(0, map.count)) {
    const region = map.regions[index];
    if (!isPromised(region.kind)) continue;
    promised += region.lengthBytes;
    const report = auditRegion(root, region, plan);
    if (report.finding !== AuditFinding.Ok) return report;
  }
  if (promised !== COUNTS.directMapBytes) {
    return found(AuditFinding.StrayInDirectMap, plan.directMapStart, 0n);
  }
  return nothingFound();
}

/** Writes what the last audit counted to the log, a fact per line. */
export function logCounts(): void {
  log.info(`mm/audit: tables ${COUNTS.tables}, of them empty ${COUNTS.emptyTables}`);
  log.info(
    `mm/audit: leaves 4 KiB ${COUNTS.leaves4K}, 2 MiB ${COUNTS.leaves2M}, 1 GiB ${COUNTS.leaves1G}`,
  );
}

// ── Single entries ──────────────────────────────────────────────────────────────────────────────

/**
 * The bits of an entry of `level` that the processor demands to be 0.
 *
 * [SDM3] "Format of …": [51:M] in all; the address bits below the page size in large leaves, except
 * PAT; PS at level 4. 1 GiB leaves on a processor without them are caught as PS at level 3.
 */
export function reservedBits(level: u32, isLargeLeaf: bool): u64 {
  const beyondWidth = ENTRY_ADDRESS_BITS & ~(physicalEnd() - 1n);
  if (isLargeLeaf)
    return beyondWidth | ((pageBytes(level) - 1n) & ENTRY_ADDRESS_BITS & ~patBit(level));
  return level === ROOT_LEVEL ? beyondWidth | ENTRY_LARGE : beyondWidth;
}

function judgeTableEntry(entry: PageTableEntry, level: u32, address: VirtAddr): AuditFinding {
  if ((entry & reservedBits(level, false)) !== 0n) return AuditFinding.ReservedBit;
  const permissions = entry & ~(ENTRY_ADDRESS_BITS | ENTRY_ACCESSED | ENTRY_PERMANENT);
  const user: u64 = address < USER_END ? PAGE_USER : 0n;
  return permissions === (PAGE_PRESENT | PAGE_WRITABLE | user)
    ? AuditFinding.Ok
    : AuditFinding.TablePermissions;
}

function judgeLeaf(entry: PageTableEntry, level: u32, address: VirtAddr): AuditFinding {
  if ((entry & reservedBits(level, level > 1)) !== 0n) return AuditFinding.ReservedBit;
  if ((entry & PAGE_WRITABLE) !== 0n && (entry & PAGE_NO_EXECUTE) === 0n) {
    return AuditFinding.WritableAndExecutable;
  }
  const isLower = address < USER_END;
  if (!isLower && (entry & PAGE_USER) !== 0n) return AuditFinding.UserInKernelHalf;
  if (isLower && (entry & PAGE_GLOBAL) !== 0n) return AuditFinding.GlobalInUserHalf;
  if ((entry & patBit(level)) !== 0n) {
    const cache = entry & (PAGE_WRITE_THROUGH | PAGE_CACHE_DISABLE);
    if (cache !== PAGE_WRITE_THROUGH) return AuditFinding.UnknownCacheType;
  }
  return address === 0n ? AuditFinding.NullPageMapped : AuditFinding.Ok;
}

// ── Walking ─────────────────────────────────────────────────────────────────────────────────────

function enter(level: u32, table: PhysAddr, permanent: bool): void {
  WALK.tables[level] = table;
  WALK.indexes[level] = 0;
  WALK.used[level] = 0;
  WALK.permanent[level] = permanent;
  COUNTS.tables += 1n;
}

/** The first address that the entry about to be read at `level` translates. */
function addressOfEntry(level: u32): u64 {
  let address: u64 = 0n;
  for (const above of range(level, ROOT_LEVEL + 1)) {
    // The entries above were read already, and their indexes moved on by one.
    const index = above === level ? WALK.indexes[above] : WALK.indexes[above] - 1;
    address += u64(index) * pageBytes(above);
  }
  // Bit 47 fills the bits above it: [SDM1] "Canonical Addressing".
  return address < USER_END ? address : address | 0xffff_0000_0000_0000n;
}

function countLeaf(level: u32, address: u64): void {
  const size = pageBytes(level);
  if (level === 1) COUNTS.leaves4K += 1n;
  if (level === 2) COUNTS.leaves2M += 1n;
  if (level === 3) COUNTS.leaves1G += 1n;
  if (address < USER_END) {
    COUNTS.userBytes += size;
  } else if (address < DIRECT_MAP_AREA_END) {
    COUNTS.directMapBytes += size;
  } else if (address >= KERNEL_IMAGE_WINDOW_START) {
    COUNTS.imageBytes += size;
  } else {
    COUNTS.otherBytes += size;
  }
}

function clearCounts(): void {
  COUNTS.tables = 0n;
  COUNTS.emptyTables = 0n;
  COUNTS.leaves4K = 0n;
  COUNTS.leaves2M = 0n;
  COUNTS.leaves1G = 0n;
  COUNTS.userBytes = 0n;
  COUNTS.directMapBytes = 0n;
  COUNTS.imageBytes = 0n;
  COUNTS.otherBytes = 0n;
}

// ── The kernel's plan ───────────────────────────────────────────────────────────────────────────

function auditImage(root: PhysAddr, image: KernelImage.KernelImage): AuditReport {
  const text = auditSection(root, image, image.textStart, image.textEnd, KERNEL_CODE);
  if (text.finding !== AuditFinding.Ok) return text;
  const rodata = auditSection(root, image, image.rodataStart, image.rodataEnd, KERNEL_READ_ONLY);
  if (rodata.finding !== AuditFinding.Ok) return rodata;
  const data = auditSection(root, image, image.dataStart, image.dataEnd, KERNEL_DATA);
  if (data.finding !== AuditFinding.Ok) return data;
  let promised: u64 = image.textEnd - image.textStart + (image.rodataEnd - image.rodataStart);
  promised += image.dataEnd - image.dataStart;
  promised -= guardBytes(image, image.bootStackGuard);
  promised -= guardBytes(image, image.doubleFaultStackGuard);
  if (promised !== COUNTS.imageBytes) {
    return found(AuditFinding.StrayInImageWindow, image.start, 0n);
  }
  return nothingFound();
}

/** Bytes that a guard page takes away from the data of the image. */
function guardBytes(image: KernelImage.KernelImage, guard: VirtAddr): u64 {
  return guard >= image.dataStart && guard < image.dataEnd ? pageBytes(1) : 0n;
}

/** Checks each page of `[start, end)`: guard pages unmapped, others at their bytes with `flags`. */
function auditSection(
  root: PhysAddr,
  image: KernelImage.KernelImage,
  start: VirtAddr,
  end: VirtAddr,
  flags: PageFlags,
): AuditReport {
  for (const offset of range(0n, (end - start) / pageBytes(1))) {
    const page = virt(start + offset * pageBytes(1));
    const translation = PageTable.translate(root, page);
    if (page === image.bootStackGuard || page === image.doubleFaultStackGuard) {
      if (translation.kind === 'mapped') return found(AuditFinding.GuardMapped, page, 0n);
      continue;
    }
    if (translation.kind !== 'mapped') return found(AuditFinding.Missing, page, 0n);
    if (translation.phys !== KernelImage.physOf(image, page)) {
      return found(AuditFinding.WrongAddress, page, translation.phys);
    }
    if (translation.flags !== flags) return found(AuditFinding.WrongFlags, page, translation.flags);
  }
  return nothingFound();
}

/** Whether the direct map is to hold memory of `kind`. */
function isPromised(kind: RegionKind): bool {
  return kind !== RegionKind.Reserved && kind !== RegionKind.BadMemory;
}

/** Checks each page of the direct map that holds a part of `region`. */
function auditRegion(root: PhysAddr, region: MemoryRegion, plan: MapperPlan): AuditReport {
  let at: u64 = region.base;
  while (at < regionEnd(region)) {
    const address = virt(plan.directMapStart + at);
    if (!isCanonical(address)) return found(AuditFinding.Missing, address, 0n);
    const translation = PageTable.translate(root, address);
    if (translation.kind !== 'mapped') return found(AuditFinding.Missing, address, 0n);
    if (translation.phys !== at) return found(AuditFinding.WrongAddress, address, translation.phys);
    const pageStart = alignDown(at, translation.pageBytes);
    const pageEnd = pageStart + translation.pageBytes;
    if (translation.flags !== promisedFlags(region.kind, plan.image, pageStart, pageEnd)) {
      return found(AuditFinding.WrongFlags, address, translation.flags);
    }
    at = pageEnd;
  }
  return nothingFound();
}

/** The flags that a page of the direct map must have: read-only if any byte of it must be. */
function promisedFlags(
  kind: RegionKind,
  image: KernelImage.KernelImage,
  pageStart: u64,
  pageEnd: u64,
): PageFlags {
  if (kind === RegionKind.Framebuffer) return KERNEL_FRAMEBUFFER;
  const textStart = KernelImage.physOf(image, image.textStart);
  const textEnd = KernelImage.physOf(image, image.textEnd);
  if (pageStart < textEnd && pageEnd > textStart) return KERNEL_READ_ONLY;
  const rodataStart = KernelImage.physOf(image, image.rodataStart);
  const rodataEnd = KernelImage.physOf(image, image.rodataEnd);
  return pageStart < rodataEnd && pageEnd > rodataStart ? KERNEL_READ_ONLY : KERNEL_DATA;
}

// ── Reports ─────────────────────────────────────────────────────────────────────────────────────

function found(finding: AuditFinding, address: u64, entry: u64): AuditReport {
  return { finding, address: virt(address), entry };
}

function nothingFound(): AuditReport {
  return { finding: AuditFinding.Ok, address: virt(0n), entry: 0n };
}
