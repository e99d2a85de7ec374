/**
 * Page tables made by hand, entry by entry, for tests of the simulated machine.
 *
 * One chain of tables leads to one page; every bit of every entry on the way can be chosen. The
 * tables lie in RAM that the boot tables of the machine map at the HHDM, and so does the page.
 */

import { Machine } from '../../../runtime/host/index.ts';
import type { MachineOptions } from '../../../runtime/host/index.ts';

export const PRESENT = 1n << 0n;
export const WRITABLE = 1n << 1n;
export const USER = 1n << 2n;
export const WRITE_THROUGH = 1n << 3n;
export const CACHE_DISABLE = 1n << 4n;
export const ACCESSED = 1n << 5n;
export const DIRTY = 1n << 6n;
export const PAGE_SIZE = 1n << 7n;
export const GLOBAL = 1n << 8n;
export const LARGE_PAT = 1n << 12n;
export const NO_EXECUTE = 1n << 63n;

export const CR0_WP = 1n << 16n;
export const CR4_PGE = 1n << 7n;
export const CR4_SMEP = 1n << 20n;
export const CR4_SMAP = 1n << 21n;
export const EFER = 0xc000_0080;
export const EFER_NXE = 1n << 11n;

/** The page that the tables map, and two frames it can lead to, aligned to 1 GiB and 4 KiB. */
export const PAGE = 0xffff_9234_5678_9000n;
export const FRAME = 0x120_0000n;
export const OTHER_FRAME = 0x130_0000n;
/** Tables by level: PML4 at `TABLES + 4 * 4096`, … */
const TABLES = 0x110_0000n;

/** Everything allowed: present, writable, user, executable. */
export const ALL_RIGHTS = PRESENT | WRITABLE | USER;

export function tableAddress(level: number): bigint {
  return TABLES + BigInt(level) * 4096n;
}

function entryAddress(level: number, address: bigint): bigint {
  return tableAddress(level) + ((address >> BigInt(9 * level + 3)) & 0x1ffn) * 8n;
}

export class TestTables {
  readonly machine: Machine;

  /** A machine that runs on the tables, with `PAGE` mapped to `FRAME` and all rights. */
  constructor(options: MachineOptions = {}) {
    this.machine = new Machine(options);
    const { memory, registers } = this.machine;
    // The higher half of the boot tables stays reachable: image and HHDM.
    const boot = memory.readBytes(registers.cr3, 4096);
    memory.writeBytes(tableAddress(4), boot);
    for (let level = 3; level >= 1; level -= 1) {
      memory.writeBytes(tableAddress(level), new Uint8Array(4096));
      this.setEntry(level + 1, tableAddress(level) | ALL_RIGHTS);
    }
    this.setEntry(1, FRAME | ALL_RIGHTS);
    memory.write64(FRAME, 1n);
    memory.write64(OTHER_FRAME, 2n);
    this.machine.writeCr3(tableAddress(4));
  }

  /** Sets the entry that the walk for `address` reads at `level`; caches are not told. */
  setEntry(level: number, value: bigint, address = PAGE): void {
    this.machine.memory.write64(entryAddress(level, address), value);
  }

  entry(level: number, address = PAGE): bigint {
    return this.machine.memory.read64(entryAddress(level, address));
  }

  /** Adds bits to, or takes bits from, the entry at `level`. */
  change(level: number, add: bigint, remove: bigint): void {
    this.setEntry(level, (this.entry(level) & ~remove) | add);
  }
}
