/**
 * Claims about invalidation: tokens, and what the processor still knows afterwards.
 *
 * The claims about a live TLB work on the tables that are loaded, in the scratch area, which
 * nothing else uses. A Linux process has no tables of its own, so there they are passed over.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/tables.ts`, `support/live-pages.ts`, `trap.ts`.
 */
import * as ControlRegisters from '../../kernel/arch/control-registers.ts';
import * as Trap from '../../kernel/arch/trap.ts';
import * as Frame from '../../kernel/mm/frame.ts';
import { SCRATCH_START } from '../../kernel/mm/layout.ts';
import { MapStatus } from '../../kernel/mm/page-arguments.ts';
import {
  KERNEL_CODE,
  KERNEL_DATA,
  KERNEL_READ_ONLY,
  PAGE_GLOBAL,
} from '../../kernel/mm/page-flags.ts';
import * as PageTable from '../../kernel/mm/page-table.ts';
import * as Tlb from '../../kernel/mm/tlb.ts';
import { returnsWithoutPanic } from '../../runtime/contract/testing.ts';
import { expect, expectEqual, group, skipOn, Target, testBetween } from './support/ktest.ts';
import {
  changed,
  frameWith,
  freeFrame,
  liveRoot,
  mapLive,
  prepareLive,
  read,
  unmapLive,
  write,
} from './support/live-pages.ts';
import { expectNothingLost } from './support/scratch.ts';
import { expectStatus, root, tableCount, tableTest, tableTestPanics } from './support/tables.ts';

const PAGE: VirtAddr = virt(0xffff_c000_0000_0000n);
const FRAME: PhysAddr = phys(0x4000_0000n);
const SIZE_4K: u64 = 0x1000n;
const SIZE_2M: u64 = 0x20_0000n;
/** Where the claims about the live TLB map. */
const LIVE_PAGE: VirtAddr = virt(SCRATCH_START + 0x1000n);

export function suite(): void {
  tokenClaims();
  consumptionClaims();
  liveClaims();
}

/** Maps `bytes` at `PAGE`, unmaps them, and gives the token of that. */
function tokenOf(bytes: u64): Tlb.TlbFlush {
  const status = PageTable.mapRange(root(), FRAME, PAGE, bytes, KERNEL_DATA);
  expectStatus(status, MapStatus.Ok, 'status');
  return changed(PageTable.unmapRange(root(), PAGE, bytes));
}

function tokenClaims(): void {
  group('TLB tokens');
  tableTest('cover exactly the range that changed', () => {
    const flush = tokenOf(7n * SIZE_4K);
    expectEqual(u64(flush.virtStart), u64(PAGE), 'start');
    expectEqual(flush.lengthBytes, 7n * SIZE_4K, 'bytes');
    expectEqual(flush.strideBytes, SIZE_4K, 'stride');
    Tlb.skip(flush, 'the root is not live');
  });
  tableTest('need one step for each large page', () => {
    const flush = tokenOf(3n * SIZE_2M);
    expectEqual(flush.strideBytes, SIZE_2M, 'stride');
    Tlb.skip(flush, 'the root is not live');
  });
  tableTest('step by the smallest page of a mixed range', () => {
    const flush = tokenOf(SIZE_2M + SIZE_4K);
    expectEqual(flush.strideBytes, SIZE_4K, 'stride');
    Tlb.skip(flush, 'the root is not live');
  });
  tableTest('step by small pages where a large one was cut', () => {
    const status = PageTable.mapRange(root(), FRAME, PAGE, SIZE_2M, KERNEL_DATA);
    expectStatus(status, MapStatus.Ok, 'status');
    const flush = changed(PageTable.protectRange(root(), PAGE, 2n * SIZE_4K, KERNEL_CODE));
    expectEqual(flush.strideBytes, SIZE_4K, 'stride');
    expectEqual(flush.lengthBytes, 2n * SIZE_4K, 'bytes');
    Tlb.skip(flush, 'the root is not live');
  });
  tableTest('keep the tables that were emptied until they are consumed', () => {
    const flush = tokenOf(SIZE_4K);
    expectEqual(tableCount(), 4n, 'tables held');
    const taken = Frame.alloc();
    assert(taken !== null, 'tests: no frame');
    expectEqual(Frame.free(taken), Frame.FrameStatus.Ok, 'freeing');
    Tlb.skip(flush, 'the root is not live');
    expectEqual(tableCount(), 1n, 'tables afterwards');
  });
}

function consumptionClaims(): void {
  group('invalidate and skip');
  tableTest('up to 33 pages are invalidated one by one', () => {
    const before = Tlb.counters().pages;
    const all = Tlb.counters().all;
    Tlb.invalidate(tokenOf(33n * SIZE_4K));
    expectEqual(Tlb.counters().pages - before, 33n, 'single invalidations');
    expectEqual(Tlb.counters().all - all, 0n, 'invalidations of everything');
    expectEqual(tableCount(), 1n, 'tables');
  });
  tableTest('more pages than that are invalidated all at once', () => {
    const before = Tlb.counters().pages;
    const all = Tlb.counters().all;
    Tlb.invalidate(tokenOf(34n * SIZE_4K));
    expectEqual(Tlb.counters().pages - before, 0n, 'single invalidations');
    expectEqual(Tlb.counters().all - all, 1n, 'invalidations of everything');
    expectEqual(tableCount(), 1n, 'tables');
  });
  tableTest('33 pages of 2 MiB are invalidated one by one', () => {
    const before = Tlb.counters().pages;
    Tlb.invalidate(tokenOf(33n * SIZE_2M));
    expectEqual(Tlb.counters().pages - before, 33n, 'single invalidations');
  });
  tableTest('skip touches nothing but the tables', () => {
    const pages = Tlb.counters().pages;
    const all = Tlb.counters().all;
    const skipped = Tlb.counters().skipped;
    Tlb.skip(tokenOf(SIZE_4K), 'the root is not live');
    expectEqual(Tlb.counters().pages, pages, 'single invalidations');
    expectEqual(Tlb.counters().all, all, 'invalidations of everything');
    expectEqual(Tlb.counters().skipped - skipped, 1n, 'skipped');
    expectEqual(tableCount(), 1n, 'tables');
  });
  tableTestPanics('skip wants a reason', 'the reason is missing', () => {
    Tlb.skip(tokenOf(SIZE_4K), '');
  });
}

/** A claim on the tables that are loaded; nothing may be lost. */
function liveTest(claim: string, action: () => void): void {
  skipOn(Target.HostNative, 'a Linux process has no page tables of its own');
  testBetween(claim, prepareLive, action, expectNothingLost);
}

function returnsNormally(action: () => void): bool {
  'use unsafe';
  // SAFE: what faulted is over; nothing of its stack is used again.
  return returnsWithoutPanic(action);
}

/** Runs `action`, which must end in a page fault with this error code. */
function expectFault(action: () => void, errorCode: u64): void {
  'track caller';
  Trap.expectTrap(14);
  const returned = returnsNormally(action);
  expect(Trap.endExpectation(), 'a page fault');
  expect(!returned, 'the fault ends what caused it');
  expectEqual(Trap.lastErrorCode(), errorCode, 'error code');
  expectEqual(u64(Trap.lastAddress()), u64(LIVE_PAGE), 'address');
}

function liveClaims(): void {
  group('the live TLB');
  liveTest('a new mapping works at once, without an invalidation', () => {
    const frame = frameWith(0x1111n);
    mapLive(frame, LIVE_PAGE, KERNEL_DATA);
    expectEqual(read(LIVE_PAGE), 0x1111n, 'first word');
    write(LIVE_PAGE, 0x2222n);
    expectEqual(read(LIVE_PAGE), 0x2222n, 'first word');
    unmapLive(LIVE_PAGE, SIZE_4K);
    freeFrame(frame);
  });
  liveTest('a page that moved is read from its new frame', () => {
    const first = frameWith(0x1111n);
    const second = frameWith(0x2222n);
    mapLive(first, LIVE_PAGE, KERNEL_DATA);
    expectEqual(read(LIVE_PAGE), 0x1111n, 'before');
    unmapLive(LIVE_PAGE, SIZE_4K);
    mapLive(second, LIVE_PAGE, KERNEL_DATA);
    expectEqual(read(LIVE_PAGE), 0x2222n, 'afterwards');
    unmapLive(LIVE_PAGE, SIZE_4K);
    freeFrame(first);
    freeFrame(second);
  });
  skipOn(Target.Kernel, 'whether a stale translation survives is up to the processor');
  liveTest('without an invalidation it would be read from the old one', () => {
    const first = frameWith(0x1111n);
    const second = frameWith(0x2222n);
    mapLive(first, LIVE_PAGE, KERNEL_DATA);
    expectEqual(read(LIVE_PAGE), 0x1111n, 'before');
    Tlb.skip(changed(PageTable.unmapRange(liveRoot(), LIVE_PAGE, SIZE_4K)), 'to see what happens');
    mapLive(second, LIVE_PAGE, KERNEL_DATA);
    expectEqual(read(LIVE_PAGE), 0x1111n, 'the stale translation');
    ControlRegisters.invalidateAll();
    expectEqual(read(LIVE_PAGE), 0x2222n, 'after invalidating everything');
    unmapLive(LIVE_PAGE, SIZE_4K);
    freeFrame(first);
    freeFrame(second);
  });
  liveTest('40 global pages that moved are read from their new frames', () => {
    const first = frameWith(0x1111n);
    const second = frameWith(0x2222n);
    expect((KERNEL_DATA & PAGE_GLOBAL) !== 0n, 'global pages');
    for (const index of range(0n, 40n)) {
      mapLive(first, virt(LIVE_PAGE + index * SIZE_4K), KERNEL_DATA);
    }
    for (const index of range(0n, 40n)) {
      expectEqual(read(virt(LIVE_PAGE + index * SIZE_4K)), 0x1111n, 'before');
    }
    const all = Tlb.counters().all;
    unmapLive(LIVE_PAGE, 40n * SIZE_4K);
    expectEqual(Tlb.counters().all - all, 1n, 'invalidations of everything');
    for (const index of range(0n, 40n)) {
      mapLive(second, virt(LIVE_PAGE + index * SIZE_4K), KERNEL_READ_ONLY);
    }
    for (const index of range(0n, 40n)) {
      expectEqual(read(virt(LIVE_PAGE + index * SIZE_4K)), 0x2222n, 'afterwards');
    }
    unmapLive(LIVE_PAGE, 40n * SIZE_4K);
    freeFrame(first);
    freeFrame(second);
  });
  liveTest('a page cut out of a 2 MiB page moves alone', () => {
    const large = Frame.allocContiguous(512n, 512n);
    assert(large !== null, 'tests: no 2 MiB of frames');
    const other = frameWith(0x2222n);
    const start = virt(SCRATCH_START);
    const status = PageTable.mapRange(liveRoot(), large, start, SIZE_2M, KERNEL_DATA);
    expectStatus(status, MapStatus.Ok, 'status');
    write(LIVE_PAGE, 0x1111n);
    write(virt(LIVE_PAGE + SIZE_4K), 0x3333n);
    unmapLive(LIVE_PAGE, SIZE_4K);
    mapLive(other, LIVE_PAGE, KERNEL_DATA);
    expectEqual(read(LIVE_PAGE), 0x2222n, 'the page that moved');
    expectEqual(read(virt(LIVE_PAGE + SIZE_4K)), 0x3333n, 'its neighbour');
    unmapLive(start, SIZE_2M);
    freeFrame(other);
    expectEqual(Frame.freeContiguous(large, 512n), Frame.FrameStatus.Ok, 'freeing');
  });
  liveTest('an unmapped page faults', () => {
    const frame = frameWith(0x1111n);
    mapLive(frame, LIVE_PAGE, KERNEL_DATA);
    expectEqual(read(LIVE_PAGE), 0x1111n, 'before');
    unmapLive(LIVE_PAGE, SIZE_4K);
    expectFault(() => {
      ignore(read(LIVE_PAGE), 'it faults');
    }, 0x0n);
    freeFrame(frame);
  });
  liveTest('a page made read-only faults on a write, and only on that', () => {
    const frame = frameWith(0x1111n);
    mapLive(frame, LIVE_PAGE, KERNEL_DATA);
    write(LIVE_PAGE, 0x2222n);
    const token = PageTable.protectRange(liveRoot(), LIVE_PAGE, SIZE_4K, KERNEL_READ_ONLY);
    Tlb.invalidate(changed(token));
    expectEqual(read(LIVE_PAGE), 0x2222n, 'a read');
    expectFault(() => {
      write(LIVE_PAGE, 0x3333n);
    }, 0x3n);
    unmapLive(LIVE_PAGE, SIZE_4K);
    freeFrame(frame);
  });
}
