/**
 * The page walk: what the processor does with the four levels of tables.
 *
 * One function walks from CR3 (or from a cached table) to the leaf entry, checks every present bit
 * and every reserved bit on the way, gathers the rights, refuses or permits the access, and sets
 * accessed and dirty bits as hardware does. Rights are kept as the level whose entry takes them
 * away, 0 when none does, so that a fault can name the entry to blame.
 *
 * A linear address is two halves, `high` and `low`, both u32: BigInt arithmetic would be most of
 * the cost of an access.
 *
 *   high                             low
 *   │63           48│47      39│38  32│31 30│29      21│20      12│11      0│
 *   └─ sign of 47  ─┴─ level 4 ┴── level 3 ─┴─ level 2 ┴─ level 1 ┴─ offset ┘
 *
 * Used by: `machine.ts`.            Uses: `physical-memory.ts`, `translation-cache.ts`.
 * Not handled here: 5-level paging, protection keys, PCIDs, shadow stacks.
 * Sources: [SDM3] "4-Level Paging and 5-Level Paging"; [SDM3] "Determination of Access Rights";
 * [SDM3] "Accessed and Dirty Flags"; [SDM3] "Page-Fault Exceptions".
 */

import type { CpuModel } from './cpu-model.ts';
import type { FaultKind } from './errors.ts';
import type { PhysicalMemory } from './physical-memory.ts';
import type { TranslationCache } from './translation-cache.ts';

export type AccessKind = 'read' | 'write' | 'fetch';

/** Low half of an entry. */
const PRESENT = 1 << 0; // 1 = the entry is valid
const WRITABLE = 1 << 1; // 1 = writes are allowed
const USER = 1 << 2; // 1 = user-mode accesses are allowed
const WRITE_THROUGH = 1 << 3; // PWT, bit 0 of the PAT index
const CACHE_DISABLE = 1 << 4; // PCD, bit 1 of the PAT index
const ACCESSED = 1 << 5; // 1 = used for a translation
const DIRTY = 1 << 6; // leaf: 1 = written to
const PAGE_SIZE = 1 << 7; // PS, levels 3 and 2: 1 = maps a page; level 1: the PAT bit
const GLOBAL = 1 << 8; // leaf: 1 = survives a write to CR3, when CR4.PGE = 1
const LARGE_PAT = 1 << 12; // leaf at level 3 or 2: the PAT bit
/** High half of an entry: bit 63, 1 = no instruction fetches. */
const NO_EXECUTE = 0x8000_0000;
/** Address bits [31:12] and [51:32] in the two halves. */
const ADDRESS_LOW = 0xffff_f000;
const ADDRESS_HIGH = 0x000f_ffff;
/** Bits [20:13] of a level 2 leaf and [29:13] of a level 3 leaf are reserved. */
const RESERVED_2MIB = 0x001f_e000;
const RESERVED_1GIB = 0x3fff_e000;

/** What a walk reads, by level, for errors. */
const WALK_PURPOSES = [1, 2, 3, 4, 5].map((level) => `page walk, table of level ${level - 1}`);

/** What of the control registers matters to a walk. */
export interface PagingControl {
  readonly model: CpuModel;
  /** Frame number of the PML4: CR3 bits [51:12]. */
  readonly rootFrame: number;
  /** CR0.WP. */
  readonly writeProtect: boolean;
  /** EFER.NXE. */
  readonly noExecuteEnabled: boolean;
  /** CR4.SMEP, CR4.SMAP, CR4.PGE. */
  readonly smep: boolean;
  readonly smap: boolean;
  readonly globalEnabled: boolean;
}

/** The rights gathered on the way down: the level that refuses, 4…1, or 0. */
export interface Rights {
  readonly readOnlyLevel: number;
  readonly supervisorLevel: number;
  readonly noExecuteLevel: number;
}

/** A table that a walk may start at, with the rights of the entries above it. */
export interface CachedTable extends Rights {
  readonly frame: number;
}

/** The result of a walk that found a leaf: what a TLB entry holds. */
export interface Translation extends Rights {
  /** Level of the leaf entry: 1 = 4 KiB, 2 = 2 MiB, 3 = 1 GiB. */
  readonly level: number;
  /** Frame number of the page's first byte. */
  readonly frame: number;
  readonly global: boolean;
  readonly dirty: boolean;
  /** Index into the PAT, 0…7: PAT, PCD and PWT of the leaf. */
  readonly patIndex: number;
}

/** Why there is no translation, or why it does not permit the access. */
export interface Refusal {
  readonly kind: FaultKind;
  readonly level: number | null;
  /** The entry to blame. */
  readonly entry: bigint | null;
  readonly detail: string;
}

export type WalkResult =
  | { readonly translation: Translation; readonly refusal: null }
  | { readonly translation: null; readonly refusal: Refusal };

/** Which memory an address lies in and where its walk can start, as integers below 2^36. */
export function pageNumber(high: number, low: number): number {
  return (high & 0xffff) * 0x10_0000 + (low >>> 12);
}

/** Bits [47:21] of the address: names the level 1 table, or a 2 MiB page. */
export function pageNumber2MiB(high: number, low: number): number {
  return (high & 0xffff) * 0x800 + (low >>> 21);
}

/** Bits [47:30] of the address: names the level 2 table, or a 1 GiB page. */
export function pageNumber1GiB(high: number, low: number): number {
  return (high & 0xffff) * 4 + (low >>> 30);
}

function tableIndex(level: number, high: number, low: number): number {
  switch (level) {
    case 4:
      return (high >>> 7) & 0x1ff;
    case 3:
      return ((high << 2) | (low >>> 30)) & 0x1ff;
    case 2:
      return (low >>> 21) & 0x1ff;
    default:
      return (low >>> 12) & 0x1ff;
  }
}

function entryValue(entryHigh: number, entryLow: number): bigint {
  return (BigInt(entryHigh >>> 0) << 32n) | BigInt(entryLow >>> 0);
}

function isLeaf(level: number, entryLow: number): boolean {
  return level === 1 || (level !== 4 && (entryLow & PAGE_SIZE) !== 0);
}

/** The reserved bit that is set in a present entry, in words, or null. */
function reservedBit(
  control: PagingControl,
  level: number,
  entryHigh: number,
  entryLow: number,
): string | null {
  const width = control.model.physicalAddressBits;
  const beyond = width < 52 ? ADDRESS_HIGH & ~((1 << (width - 32)) - 1) : 0;
  if ((entryHigh & beyond) !== 0) return `address bits [51:${width}]`;
  if ((entryHigh & NO_EXECUTE) !== 0 && !control.noExecuteEnabled)
    return 'bit 63 with EFER.NXE = 0';
  if ((entryLow & PAGE_SIZE) === 0 || level === 1) return null;
  if (level === 4) return 'bit 7 (PS) at level 4';
  if (level === 3) {
    if (!control.model.pages1GiB) return 'bit 7 (PS) at level 3 without 1 GiB pages';
    return (entryLow & RESERVED_1GIB) !== 0 ? 'bits [29:13] of a 1 GiB page' : null;
  }
  return (entryLow & RESERVED_2MIB) !== 0 ? 'bits [20:13] of a 2 MiB page' : null;
}

/**
 * Whether `rights` permit an access: null, or the refusal.
 *
 * Source: [SDM3] "Determination of Access Rights". EFLAGS.AC is always 0 here.
 */
export function refusalOf(
  control: PagingControl,
  rights: Rights,
  leafLevel: number,
  access: AccessKind,
  user: boolean,
): Refusal | null {
  const refuse = (kind: FaultKind, level: number, detail: string): Refusal => ({
    kind,
    level,
    entry: null,
    detail,
  });
  const isUserPage = rights.supervisorLevel === 0;
  if (user && !isUserPage) {
    return refuse('supervisorPage', rights.supervisorLevel, 'U/S = 0 refuses user mode');
  }
  if (access === 'fetch') {
    if (!user && isUserPage && control.smep) {
      return refuse('smep', leafLevel, 'SMEP refuses a supervisor fetch from a user page');
    }
    if (rights.noExecuteLevel !== 0) {
      return refuse('noExecute', rights.noExecuteLevel, 'XD = 1 refuses the fetch');
    }
    return null;
  }
  if (!user && isUserPage && control.smap) {
    return refuse('smap', leafLevel, `SMAP refuses a supervisor ${access} of a user page`);
  }
  if (access === 'write' && rights.readOnlyLevel !== 0 && (user || control.writeProtect)) {
    return refuse('readOnly', rights.readOnlyLevel, 'R/W = 0 refuses the write');
  }
  return null;
}

/**
 * Walks the tables for one access.
 *
 * @param cache - starts at a cached table and caches the tables on the way; null walks from CR3
 *   and leaves no trace: no accessed or dirty bit is set
 * @returns the translation; or the refusal, then accessed bits above the entry to blame are set,
 *   as on hardware, but none in it
 */
export function walk(
  memory: PhysicalMemory,
  control: PagingControl,
  cache: TranslationCache | null,
  high: number,
  low: number,
  access: AccessKind,
  user: boolean,
): WalkResult {
  let level = 4;
  let table: CachedTable = {
    frame: control.rootFrame,
    readOnlyLevel: 0,
    supervisorLevel: 0,
    noExecuteLevel: 0,
  };
  if (cache !== null) {
    for (let start = 1; start <= 3; start += 1) {
      const cached = cache.table(start, high, low);
      if (cached !== undefined) {
        level = start;
        table = cached;
        break;
      }
    }
  }

  for (; ; level -= 1) {
    const view = memory.frame(table.frame, WALK_PURPOSES[level] ?? 'page walk').view;
    const offset = tableIndex(level, high, low) * 8;
    const entryLow = view.getUint32(offset, true);
    const entryHigh = view.getUint32(offset + 4, true);
    const refuse = (kind: FaultKind, detail: string): WalkResult => ({
      translation: null,
      refusal: { kind, level, entry: entryValue(entryHigh, entryLow), detail },
    });
    if ((entryLow & PRESENT) === 0) return refuse('notPresent', 'P = 0');
    const reserved = reservedBit(control, level, entryHigh, entryLow);
    if (reserved !== null) return refuse('reservedBits', `reserved: ${reserved}`);

    const rights: Rights = {
      readOnlyLevel: table.readOnlyLevel || ((entryLow & WRITABLE) === 0 ? level : 0),
      supervisorLevel: table.supervisorLevel || ((entryLow & USER) === 0 ? level : 0),
      noExecuteLevel: table.noExecuteLevel || ((entryHigh & NO_EXECUTE) !== 0 ? level : 0),
    };
    const frame = (entryHigh & ADDRESS_HIGH) * 0x10_0000 + ((entryLow & ADDRESS_LOW) >>> 12);

    if (!isLeaf(level, entryLow)) {
      if (cache !== null) {
        if ((entryLow & ACCESSED) === 0) view.setUint32(offset, entryLow | ACCESSED, true);
        table = { frame, ...rights };
        cache.addTable(level - 1, high, low, table);
      } else {
        table = { frame, ...rights };
      }
      continue;
    }

    const refusal = refusalOf(control, rights, level, access, user);
    if (refusal !== null) {
      const blamed = refusal.level === level ? entryValue(entryHigh, entryLow) : null;
      return { translation: null, refusal: { ...refusal, entry: blamed } };
    }
    const flags = access === 'write' ? ACCESSED | DIRTY : ACCESSED;
    const marked = cache === null ? entryLow : entryLow | flags;
    if (marked !== entryLow) view.setUint32(offset, marked, true);
    const patBit = level === 1 ? PAGE_SIZE : LARGE_PAT;
    return {
      translation: {
        ...rights,
        level,
        // Bit 12 of a large page's entry is its PAT bit and no address bit.
        frame: level === 1 ? frame : frame - (frame % (level === 2 ? 0x200 : 0x4_0000)),
        global: (entryLow & GLOBAL) !== 0 && control.globalEnabled,
        dirty: (marked & DIRTY) !== 0,
        patIndex:
          ((entryLow & patBit) !== 0 ? 4 : 0) |
          ((entryLow & CACHE_DISABLE) !== 0 ? 2 : 0) |
          ((entryLow & WRITE_THROUGH) !== 0 ? 1 : 0),
      },
      refusal: null,
    };
  }
}
