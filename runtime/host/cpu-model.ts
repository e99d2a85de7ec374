/**
 * Which processor the simulated machine has: its features, and what CPUID says about them.
 *
 * Used by: `machine.ts`, `page-walk.ts`, tests.            Uses: nothing.
 * Not handled here: what a feature does (`page-walk.ts`, `control-registers.ts`).
 * Sources: [SDM2] "CPUID—CPU Identification", the leaf of each function below.
 */

/** Features that the model can have or lack. */
export interface CpuModel {
  /** No-execute bit in entries, EFER.NXE. */
  readonly noExecute: boolean;
  /** PS = 1 in a PDPTE maps 1 GiB. */
  readonly pages1GiB: boolean;
  readonly smep: boolean;
  readonly smap: boolean;
  readonly umip: boolean;
  /** Global pages, CR4.PGE. */
  readonly globalPages: boolean;
  readonly pat: boolean;
  /** Width of physical addresses (MAXPHYADDR), 36…52 bits. */
  readonly physicalAddressBits: number;
  /** Width of linear addresses that CPUID reports, 48 or 57; four levels are used with both. */
  readonly linearAddressBits: number;
}

/** A current processor: everything, 46 physical and 48 linear address bits. */
export const FULL_CPU: CpuModel = {
  noExecute: true,
  pages1GiB: true,
  smep: true,
  smap: true,
  umip: true,
  globalPages: true,
  pat: true,
  physicalAddressBits: 46,
  linearAddressBits: 48,
};

/** What QEMU's `qemu64` offers: no 1 GiB pages, no SMEP, SMAP or UMIP, 40 physical address bits. */
export const PLAIN_CPU: CpuModel = {
  ...FULL_CPU,
  pages1GiB: false,
  smep: false,
  smap: false,
  umip: false,
  physicalAddressBits: 40,
};

/** The four registers that CPUID answers with. */
export interface CpuidAnswer {
  readonly eax: number;
  readonly ebx: number;
  readonly ecx: number;
  readonly edx: number;
}

const NOTHING: CpuidAnswer = { eax: 0, ebx: 0, ecx: 0, edx: 0 };
const MAX_BASIC_LEAF = 7;
const MAX_EXTENDED_LEAF = 0x8000_0008;

function bits(...positions: (number | false)[]): number {
  let value = 0;
  for (const position of positions) if (position !== false) value |= 1 << position;
  return value >>> 0;
}

/** Four characters as a register holds them, the first in the low byte. */
function characters(text: string): number {
  let value = 0;
  for (let index = 0; index < 4; index += 1) value |= text.charCodeAt(index) << (8 * index);
  return value >>> 0;
}

/** What CPUID answers on `model`; a leaf above the highest one answers with zeros. */
export function cpuid(model: CpuModel, leaf: number, subleaf: number): CpuidAnswer {
  switch (leaf >>> 0) {
    case 0:
      return {
        eax: MAX_BASIC_LEAF,
        ebx: characters('Genu'),
        edx: characters('ineI'),
        ecx: characters('ntel'),
      };
    case 1: {
      const edx = bits(
        /* FPU */ 0,
        /* PSE */ 3,
        /* TSC */ 4,
        /* MSR */ 5,
        /* PAE */ 6,
        /* APIC */ 9,
        /* MTRR */ 12,
        model.globalPages && 13,
        model.pat && 16,
      );
      return { ...NOTHING, eax: 0x0006_0fb1, edx };
    }
    case 7:
      if (subleaf !== 0) return NOTHING;
      return {
        ...NOTHING,
        ebx: bits(model.smep && 7, model.smap && 20),
        ecx: bits(model.umip && 2, model.linearAddressBits === 57 && 16),
      };
    case 0x8000_0000:
      return { ...NOTHING, eax: MAX_EXTENDED_LEAF };
    case 0x8000_0001: {
      const edx = bits(
        /* SYSCALL */ 11,
        model.noExecute && 20,
        model.pages1GiB && 26,
        /* long mode */ 29,
      );
      return { ...NOTHING, edx };
    }
    case 0x8000_0008:
      return { ...NOTHING, eax: model.physicalAddressBits | (model.linearAddressBits << 8) };
    default:
      return NOTHING;
  }
}
