/**
 * Claims about the explanation of page faults: the level, the reason, the part of the address space.
 *
 * Used by: `all.ktest.ts`.            Uses: `support/tables.ts`, the recording of `message.ts`.
 */
import * as Message from '../../kernel/console/message.ts';
import { SCRATCH_START } from '../../kernel/mm/layout.ts';
import { MapStatus } from '../../kernel/mm/page-arguments.ts';
import * as PageFault from '../../kernel/mm/page-fault.ts';
import {
  AddressArea,
  FAULT_FETCH,
  FAULT_PROTECTION,
  FAULT_PROTECTION_KEY,
  FAULT_USER,
  FAULT_WRITE,
  FaultCause,
} from '../../kernel/mm/page-fault.ts';
import {
  KERNEL_DATA,
  KERNEL_READ_ONLY,
  PAGE_NO_EXECUTE,
  PAGE_PRESENT,
  PAGE_USER,
  PAGE_WRITABLE,
} from '../../kernel/mm/page-flags.ts';
import * as PageTable from '../../kernel/mm/page-table.ts';
import { expect, expectEqual, group, skipOn, Target, test } from './support/ktest.ts';
import * as Machine from './support/machine.ts';
import { expectStatus, rawEntry, root, setRawEntry, tableTest } from './support/tables.ts';

const PAGE: VirtAddr = virt(0xffff_c000_4000_1000n);
const USER_PAGE: VirtAddr = virt(0x0000_4000_0000_1000n);
const FRAME: PhysAddr = phys(0x4000_0000n);
const READ: u64 = 0n;

export function suite(): void {
  absenceClaims();
  permissionClaims();
  areaClaims();
  reportClaims();
}

function mapOne(page: VirtAddr, flags: u64): void {
  expectStatus(PageTable.map(root(), FRAME, page, flags), MapStatus.Ok, 'status');
}

/** Expects an access to be refused at `level` because of `cause`. */
function expectRefused(address: VirtAddr, errorCode: u64, cause: FaultCause, level: u32): void {
  'track caller';
  const found = PageFault.diagnose(root(), address, errorCode);
  expectEqual(found.cause, cause, 'cause');
  expectEqual(found.level, level, 'level');
}

function absenceClaims(): void {
  group('a fault on nothing');
  tableTest('names the highest level that is missing', () => {
    expectRefused(PAGE, READ, FaultCause.NotPresent, 4);
    mapOne(PAGE, KERNEL_DATA);
    expectRefused(virt(PAGE + 0x1000n), READ, FaultCause.NotPresent, 1);
    expectRefused(virt(PAGE + 0x20_0000n), FAULT_WRITE, FaultCause.NotPresent, 2);
    expectRefused(virt(PAGE + 0x4000_0000n), FAULT_FETCH, FaultCause.NotPresent, 3);
    expectRefused(virt(0n), READ, FaultCause.NotPresent, 4);
  });
  tableTest('knows an address that is not canonical', () => {
    expectRefused(virt(0x0000_8000_0000_0000n), READ, FaultCause.NotCanonical, 0);
    expectRefused(virt(0xffff_7fff_ffff_ffffn), READ, FaultCause.NotCanonical, 0);
  });
  tableTest('does not follow a table out of reach', () => {
    mapOne(PAGE, KERNEL_DATA);
    const whole = rawEntry(PAGE, 3);
    setRawEntry(PAGE, 3, 0x3fff_ffff_f003n);
    expectRefused(PAGE, READ, FaultCause.TableUnreachable, 2);
    setRawEntry(PAGE, 3, whole);
  });
}

function permissionClaims(): void {
  group('a fault on permissions');
  tableTest('names a write to a read-only page', () => {
    mapOne(PAGE, KERNEL_READ_ONLY);
    const write = FAULT_PROTECTION | FAULT_WRITE;
    expectRefused(virt(PAGE + 8n), write, FaultCause.ReadOnly, 1);
  });
  tableTest('names a fetch from a page without execution', () => {
    mapOne(PAGE, KERNEL_DATA);
    expectRefused(PAGE, FAULT_PROTECTION | FAULT_FETCH, FaultCause.NoExecute, 1);
  });
  tableTest('names the level of a large page', () => {
    const start = virt(PAGE - 0x1000n);
    const status = PageTable.mapRange(root(), FRAME, start, 0x20_0000n, KERNEL_READ_ONLY);
    expectStatus(status, MapStatus.Ok, 'status');
    const write = FAULT_PROTECTION | FAULT_WRITE;
    expectRefused(PAGE, write, FaultCause.ReadOnly, 2);
  });
  tableTest('names user mode in the kernel, at the highest level that keeps it out', () => {
    // defect 17: a leaf for user mode below a table that is not
    mapOne(PAGE, KERNEL_DATA);
    const user = FAULT_PROTECTION | FAULT_USER;
    expectRefused(PAGE, user, FaultCause.KernelOnly, 4);
    mapOne(USER_PAGE, PAGE_PRESENT | PAGE_USER | PAGE_NO_EXECUTE);
    const whole = rawEntry(USER_PAGE, 2);
    setRawEntry(USER_PAGE, 2, whole & ~PAGE_USER);
    expectRefused(USER_PAGE, user, FaultCause.KernelOnly, 2);
    setRawEntry(USER_PAGE, 2, whole);
    expectRefused(USER_PAGE, user | FAULT_WRITE, FaultCause.ReadOnly, 1);
  });
  tableTest('names SMEP and SMAP', () => {
    mapOne(USER_PAGE, PAGE_PRESENT | PAGE_USER);
    const fetch = FAULT_PROTECTION | FAULT_FETCH;
    expectRefused(USER_PAGE, fetch, FaultCause.KernelExecutesUserPage, 1);
    expectRefused(USER_PAGE, FAULT_PROTECTION, FaultCause.KernelTouchesUserPage, 1);
    // One level without U/S makes it a page of the kernel.
    const whole = rawEntry(USER_PAGE, 2);
    setRawEntry(USER_PAGE, 2, whole & ~PAGE_USER);
    expectRefused(USER_PAGE, fetch, FaultCause.TablesAllow, 1);
    setRawEntry(USER_PAGE, 2, whole);
  });
  tableTest('names a reserved bit', () => {
    mapOne(PAGE, KERNEL_DATA);
    const whole = rawEntry(PAGE, 2);
    setRawEntry(PAGE, 2, whole | (1n << 51n));
    expectRefused(PAGE, FAULT_PROTECTION, FaultCause.ReservedBit, 2);
    setRawEntry(PAGE, 2, whole);
  });
  tableTest('names a protection key', () => {
    const flags = PAGE_PRESENT | PAGE_USER | PAGE_WRITABLE | PAGE_NO_EXECUTE;
    mapOne(USER_PAGE, flags);
    const code = FAULT_PROTECTION | FAULT_USER | FAULT_PROTECTION_KEY;
    expectRefused(USER_PAGE, code, FaultCause.ProtectionKey, 1);
  });
  tableTest('says that the tables allow the access when they do', () => {
    mapOne(PAGE, KERNEL_DATA);
    const write = FAULT_PROTECTION | FAULT_WRITE;
    expectEqual(PageFault.diagnose(root(), PAGE, write).cause, FaultCause.TablesAllow, 'cause');
  });
}

function expectArea(address: u64, area: AddressArea): void {
  'track caller';
  expectEqual(PageFault.areaOf(virt(address), Machine.image(Machine.TEXT_END)), area, 'area');
}

function areaClaims(): void {
  group('areas of the address space');
  test('are those of the drawing', () => {
    expectArea(0n, AddressArea.NullPage);
    expectArea(0xfffn, AddressArea.NullPage);
    expectArea(0x1000n, AddressArea.UserHalf);
    expectArea(0x0000_7fff_ffff_ffffn, AddressArea.UserHalf);
    expectArea(0x0000_8000_0000_0000n, AddressArea.NotCanonical);
    expectArea(0xffff_7fff_ffff_ffffn, AddressArea.NotCanonical);
    expectArea(0xffff_8000_0000_0000n, AddressArea.DirectMap);
    expectArea(0xffff_bfff_ffff_ffffn, AddressArea.DirectMap);
    expectArea(0xffff_c000_0000_0000n, AddressArea.LargeAllocations);
    expectArea(0xffff_d000_0000_0000n, AddressArea.Devices);
    expectArea(0xffff_e000_0000_0000n, AddressArea.KernelStacks);
    expectArea(0xffff_f000_0000_0000n, AddressArea.Scratch);
    expectArea(0xffff_f100_0000_0000n, AddressArea.UnusedKernelHalf);
    expectArea(0xffff_ffff_8000_0000n, AddressArea.KernelImageWindow);
    expectArea(0xffff_ffff_ffff_ffffn, AddressArea.KernelImageWindow);
  });
  test('tell the sections of the image apart', () => {
    expectArea(Machine.TEXT_START, AddressArea.KernelText);
    expectArea(Machine.TEXT_END - 1n, AddressArea.KernelText);
    expectArea(Machine.RODATA_START, AddressArea.KernelRodata);
    expectArea(Machine.DATA_START, AddressArea.KernelData);
    expectArea(Machine.BOOT_STACK_GUARD + 0xff8n, AddressArea.BootStackGuard);
    expectArea(Machine.DOUBLE_FAULT_STACK_GUARD, AddressArea.DoubleFaultStackGuard);
    expectArea(Machine.DATA_END, AddressArea.KernelImageWindow);
  });
}

function expectSaid(part: string): void {
  'track caller';
  const isThere = Message.recordingContains(part);
  if (!isThere) Message.showRecording();
  expect(isThere, part);
}

function reportClaims(): void {
  group('the report of a page fault');
  skipOn(Target.HostNative, 'a Linux process has no page tables of its own');
  tableTest('names access, area, instruction and the level that refused', () => {
    Message.setSink(Message.Sink.Recording);
    Message.startRecording();
    const address = virt(SCRATCH_START + 0x1238n);
    PageFault.explainPageFault(address, FAULT_WRITE, virt(0xffff_ffff_8020_1234n));
    Message.setSink(Message.Sink.Serial);
    expectSaid('page fault: kernel write to virt 0xffff_f000_0000_1238 (Scratch)');
    expectSaid('by the instruction at virt 0xffff_ffff_8020_1234');
    expectSaid('level 4 index 480 entry 0x0000_0000_');
    expectSaid('refused at level');
    expectSaid('NotPresent');
  });
  tableTest('names a fetch of user mode', () => {
    Message.setSink(Message.Sink.Recording);
    Message.startRecording();
    PageFault.explainPageFault(virt(16n), FAULT_USER | FAULT_FETCH, virt(16n));
    Message.setSink(Message.Sink.Serial);
    expectSaid('page fault: user instruction fetch from virt 0x10 (NullPage)');
  });
}
