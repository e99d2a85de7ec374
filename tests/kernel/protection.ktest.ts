/**
 * The protections, each tried for real: what must not work ends in the exception that the manual
 * says, with its error code and, for a page fault, its address.
 *
 * The claims run on the kernel's own tables; those about reads and writes of pages that they map
 * themselves on the simulated machine, too, so that it is held to what a processor does. Claims about a feature that this processor lacks are
 * passed over with the feature's name; `tests/qemu/matrix/protection.test.ts` runs the suite on many
 * processors and knows which skips are right on which.
 *
 * Used by: `all.ktest.ts`, `entry-protection.ts`.            Uses: `support/traps.ts`.
 * Not handled here: what an exception's report says (`trap.ktest.ts`).
 * Sources: [SDM3] "Interrupt 14—Page-Fault Exception (#PF)", "Determination of Access Rights",
 *          "Exception and Interrupt Reference"; [LKDTM] for the idea.
 */
import * as ControlRegisters from '../../kernel/arch/control-registers.ts';
import * as CpuFeatures from '../../kernel/arch/cpu-features.ts';
import * as Trap from '../../kernel/arch/trap.ts';
import { directMapStart, phys2virt } from '../../kernel/mm/address.ts';
import * as Frame from '../../kernel/mm/frame.ts';
import * as Heap from '../../kernel/mm/heap.ts';
import { HeapStatus } from '../../kernel/mm/heap.ts';
import { SCRATCH_START } from '../../kernel/mm/layout.ts';
import { MapStatus } from '../../kernel/mm/page-arguments.ts';
import {
  KERNEL_CODE,
  KERNEL_DATA,
  KERNEL_READ_ONLY,
  PAGE_NO_EXECUTE,
  PAGE_PRESENT,
  PAGE_USER,
  PAGE_WRITABLE,
} from '../../kernel/mm/page-flags.ts';
import { ENTRY_LARGE } from '../../kernel/mm/page-table-entry.ts';
import * as PageTable from '../../kernel/mm/page-table.ts';
import * as PageWalk from '../../kernel/mm/page-walk.ts';
import * as SelfCheck from '../../kernel/self-check.ts';
import { SelfCheckStatus } from '../../kernel/self-check.ts';
import {
  readCr0,
  readCr4,
  readFramePointer,
  readMsr,
  writeCr0,
  writeCr4,
  writeMsr,
} from '../../runtime/contract/cpu.ts';
import { linkerSymbol } from '../../runtime/contract/image.ts';
import {
  currentTarget,
  expect,
  expectBool,
  expectEqual,
  group,
  skipIf,
  skipOn,
  Target,
  test,
  testBetween,
} from './support/ktest.ts';
import {
  frameWith,
  freeFrame,
  LIVE_USER_PAGE,
  liveRoot,
  mapLive,
  prepareLive,
  protectLive,
  read,
  unmapLive,
  write,
} from './support/live-pages.ts';
import { expectNothingLost } from './support/scratch.ts';
import { expectStatus, writeWord } from './support/tables.ts';
import {
  ABSENT_FETCH,
  ABSENT_READ,
  ABSENT_WRITE,
  accessTest,
  BREAKPOINT,
  call,
  DEBUG,
  DEVICE_NOT_AVAILABLE,
  DIVIDE_ERROR,
  DOUBLE_FAULT,
  expectCodeFault,
  expectException,
  expectFetchFault,
  expectJumpFault,
  expectMissingGate,
  expectNotCallable,
  expectNotCanonical,
  expectReadFault,
  expectReservedFault,
  expectWriteFault,
  GENERAL_PROTECTION,
  INVALID_OPCODE,
  REFUSED_FETCH,
  REFUSED_READ,
  REFUSED_WRITE,
  runCode,
  trapCount,
  trapTest,
  writeCode,
} from './support/traps.ts';

/** Exceptions that each processor which the kernel accepts must have shown. */
const LEAST_TRAPS: u32 = 24;

const SIZE_4K: u64 = 0x1000n;
const SIZE_2M: u64 = 0x20_0000n;
/** Where claims map pages: the kernel half, and the user half. */
const PAGE: VirtAddr = virt(SCRATCH_START + 0x1000n);
const LARGE_PAGE: VirtAddr = virt(SCRATCH_START);
const USER_PAGE: VirtAddr = LIVE_USER_PAGE;
const USER_DATA: u64 = PAGE_PRESENT | PAGE_WRITABLE | PAGE_USER | PAGE_NO_EXECUTE;
const USER_CODE: u64 = PAGE_PRESENT | PAGE_USER;
/** In the VGA window, which is memory of a device and not in the direct map. */
const VGA_WINDOW: u64 = 0xa_0000n;

/** The first address above the user half, and the last word below the kernel half. */
const FIRST_HOLE: VirtAddr = virt(0x0000_8000_0000_0000n);
const LAST_HOLE: VirtAddr = virt(0xffff_7fff_ffff_fff8n);

/** Machine code, as `runCode` takes it. */
const RETURN: string = 'c3';

/** Bytes in the kernel's data that would be a function. */
interface Data extends Struct {
  code: u64;
}

const DATA: Data = zeroed();

/** A place to call itself through: the compiler refuses recursion that it can see. */
interface Recursion extends Struct {
  next: () => void;
}

const RECURSION: Recursion = zeroed();
let depth: u64 = 0n;

export function suite(): void {
  ignore(CpuFeatures.detect(), 'only its effect matters');
  fetches();
  writes();
  absentPages();
  guardPages();
  notCanonical();
  reservedBits();
  userPages();
  instructions();
  doubleFaults();
  switchesNoticed();
  summary();
}

function features(): CpuFeatures.CpuFeatures {
  return CpuFeatures.features();
}

/** Address of a symbol of the linker script or the assembly runtime. */
function textStart(): VirtAddr {
  'use unsafe';
  // SAFE: an address, not an access; so for those below.
  return linkerSymbol('kernel_text_start');
}

function rodataStart(): VirtAddr {
  'use unsafe';
  return linkerSymbol('kernel_rodata_start');
}

function imageEnd(): VirtAddr {
  'use unsafe';
  return linkerSymbol('kernel_image_end');
}

function bootStackBottom(): VirtAddr {
  'use unsafe';
  return linkerSymbol('boot_stack_bottom');
}

function bootStackTop(): VirtAddr {
  'use unsafe';
  return linkerSymbol('boot_stack_top');
}

function doubleFaultStackBottom(): VirtAddr {
  'use unsafe';
  return linkerSymbol('double_fault_stack_bottom');
}

function doubleFaultStackTop(): VirtAddr {
  'use unsafe';
  return linkerSymbol('double_fault_stack_top');
}

/** Where the direct map shows the byte at `address` a second time. */
function alias(address: VirtAddr): VirtAddr {
  const translation = PageTable.translate(liveRoot(), address);
  if (translation.kind !== 'mapped') panic('tests: an address that is mapped');
  return phys2virt(translation.phys);
}

// ── Execution ───────────────────────────────────────────────────────────────────────────────────

function fetches(): void {
  group('protection: execution');
  trapTest('code runs from a page that is mapped for it', () => {
    runCode(RETURN, 0n);
  });
  trapTest('data is not executed', () => {
    DATA.code = 0xc3n;
    expectFetchFault(addressOf(DATA), REFUSED_FETCH);
  });
  trapTest('the stack is not executed', () => {
    expectFetchFault(virt(framePointer()), REFUSED_FETCH);
    expectFetchFault(bootStackBottom(), REFUSED_FETCH);
    expectFetchFault(doubleFaultStackBottom(), REFUSED_FETCH);
  });
  trapTest('the heap is not executed', () => {
    const block = Heap.kmalloc(64n);
    assert(block !== null, 'tests: no heap');
    write(block, 0xc3n);
    expectFetchFault(block, REFUSED_FETCH);
    expect(Heap.kfree(block) === HeapStatus.Ok, 'freed');
  });
  trapTest('constants are not executed', () => {
    expectFetchFault(rodataStart(), REFUSED_FETCH);
  });
  trapTest('a frame is not executed through the direct map', () => {
    const frame = frameWith(0xc3n);
    expectFetchFault(phys2virt(frame), REFUSED_FETCH);
    freeFrame(frame);
  });
  trapTest('code is not executed through the direct map', () => {
    expectFetchFault(alias(textStart()), REFUSED_FETCH);
  });
  trapTest('page tables are not executed', () => {
    expectFetchFault(phys2virt(liveRoot()), REFUSED_FETCH);
  });
  trapTest('page 0 is not executed', () => {
    expectJumpFault(virt(0n), ABSENT_FETCH);
    expectJumpFault(virt(SIZE_4K - 1n), ABSENT_FETCH);
  });
  trapTest('code that becomes data is not executed any more', () => {
    const frame = frameWith(0n);
    writeCode(frame, RETURN);
    mapLive(frame, PAGE, KERNEL_CODE);
    call(PAGE, 0n);
    protectLive(PAGE, SIZE_4K, KERNEL_DATA);
    expectFetchFault(PAGE, REFUSED_FETCH);
    unmapLive(PAGE, SIZE_4K);
    freeFrame(frame);
  });
}

// ── Writes ──────────────────────────────────────────────────────────────────────────────────────

function writes(): void {
  group('protection: writes');
  trapTest('code is not written', () => {
    expectWriteFault(textStart(), REFUSED_WRITE);
  });
  trapTest('constants are not written', () => {
    expectWriteFault(rodataStart(), REFUSED_WRITE);
  });
  trapTest('code and constants are not written through the direct map', () => {
    expectWriteFault(alias(textStart()), REFUSED_WRITE);
    expectWriteFault(alias(rodataStart()), REFUSED_WRITE);
  });
  accessTest('a page mapped for reading or execution is not written', () => {
    const frame = frameWith(0x1111n);
    mapLive(frame, PAGE, KERNEL_READ_ONLY);
    expectWriteFault(PAGE, REFUSED_WRITE);
    protectLive(PAGE, SIZE_4K, KERNEL_CODE);
    expectWriteFault(PAGE, REFUSED_WRITE);
    expectEqual(read(PAGE), 0x1111n, 'its first word');
    unmapLive(PAGE, SIZE_4K);
    freeFrame(frame);
  });
  accessTest('a page is not written after it was made read-only', () => {
    const frame = frameWith(0n);
    mapLive(frame, PAGE, KERNEL_DATA);
    write(PAGE, 0x2222n);
    protectLive(PAGE, SIZE_4K, KERNEL_READ_ONLY);
    expectWriteFault(PAGE, REFUSED_WRITE);
    expectEqual(read(PAGE), 0x2222n, 'its first word');
    unmapLive(PAGE, SIZE_4K);
    freeFrame(frame);
  });
  accessTest('it is CR0.WP that keeps the kernel from writing', () => {
    const frame = frameWith(0n);
    mapLive(frame, PAGE, KERNEL_READ_ONLY);
    expectWriteFault(PAGE, REFUSED_WRITE);
    setCr0(ControlRegisters.CR0_WRITE_PROTECT, false);
    write(PAGE, 0x3333n);
    setCr0(ControlRegisters.CR0_WRITE_PROTECT, true);
    expectWriteFault(PAGE, REFUSED_WRITE);
    expectEqual(read(PAGE), 0x3333n, 'its first word');
    unmapLive(PAGE, SIZE_4K);
    freeFrame(frame);
  });
}

// ── Nothing there ───────────────────────────────────────────────────────────────────────────────

function absentPages(): void {
  group('protection: nothing there');
  trapTest('a null reference faults', () => {
    expectReadFault(virt(0n), ABSENT_READ);
    expectWriteFault(virt(8n), ABSENT_WRITE);
    expectReadFault(virt(SIZE_4K - 8n), ABSENT_READ);
  });
  accessTest('a page that was never mapped faults', () => {
    expectReadFault(PAGE, ABSENT_READ);
    expectWriteFault(PAGE, ABSENT_WRITE);
  });
  trapTest('calling one faults', () => {
    expectFetchFault(PAGE, ABSENT_FETCH);
    expectFetchFault(USER_PAGE, ABSENT_FETCH);
  });
  accessTest('a page faults after it was unmapped', () => {
    const frame = frameWith(0n);
    mapLive(frame, PAGE, KERNEL_DATA);
    write(PAGE, 0x1111n);
    unmapLive(PAGE, SIZE_4K);
    expectReadFault(PAGE, ABSENT_READ);
    expectWriteFault(PAGE, ABSENT_WRITE);
    freeFrame(frame);
  });
  accessTest('a page cut out of a 2 MiB page faults, its neighbours do not', () => {
    const large = Frame.allocContiguous(512n, 512n);
    assert(large !== null, 'tests: no 2 MiB of frames');
    const status = PageTable.mapRange(liveRoot(), large, LARGE_PAGE, SIZE_2M, KERNEL_DATA);
    expectStatus(status, MapStatus.Ok, 'status');
    write(PAGE, 0x1111n);
    unmapLive(PAGE, SIZE_4K);
    expectReadFault(PAGE, ABSENT_READ);
    write(virt(PAGE - 8n), 0x2222n);
    write(virt(PAGE + SIZE_4K), 0x3333n);
    unmapLive(LARGE_PAGE, SIZE_4K);
    unmapLive(virt(PAGE + SIZE_4K), SIZE_2M - 2n * SIZE_4K);
    expectEqual(Frame.freeContiguous(large, 512n), Frame.FrameStatus.Ok, 'freeing');
  });
  accessTest('the user half faults', () => {
    expectReadFault(USER_PAGE, ABSENT_READ);
  });
  trapTest('the direct map leaves out what is no memory', () => {
    expectReadFault(virt(directMapStart() + VGA_WINDOW), ABSENT_READ);
    expectReadFault(directMapStart(), ABSENT_READ);
  });
}

function guardPages(): void {
  group('protection: guard pages');
  trapTest('the page below the boot stack is a guard', () => {
    expectReadFault(virt(bootStackBottom() - 8n), ABSENT_READ);
    expectWriteFault(virt(bootStackBottom() - SIZE_4K), ABSENT_WRITE);
  });
  trapTest('the page above the boot stack is a guard', () => {
    expectReadFault(bootStackTop(), ABSENT_READ);
    expectWriteFault(bootStackTop(), ABSENT_WRITE);
  });
  trapTest('the page below the double fault stack is a guard', () => {
    expectReadFault(virt(doubleFaultStackBottom() - 8n), ABSENT_READ);
    expectWriteFault(virt(doubleFaultStackBottom() - SIZE_4K), ABSENT_WRITE);
  });
  trapTest('the page above the double fault stack is a guard', () => {
    expectReadFault(doubleFaultStackTop(), ABSENT_READ);
    expectWriteFault(doubleFaultStackTop(), ABSENT_WRITE);
  });
  trapTest('the pages around the kernel image are guards', () => {
    expectReadFault(virt(textStart() - 8n), ABSENT_READ);
    expectReadFault(imageEnd(), ABSENT_READ);
  });
}

function notCanonical(): void {
  group('protection: addresses that are not canonical');
  accessTest('are neither read nor written', () => {
    expectNotCanonical(FIRST_HOLE);
    expectNotCanonical(LAST_HOLE);
  });
  trapTest('are not called', () => {
    expectNotCallable(FIRST_HOLE);
    expectNotCallable(LAST_HOLE);
  });
}

// ── Entries ─────────────────────────────────────────────────────────────────────────────────────

function reservedBits(): void {
  group('protection: reserved bits of entries');
  skipIf(features().physicalWidthBits === 52, 'all 52 address bits are in use');
  accessTest('a frame beyond the physical width faults', () => {
    const frame = frameWith(0n);
    mapLive(frame, PAGE, KERNEL_DATA);
    expectReservedAt(PAGE, 1, 1n << u64(features().physicalWidthBits));
    unmapLive(PAGE, SIZE_4K);
    freeFrame(frame);
  });
  accessTest('bit 13 of the entry of a 2 MiB page faults', () => {
    const large = Frame.allocContiguous(512n, 512n);
    assert(large !== null, 'tests: no 2 MiB of frames');
    const status = PageTable.mapRange(liveRoot(), large, LARGE_PAGE, SIZE_2M, KERNEL_DATA);
    expectStatus(status, MapStatus.Ok, 'status');
    expectReservedAt(PAGE, 2, 0x2000n);
    unmapLive(LARGE_PAGE, SIZE_2M);
    expectEqual(Frame.freeContiguous(large, 512n), Frame.FrameStatus.Ok, 'freeing');
  });
  accessTest('the size bit of a PML4 entry faults', () => {
    const frame = frameWith(0n);
    mapLive(frame, PAGE, KERNEL_DATA);
    expectReservedAt(PAGE, 4, ENTRY_LARGE);
    unmapLive(PAGE, SIZE_4K);
    freeFrame(frame);
  });
}

/** Flips `bits` in the entry of `level` for `address`, reads there, and puts the entry back. */
function expectReservedAt(address: VirtAddr, level: u32, bits: u64): void {
  'track caller';
  const end = PageWalk.walkTo(liveRoot(), address, level);
  expectEqual(end.level, level, 'level of the entry');
  const entry = u64(end.entry);
  writeWord(end.table, end.index, entry ^ bits);
  ControlRegisters.invalidateAll();
  expectReservedFault(address);
  writeWord(end.table, end.index, entry);
  ControlRegisters.invalidateAll();
  ignore(read(address), 'it is readable again');
}

// ── User pages ──────────────────────────────────────────────────────────────────────────────────

function userPages(): void {
  group('protection: user pages');
  skipIf(!features().smap, 'this processor has no SMAP');
  accessTest('the kernel reads and writes no user page (SMAP)', () => {
    const frame = frameWith(0x1111n);
    mapLive(frame, USER_PAGE, USER_DATA);
    expectReadFault(USER_PAGE, REFUSED_READ);
    expectWriteFault(USER_PAGE, REFUSED_WRITE);
    unmapLive(USER_PAGE, SIZE_4K);
    freeFrame(frame);
  });
  skipIf(!features().smap, 'this processor has no SMAP');
  trapTest('with EFLAGS.AC it does, and without it no more', () => {
    const frame = frameWith(0x1111n);
    mapLive(frame, USER_PAGE, USER_DATA);
    // `STAC; INC QWORD [RDI]; CLAC; RET`
    runCode('0f 01 cb 48 ff 07 0f 01 ca c3', u64(USER_PAGE));
    expectReadFault(USER_PAGE, REFUSED_READ);
    expectEqual(read(phys2virt(frame)), 0x1112n, 'the word in the frame');
    unmapLive(USER_PAGE, SIZE_4K);
    freeFrame(frame);
  });
  skipIf(!features().smap, 'this processor has no SMAP');
  accessTest('it is CR4.SMAP that keeps the kernel out', () => {
    const frame = frameWith(0x1111n);
    mapLive(frame, USER_PAGE, USER_DATA);
    setCr4(ControlRegisters.CR4_SMAP, false);
    expectEqual(read(USER_PAGE), 0x1111n, 'its first word');
    setCr4(ControlRegisters.CR4_SMAP, true);
    expectReadFault(USER_PAGE, REFUSED_READ);
    unmapLive(USER_PAGE, SIZE_4K);
    freeFrame(frame);
  });
  skipIf(!features().smep, 'this processor has no SMEP');
  trapTest('the kernel executes no user page (SMEP)', () => {
    const frame = frameWith(0n);
    writeCode(frame, RETURN);
    mapLive(frame, USER_PAGE, USER_CODE);
    expectFetchFault(USER_PAGE, REFUSED_FETCH);
    unmapLive(USER_PAGE, SIZE_4K);
    freeFrame(frame);
  });
  skipIf(!features().smep, 'this processor has no SMEP');
  trapTest('it is CR4.SMEP that keeps the kernel from executing it', () => {
    const frame = frameWith(0n);
    writeCode(frame, RETURN);
    mapLive(frame, USER_PAGE, USER_CODE);
    setCr4(ControlRegisters.CR4_SMEP, false);
    call(USER_PAGE, 0n);
    setCr4(ControlRegisters.CR4_SMEP, true);
    expectFetchFault(USER_PAGE, REFUSED_FETCH);
    unmapLive(USER_PAGE, SIZE_4K);
    freeFrame(frame);
  });
  trapTest('a user page of data is not executed', () => {
    const frame = frameWith(0n);
    writeCode(frame, RETURN);
    mapLive(frame, USER_PAGE, USER_DATA);
    expectFetchFault(USER_PAGE, REFUSED_FETCH);
    unmapLive(USER_PAGE, SIZE_4K);
    freeFrame(frame);
  });
}

// ── Instructions ────────────────────────────────────────────────────────────────────────────────

function instructions(): void {
  group('protection: instructions');
  trapTest('an undefined opcode is refused', () => {
    expectCodeFault('0f 0b', 0n, INVALID_OPCODE, 0n); // UD2
  });
  trapTest('a breakpoint arrives', () => {
    expectCodeFault('cc', 0n, BREAKPOINT, 0n); // INT3
  });
  trapTest('a single step arrives', () => {
    // `PUSHFQ; OR DWORD [RSP], TF; POPFQ; NOP; RET`
    expectCodeFault('9c 81 0c 24 00 01 00 00 9d 90 c3', 0n, DEBUG, 0n);
  });
  trapTest('a division by zero is a divide error', () => {
    expectCodeFault('31 d2 f7 f2 c3', 0n, DIVIDE_ERROR, 0n); // XOR EDX,EDX; DIV EDX
  });
  trapTest('a quotient that does not fit is a divide error', () => {
    // MOV EDX,1; MOV ECX,1; DIV ECX: 2^32 / 1
    expectCodeFault('ba 01 00 00 00 b9 01 00 00 00 f7 f1 c3', 0n, DIVIDE_ERROR, 0n);
  });
  trapTest('a floating-point instruction faults while CR0.TS is set', () => {
    setCr0(CR0_TASK_SWITCHED, true);
    expectCodeFault('db e3 c3', 0n, DEVICE_NOT_AVAILABLE, 0n); // `FNINIT`
    setCr0(CR0_TASK_SWITCHED, false);
  });
  trapTest('a selector beyond the GDT is refused, and named', () => {
    expectCodeFault('8e df c3', 0x78n, GENERAL_PROTECTION, 0x78n); // MOV DS,EDI
  });
  trapTest('an interrupt without a gate is refused, and named', () => {
    expectMissingGate();
  });
  trapTest('a selector of the wrong kind is refused, and named', () => {
    expectCodeFault('0f 00 df c3', 0x08n, GENERAL_PROTECTION, 0x08n); // LTR DI, a code segment
  });
}

/** CR0 bit 3 (TS). 1: the first floating-point instruction faults. */
const CR0_TASK_SWITCHED: u64 = 0x8n;

function doubleFaults(): void {
  group('protection: double faults');
  trapTest('a push below the boot stack is handled on the double fault stack', () => {
    expectBrokenStack(u64(bootStackBottom()), virt(bootStackBottom() - SIZE_4K));
  });
  trapTest('a push with the stack pointer in an unmapped page is handled there', () => {
    expectBrokenStack(u64(PAGE) + SIZE_4K, PAGE);
  });
  trapTest('a push with the stack pointer at 0 is handled there', () => {
    // It wraps around to the last page of the kernel half, where nothing is.
    expectBrokenStack(0n, virt(0xffff_ffff_ffff_f000n));
  });
  trapTest('a stack in a read-only page is handled there', () => {
    const frame = frameWith(0n);
    mapLive(frame, PAGE, KERNEL_READ_ONLY);
    expectBrokenStack(u64(PAGE) + SIZE_4K, PAGE);
    unmapLive(PAGE, SIZE_4K);
    freeFrame(frame);
  });
  trapTest('calls without end are handled there', () => {
    RECURSION.next = recurse;
    depth = 0n;
    expectException(DOUBLE_FAULT, 0n, recurse);
    expectInPage(Trap.lastAddress(), virt(bootStackBottom() - SIZE_4K));
    expectOnDoubleFaultStack();
    expect(depth > 100n, 'many calls');
  });
  trapTest('a double fault can come again', () => {
    expectBrokenStack(u64(bootStackBottom()), virt(bootStackBottom() - SIZE_4K));
    expectBrokenStack(u64(bootStackBottom()), virt(bootStackBottom() - SIZE_4K));
  });
}

/** Pushes with RSP = `stack`: a double fault whose page fault was in `page`. */
function expectBrokenStack(stack: u64, page: VirtAddr): void {
  'track caller';
  expectCodeFault('48 89 fc 50', stack, DOUBLE_FAULT, 0n); // MOV RSP,RDI; PUSH RAX
  expectInPage(Trap.lastAddress(), page);
  expectOnDoubleFaultStack();
}

function expectInPage(address: VirtAddr, page: VirtAddr): void {
  'track caller';
  expectEqual(alignDown(u64(address), SIZE_4K), u64(page), 'page in CR2');
}

function expectOnDoubleFaultStack(): void {
  'track caller';
  const frame = Trap.lastFrame();
  expect(frame >= doubleFaultStackBottom(), 'above the bottom of the double fault stack');
  expect(frame < doubleFaultStackTop(), 'below the top of the double fault stack');
}

function recurse(): void {
  depth += 1n;
  RECURSION.next();
  depth += 1n; // Something to do after the call, or the call would become a jump.
}

// ── Switches ────────────────────────────────────────────────────────────────────────────────────

function switchesNoticed(): void {
  group('protection: switches');
  noticeTest('the self-check notices that CR0.WP is off', () => {
    setCr0(ControlRegisters.CR0_WRITE_PROTECT, false);
    const status = SelfCheck.run();
    setCr0(ControlRegisters.CR0_WRITE_PROTECT, true);
    expectNoticed(status);
  });
  skipIf(!features().smep, 'this processor has no SMEP');
  noticeTest('the self-check notices that CR4.SMEP is off', () => {
    setCr4(ControlRegisters.CR4_SMEP, false);
    const status = SelfCheck.run();
    setCr4(ControlRegisters.CR4_SMEP, true);
    expectNoticed(status);
  });
  skipIf(!features().smap, 'this processor has no SMAP');
  noticeTest('the self-check notices that CR4.SMAP is off', () => {
    setCr4(ControlRegisters.CR4_SMAP, false);
    const status = SelfCheck.run();
    setCr4(ControlRegisters.CR4_SMAP, true);
    expectNoticed(status);
  });
  skipIf(!features().umip, 'this processor has no UMIP');
  noticeTest('the self-check notices that CR4.UMIP is off', () => {
    setCr4(ControlRegisters.CR4_UMIP, false);
    const status = SelfCheck.run();
    setCr4(ControlRegisters.CR4_UMIP, true);
    expectNoticed(status);
  });
  skipOn(Target.Kernel, 'without NXE the next use of the stack would be a reserved-bit fault');
  noticeTest('the self-check notices that EFER.NXE is off', () => {
    setNoExecute(false);
    const status = SelfCheck.run();
    setNoExecute(true);
    expectNoticed(status);
  });
}

function noticeTest(claim: string, action: () => void): void {
  testBetween(claim, prepareLive, action, expectNothingLost);
}

function expectNoticed(status: SelfCheckStatus): void {
  'track caller';
  expectEqual(status, SelfCheckStatus.ProtectionOff, 'finding of the self-check');
  expectBool(ControlRegisters.areProtectionsOn(), true, 'protections on again');
}

function summary(): void {
  group('protection: all of it');
  skipOn(Target.HostJs, 'only reads and writes raise exceptions there');
  skipOn(Target.HostNative, 'there are no exceptions in a Linux process');
  test('at least 24 exceptions came as announced', () => {
    expect(trapCount() >= LEAST_TRAPS, 'enough exceptions');
  });
  if (currentTarget() === Target.Kernel) print(`# traps: ${trapCount()}`);
}

function framePointer(): u64 {
  'use unsafe';
  // SAFE: only the address is taken.
  return readFramePointer();
}

function setCr0(bits: u64, isOn: bool): void {
  'use unsafe';
  // SAFE: the claim puts it back before anything depends on it.
  writeCr0(isOn ? readCr0() | bits : readCr0() & ~bits);
  ControlRegisters.invalidateAll();
}

function setCr4(bits: u64, isOn: bool): void {
  'use unsafe';
  // SAFE: as `setCr0`.
  writeCr4(isOn ? readCr4() | bits : readCr4() & ~bits);
  ControlRegisters.invalidateAll();
}

function setNoExecute(isOn: bool): void {
  'use unsafe';
  // SAFE: as `setCr0`; no processor walks tables here.
  const value = readMsr(ControlRegisters.MSR_EFER);
  const bit = ControlRegisters.EFER_NO_EXECUTE;
  writeMsr(ControlRegisters.MSR_EFER, isOn ? value | bit : value & ~bit);
}
