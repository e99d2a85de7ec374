/**
 * Claims about the mapper: what the kernel's address space holds, and what it does not.
 *
 * The machine is made up: its memory map and its kernel image are far larger than the scratch
 * memory, from which only the tables come.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/tables.ts`, `support/machine.ts`.
 */
import * as Audit from '../../kernel/mm/audit.ts';
import * as Mapper from '../../kernel/mm/mapper.ts';
import { RegionKind } from '../../kernel/mm/memory-map.ts';
import { MapStatus, setLimits } from '../../kernel/mm/page-arguments.ts';
import {
  KERNEL_CODE,
  KERNEL_DATA,
  KERNEL_FRAMEBUFFER,
  KERNEL_READ_ONLY,
  PAGE_NO_EXECUTE,
} from '../../kernel/mm/page-flags.ts';
import * as Tlb from '../../kernel/mm/tlb.ts';
import { expect, expectEqual, group } from './support/ktest.ts';
import * as Machine from './support/machine.ts';
import {
  effectiveFlags,
  expectAbsent,
  expectMapped,
  expectStatus,
  failEachAllocation,
  rawEntry,
  root,
  standardLimits,
  tableCount,
  tableTest,
} from './support/tables.ts';

const SIZE_4K: u64 = 0x1000n;
const SIZE_2M: u64 = 0x20_0000n;
const SIZE_1G: u64 = 0x4000_0000n;

export function suite(): void {
  imageClaims();
  directMapClaims();
  wholeClaims();
}

/** Maps the made-up machine; afterwards the auditor must agree. */
function mapMachine(): void {
  const status = Mapper.buildMappings(root(), Machine.map(), Machine.plan());
  expectStatus(status, MapStatus.Ok, 'status of the mapper');
}

/** Where physical `address` is in the direct map. */
function alias(address: u64): VirtAddr {
  return virt(Machine.DIRECT_MAP_START + address);
}

function imageClaims(): void {
  group('kernel image');
  tableTest('text is read and executed, never written', () => {
    mapMachine();
    expectMapped(Machine.TEXT_START, Machine.physOf(Machine.TEXT_START), KERNEL_CODE, SIZE_4K);
    const last = virt(Machine.TEXT_END - 1n);
    expectMapped(last, Machine.physOf(last), KERNEL_CODE, SIZE_4K);
  });
  tableTest('rodata is read only', () => {
    mapMachine();
    const last = virt(Machine.RODATA_END - 1n);
    const first = Machine.RODATA_START;
    expectMapped(first, Machine.physOf(first), KERNEL_READ_ONLY, SIZE_4K);
    expectMapped(last, Machine.physOf(last), KERNEL_READ_ONLY, SIZE_4K);
  });
  tableTest('data is written, never executed', () => {
    mapMachine();
    const last = virt(Machine.DATA_END - 1n);
    const first = Machine.DATA_START;
    expectMapped(first, Machine.physOf(first), KERNEL_DATA, SIZE_4K);
    expectMapped(last, Machine.physOf(last), KERNEL_DATA, SIZE_4K);
  });
  tableTest('the page below each stack is not mapped', () => {
    mapMachine();
    expectAbsent(Machine.BOOT_STACK_GUARD);
    expectAbsent(Machine.DOUBLE_FAULT_STACK_GUARD);
    const below = virt(Machine.BOOT_STACK_GUARD - SIZE_4K);
    const above = virt(Machine.BOOT_STACK_GUARD + SIZE_4K);
    expectMapped(below, Machine.physOf(below), KERNEL_DATA, SIZE_4K);
    expectMapped(above, Machine.physOf(above), KERNEL_DATA, SIZE_4K);
  });
  tableTest('nothing is mapped before or after the image', () => {
    mapMachine();
    expectAbsent(virt(Machine.TEXT_START - 1n));
    expectAbsent(Machine.DATA_END);
  });
  tableTest('an image that is not page aligned is refused, and nothing stays mapped', () => {
    const status = Mapper.buildMappings(root(), Machine.map(), Machine.crookedPlan());
    expectStatus(status, MapStatus.Misaligned, 'status');
    expectEqual(tableCount(), 1n, 'tables');
  });
}

function directMapClaims(): void {
  group('direct map');
  tableTest('all usable memory is there, at its own bytes', () => {
    mapMachine();
    expectMapped(alias(0x1000n), phys(0x1000n), KERNEL_DATA, SIZE_4K);
    expectMapped(alias(0x9_efffn), phys(0x9_efffn), KERNEL_DATA, SIZE_4K);
    expectMapped(alias(0x3000_0000n), phys(0x3000_0000n), KERNEL_DATA, SIZE_2M);
    const last = Machine.MEMORY_END - 1n;
    expectMapped(alias(last), phys(last), KERNEL_DATA, SIZE_1G);
  });
  tableTest('executable, ACPI and bootloader memory are there, too', () => {
    // defect 34
    mapMachine();
    for (const index of range(0, Machine.map().count)) {
      const region = Machine.map().regions[index];
      const isThere =
        rawEntry(alias(region.base), 4) !== 0n && effectiveFlags(alias(region.base)) !== 0n;
      const isPromised =
        region.kind !== RegionKind.Reserved && region.kind !== RegionKind.BadMemory;
      if (isThere !== isPromised) print(`# region of kind ${region.kind} at ${region.base}`);
      expect(isThere === isPromised, 'exactly the promised kinds');
    }
  });
  tableTest('none of it can be executed', () => {
    // defect 32
    mapMachine();
    for (const index of range(0, Machine.map().count)) {
      const flags = effectiveFlags(alias(Machine.map().regions[index].base));
      if (flags !== 0n) expectEqual(flags & PAGE_NO_EXECUTE, PAGE_NO_EXECUTE, 'No-Execute');
    }
  });
  tableTest('text and rodata are read only there, and their neighbours are not', () => {
    mapMachine();
    const text = Machine.physOf(Machine.TEXT_START);
    expectMapped(alias(text), text, KERNEL_READ_ONLY, SIZE_4K);
    expectMapped(alias(text - 1n), phys(text - 1n), KERNEL_DATA, SIZE_4K);
    const rodataLast = phys(Machine.physOf(Machine.RODATA_END) - 1n);
    expectMapped(alias(rodataLast), rodataLast, KERNEL_READ_ONLY, SIZE_4K);
    const data = Machine.physOf(Machine.DATA_START);
    expectMapped(alias(data), data, KERNEL_DATA, SIZE_4K);
  });
  tableTest('reserved and bad memory and page 0 are not mapped', () => {
    mapMachine();
    expectAbsent(alias(0n));
    expectAbsent(alias(0xa_0000n));
    expectAbsent(alias(Machine.RESERVED_START));
    expectAbsent(alias(Machine.BAD_START));
    expectAbsent(alias(Machine.MEMORY_END));
    expectAbsent(virt(0n));
    expectAbsent(virt(0x20_0000n));
  });
  tableTest('the frame buffer is write-combining to its last byte', () => {
    // defect 33
    mapMachine();
    const first = Machine.FRAMEBUFFER_START;
    const last = Machine.FRAMEBUFFER_END - 1n;
    expectMapped(alias(first), phys(first), KERNEL_FRAMEBUFFER, SIZE_2M);
    expectMapped(alias(last), phys(last), KERNEL_FRAMEBUFFER, SIZE_4K);
    expectAbsent(alias(Machine.FRAMEBUFFER_END));
  });
  tableTest('neighbouring regions of different kinds share large pages', () => {
    mapMachine();
    // Bootloader memory starts in the middle of these 2 MiB.
    const start = Machine.BOOTLOADER_START;
    expect(!isAligned(start, SIZE_2M), 'a boundary inside a 2 MiB page');
    expectMapped(alias(start), phys(start), KERNEL_DATA, SIZE_2M);
    expectMapped(alias(start - 1n), phys(start - 1n), KERNEL_DATA, SIZE_2M);
  });
}

function wholeClaims(): void {
  group('Mapper');
  tableTest('maps each page once, without a single invalidation', () => {
    // defect 31
    const before = Tlb.counters();
    const pages = before.pages;
    const all = before.all;
    mapMachine();
    expectEqual(Tlb.counters().pages, pages, 'single invalidations');
    expectEqual(Tlb.counters().all, all, 'invalidations of everything');
    const status = Mapper.buildMappings(root(), Machine.map(), Machine.plan());
    expectStatus(status, MapStatus.AlreadyMapped, 'mapping it all a second time');
  });
  tableTest('passes the audit: no W+X, no user page, nothing missing, nothing more', () => {
    // defects 18, 31 and 32
    mapMachine();
    const report = Audit.auditKernel(root(), Machine.map(), Machine.plan());
    if (report.finding !== Audit.AuditFinding.Ok) print(`# ${report.finding} at ${report.address}`);
    expectEqual(report.finding, Audit.AuditFinding.Ok, 'finding');
  });
  tableTest('passes the audit on a processor without 1 GiB pages', () => {
    setLimits({ physicalWidthBits: 46, hasGigabytePages: false, hasNoExecute: true });
    mapMachine();
    const report = Audit.auditKernel(root(), Machine.map(), Machine.plan());
    expectEqual(report.finding, Audit.AuditFinding.Ok, 'finding');
    expectEqual(Audit.counts().leaves1G, 0n, 'leaves of 1 GiB');
    standardLimits();
  });
  tableTest('maps 128 GiB with a handful of tables', () => {
    // defect 35: 4 KiB pages alone would need 65,536 tables
    mapMachine();
    expect(tableCount() < 32n, 'less than 32 tables');
    expect(Audit.auditTables(root()).finding === Audit.AuditFinding.Ok, 'a clean audit');
    expect(Audit.counts().leaves1G > 100n, 'most of it in 1 GiB pages');
  });
  tableTest('gives everything back at whichever frame runs out', () => {
    // defect 21
    const needed = failEachAllocation(
      () => Mapper.buildMappings(root(), Machine.map(), Machine.plan()),
      () => rawEntry(Machine.TEXT_START, 4) === 0n && rawEntry(alias(0x1000n), 4) === 0n,
    );
    expectEqual(needed + 1n, tableCount(), 'tables');
  });
  tableTest('refuses a direct map that does not fit into its area', () => {
    const status = Mapper.buildMappings(
      root(),
      Machine.map(),
      Machine.planAt(0xffff_bfff_0000_0000n),
    );
    expectStatus(status, MapStatus.CrossesHole, 'status');
    expectEqual(tableCount(), 1n, 'tables');
    const low = Mapper.buildMappings(root(), Machine.map(), Machine.planAt(0x1000_0000n));
    expectStatus(low, MapStatus.CrossesHole, 'status in the user half');
    expectEqual(tableCount(), 1n, 'tables');
  });
}
