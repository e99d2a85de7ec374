/**
 * A kernel that proves that it needs nothing of its bootloader any more: it overwrites the reclaimed
 * memory and goes on.
 *
 * The frames of the loader that nobody has taken since are filled with bytes that are no address, no
 * table and no text; then the kernel does what would show that one of them was still in use.
 *
 * Used by: `tests/qemu/uefi/reclaimed.test.ts`, as `kernelMain` of its image.
 * Uses: `kernel/main.ts`, `support/ktest.ts`.
 */
import { exit, ExitValue } from '../../kernel/arch/exit.ts';
import * as Trap from '../../kernel/arch/trap.ts';
import * as Info from '../../kernel/boot/boot-info.ts';
import * as Main from '../../kernel/main.ts';
import { PAGE_SIZE_BYTES, phys2virt } from '../../kernel/mm/address.ts';
import * as Audit from '../../kernel/mm/audit.ts';
import { AuditFinding } from '../../kernel/mm/audit.ts';
import * as Frame from '../../kernel/mm/frame.ts';
import type { MemoryRegion } from '../../kernel/mm/memory-map.ts';
import { regionEnd, RegionKind } from '../../kernel/mm/memory-map.ts';
import * as Paging from '../../kernel/mm/paging.ts';
import * as SelfCheck from '../../kernel/self-check.ts';
import { SelfCheckStatus } from '../../kernel/self-check.ts';
import { fillMemory, readVolatile8 } from '../../runtime/contract/memory.ts';
import { returnsWithoutPanic } from '../../runtime/contract/testing.ts';
import * as Ktest from './support/ktest.ts';
import { expect, expectEqual, test } from './support/ktest.ts';

const FILL: u8 = 0xa5;
const PAGE_FAULT: u32 = 14;

let overwritten: u64 = 0n;

/** Boots, overwrites, looks, and ends the run. */
export function kernelMain(protocol: u32, startInfo: u64): never {
  const booted = Main.boot(protocol, startInfo);
  Ktest.begin(Ktest.Target.Kernel);
  Ktest.group('reclaimed memory of the bootloader');
  Ktest.reportClaim(booted, 'the boot passes its audit and its self-check');
  claims();
  print(`# overwritten: ${overwritten}`);
  exit(Ktest.end() ? ExitValue.Success : ExitValue.Failure);
}

function claims(): void {
  test('all of it that is free is overwritten', () => {
    const map = Info.systemMap();
    for (const index of range(0, map.count)) {
      const region = map.regions[index];
      if (region.kind === RegionKind.BootloaderReclaimable) overwrite(region);
    }
    expect(overwritten > 0n, 'memory of the bootloader');
  });
  test('the page tables pass the audit', () => {
    expectEqual(Audit.auditTables(Paging.root()).finding, AuditFinding.Ok, 'finding');
  });
  test('the self-check passes', () => {
    expectEqual(SelfCheck.run(), SelfCheckStatus.Ok, 'finding');
  });
  test('an exception arrives', () => {
    Trap.expectTrap(PAGE_FAULT);
    expect(!returnsNormally(readNull), 'the read does not return');
    expect(Trap.endExpectation(), 'a page fault');
  });
  test('what the loader said is still known', () => {
    const info = Info.systemInfo();
    expect(Info.textEquals(info.loaderName, 'SlayerOS UEFI loader'), 'its name');
    expect(Info.textEquals(info.commandLine, 'one two'), 'the command line');
    expect(info.memoryMap.loaderCount > 0, 'the memory map');
  });
  test('nothing is left to reclaim', () => {
    expectEqual(Frame.bootloaderFrameCount(), 0n, 'frames of the bootloader');
    expect(Frame.reclaimBootloader() === null, 'nothing the second time');
  });
}

/** Fills the free frames of `region`. */
function overwrite(region: MemoryRegion): void {
  for (let frame: u64 = region.base; frame < regionEnd(region); frame += PAGE_SIZE_BYTES) {
    if (Frame.isAllocated(phys(frame))) continue;
    fill(phys2virt(phys(frame)));
    overwritten += 1n;
  }
}

function fill(page: VirtAddr): void {
  'use unsafe';
  // SAFE: a free frame, through the direct map.
  fillMemory(page, FILL, PAGE_SIZE_BYTES);
}

function readNull(): void {
  'use unsafe';
  // SAFE: the fault is the point.
  ignore(readVolatile8(virt(8n)), 'it faults');
}

function returnsNormally(action: () => void): bool {
  'use unsafe';
  // SAFE: what faulted is over; nothing of its stack is used again.
  return returnsWithoutPanic(action);
}
