/**
 * What the simulated machine refuses and permits, bit by bit and level by level.
 */

import { describe, expect, test } from 'vitest';

import { MachineFault } from '../../../runtime/host/index.ts';
import type { AccessKind } from '../../../runtime/host/page-walk.ts';
import {
  ACCESSED,
  ALL_RIGHTS,
  CACHE_DISABLE,
  CR0_WP,
  CR4_SMAP,
  CR4_SMEP,
  DIRTY,
  EFER,
  EFER_NXE,
  FRAME,
  GLOBAL,
  LARGE_PAT,
  NO_EXECUTE,
  PAGE,
  PAGE_SIZE,
  PRESENT,
  TestTables,
  USER,
  WRITABLE,
  WRITE_THROUGH,
} from './tables.ts';

const LEVELS = [4, 3, 2, 1];

/** The fault of an access, or null when it is permitted. */
function faultOf(
  tables: TestTables,
  kind: AccessKind,
  user = false,
  address = PAGE,
): MachineFault | null {
  try {
    tables.machine.access(address, kind, user);
    return null;
  } catch (error) {
    if (error instanceof MachineFault) return error;
    throw error;
  }
}

function codeOf(fault: MachineFault | null): number | null {
  return fault === null ? null : fault.errorCode;
}

describe('a page with all rights', () => {
  test.each(['read', 'write', 'fetch'] as const)('permits a supervisor and a user %s', (kind) => {
    const tables = new TestTables();
    expect(tables.machine.access(PAGE + 5n, kind)).toBe(FRAME + 5n);
    expect(tables.machine.access(PAGE + 5n, kind, true)).toBe(FRAME + 5n);
  });
});

describe.each(LEVELS)('the entry of level %i', (level) => {
  test('refuses everything without P', () => {
    const tables = new TestTables();
    tables.change(level, 0n, PRESENT);
    const fault = faultOf(tables, 'read');
    expect(fault).toMatchObject({ vector: 14, errorCode: 0, kind: 'notPresent', level });
    expect(fault?.address).toBe(PAGE);
    expect(tables.machine.registers.cr2).toBe(PAGE);
    expect(codeOf(faultOf(tables, 'write'))).toBe(0b00010);
    expect(codeOf(faultOf(tables, 'fetch'))).toBe(0b10000);
    expect(codeOf(faultOf(tables, 'write', true))).toBe(0b00110);
  });

  test('refuses a write without R/W', () => {
    const tables = new TestTables();
    tables.change(level, 0n, WRITABLE);
    expect(faultOf(tables, 'read')).toBeNull();
    expect(faultOf(tables, 'write')).toMatchObject({ errorCode: 0b00011, kind: 'readOnly', level });
    expect(codeOf(faultOf(tables, 'write', true))).toBe(0b00111);
  });

  test('permits a supervisor to write without R/W when CR0.WP is 0', () => {
    const tables = new TestTables();
    tables.change(level, 0n, WRITABLE);
    tables.machine.writeCr0(tables.machine.registers.cr0 & ~CR0_WP);
    expect(faultOf(tables, 'write')).toBeNull();
    expect(codeOf(faultOf(tables, 'write', true))).toBe(0b00111);
  });

  test('refuses user mode without U/S', () => {
    const tables = new TestTables();
    tables.change(level, 0n, USER);
    expect(faultOf(tables, 'read')).toBeNull();
    const fault = faultOf(tables, 'read', true);
    expect(fault).toMatchObject({ errorCode: 0b00101, kind: 'supervisorPage', level });
    expect(codeOf(faultOf(tables, 'fetch', true))).toBe(0b10101);
  });

  test('refuses a fetch with XD', () => {
    const tables = new TestTables();
    tables.change(level, NO_EXECUTE, 0n);
    expect(faultOf(tables, 'read')).toBeNull();
    expect(faultOf(tables, 'fetch')).toMatchObject({
      errorCode: 0b10001,
      kind: 'noExecute',
      level,
    });
  });

  test('reserves XD when EFER.NXE is 0', () => {
    const tables = new TestTables();
    tables.change(level, NO_EXECUTE, 0n);
    const { machine } = tables;
    machine.writeMsr(EFER, machine.registers.readMsr(EFER) & ~EFER_NXE);
    const fault = faultOf(tables, 'read');
    expect(fault).toMatchObject({ errorCode: 0b01001, kind: 'reservedBits', level });
    // Without NXE and SMEP a fetch is not told from a read.
    expect(codeOf(faultOf(tables, 'fetch'))).toBe(0b01001);
  });

  test.each([36, 40, 46, 51])('reserves the address bits from MAXPHYADDR = %i on', (bits) => {
    const tables = new TestTables({ cpu: { physicalAddressBits: bits } });
    tables.change(level, 1n << BigInt(bits), 0n);
    expect(faultOf(tables, 'read')).toMatchObject({ kind: 'reservedBits', level });
    tables.change(level, 0n, 1n << BigInt(bits));
    expect(faultOf(tables, 'read')).toBeNull();
  });

  test('ignores bits [62:52] and [11:9]', () => {
    const tables = new TestTables();
    tables.change(level, 0x7ff0_0000_0000_0e00n, 0n);
    expect(faultOf(tables, 'write')).toBeNull();
  });

  test('gets its accessed bit from any access, its dirty bit from a write to the leaf', () => {
    const tables = new TestTables();
    expect(tables.entry(level) & (ACCESSED | DIRTY)).toBe(0n);
    tables.machine.load8(PAGE, 0);
    expect(tables.entry(level) & (ACCESSED | DIRTY)).toBe(ACCESSED);
    tables.machine.store8(PAGE, 0, 1);
    expect(tables.entry(level) & DIRTY).toBe(level === 1 ? DIRTY : 0n);
  });
});

describe('accessed and dirty bits', () => {
  test('are not set in a leaf that refuses', () => {
    const tables = new TestTables();
    tables.change(1, 0n, WRITABLE);
    expect(faultOf(tables, 'write')).not.toBeNull();
    expect(tables.entry(1) & (ACCESSED | DIRTY)).toBe(0n);
  });

  test('are set again only after the translation was invalidated', () => {
    const tables = new TestTables();
    tables.machine.store8(PAGE, 0, 1);
    tables.change(1, 0n, ACCESSED | DIRTY);
    tables.machine.store8(PAGE, 0, 1);
    expect(tables.entry(1) & DIRTY).toBe(0n);
    tables.machine.invalidatePage(PAGE);
    tables.machine.store8(PAGE, 0, 1);
    expect(tables.entry(1) & (ACCESSED | DIRTY)).toBe(ACCESSED | DIRTY);
  });
});

describe('SMEP and SMAP', () => {
  test('refuse a supervisor what user pages are for', () => {
    const tables = new TestTables();
    tables.machine.writeCr4(tables.machine.registers.cr4 | CR4_SMEP | CR4_SMAP);
    expect(faultOf(tables, 'fetch')).toMatchObject({ errorCode: 0b10001, kind: 'smep' });
    expect(faultOf(tables, 'read')).toMatchObject({ errorCode: 0b00001, kind: 'smap' });
    expect(faultOf(tables, 'write')).toMatchObject({ errorCode: 0b00011, kind: 'smap' });
    expect(faultOf(tables, 'read', true)).toBeNull();
  });

  test('leave supervisor pages alone', () => {
    const tables = new TestTables();
    tables.change(1, 0n, USER);
    tables.machine.writeCr4(tables.machine.registers.cr4 | CR4_SMEP | CR4_SMAP);
    expect(faultOf(tables, 'fetch')).toBeNull();
    expect(faultOf(tables, 'write')).toBeNull();
  });
});

describe('large pages', () => {
  const frame1GiB = 0n;

  test('of 2 MiB add 21 bits of offset', () => {
    const tables = new TestTables();
    tables.setEntry(2, FRAME | ALL_RIGHTS | PAGE_SIZE);
    expect(tables.machine.access(PAGE, 'read')).toBe(FRAME + (PAGE & 0x1f_ffffn));
    expect(tables.machine.mappingOf(PAGE)?.pageBytes).toBe(0x20_0000);
  });

  test('of 1 GiB add 30 bits of offset', () => {
    const tables = new TestTables();
    tables.setEntry(3, frame1GiB | ALL_RIGHTS | PAGE_SIZE);
    expect(tables.machine.access(PAGE, 'read')).toBe(PAGE & 0x3fff_ffffn);
    expect(tables.machine.mappingOf(PAGE)?.pageBytes).toBe(0x4000_0000);
  });

  test('of 1 GiB are reserved where CPUID does not offer them', () => {
    const tables = new TestTables({ cpu: { pages1GiB: false } });
    tables.setEntry(3, frame1GiB | ALL_RIGHTS | PAGE_SIZE);
    expect(faultOf(tables, 'read')).toMatchObject({ kind: 'reservedBits', level: 3 });
  });

  test('of 512 GiB do not exist', () => {
    const tables = new TestTables();
    tables.change(4, PAGE_SIZE, 0n);
    expect(faultOf(tables, 'read')).toMatchObject({ kind: 'reservedBits', level: 4 });
  });

  test.each([13n, 20n])('of 2 MiB reserve address bit %i', (bit) => {
    const tables = new TestTables();
    tables.setEntry(2, FRAME | ALL_RIGHTS | PAGE_SIZE | (1n << bit));
    expect(faultOf(tables, 'read')).toMatchObject({ kind: 'reservedBits', level: 2 });
  });

  test.each([13n, 21n, 29n])('of 1 GiB reserve address bit %i', (bit) => {
    const tables = new TestTables();
    tables.setEntry(3, frame1GiB | ALL_RIGHTS | PAGE_SIZE | (1n << bit));
    expect(faultOf(tables, 'read')).toMatchObject({ kind: 'reservedBits', level: 3 });
  });

  test('take bit 12 as their PAT bit and not as an address bit', () => {
    const tables = new TestTables();
    tables.setEntry(2, FRAME | ALL_RIGHTS | PAGE_SIZE | LARGE_PAT);
    expect(tables.machine.access(PAGE, 'read')).toBe(FRAME + (PAGE & 0x1f_ffffn));
  });
});

describe('what the tables say about a page', () => {
  test.each([
    [0n, 6],
    [WRITE_THROUGH, 4],
    [CACHE_DISABLE, 7],
    [CACHE_DISABLE | WRITE_THROUGH, 0],
    // PAT entry 4, which the PAT below makes write-combining. Bit 7 of a level 1 entry.
    [PAGE_SIZE, 1],
  ])('memory type of bits 0x%s is %i', (bits, type) => {
    const tables = new TestTables();
    tables.machine.writeMsr(0x277, 0x0007_0401_0007_0406n);
    tables.change(1, bits, 0n);
    expect(tables.machine.mappingOf(PAGE)?.memoryType).toBe(type);
  });

  test('is read without effect', () => {
    const tables = new TestTables();
    tables.change(1, GLOBAL | NO_EXECUTE, WRITABLE | USER);
    expect(tables.machine.mappingOf(PAGE + 0x123n)).toEqual({
      phys: FRAME + 0x123n,
      pageBytes: 4096,
      writable: false,
      user: false,
      executable: false,
      global: false,
      memoryType: 6,
    });
    expect(tables.entry(4) & ACCESSED).toBe(0n);
    expect(tables.machine.mappingOf(PAGE + 4096n)).toBeNull();
    expect(tables.machine.mappingOf(0x8000_0000_0000_0000n)).toBeNull();
  });
});

describe('addresses', () => {
  test.each([0x0000_8000_0000_0000n, 0xffff_7fff_ffff_ffffn, 0x8000_0000_0000_0000n])(
    'not canonical: 0x%s is a general protection fault',
    (address) => {
      const tables = new TestTables();
      const fault = faultOf(tables, 'read', false, address);
      expect(fault).toMatchObject({ vector: 13, errorCode: 0, kind: 'nonCanonical' });
      expect(() => tables.machine.load64(address, 0)).toThrow(MachineFault);
      expect(() => tables.machine.store8(address, 0, 1)).toThrow(MachineFault);
    },
  );

  test('at the ends of both halves are canonical', () => {
    const tables = new TestTables();
    for (const address of [0x0000_7fff_ffff_ffffn, 0xffff_ffff_ffff_f000n]) {
      expect(faultOf(tables, 'read', false, address)).toMatchObject({ vector: 14 });
    }
  });

  test('wrap around at 2^64', () => {
    const tables = new TestTables();
    const fault = (): unknown => tables.machine.load8(0xffff_ffff_ffff_ffffn, 1);
    // Address 0 is mapped by the boot tables and stays so in these.
    expect(fault()).toBe(0xa5);
  });
});
