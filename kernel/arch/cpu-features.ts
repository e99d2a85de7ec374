/**
 * What this processor can do, as far as memory is concerned, read once through CPUID.
 *
 * Used by: `control-registers.ts`, `kernel/mm/paging.ts`, the boot report.            Uses: CPUID.
 * Invariants:
 *   I1. After `detect`, `physicalWidthBits` is in [32, 52] and `linearWidthBits` in [48, 64].
 * Not handled here: turning features on (`control-registers.ts`).
 * Sources: [SDM2] "CPUID", leaves 0, 1, 7, 0x8000_0000, 0x8000_0001 and 0x8000_0008; [AMD3] "CPUID".
 */
import { cpuidEax, cpuidEbx, cpuidEcx, cpuidEdx } from '../../runtime/contract/cpu.ts';

/** The answers. All false and 0 before `detect`. */
export interface CpuFeatures extends Struct {
  /** No-execute pages (EFER.NXE). */
  noExecute: bool;
  /** 1 GiB pages. Many virtual machines do not have them. */
  gigabytePages: bool;
  /** Global pages (CR4.PGE). */
  globalPages: bool;
  /** The page attribute table. */
  pageAttributes: bool;
  /** The kernel cannot execute user pages (CR4.SMEP). */
  smep: bool;
  /** The kernel cannot read or write user pages unless it says so (CR4.SMAP). */
  smap: bool;
  /** User mode cannot read where the descriptor tables are (CR4.UMIP). */
  umip: bool;
  /** Bits of a physical address: MAXPHYADDR. */
  physicalWidthBits: u32;
  /** Bits of a virtual address. */
  linearWidthBits: u32;
}

const FEATURES: CpuFeatures = zeroed();

const LEAF_BASIC: u32 = 0x1;
const LEAF_STRUCTURED: u32 = 0x7;
const LEAF_EXTENDED_MAXIMUM: u32 = 0x8000_0000;
const LEAF_EXTENDED: u32 = 0x8000_0001;
const LEAF_ADDRESS_WIDTHS: u32 = 0x8000_0008;

/** Leaf 1, EDX bit 13. */
const EDX_PGE: u32 = 0x2000;
/** Leaf 1, EDX bit 16. */
const EDX_PAT: u32 = 0x1_0000;
/** Leaf 7, EBX bit 7. */
const EBX_SMEP: u32 = 0x80;
/** Leaf 7, EBX bit 20. */
const EBX_SMAP: u32 = 0x10_0000;
/** Leaf 7, ECX bit 2. */
const ECX_UMIP: u32 = 0x4;
/** Leaf 0x8000_0001, EDX bit 20. */
const EDX_NX: u32 = 0x10_0000;
/** Leaf 0x8000_0001, EDX bit 26. */
const EDX_PAGE_1G: u32 = 0x400_0000;

/** Widths of a processor that has no leaf 0x8000_0008: [SDM3] "Paging" on MAXPHYADDR. */
const DEFAULT_PHYSICAL_BITS: u32 = 36;
const DEFAULT_LINEAR_BITS: u32 = 48;
const MIN_PHYSICAL_BITS: u32 = 32;
const MAX_PHYSICAL_BITS: u32 = 52;

/** Asks the processor and keeps the answers. @returns them; the same object each time */
export function detect(): CpuFeatures {
  'use unsafe';
  // SAFE: CPUID has no effect but its result, and every x86_64 processor has it.
  const highestBasic = cpuidEax(0, 0);
  const highestExtended = cpuidEax(LEAF_EXTENDED_MAXIMUM, 0);
  const basic = highestBasic >= LEAF_BASIC ? cpuidEdx(LEAF_BASIC, 0) : 0;
  const hasStructured = highestBasic >= LEAF_STRUCTURED;
  const structuredB = hasStructured ? cpuidEbx(LEAF_STRUCTURED, 0) : 0;
  const structuredC = hasStructured ? cpuidEcx(LEAF_STRUCTURED, 0) : 0;
  const extended = highestExtended >= LEAF_EXTENDED ? cpuidEdx(LEAF_EXTENDED, 0) : 0;
  FEATURES.globalPages = (basic & EDX_PGE) !== 0;
  FEATURES.pageAttributes = (basic & EDX_PAT) !== 0;
  FEATURES.smep = (structuredB & EBX_SMEP) !== 0;
  FEATURES.smap = (structuredB & EBX_SMAP) !== 0;
  FEATURES.umip = (structuredC & ECX_UMIP) !== 0;
  FEATURES.noExecute = (extended & EDX_NX) !== 0;
  FEATURES.gigabytePages = (extended & EDX_PAGE_1G) !== 0;
  if (highestExtended >= LEAF_ADDRESS_WIDTHS) {
    setWidths(cpuidEax(LEAF_ADDRESS_WIDTHS, 0));
  } else {
    FEATURES.physicalWidthBits = DEFAULT_PHYSICAL_BITS;
    FEATURES.linearWidthBits = DEFAULT_LINEAR_BITS;
  }
  return FEATURES;
}

/** What `detect` found last. */
export function features(): CpuFeatures {
  return FEATURES;
}

/** Takes the widths out of EAX of leaf 0x8000_0008: bits [7:0] physical, [15:8] linear. Keeps I1. */
function setWidths(eax: u32): void {
  FEATURES.physicalWidthBits = min(max(eax & 0xff, MIN_PHYSICAL_BITS), MAX_PHYSICAL_BITS);
  FEATURES.linearWidthBits = max((eax >> 8) & 0xff, DEFAULT_LINEAR_BITS);
}
