/**
 * The processor, as the protocol wants it at the kernel's entry.
 *
 * Used by: `main.ts`, `handover.ts`.            Uses: the contract.
 * Sources: [LIMINE] "Caching", "Machine state at entry"; [SDM3] "Control Registers", "Page Attribute
 *          Table (PAT)", "Model-Specific Registers (MSRs)"; [SDM2] "CPUID"; [AMD3] "CPUID".
 */
import {
  cpuidEax,
  cpuidEdx,
  readCr4,
  readMsr,
  readTimestamp,
  writeMsr,
} from '../../runtime/contract/cpu.ts';
import * as Efi from './efi.ts';
import type { WordCell } from './efi.ts';
import { RANDOM_NUMBERS } from './efi-protocols.ts';
import type { RandomNumbers } from './efi-protocols.ts';
import * as Firmware from './firmware.ts';
import type { PageFeatures } from './page-tables.ts';

/** CPUID leaf 1, EDX bit 16: there is a PAT. */
const CPUID_PAT: u32 = 1 << 16;
/** CPUID leaf 0x8000_0001, EDX bit 20: pages can be not executable; bit 26: pages of 1 GiB. */
const EXTENDED_LEAF: u32 = 0x8000_0001;
const CPUID_NO_EXECUTE: u32 = 1 << 20;
const CPUID_HUGE_PAGES: u32 = 1 << 26;

/** CR4 bits: 5 PAE, 6 machine checks, 9 and 10 the use of SSE, 12 five-level paging. */
const CR4_PAE: u64 = 1n << 5n;
const CR4_MACHINE_CHECK: u64 = 1n << 6n;
const CR4_SSE: u64 = 3n << 9n;
const CR4_LA57: u64 = 1n << 12n;

const MSR_EFER: u32 = 0xc000_0080;
/** EFER bit 11: the no-execute bit of entries has its meaning. */
const EFER_NO_EXECUTE: u64 = 1n << 11n;

const MSR_PAT: u32 = 0x277;
/**
 * [LIMINE] "Caching": entries 0 to 5 are WB, WT, UC-, UC, WP, WC; 6 and 7 as after reset. One byte
 * each, the lowest is entry 0; WB = 6, WT = 4, UC- = 7, UC = 0, WP = 5, WC = 1.
 */
const PAT_OF_PROTOCOL: u64 = 0x0007_0105_0007_0406n;

const RANDOM: WordCell = zeroed();

/** Finds out what pages the processor knows. */
export function readPageFeatures(features: PageFeatures): void {
  'use unsafe';
  // SAFE: CPUID has no effect.
  const highest = cpuidEax(0x8000_0000, 0);
  const bits = highest >= EXTENDED_LEAF ? cpuidEdx(EXTENDED_LEAF, 0) : 0;
  features.noExecute = (bits & CPUID_NO_EXECUTE) !== 0;
  features.hugePages = (bits & CPUID_HUGE_PAGES) !== 0;
}

/** Whether the firmware runs with five levels of page tables. */
export function hasFiveLevels(): bool {
  'use unsafe';
  // SAFE: reading has no effect.
  return (readCr4() & CR4_LA57) !== 0n;
}

/**
 * Makes the no-execute bit and the PAT mean what our tables use them for. The tables of the firmware
 * use entry 0 of the PAT, which stays the same.
 */
export function prepareForTables(features: PageFeatures): void {
  'use unsafe';
  // SAFE: both registers are there: CPUID says so.
  if (features.noExecute) writeMsr(MSR_EFER, readMsr(MSR_EFER) | EFER_NO_EXECUTE);
  if ((cpuidEdx(1, 0) & CPUID_PAT) !== 0) writeMsr(MSR_PAT, PAT_OF_PROTOCOL);
}

/**
 * CR4 for the kernel: PAE, and what the firmware enabled of machine checks and SSE. Everything else
 * (global pages, process identifiers, shadow stacks, …) is off, as if never turned on.
 */
export function controlRegister4(): u64 {
  'use unsafe';
  // SAFE: reading has no effect.
  return CR4_PAE | (readCr4() & (CR4_MACHINE_CHECK | CR4_SSE));
}

/** A random number: the firmware's, or if it has none, one from the time stamp counter. */
export function randomNumber(): u64 {
  'use unsafe';
  RANDOM.value = 0n;
  const found = Firmware.locateProtocol(RANDOM_NUMBERS);
  if (found !== null) {
    // SAFE: the firmware says that this protocol is there.
    const source = at<RandomNumbers>(found);
    if (source.getNumbers(source, virt(0n), 8n, RANDOM) === Efi.SUCCESS) return RANDOM.value;
  }
  // Splitmix64's finaliser spreads the low bits, which vary, over all 64.
  let mixed: u64 = readTimestamp();
  mixed = wrappingMul(mixed ^ (mixed >> 30n), 0xbf58_476d_1ce4_e5b9n);
  mixed = wrappingMul(mixed ^ (mixed >> 27n), 0x94d0_49bb_1331_11ebn);
  return mixed ^ (mixed >> 31n);
}
