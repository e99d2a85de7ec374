/**
 * Claims about the mapper: what the kernel's address space holds, and what it does not.
 *
 * The machine is made up: its memory map and its kernel image are far larger than the scratch
 * memory, from which only the tables come.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/tables.ts`, `support/machine.ts`.
 */
import * as ControlRegisters from '../../kernel/arch/control-registers.ts';
import * as CpuFeatures from '../../kernel/arch/cpu-features.ts';
import * as Trap from '../../kernel/arch/trap.ts';
import * as Info from '../../kernel/boot/boot-info.ts';
import { phys2virt } from '../../kernel/mm/address.ts';
import * as Audit from '../../kernel/mm/audit.ts';
import * as Frame from '../../kernel/mm/frame.ts';
import * as KernelImage from '../../kernel/mm/kernel-image.ts';
import { type MapperPlan } from '../../kernel/mm/mapper.ts';
import * as Mapper from '../../kernel/mm/mapper.ts';
import { type MemoryMap, RegionKind } from '../../kernel/mm/memory-map.ts';
import { MapStatus, setLimits } from '../../kernel/mm/page-arguments.ts';
import {
  KERNEL_CODE,
  KERNEL_DATA,
  KERNEL_FRAMEBUFFER,
  KERNEL_READ_ONLY,
  PAGE_NO_EXECUTE,
} from '../../kernel/mm/page-flags.ts';
import * as PageTableRoot from '../../kernel/mm/page-table-root.ts';
import * as Paging from '../../kernel/mm/paging.ts';
import * as Tlb from '../../kernel/mm/tlb.ts';
import { readVolatile64, writeVolatile64 } from '../../runtime/contract/memory.ts';
import { returnsWithoutPanic } from '../../runtime/contract/testing.ts';
import {
  currentTarget,
  expect,
  expectBool,
  expectEqual,
  group,
  skipOn,
  Target,
  testBetween,
} from './support/ktest.ts';
import { expectNothingLost, resetMemory } from './support/scratch.ts';
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
  writeWord,
} from './support/tables.ts';

const SIZE_4K: u64 = 0x1000n;
const SIZE_2M: u64 = 0x20_0000n;
const SIZE_1G: u64 = 0x4000_0000n;

export function suite(): void {
  imageClaims();
  directMapClaims();
  wholeClaims();
  switchClaims();
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

let rootBefore: PhysAddr = phys(0n);

/** A claim on tables of the mapper that are live; needs a processor that walks them. */
function switchTest(claim: string, action: () => void): void {
  skipOn(Target.HostNative, 'a Linux process has no page tables of its own');
  testBetween(claim, switchOver, action, switchBack);
}

/** The memory map of the machine that the claims run on. */
function ownMap(): MemoryMap {
  return currentTarget() === Target.Kernel ? Info.systemMap() : Machine.simulatedMap();
}

function ownPlan(): MapperPlan {
  const isBooted = currentTarget() === Target.Kernel;
  return {
    directMapStart: isBooted ? Info.systemInfo().directMapOffset : Machine.DIRECT_MAP_START,
    image: KernelImage.fromLinker(isBooted ? Info.systemInfo().kernelPhysBase : Machine.IMAGE_PHYS),
  };
}

/** Does what the boot does, on the scratch memory, and goes on under the new tables. */
function switchOver(): void {
  resetMemory();
  rootBefore = ControlRegisters.currentRoot();
  ignore(CpuFeatures.detect(), 'only its effect matters');
  ControlRegisters.enableProtections();
  ControlRegisters.programPageAttributes();
  expectStatus(Paging.init(), MapStatus.Ok, 'status of init');
  expectStatus(Mapper.fullMap(ownMap(), ownPlan()), MapStatus.Ok, 'status of fullMap');
}

/** Goes back to the tables from before and frees the others. */
function switchBack(): void {
  ControlRegisters.loadRoot(rootBefore);
  PageTableRoot.clearRoot(Paging.root());
  expectStatus(PageTableRoot.destroyRoot(Paging.root()), MapStatus.Ok, 'destroying the root');
  expectNothingLost();
}

function read(address: VirtAddr): u64 {
  'use unsafe';
  // SAFE: the claim has mapped the page, or expects the fault.
  return readVolatile64(address);
}

function write(address: VirtAddr, value: u64): void {
  'use unsafe';
  // SAFE: as in `read`.
  writeVolatile64(address, value);
}

function returnsNormally(action: () => void): bool {
  'use unsafe';
  // SAFE: what faulted is over; nothing of its stack is used again.
  return returnsWithoutPanic(action);
}

/** Where the first bytes of the kernel's text are in the direct map. */
function textAlias(): VirtAddr {
  const image = ownPlan().image;
  return phys2virt(KernelImage.physOf(image, image.textStart));
}

/** A frame whose first word is `value`. */
function frameWith(value: u64): PhysAddr {
  const frame = Frame.alloc();
  assert(frame !== null, 'tests: no frame');
  writeWord(frame, 0, value);
  return frame;
}

const PAGE: VirtAddr = virt(0xffff_c000_0000_1000n);

function switchClaims(): void {
  group('Mapper.fullMap');
  switchTest('makes its tables live, and the kernel goes on', () => {
    expectBool(Paging.isLive(), true, 'live');
    const frame = frameWith(0x1234n);
    expectEqual(read(phys2virt(frame)), 0x1234n, 'a frame in the direct map');
    expectEqual(Frame.free(frame), Frame.FrameStatus.Ok, 'freeing');
  });
  switchTest('passes the audit on the machine it runs on', () => {
    // defects 18, 29, 31, 32 and 34
    const report = Audit.auditKernel(ControlRegisters.currentRoot(), ownMap(), ownPlan());
    if (report.finding !== Audit.AuditFinding.Ok) print(`# ${report.finding} at ${report.address}`);
    expectEqual(report.finding, Audit.AuditFinding.Ok, 'finding');
    expectBool(ControlRegisters.areProtectionsOn(), true, 'protections');
  });
  switchTest('leaves Paging to work on live tables, without a stale translation', () => {
    // defect 25
    const first = frameWith(0x1111n);
    const second = frameWith(0x2222n);
    expectStatus(Paging.map(first, PAGE, KERNEL_DATA), MapStatus.Ok, 'status');
    expectEqual(read(PAGE), 0x1111n, 'first frame');
    expect(Paging.unmap(PAGE).kind === 'unmapped', 'unmapped');
    expectStatus(Paging.map(second, PAGE, KERNEL_DATA), MapStatus.Ok, 'status');
    expectEqual(read(PAGE), 0x2222n, 'second frame');
    write(PAGE, 0x3333n);
    expectEqual(read(phys2virt(second)), 0x3333n, 'the same byte in the direct map');
    expectStatus(Paging.unmapRange(PAGE, 0x1000n), MapStatus.Ok, 'status');
    expectEqual(Frame.free(first), Frame.FrameStatus.Ok, 'freeing');
    expectEqual(Frame.free(second), Frame.FrameStatus.Ok, 'freeing');
  });
  skipOn(Target.HostJs, 'needs real exceptions');
  switchTest('does not let text be written, not even through the direct map', () => {
    ignore(read(textAlias()), 'it must not fault');
    Trap.expectTrap(14);
    const returned = returnsNormally(() => {
      write(textAlias(), 0n);
    });
    expect(Trap.endExpectation(), 'a page fault');
    expect(!returned, 'the fault ends what caused it');
    expectEqual(Trap.lastErrorCode(), 3n, 'error code: write, present');
  });
}
