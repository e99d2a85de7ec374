/**
 * Page faults explained: which level of the tables refused an access, why, and whose address it is.
 *
 * The processor reports an address (CR2) and an error code. This module walks the tables that are
 * loaded, as the processor did, and names the first entry that does not allow the access. It only
 * reads, allocates nothing and trusts nothing: a table outside the direct map ends the walk.
 *
 * Used by: `arch/trap.ts`, and the tests of the host machine.       Uses: `page-walk.ts`, `layout.ts`.
 * Invariants: none.
 * Not handled here: registers and backtrace (`arch/trap.ts`); repairing the fault.
 * Sources: [SDM3] "Page-Fault Exceptions", "Determination of Access Rights".
 */
import { isCanonical, isDirectMapped, PAGE_SIZE_BYTES } from './address.ts';
import * as ControlRegisters from '../arch/control-registers.ts';
import { reservedBits } from './audit.ts';
import * as KernelImage from './kernel-image.ts';
import {
  DEVICE_END,
  DEVICE_START,
  DIRECT_MAP_AREA_END,
  DIRECT_MAP_AREA_START,
  KERNEL_IMAGE_WINDOW_START,
  LARGE_ALLOCATION_END,
  LARGE_ALLOCATION_START,
  SCRATCH_END,
  SCRATCH_START,
  STACK_AREA_END,
  STACK_AREA_START,
  USER_START,
} from './layout.ts';
import { PAGE_NO_EXECUTE, PAGE_USER, PAGE_WRITABLE } from './page-flags.ts';
import {
  isLeaf,
  isPresent,
  isUserHalf,
  leafAddress,
  type PageTableEntry,
  ROOT_LEVEL,
  tableAddress,
} from './page-table-entry.ts';
import { indexAt, tableAt } from './page-walk.ts';

/** Error code bit 0 (P). 1: every entry was present, the access was forbidden. */
export const FAULT_PROTECTION: u64 = 0x1n;
/** Bit 1 (W/R). 1: a write. */
export const FAULT_WRITE: u64 = 0x2n;
/** Bit 2 (U/S). 1: an access of user mode. */
export const FAULT_USER: u64 = 0x4n;
/** Bit 3 (RSVD). 1: an entry sets a reserved bit. */
export const FAULT_RESERVED: u64 = 0x8n;
/** Bit 4 (I/D). 1: an instruction fetch. */
export const FAULT_FETCH: u64 = 0x10n;
/** Bit 5 (PK). 1: a protection key forbids the access. */
export const FAULT_PROTECTION_KEY: u64 = 0x20n;
/** Bit 6 (SS). 1: a shadow-stack access. */
export const FAULT_SHADOW_STACK: u64 = 0x40n;

/** Why an access was refused. */
export enum FaultCause {
  /** The tables, as they are now, allow the access: the processor used a stale translation. */
  TablesAllow,
  /** An entry is not present. */
  NotPresent,
  /** An entry does not allow writes. */
  ReadOnly,
  /** An entry forbids instruction fetches. */
  NoExecute,
  /** An entry is for the kernel only, and user mode asked. */
  KernelOnly,
  /** The kernel fetched an instruction from a user page (SMEP). */
  KernelExecutesUserPage,
  /** The kernel read or wrote a user page (SMAP). */
  KernelTouchesUserPage,
  /** An entry sets a bit that must be 0. */
  ReservedBit,
  /** A protection key. */
  ProtectionKey,
  /** Not a canonical address: no entry is responsible. */
  NotCanonical,
  /** A table lies where we cannot read it. */
  TableUnreachable,
}

/** What is wrong with an access. */
export type FaultDiagnosis = {
  readonly cause: FaultCause;
  /** Level of the entry that refused, 4 to 1; 0 when none did. */
  readonly level: u32;
  /** That entry. */
  readonly entry: PageTableEntry;
};

/** Which part of the address space an address belongs to: the drawing of `layout.ts`. */
export enum AddressArea {
  NullPage,
  UserHalf,
  NotCanonical,
  DirectMap,
  LargeAllocations,
  Devices,
  KernelStacks,
  Scratch,
  BootStackGuard,
  DoubleFaultStackGuard,
  KernelText,
  KernelRodata,
  KernelData,
  KernelImageWindow,
  UnusedKernelHalf,
}

/** The area that `address` belongs to. */
export function areaOf(address: VirtAddr, image: KernelImage.KernelImage): AddressArea {
  if (!isCanonical(address)) return AddressArea.NotCanonical;
  if (address < USER_START) return AddressArea.NullPage;
  if (isUserHalf(address)) return AddressArea.UserHalf;
  if (address >= KERNEL_IMAGE_WINDOW_START) return imageAreaOf(address, image);
  if (isWithin(address, DIRECT_MAP_AREA_START, DIRECT_MAP_AREA_END)) return AddressArea.DirectMap;
  if (isWithin(address, LARGE_ALLOCATION_START, LARGE_ALLOCATION_END)) {
    return AddressArea.LargeAllocations;
  }
  if (isWithin(address, DEVICE_START, DEVICE_END)) return AddressArea.Devices;
  if (isWithin(address, STACK_AREA_START, STACK_AREA_END)) return AddressArea.KernelStacks;
  if (isWithin(address, SCRATCH_START, SCRATCH_END)) return AddressArea.Scratch;
  return AddressArea.UnusedKernelHalf;
}

function imageAreaOf(address: VirtAddr, image: KernelImage.KernelImage): AddressArea {
  const page = alignDown(address, PAGE_SIZE_BYTES);
  if (page === image.bootStackGuard) return AddressArea.BootStackGuard;
  if (page === image.doubleFaultStackGuard) return AddressArea.DoubleFaultStackGuard;
  if (isWithin(address, image.textStart, image.textEnd)) return AddressArea.KernelText;
  if (isWithin(address, image.rodataStart, image.rodataEnd)) return AddressArea.KernelRodata;
  if (isWithin(address, image.dataStart, image.dataEnd)) return AddressArea.KernelData;
  return AddressArea.KernelImageWindow;
}

function isWithin(address: u64, start: u64, end: u64): bool {
  return address >= start && address < end;
}

/**
 * Finds the entry that refuses an access.
 *
 * At each level, from the root down: absence first, then reserved bits, then permissions, as the
 * processor ranks them. A permission is refused by the highest level that does not give it. That a
 * user page is forbidden to the kernel is known only at the leaf, when all levels say U/S = 1.
 *
 * @param root      - frame of the PML4 in use
 * @param address   - what was accessed, any
 * @param errorCode - of the exception: the `FAULT_…` bits
 */
export function diagnose(root: PhysAddr, address: VirtAddr, errorCode: u64): FaultDiagnosis {
  if (!isCanonical(address)) return diagnosis(FaultCause.NotCanonical, 0, 0n);
  let level = ROOT_LEVEL;
  let table = root;
  let isUserPage = true;
  let refusal = diagnosis(FaultCause.TablesAllow, 0, 0n);
  while (true) {
    if (!isDirectMapped(table, PAGE_SIZE_BYTES)) {
      return diagnosis(FaultCause.TableUnreachable, level, 0n);
    }
    const entry = tableAt(table).entries[indexAt(address, level)];
    if (!isPresent(entry)) return diagnosis(FaultCause.NotPresent, level, entry);
    const leaf = isLeaf(entry, level);
    if ((entry & reservedBits(level, leaf && level > 1)) !== 0n) {
      return diagnosis(FaultCause.ReservedBit, level, entry);
    }
    isUserPage = isUserPage && (entry & PAGE_USER) !== 0n;
    if (refusal.cause === FaultCause.TablesAllow) {
      refusal = diagnosis(refusalOf(entry, errorCode), level, entry);
    }
    if (leaf) break;
    table = tableAddress(entry);
    level -= 1;
  }
  if (refusal.cause !== FaultCause.TablesAllow) return refusal;
  return diagnosis(leafRefusal(isUserPage, errorCode), level, refusal.entry);
}

/** Why one entry refuses the access; `TablesAllow` when it does not. */
function refusalOf(entry: PageTableEntry, errorCode: u64): FaultCause {
  if ((errorCode & FAULT_USER) !== 0n && (entry & PAGE_USER) === 0n) return FaultCause.KernelOnly;
  if ((errorCode & FAULT_WRITE) !== 0n && (entry & PAGE_WRITABLE) === 0n)
    return FaultCause.ReadOnly;
  if ((errorCode & FAULT_FETCH) !== 0n && (entry & PAGE_NO_EXECUTE) !== 0n) {
    return FaultCause.NoExecute;
  }
  return FaultCause.TablesAllow;
}

/** Why a page is refused that every level allows. */
function leafRefusal(isUserPage: bool, errorCode: u64): FaultCause {
  if ((errorCode & FAULT_PROTECTION_KEY) !== 0n) return FaultCause.ProtectionKey;
  const isKernel = (errorCode & FAULT_USER) === 0n;
  const isProtection = (errorCode & FAULT_PROTECTION) !== 0n;
  if (!isUserPage || !isKernel || !isProtection) return FaultCause.TablesAllow;
  return (errorCode & FAULT_FETCH) !== 0n
    ? FaultCause.KernelExecutesUserPage
    : FaultCause.KernelTouchesUserPage;
}

/**
 * Prints what happened and why, under the tables that are loaded now.
 *
 *     page fault: kernel write to virt 0xffff_ffff_8020_3000 (KernelRodata)
 *       by the instruction at virt 0xffff_ffff_8020_1234
 *       level 4 index 511 entry 0x0000_0000_0800_1003
 *       …
 *       refused at level 1: ReadOnly
 *
 * @param address   - CR2
 * @param errorCode - of the exception
 * @param rip       - where the instruction is
 */
export function explainPageFault(address: VirtAddr, errorCode: u64, rip: VirtAddr): void {
  'no alloc';
  const root = ControlRegisters.currentRoot();
  const area = areaOf(address, KernelImage.fromLinker(phys(0n)));
  const who = (errorCode & FAULT_USER) !== 0n ? 'user' : 'kernel';
  if ((errorCode & FAULT_FETCH) !== 0n) {
    print(`page fault: ${who} instruction fetch from ${address} (${area})`);
  } else if ((errorCode & FAULT_WRITE) !== 0n) {
    print(`page fault: ${who} write to ${address} (${area})`);
  } else {
    print(`page fault: ${who} read from ${address} (${area})`);
  }
  print(`  by the instruction at ${rip}`);
  printWalk(root, address);
  const result = diagnose(root, address, errorCode);
  if (result.level === 0) {
    print(`  refused: ${result.cause}`);
  } else if (result.cause === FaultCause.TablesAllow) {
    print('  not refused by the tables as they are: a stale translation was used');
  } else {
    print(`  refused at level ${result.level}: ${result.cause}`);
  }
  if ((errorCode & FAULT_SHADOW_STACK) !== 0n) print('  shadow stack access');
}

/** Prints the entries that translate `address`, from the root down, as far as they go. */
function printWalk(root: PhysAddr, address: VirtAddr): void {
  if (!isCanonical(address)) return;
  let level = ROOT_LEVEL;
  let table = root;
  while (true) {
    if (!isDirectMapped(table, PAGE_SIZE_BYTES)) {
      print(`  level ${level} table at ${table} is out of reach`);
      return;
    }
    const index = indexAt(address, level);
    const entry = tableAt(table).entries[index];
    print(`  level ${level} index ${right(index, 3)} entry ${hexPadded(entry, 16)}`);
    if (!isPresent(entry)) return;
    if (isLeaf(entry, level)) {
      print(`  maps ${leafAddress(entry, level)}`);
      return;
    }
    table = tableAddress(entry);
    level -= 1;
  }
}

function diagnosis(cause: FaultCause, level: u32, entry: u64): FaultDiagnosis {
  return { cause, level, entry: brand<PageTableEntry>(entry) };
}
