/**
 * Claims about the kernel's own address space: its root, the seed's functions, the processor.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/tables.ts`.
 */
import * as ControlRegisters from '../../kernel/arch/control-registers.ts';
import * as CpuFeatures from '../../kernel/arch/cpu-features.ts';
import * as Audit from '../../kernel/mm/audit.ts';
import * as Frame from '../../kernel/mm/frame.ts';
import { limits, MapStatus } from '../../kernel/mm/page-arguments.ts';
import {
  KERNEL_CODE,
  KERNEL_DATA,
  KERNEL_READ_ONLY,
  PAGE_PRESENT,
  PAGE_WRITABLE,
} from '../../kernel/mm/page-flags.ts';
import * as PageTableRoot from '../../kernel/mm/page-table-root.ts';
import * as Paging from '../../kernel/mm/paging.ts';
import {
  expect,
  expectBool,
  expectEqual,
  group,
  testBetween,
  testPanics,
} from './support/ktest.ts';
import { expectNothingLost, resetMemory } from './support/scratch.ts';
import { expectStatus, failEachAllocation, readWord, writeWord } from './support/tables.ts';

const PAGE: VirtAddr = virt(0xffff_c000_0000_1000n);
const FRAME: PhysAddr = phys(0x1234_5000n);
const OTHER_FRAME: PhysAddr = phys(0x7654_3000n);
const SIZE_4K: u64 = 0x1000n;
const SIZE_2M: u64 = 0x20_0000n;
/** The PML4 and one table for each of the 256 entries of the higher half. */
const ROOT_FRAMES: u64 = 257n;

let freeAtStart: u64 = 0n;

export function suite(): void {
  initClaims();
  seedClaims();
  sharingClaims();
  processorClaims();
}

/** A claim about an initialised `Paging`; afterwards its frames are freed, and all must be there. */
function pagingTest(claim: string, action: () => void): void {
  testBetween(claim, preparePaging, action, judgePaging);
}

function preparePaging(): void {
  resetMemory();
  expectStatus(Paging.init(), MapStatus.Ok, 'status of init');
  freeAtStart = Frame.freeFrameCount();
}

function judgePaging(): void {
  expectEqual(Audit.auditTables(Paging.root()).finding, Audit.AuditFinding.Ok, 'finding');
  PageTableRoot.clearRoot(Paging.root());
  expectEqual(Frame.freeFrameCount(), freeAtStart, 'free frames when nothing is mapped');
  expectStatus(PageTableRoot.destroyRoot(Paging.root()), MapStatus.Ok, 'destroying the root');
  expectNothingLost();
}

/** Tables in use beside those that `init` made. */
function extraTables(): u64 {
  return freeAtStart - Frame.freeFrameCount();
}

function initClaims(): void {
  group('Paging.init');
  testBetween(
    'takes a frame for the root and one for each kernel-half entry',
    resetMemory,
    () => {
      // defect 29
      const before = Frame.freeFrameCount();
      expectStatus(Paging.init(), MapStatus.Ok, 'status');
      expectEqual(before - Frame.freeFrameCount(), ROOT_FRAMES, 'frames');
      for (const index of range(0, 256)) {
        expectEqual(readWord(Paging.root(), index), 0n, 'user half');
      }
      for (const index of range(256, 512)) {
        // Bit 11: the table is kept when it gets empty.
        expectEqual(readWord(Paging.root(), index) & 0xfffn, 0x803n, 'kernel half');
      }
      expectStatus(PageTableRoot.destroyRoot(Paging.root()), MapStatus.Ok, 'destroying');
    },
    expectNothingLost,
  );
  testBetween(
    'gives everything back at whichever frame runs out',
    resetMemory,
    () => {
      // defect 21
      const needed = failEachAllocation(
        () => Paging.init(),
        () => !Paging.isLive(),
      );
      expectEqual(needed, ROOT_FRAMES, 'frames');
      expectStatus(PageTableRoot.destroyRoot(Paging.root()), MapStatus.Ok, 'destroying');
    },
    expectNothingLost,
  );
  testPanics('failed leaves no root to work on', 'init was not called', () => {
    resetMemory();
    while (Frame.alloc() !== null) {
      // Until nothing is left.
    }
    expectStatus(Paging.init(), MapStatus.OutOfFrames, 'status');
    ignore(Paging.translate(PAGE), 'it panics');
  });
  pagingTest('can be called again', () => {
    const first = Paging.root();
    expectStatus(Paging.map(FRAME, PAGE, KERNEL_DATA), MapStatus.Ok, 'mapping');
    PageTableRoot.clearRoot(first);
    expectStatus(PageTableRoot.destroyRoot(first), MapStatus.Ok, 'destroying the first root');
    expectStatus(Paging.init(), MapStatus.Ok, 'second init');
    expect(Paging.translate(PAGE) === null, 'nothing mapped under the new root');
  });
  pagingTest('makes a root that is not live until it is loaded', () => {
    expectBool(Paging.isLive(), false, 'live');
  });
}

function seedClaims(): void {
  group('Paging.map, unmap, protect, translate');
  pagingTest('map and translate agree', () => {
    expectStatus(Paging.map(FRAME, PAGE, KERNEL_DATA), MapStatus.Ok, 'status');
    expectTranslation(virt(PAGE + 0x123n), FRAME + 0x123n);
    expect(Paging.translate(virt(PAGE + SIZE_4K)) === null, 'no translation of the next page');
  });
  pagingTest('unmap gives the frame back and says so when there is none', () => {
    expectStatus(Paging.map(FRAME, PAGE, KERNEL_DATA), MapStatus.Ok, 'status');
    expectEqual(unmappedFrame(PAGE), u64(FRAME), 'frame');
    expect(Paging.translate(PAGE) === null, 'no translation');
    expectEqual(unmappedFrame(PAGE), 0n, 'frame of a second unmap');
    expectEqual(extraTables(), 0n, 'tables');
  });
  pagingTest('protect changes the permissions', () => {
    expectStatus(Paging.map(FRAME, PAGE, KERNEL_DATA), MapStatus.Ok, 'status');
    expectStatus(Paging.protect(PAGE, KERNEL_READ_ONLY), MapStatus.Ok, 'status');
    expectTranslation(PAGE, FRAME);
    const both = PAGE_PRESENT | PAGE_WRITABLE;
    expectStatus(Paging.protect(PAGE, both), MapStatus.WritableAndExecutable, 'W and X');
  });
  pagingTest('ranges are mapped, protected and unmapped whole', () => {
    // defect 24
    const bytes = 2n * SIZE_2M + 3n * SIZE_4K;
    const start = virt(PAGE - SIZE_4K);
    const frame = phys(0x4000_0000n);
    expectStatus(Paging.mapRange(frame, start, bytes, KERNEL_DATA), MapStatus.Ok, 'mapping');
    expectTranslation(virt(start + bytes - 1n), frame + bytes - 1n);
    expect(Paging.translate(virt(start + bytes)) === null, 'nothing after the range');
    expectStatus(Paging.protectRange(start, bytes, KERNEL_CODE), MapStatus.Ok, 'protecting');
    expectStatus(Paging.unmapRange(start, bytes), MapStatus.Ok, 'unmapping');
    expectEqual(extraTables(), 0n, 'tables');
    expectStatus(Paging.unmapRange(start, bytes), MapStatus.NotMapped, 'unmapping again');
  });
  pagingTest('the map of a mapped page is refused', () => {
    // defect 23
    expectStatus(Paging.map(FRAME, PAGE, KERNEL_DATA), MapStatus.Ok, 'status');
    expectStatus(Paging.map(OTHER_FRAME, PAGE, KERNEL_DATA), MapStatus.AlreadyMapped, 'status');
    expectTranslation(PAGE, FRAME);
  });
  pagingTest('the seed of an ACPI table that is not page aligned is refused', () => {
    // defects 19 and 30: round first, with parentheses that mean something
    const table: u64 = 0x7fe_1094n;
    const unaligned = Paging.map(phys(table), PAGE, KERNEL_READ_ONLY);
    expectStatus(unaligned, MapStatus.Misaligned, 'unaligned');
    const start = alignDown(table, SIZE_4K);
    const bytes = alignUp(table - start + 0x24n, SIZE_4K);
    expectEqual(bytes, SIZE_4K, 'bytes');
    expectStatus(
      Paging.mapRange(phys(start), PAGE, bytes, KERNEL_READ_ONLY),
      MapStatus.Ok,
      'aligned',
    );
    expectTranslation(virt(PAGE + (table - start)), table);
  });
}

function expectTranslation(address: VirtAddr, expected: u64): void {
  'track caller';
  const found = Paging.translate(address);
  assert(found !== null, 'tests: not mapped');
  expectEqual(u64(found), expected, 'physical address');
}

/** The frame that unmapping `page` gives back; 0 when it is refused as not mapped. */
function unmappedFrame(page: VirtAddr): u64 {
  const result = Paging.unmap(page);
  if (result.kind === 'unmapped') return result.frame;
  expectStatus(result.status, MapStatus.NotMapped, 'status');
  return 0n;
}

function sharingClaims(): void {
  group('the shared kernel half');
  pagingTest('an address space that copied the root sees later mappings', () => {
    // defect 29
    const copy = copyOfKernelHalf();
    expectStatus(Paging.map(FRAME, PAGE, KERNEL_DATA), MapStatus.Ok, 'status');
    expectEqual(readWord(copy, 384), readWord(Paging.root(), 384), 'root entry of the page');
    expectEqual(unmappedFrame(PAGE), u64(FRAME), 'frame');
    // The table below the root entry stays, although it is empty: the copy points to it.
    expectEqual(readWord(copy, 384), readWord(Paging.root(), 384), 'root entry of the page');
    expectEqual(Frame.free(copy), Frame.FrameStatus.Ok, 'freeing the copy');
  });
}

/** A PML4 with the kernel half of the root, as a user address space would have. */
function copyOfKernelHalf(): PhysAddr {
  const copy = PageTableRoot.createRoot();
  assert(copy !== null, 'tests: no frame');
  for (const index of range(256, 512)) {
    writeWord(copy, index, readWord(Paging.root(), index));
  }
  return copy;
}

function processorClaims(): void {
  group('the processor');
  pagingTest('its physical width limits what can be mapped', () => {
    // defect 29
    const bits = CpuFeatures.features().physicalWidthBits;
    expect(bits >= 32 && bits <= 52, 'a width between 32 and 52 bits');
    expectEqual(limits().physicalWidthBits, bits, 'width in use');
    const beyond = phys(1n << u64(bits));
    const status = Paging.map(beyond, PAGE, KERNEL_DATA);
    expectStatus(status, MapStatus.BeyondPhysicalWidth, 'status');
  });
  pagingTest('1 GiB pages are used exactly when it has them', () => {
    const gigabyte: u64 = 0x4000_0000n;
    const start = virt(0xffff_c000_0000_0000n);
    const frame = phys(gigabyte);
    expectStatus(Paging.mapRange(frame, start, gigabyte, KERNEL_DATA), MapStatus.Ok, 'status');
    expectEqual(extraTables(), CpuFeatures.features().gigabytePages ? 0n : 1n, 'tables');
  });
  pagingTest('it has No-Execute, or every No-Execute mapping is refused', () => {
    const status = Paging.map(FRAME, PAGE, KERNEL_DATA);
    const expected = CpuFeatures.features().noExecute
      ? MapStatus.Ok
      : MapStatus.NoExecuteUnsupported;
    expectStatus(status, expected, 'status');
  });
  pagingTest('every protection it has can be turned on', () => {
    // defect 29
    ControlRegisters.enableProtections();
    ControlRegisters.programPageAttributes();
    expectBool(ControlRegisters.areProtectionsOn(), true, 'protections on');
    expectEqual(ControlRegisters.PAT_LAYOUT, 0x0105_0007_0406n, 'page attribute table');
  });
  pagingTest('invalidating everything leaves the values of the caller alone', () => {
    // defect 26: inline assembly that changes a register behind the compiler's back
    let sum: u64 = 0n;
    for (const step of range(1n, 101n)) {
      sum += step;
      ControlRegisters.invalidateAll();
    }
    expectEqual(sum, 5050n, 'sum');
  });
}
