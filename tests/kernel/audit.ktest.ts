/**
 * Claims about the auditor: each kind of damage that it must find, planted on purpose.
 *
 * Each claim maps the made-up machine, breaks one entry, expects the finding, and mends it again.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/tables.ts`, `support/machine.ts`.
 */
import * as Audit from '../../kernel/mm/audit.ts';
import { AuditFinding } from '../../kernel/mm/audit.ts';
import * as Mapper from '../../kernel/mm/mapper.ts';
import { MapStatus } from '../../kernel/mm/page-arguments.ts';
import { KERNEL_DATA, PAGE_NO_EXECUTE, PAGE_PRESENT } from '../../kernel/mm/page-flags.ts';
import * as PageTable from '../../kernel/mm/page-table.ts';
import { expect, expectEqual, group } from './support/ktest.ts';
import * as Machine from './support/machine.ts';
import {
  expectStatus,
  rawEntry,
  root,
  setRawEntry,
  settledUnmap,
  tableCount,
  tableTest,
} from './support/tables.ts';

const USER_PAGE: VirtAddr = virt(0x0000_4000_0000_1000n);
const FRAME: PhysAddr = phys(0x1234_5000n);
const BIT_63: u64 = 0x8000_0000_0000_0000n;

export function suite(): void {
  tableClaims();
  leafClaims();
  planClaims();
  countClaims();
}

function mapMachine(): void {
  const status = Mapper.buildMappings(root(), Machine.map(), Machine.plan());
  expectStatus(status, MapStatus.Ok, 'status of the mapper');
}

function alias(address: u64): VirtAddr {
  return virt(Machine.DIRECT_MAP_START + address);
}

/** Audits everything and expects `finding` at an entry that translates `address`. */
function expectFinding(finding: AuditFinding, address: VirtAddr): void {
  'track caller';
  const report = Audit.auditKernel(root(), Machine.map(), Machine.plan());
  expectEqual(report.finding, finding, 'finding');
  if (report.address !== address) print(`# found at ${report.address} instead of ${address}`);
  expect(report.address === address, 'the address of the damage');
}

/** Replaces the entry of `level` for `address`, expects `finding` there, and puts it back. */
function expectDamageFound(
  address: VirtAddr,
  level: u32,
  damaged: u64,
  finding: AuditFinding,
  foundAt: VirtAddr,
): void {
  'track caller';
  const whole = rawEntry(address, level);
  setRawEntry(address, level, damaged);
  expectFinding(finding, foundAt);
  setRawEntry(address, level, whole);
  expectFinding(AuditFinding.Ok, virt(0n));
}

function tableClaims(): void {
  group('the auditor finds in tables');
  tableTest('an absent entry that keeps an address', () => {
    mapMachine();
    const entry = rawEntry(Machine.DATA_START, 1) & ~1n;
    const finding = AuditFinding.AbsentNotZero;
    expectDamageFound(Machine.DATA_START, 1, entry, finding, Machine.DATA_START);
  });
  tableTest('a table entry that forbids execution', () => {
    mapMachine();
    const entry = rawEntry(Machine.TEXT_START, 2) | BIT_63;
    const at = Machine.TEXT_START;
    expectDamageFound(at, 2, entry, AuditFinding.TablePermissions, at);
  });
  tableTest('a table entry of the kernel half that lets user mode in', () => {
    // defect 18
    mapMachine();
    const entry = rawEntry(Machine.TEXT_START, 3) | 4n;
    const at = virt(0xffff_ffff_8000_0000n);
    expectDamageFound(Machine.TEXT_START, 3, entry, AuditFinding.TablePermissions, at);
  });
  tableTest('a table entry that forbids writes', () => {
    mapMachine();
    const entry = rawEntry(alias(0n), 4) & ~2n;
    const at = Machine.DIRECT_MAP_START;
    expectDamageFound(at, 4, entry, AuditFinding.TablePermissions, at);
  });
  tableTest('PS at level 4', () => {
    mapMachine();
    const entry = rawEntry(alias(0n), 4) | 0x80n;
    const at = Machine.DIRECT_MAP_START;
    expectDamageFound(at, 4, entry, AuditFinding.ReservedBit, at);
  });
  tableTest('a table beyond the width of the processor', () => {
    mapMachine();
    const entry = rawEntry(Machine.TEXT_START, 2) | (1n << 50n);
    expectDamageFound(Machine.TEXT_START, 2, entry, AuditFinding.ReservedBit, Machine.TEXT_START);
  });
  tableTest('a table without an entry', () => {
    mapMachine();
    const first = PageTable.map(root(), FRAME, virt(0xffff_c000_0000_0000n), KERNEL_DATA);
    expectStatus(first, MapStatus.Ok, 'status');
    // The last entry of the table is the last address that the auditor looked at.
    const lastInTable = virt(0xffff_c000_001f_f000n);
    const page = virt(0xffff_c000_0000_0000n);
    expectDamageFound(page, 1, 0n, AuditFinding.EmptyTable, lastInTable);
  });
}

function leafClaims(): void {
  group('the auditor finds in leaves');
  tableTest('a page that is writable and executable', () => {
    // defect 32
    mapMachine();
    const entry = rawEntry(Machine.DATA_START, 1) & ~BIT_63;
    const finding = AuditFinding.WritableAndExecutable;
    expectDamageFound(Machine.DATA_START, 1, entry, finding, Machine.DATA_START);
  });
  tableTest('a large page of the direct map that is writable and executable', () => {
    // defect 32
    mapMachine();
    const at = alias(0x40_0000n);
    const entry = rawEntry(at, 2) & ~BIT_63;
    expectDamageFound(at, 2, entry, AuditFinding.WritableAndExecutable, at);
  });
  tableTest('a user page in the kernel half', () => {
    // defect 18
    mapMachine();
    const entry = rawEntry(Machine.TEXT_START, 1) | 4n;
    const at = Machine.TEXT_START;
    expectDamageFound(at, 1, entry, AuditFinding.UserInKernelHalf, at);
  });
  tableTest('a page beyond the width of the processor', () => {
    mapMachine();
    const entry = rawEntry(Machine.DATA_START, 1) | (1n << 46n);
    const at = Machine.DATA_START;
    expectDamageFound(at, 1, entry, AuditFinding.ReservedBit, at);
  });
  tableTest('address bits below the size of a large page', () => {
    mapMachine();
    const at = alias(0x40_0000n);
    const entry = rawEntry(at, 2) | 0x2000n;
    expectDamageFound(at, 2, entry, AuditFinding.ReservedBit, at);
  });
  tableTest('a cache type that nobody asks for', () => {
    mapMachine();
    const entry = rawEntry(Machine.DATA_START, 1) | 0x80n;
    const at = Machine.DATA_START;
    expectDamageFound(at, 1, entry, AuditFinding.UnknownCacheType, at);
  });
  tableTest('a global page in the user half', () => {
    const flags = PAGE_PRESENT | PAGE_NO_EXECUTE;
    expectStatus(PageTable.map(root(), FRAME, USER_PAGE, flags), MapStatus.Ok, 'status');
    const whole = rawEntry(USER_PAGE, 1);
    setRawEntry(USER_PAGE, 1, whole | 0x100n);
    expectEqual(Audit.auditTables(root()).finding, AuditFinding.GlobalInUserHalf, 'finding');
    setRawEntry(USER_PAGE, 1, whole);
  });
  tableTest('page 0', () => {
    const flags = PAGE_PRESENT | PAGE_NO_EXECUTE;
    const next = virt(0x1000n);
    expectStatus(PageTable.map(root(), FRAME, next, flags), MapStatus.Ok, 'status');
    setRawEntry(virt(0n), 1, rawEntry(next, 1));
    expectEqual(Audit.auditTables(root()).finding, AuditFinding.NullPageMapped, 'finding');
    setRawEntry(virt(0n), 1, 0n);
  });
}

function planClaims(): void {
  group('the auditor compares with the plan and finds');
  tableTest('a page of the image that is missing', () => {
    mapMachine();
    const at = Machine.RODATA_START;
    expectDamageFound(at, 1, 0n, AuditFinding.Missing, at);
  });
  tableTest('a page of the image that shows other memory', () => {
    mapMachine();
    const at = Machine.TEXT_START;
    const entry = rawEntry(at, 1) + 0x1000n;
    expectDamageFound(at, 1, entry, AuditFinding.WrongAddress, at);
  });
  tableTest('rodata that can be written', () => {
    mapMachine();
    const at = Machine.RODATA_START;
    expectDamageFound(at, 1, rawEntry(at, 1) | 2n, AuditFinding.WrongFlags, at);
  });
  tableTest('text that can be written through the direct map', () => {
    mapMachine();
    const at = alias(Machine.physOf(Machine.TEXT_START));
    expectDamageFound(at, 1, rawEntry(at, 1) | 2n, AuditFinding.WrongFlags, at);
  });
  tableTest('a frame buffer that is not write-combining', () => {
    // defect 33
    mapMachine();
    const at = alias(Machine.FRAMEBUFFER_START);
    const entry = rawEntry(at, 2) & ~0x1008n;
    expectDamageFound(at, 2, entry, AuditFinding.WrongFlags, at);
  });
  tableTest('memory of the direct map that is missing', () => {
    // defect 34
    mapMachine();
    const at = alias(0x1000n);
    expectDamageFound(at, 1, 0n, AuditFinding.Missing, at);
  });
  tableTest('a guard page that is mapped', () => {
    mapMachine();
    expectStrayFound(Machine.BOOT_STACK_GUARD, AuditFinding.GuardMapped, Machine.BOOT_STACK_GUARD);
  });
  tableTest('a page after the image', () => {
    mapMachine();
    expectStrayFound(Machine.DATA_END, AuditFinding.StrayInImageWindow, Machine.TEXT_START);
  });
  tableTest('reserved memory in the direct map', () => {
    mapMachine();
    const at = Machine.DIRECT_MAP_START;
    expectStrayFound(alias(Machine.RESERVED_START), AuditFinding.StrayInDirectMap, at);
  });
  tableTest('anything in the user half', () => {
    mapMachine();
    const flags = PAGE_PRESENT | PAGE_NO_EXECUTE;
    expectStatus(PageTable.map(root(), FRAME, USER_PAGE, flags), MapStatus.Ok, 'status');
    expectFinding(AuditFinding.StrayInUserHalf, virt(0n));
    expectStatus(settledUnmap(PageTable.unmap(root(), USER_PAGE)), MapStatus.Ok, 'unmapping');
    expectFinding(AuditFinding.Ok, virt(0n));
  });
}

/** Maps one more page, expects the finding, and unmaps it again. */
function expectStrayFound(page: VirtAddr, finding: AuditFinding, foundAt: VirtAddr): void {
  'track caller';
  expectStatus(PageTable.map(root(), FRAME, page, KERNEL_DATA), MapStatus.Ok, 'status');
  expectFinding(finding, foundAt);
  expectStatus(settledUnmap(PageTable.unmap(root(), page)), MapStatus.Ok, 'unmapping');
  expectFinding(AuditFinding.Ok, virt(0n));
}

function countClaims(): void {
  group('the auditor counts');
  tableTest('every table', () => {
    mapMachine();
    expectFinding(AuditFinding.Ok, virt(0n));
    expectEqual(Audit.counts().tables, tableCount(), 'tables');
    expectEqual(Audit.counts().emptyTables, 0n, 'empty tables');
  });
  tableTest('every byte', () => {
    mapMachine();
    expectFinding(AuditFinding.Ok, virt(0n));
    const counts = Audit.counts();
    const bytes =
      counts.leaves4K * 0x1000n + counts.leaves2M * 0x20_0000n + counts.leaves1G * 0x4000_0000n;
    expectEqual(counts.directMapBytes + counts.imageBytes, bytes, 'bytes');
    // 32 pages less two guards.
    expectEqual(counts.imageBytes, 30n * 0x1000n, 'bytes of the image');
    expectEqual(counts.userBytes + counts.otherBytes, 0n, 'bytes elsewhere');
  });
  tableTest('nothing in an empty root', () => {
    expectEqual(Audit.auditTables(root()).finding, AuditFinding.Ok, 'finding');
    expectEqual(Audit.counts().tables, 1n, 'tables');
  });
}
