/**
 * Every suite of the kernel, in the order in which they run on all three targets.
 *
 * Used by: `entry-host.ts`, `entry-linux.ts`, `entry-kernel.ts`.            Uses: all `*.ktest.ts`.
 * Invariants:
 *   I1. Each `*.ktest.ts` of this folder is imported and called once (`targets/suites.test.ts`).
 */
import * as MessageSuite from './message.ktest.ts';
import * as FramebufferSuite from './framebuffer.ktest.ts';
import * as ScreenSuite from './screen.ktest.ts';
import * as PictureSuite from './memory-picture.ktest.ts';
import * as PanicSuite from './panic.ktest.ts';
import * as TrapSuite from './trap.ktest.ts';
import * as AddressSuite from './address.ktest.ts';
import * as BitmapSuite from './bitmap.ktest.ts';
import * as MemoryMapSuite from './memory-map.ktest.ts';
import * as CapturedMapSuite from './memory-map-captured.ktest.ts';
import * as RandomMapSuite from './memory-map-random.ktest.ts';
import * as FrameSuite from './frame.ktest.ts';
import * as OwnedSuite from './owned-frame.ktest.ts';
import * as LimineSuite from './limine.ktest.ts';
import * as PvhSuite from './pvh.ktest.ts';
import * as Multiboot2Suite from './multiboot2.ktest.ts';
import * as HeapSuite from './heap.ktest.ts';
import * as PageSplitSuite from './page-split.ktest.ts';
import * as PageTableSuite from './page-table.ktest.ts';
import * as PagingSuite from './paging.ktest.ts';
import * as MapperSuite from './mapper.ktest.ts';
import * as AuditSuite from './audit.ktest.ts';
import * as TlbSuite from './tlb.ktest.ts';
import * as PageFaultSuite from './page-fault.ktest.ts';
import * as ProtectionSuite from './protection.ktest.ts';

/** Runs all suites. */
export function runAll(): void {
  MessageSuite.suite();
  FramebufferSuite.suite();
  ScreenSuite.suite();
  PictureSuite.suite();
  PanicSuite.suite();
  TrapSuite.suite();
  AddressSuite.suite();
  BitmapSuite.suite();
  MemoryMapSuite.suite();
  CapturedMapSuite.suite();
  RandomMapSuite.suite();
  FrameSuite.suite();
  OwnedSuite.suite();
  LimineSuite.suite();
  PvhSuite.suite();
  Multiboot2Suite.suite();
  HeapSuite.suite();
  PageSplitSuite.suite();
  PageTableSuite.suite();
  PagingSuite.suite();
  MapperSuite.suite();
  AuditSuite.suite();
  TlbSuite.suite();
  PageFaultSuite.suite();
  ProtectionSuite.suite();
}
