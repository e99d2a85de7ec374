/**
 * Control registers: the switches of the memory protection, and the root of the page tables.
 *
 * Used by: `kernel/main.ts`, `kernel/mm/paging.ts`, `kernel/mm/tlb.ts`.   Uses: `cpu-features.ts`.
 * Invariants:
 *   I1. After `enableProtections`, every protection that the processor has is on.
 *   I2. The page attribute table is `PAT_LAYOUT` on every boot path, so that an entry of the page
 *       tables means the same whoever booted us.
 * Not handled here: entering long mode (the assembly runtime), PCIDs, protection keys.
 * Sources: [SDM3] "Control Registers"; [SDM3] "Programming the PAT"; [LIMINE] "x86-64".
 */
import {
  readCr0,
  readCr3,
  readCr4,
  readMsr,
  writeCr0,
  writeCr3,
  writeCr4,
  writeMsr,
} from '../../runtime/contract/cpu.ts';
import * as CpuFeatures from './cpu-features.ts';

/** CR0 bit 16 (WP). 1: the kernel, too, cannot write to read-only pages. */
export const CR0_WRITE_PROTECT: u64 = 0x1_0000n;
/** CR0 bit 30 (CD). 1: no new cache lines are filled. */
const CR0_CACHE_DISABLE: u64 = 0x4000_0000n;
/** CR4 bit 7 (PGE). 1: translations marked global survive a load of CR3. */
export const CR4_GLOBAL_PAGES: u64 = 0x80n;
/** CR4 bit 11 (UMIP). 1: SGDT, SIDT, SLDT, SMSW and STR fault in user mode. */
export const CR4_UMIP: u64 = 0x800n;
/** CR4 bit 20 (SMEP). 1: fetching instructions from a user page faults in the kernel. */
export const CR4_SMEP: u64 = 0x10_0000n;
/** CR4 bit 21 (SMAP). 1: reading or writing a user page faults in the kernel while EFLAGS.AC is 0. */
export const CR4_SMAP: u64 = 0x20_0000n;
/** CR3 bits [51:12]: address of the PML4. The bits below choose its cache type; ours are 0. */
const CR3_ADDRESS_BITS: u64 = 0x000f_ffff_ffff_f000n;

/** IA32_EFER. */
export const MSR_EFER: u32 = 0xc000_0080;
/** EFER bit 11 (NXE). 1: bit 63 of an entry forbids execution; 0: that bit is reserved. */
export const EFER_NO_EXECUTE: u64 = 0x800n;
/** IA32_PAT. */
export const MSR_PAT: u32 = 0x277;

/**
 * The page attribute table, entry 0 in the lowest byte: WB (6), WT (4), UC- (7), UC (0), WP (5),
 * WC (1), UC, UC. The first six are what the Limine protocol promises.
 */
export const PAT_LAYOUT: u64 = 0x0000_0105_0007_0406n;

/**
 * Turns on WP, and NX, global pages, SMEP, SMAP and UMIP where the processor has them.
 *
 * Requires: `CpuFeatures.detect` was called; no entry of the live tables makes the code, stack or
 *           data in use a user page. Ensures: I1.
 */
export function enableProtections(): void {
  'use unsafe';
  // SAFE: each switch is on only where CPUID announces it; none changes what kernel pages mean.
  const features = CpuFeatures.features();
  if (features.noExecute) writeMsr(MSR_EFER, readMsr(MSR_EFER) | EFER_NO_EXECUTE);
  writeCr0(readCr0() | CR0_WRITE_PROTECT);
  let cr4 = readCr4();
  if (features.globalPages) cr4 |= CR4_GLOBAL_PAGES;
  if (features.smep) cr4 |= CR4_SMEP;
  if (features.smap) cr4 |= CR4_SMAP;
  if (features.umip) cr4 |= CR4_UMIP;
  writeCr4(cr4);
}

/**
 * Programs the page attribute table as `PAT_LAYOUT`, unless it is that already: keeps I2.
 *
 * Requires: interrupts off; no live mapping uses entry 4 to 7 of the table (neither the boot tables
 *           nor Limine's do outside the framebuffer, which Limine maps through this same layout).
 * Source:   [SDM3] "Programming the PAT": entries that no translation uses may be changed at once;
 *           the first four keep their power-on types, so no caches have to be emptied.
 */
export function programPageAttributes(): void {
  'use unsafe';
  // SAFE: the processor has the register (checked), and no translation in use changes its type.
  if (!CpuFeatures.features().pageAttributes) return;
  if (readMsr(MSR_PAT) === PAT_LAYOUT) return;
  writeMsr(MSR_PAT, PAT_LAYOUT);
  invalidateAll();
}

/** Frame of the PML4 that the processor walks now. */
export function currentRoot(): PhysAddr {
  'use unsafe';
  // SAFE: reading changes nothing.
  return phys(readCr3() & CR3_ADDRESS_BITS);
}

/**
 * Makes the processor walk the tables below `root`, and forget every cached translation.
 *
 * Requires: they map the running code, its stack and data at their present addresses.
 */
export function loadRoot(root: PhysAddr): void {
  'use unsafe';
  // SAFE: the caller vouches for the tables.
  writeCr3(root);
  invalidateAll();
}

/** Makes the processor forget every cached translation, global ones too. */
export function invalidateAll(): void {
  'use unsafe';
  // SAFE: changing PGE invalidates everything: [SDM3] "Operations that Invalidate TLBs and
  // Paging-Structure Caches". Without PGE no translation is global, and CR3 does the same.
  const cr4 = readCr4();
  if ((cr4 & CR4_GLOBAL_PAGES) === 0n) {
    writeCr3(readCr3());
    return;
  }
  writeCr4(cr4 & ~CR4_GLOBAL_PAGES);
  writeCr4(cr4);
}

/** Whether the protections of I1 are on; for the boot report and the self-check. */
export function areProtectionsOn(): bool {
  'use unsafe';
  // SAFE: reading changes nothing.
  const features = CpuFeatures.features();
  const cr4 = readCr4();
  if ((readCr0() & CR0_WRITE_PROTECT) === 0n) return false;
  if ((readCr0() & CR0_CACHE_DISABLE) !== 0n) return false;
  if (features.noExecute && (readMsr(MSR_EFER) & EFER_NO_EXECUTE) === 0n) return false;
  if (features.globalPages && (cr4 & CR4_GLOBAL_PAGES) === 0n) return false;
  if (features.smep && (cr4 & CR4_SMEP) === 0n) return false;
  if (features.smap && (cr4 & CR4_SMAP) === 0n) return false;
  return !features.umip || (cr4 & CR4_UMIP) !== 0n;
}
