/**
 * Control registers and MSRs of the simulated processor: values, and which values are refused.
 *
 * Writes are checked as in 64-bit mode with paging on, the only mode the model has. What a change
 * means for cached translations is returned to the caller.
 *
 * Used by: `machine.ts`.            Uses: `cpu-model.ts`, `errors.ts`.
 * Not handled here: task priority (CR8), debug registers, XCR0.
 * Sources: [SDM3] "Control Registers"; [SDM2] "MOV—Move to/from Control Registers";
 * [SDM3] "Page Attribute Table (PAT)"; [SDM4] "Architectural MSRs".
 */

import type { CpuModel } from './cpu-model.ts';
import { MachineFault, VECTOR_GENERAL_PROTECTION } from './errors.ts';
import type { FaultKind } from './errors.ts';
import type { PagingControl } from './page-walk.ts';

const CR0_PE = 1n << 0n; // protected mode
const CR0_NW = 1n << 29n; // not write-through
const CR0_CD = 1n << 30n; // cache disable
const CR0_WP = 1n << 16n; // 1 = supervisor writes obey R/W
const CR0_PG = 1n << 31n; // paging
/** What `runtime/native` sets: PG, WP, NE, ET, MP, PE. */
const CR0_START = CR0_PG | CR0_WP | 0x33n;

const CR4_PSE = 1n << 4n;
const CR4_PAE = 1n << 5n; // needed for long mode
const CR4_PGE = 1n << 7n; // global pages
const CR4_UMIP = 1n << 11n;
const CR4_SMEP = 1n << 20n;
const CR4_SMAP = 1n << 21n;
/** Bits [10:0] without bit 7 (PGE): debugging, machine checks, SSE; not questioned. */
const CR4_PLAIN = 0x0000_077fn & ~(1n << 7n);

const EFER_SCE = 1n << 0n; // SYSCALL
const EFER_LME = 1n << 8n; // long mode enabled
const EFER_LMA = 1n << 10n; // long mode active; writes do not change it
const EFER_NXE = 1n << 11n; // bit 63 of entries forbids fetches

export const MSR_TSC = 0x10;
export const MSR_PAT = 0x277;
export const MSR_EFER = 0xc000_0080;
/** PA0…PA3 = WB, WT, UC-, UC, twice: the value after reset. */
const PAT_AFTER_RESET = 0x0007_0406_0007_0406n;
/** UC, WC, WT, WP, WB, UC-; other memory types are reserved. */
const PAT_TYPES: ReadonlySet<bigint> = new Set([0n, 1n, 4n, 5n, 6n, 7n]);
/** APIC base, three of the SYSCALL registers, TSC_AUX: stored and not questioned. */
const PLAIN_MSRS = [0x1b, 0xc000_0081, 0xc000_0083, 0xc000_0084, 0xc000_0103];
/** The SYSCALL target and the bases of FS, GS and the swapped GS: canonical addresses. */
const ADDRESS_MSRS = [0xc000_0082, 0xc000_0100, 0xc000_0101, 0xc000_0102];
/** What MTRRs there are and their default type: no ranges, write-back. */
const READ_ONLY_MSRS: ReadonlyMap<number, bigint> = new Map([
  [0xfe, 0n],
  [0x2ff, 0x806n],
]);

/** Which cached translations a register write invalidates. */
export type Invalidation = 'none' | 'local' | 'all';

function refuse(kind: FaultKind, value: bigint, reason: string): never {
  throw new MachineFault(VECTOR_GENERAL_PROTECTION, 0, value, kind, null, reason);
}

/** Whether bits [63:47] are equal: canonical for 48-bit linear addresses. */
export function isCanonical(address: bigint): boolean {
  return BigInt.asUintN(64, BigInt.asIntN(48, address)) === address;
}

export class ControlRegisters {
  readonly model: CpuModel;
  cr0 = CR0_START;
  cr2 = 0n;
  cr3: bigint;
  cr4 = CR4_PAE;
  readonly #msrs = new Map<number, bigint>();

  /** @param cr3 - the first value of CR3 */
  constructor(model: CpuModel, cr3: bigint) {
    this.model = model;
    this.cr3 = cr3;
    this.#msrs.set(MSR_EFER, EFER_SCE | EFER_LME | EFER_LMA | (model.noExecute ? EFER_NXE : 0n));
    if (model.pat) this.#msrs.set(MSR_PAT, PAT_AFTER_RESET);
    this.#msrs.set(MSR_TSC, 0n);
    for (const register of [...PLAIN_MSRS, ...ADDRESS_MSRS]) this.#msrs.set(register, 0n);
  }

  /** What the registers mean for a page walk. */
  get paging(): PagingControl {
    return {
      model: this.model,
      rootFrame: Number((this.cr3 >> 12n) & 0xff_ffff_ffffn),
      writeProtect: (this.cr0 & CR0_WP) !== 0n,
      noExecuteEnabled: ((this.#msrs.get(MSR_EFER) ?? 0n) & EFER_NXE) !== 0n,
      smep: (this.cr4 & CR4_SMEP) !== 0n,
      smap: (this.cr4 & CR4_SMAP) !== 0n,
      globalEnabled: (this.cr4 & CR4_PGE) !== 0n,
    };
  }

  /** The PAT, eight memory types, the first in the low byte. */
  get pat(): bigint {
    return this.#msrs.get(MSR_PAT) ?? PAT_AFTER_RESET;
  }

  writeCr0(value: bigint): Invalidation {
    if (value >> 32n !== 0n) refuse('invalidRegisterValue', value, 'CR0: bits [63:32] are set');
    if ((value & CR0_PG) === 0n || (value & CR0_PE) === 0n) {
      refuse('invalidRegisterValue', value, 'CR0: PG and PE cannot be cleared in 64-bit mode');
    }
    if ((value & CR0_NW) !== 0n && (value & CR0_CD) === 0n) {
      refuse('invalidRegisterValue', value, 'CR0: NW = 1 with CD = 0');
    }
    this.cr0 = value;
    return 'none';
  }

  writeCr3(value: bigint): Invalidation {
    if (value >> BigInt(this.model.physicalAddressBits) !== 0n) {
      const width = this.model.physicalAddressBits;
      refuse('invalidRegisterValue', value, `CR3: bits [63:${width}] are reserved`);
    }
    this.cr3 = value;
    return 'local';
  }

  writeCr4(value: bigint): Invalidation {
    const { globalPages, smep, smap, umip } = this.model;
    const allowed =
      CR4_PLAIN |
      (globalPages ? CR4_PGE : 0n) |
      (smep ? CR4_SMEP : 0n) |
      (smap ? CR4_SMAP : 0n) |
      (umip ? CR4_UMIP : 0n);
    const reserved = value & ~allowed;
    if (reserved !== 0n) {
      refuse(
        'invalidRegisterValue',
        value,
        `CR4: bits 0x${reserved.toString(16)} are reserved on this processor`,
      );
    }
    if ((value & CR4_PAE) === 0n) {
      refuse('invalidRegisterValue', value, 'CR4: PAE cannot be cleared in long mode');
    }
    const changed = this.cr4 ^ value;
    const added = changed & value;
    this.cr4 = value;
    if ((changed & (CR4_PGE | CR4_PSE)) !== 0n) return 'all';
    return (added & CR4_SMEP) !== 0n ? 'local' : 'none';
  }

  readMsr(register: number): bigint {
    const value = this.#msrs.get(register) ?? READ_ONLY_MSRS.get(register);
    if (value === undefined) return refuseUnknown(register, 'RDMSR');
    return value;
  }

  writeMsr(register: number, value: bigint): void {
    const old = this.#msrs.get(register);
    if (READ_ONLY_MSRS.has(register)) {
      refuse('invalidRegisterValue', value, `MSR 0x${register.toString(16)} is read-only here`);
    }
    if (old === undefined) refuseUnknown(register, 'WRMSR');
    if (register === MSR_EFER) {
      this.#writeEfer(value);
      return;
    }
    if (register === MSR_PAT) {
      for (let shift = 0n; shift < 64n; shift += 8n) {
        if (!PAT_TYPES.has((value >> shift) & 0xffn)) {
          refuse('invalidRegisterValue', value, `PAT: entry ${shift / 8n} is a reserved type`);
        }
      }
    }
    if (ADDRESS_MSRS.includes(register) && !isCanonical(value)) {
      refuse('nonCanonical', value, `MSR 0x${register.toString(16)} takes a canonical address`);
    }
    this.#msrs.set(register, value);
  }

  #writeEfer(value: bigint): void {
    const allowed = EFER_SCE | EFER_LME | EFER_LMA | (this.model.noExecute ? EFER_NXE : 0n);
    if ((value & ~allowed) !== 0n) {
      refuse('invalidRegisterValue', value, 'EFER: a reserved bit is set');
    }
    if ((value & EFER_LME) === 0n) {
      refuse('invalidRegisterValue', value, 'EFER: LME cannot change while paging is on');
    }
    this.#msrs.set(MSR_EFER, value | EFER_LMA);
  }
}

function refuseUnknown(register: number, instruction: string): never {
  return refuse(
    'unknownRegister',
    BigInt(register),
    `${instruction}: MSR 0x${register.toString(16)} does not exist`,
  );
}
