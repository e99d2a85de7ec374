/**
 * A forgotten invalidation must show: what the TLB of the simulated machine keeps, and until when.
 */

import { describe, expect, test } from 'vitest';

import { MachineFault } from '../../../runtime/host/index.ts';
import {
  ALL_RIGHTS,
  CR4_PGE,
  FRAME,
  GLOBAL,
  OTHER_FRAME,
  PAGE,
  PAGE_SIZE,
  PRESENT,
  tableAddress,
  TestTables,
  WRITABLE,
} from './tables.ts';

/** The tables, their page read once, and its entry then changed to the other frame. */
function staleTables(flags = 0n, cr4 = 0n): TestTables {
  const tables = new TestTables();
  tables.machine.writeCr4(tables.machine.registers.cr4 | cr4);
  tables.setEntry(1, FRAME | ALL_RIGHTS | flags);
  expect(tables.machine.load64(PAGE, 0)).toBe(1n);
  tables.setEntry(1, OTHER_FRAME | ALL_RIGHTS | flags);
  return tables;
}

describe('a translation that was used', () => {
  test('stays when its entry changes', () => {
    const { machine } = staleTables();
    expect(machine.load64(PAGE, 0)).toBe(1n);
    expect(machine.mappingOf(PAGE)?.phys).toBe(OTHER_FRAME);
  });

  test('stays for writes, which go to the old frame', () => {
    const tables = new TestTables();
    tables.machine.store64(PAGE, 0, 7n);
    tables.setEntry(1, OTHER_FRAME | ALL_RIGHTS);
    tables.machine.store64(PAGE, 0, 8n);
    expect(tables.machine.memory.read64(FRAME)).toBe(8n);
    expect(tables.machine.memory.read64(OTHER_FRAME)).toBe(2n);
  });

  test('stays when its entry is cleared', () => {
    const tables = staleTables();
    tables.setEntry(1, 0n);
    expect(tables.machine.load64(PAGE, 0)).toBe(1n);
  });

  test('stays when another page is invalidated', () => {
    const { machine } = staleTables();
    machine.invalidatePage(PAGE + 4096n);
    expect(machine.load64(PAGE, 0)).toBe(1n);
  });

  test('goes when its page is invalidated, by any address in it', () => {
    const { machine } = staleTables();
    machine.invalidatePage(PAGE + 0xfffn);
    expect(machine.load64(PAGE, 0)).toBe(2n);
  });

  test('goes when CR3 is written, even with the same value', () => {
    const { machine } = staleTables();
    machine.writeCr3(machine.registers.cr3);
    expect(machine.load64(PAGE, 0)).toBe(2n);
  });

  test('goes when CR4.PGE changes', () => {
    const { machine } = staleTables();
    machine.writeCr4(machine.registers.cr4 | CR4_PGE);
    expect(machine.load64(PAGE, 0)).toBe(2n);
  });

  test('of 2 MiB goes as a whole', () => {
    const tables = new TestTables();
    tables.setEntry(2, FRAME | ALL_RIGHTS | PAGE_SIZE);
    const start = PAGE & ~0x1f_ffffn;
    expect(tables.machine.load64(start, 0)).toBe(1n);
    tables.setEntry(2, tableAddress(1) | ALL_RIGHTS);
    tables.setEntry(1, OTHER_FRAME | ALL_RIGHTS, start);
    expect(tables.machine.load64(start, 0)).toBe(1n);
    tables.machine.invalidatePage(start + 0x1f_f000n);
    expect(tables.machine.load64(start, 0)).toBe(2n);
  });
});

describe('a global translation', () => {
  test('survives a write to CR3', () => {
    const { machine } = staleTables(GLOBAL, CR4_PGE);
    machine.writeCr3(machine.registers.cr3);
    expect(machine.load64(PAGE, 0)).toBe(1n);
  });

  test('goes when its page is invalidated', () => {
    const { machine } = staleTables(GLOBAL, CR4_PGE);
    machine.invalidatePage(PAGE);
    expect(machine.load64(PAGE, 0)).toBe(2n);
  });

  test('goes when CR4.PGE changes', () => {
    const { machine } = staleTables(GLOBAL, CR4_PGE);
    machine.writeCr4(machine.registers.cr4 & ~CR4_PGE);
    expect(machine.load64(PAGE, 0)).toBe(2n);
  });

  test('is an ordinary one while CR4.PGE is 0', () => {
    const { machine } = staleTables(GLOBAL);
    machine.writeCr3(machine.registers.cr3);
    expect(machine.load64(PAGE, 0)).toBe(2n);
  });
});

describe('an entry that is not present', () => {
  test('is never cached', () => {
    const tables = new TestTables();
    tables.setEntry(1, 0n);
    expect(() => tables.machine.load64(PAGE, 0)).toThrow(MachineFault);
    tables.setEntry(1, FRAME | ALL_RIGHTS);
    expect(tables.machine.load64(PAGE, 0)).toBe(1n);
  });

  test('with a reserved bit is not either', () => {
    const tables = new TestTables();
    tables.setEntry(1, FRAME | ALL_RIGHTS | (1n << 51n));
    expect(() => tables.machine.load64(PAGE, 0)).toThrow(MachineFault);
    tables.setEntry(1, FRAME | ALL_RIGHTS);
    expect(tables.machine.load64(PAGE, 0)).toBe(1n);
  });
});

describe('rights that were cached', () => {
  test('are used when the entry allows less', () => {
    const tables = new TestTables();
    tables.machine.store64(PAGE, 0, 5n);
    tables.change(1, 0n, WRITABLE);
    tables.machine.store64(PAGE, 0, 6n);
    expect(tables.machine.memory.read64(FRAME)).toBe(6n);
  });

  test('give one fault when the entry allows more, which says so, and are dropped by it', () => {
    const tables = new TestTables();
    tables.change(1, 0n, WRITABLE);
    tables.machine.load64(PAGE, 0);
    tables.change(1, WRITABLE, 0n);
    const write = (): void => tables.machine.store64(PAGE, 0, 5n);
    expect(write).toThrow(expect.objectContaining({ kind: 'staleTranslation' }));
    expect(write).not.toThrow();
  });
});

describe('a table that was used', () => {
  test('stays in use for its other pages until something is invalidated', () => {
    const tables = new TestTables();
    tables.machine.load64(PAGE, 0);
    const next = PAGE + 4096n;
    tables.setEntry(1, OTHER_FRAME | ALL_RIGHTS, next);
    // The level 1 table is taken away, but its entry at level 2 was cached.
    tables.change(2, 0n, PRESENT);
    expect(tables.machine.load64(next, 0)).toBe(2n);
    tables.machine.invalidatePage(0xffff_a000_0000_0000n);
    expect(() => tables.machine.load64(next + 4096n, 0)).toThrow(
      expect.objectContaining({ kind: 'notPresent', level: 2 }),
    );
  });
});

test('every second access to a page does not walk', () => {
  const tables = new TestTables();
  const before = tables.machine.cachedTranslations;
  tables.machine.load64(PAGE, 0);
  tables.machine.load64(PAGE, 8);
  expect(tables.machine.cachedTranslations).toBe(before + 1);
});
