/**
 * Exceptions of the processor: what the kernel says when one arrives.
 *
 * Nothing in the kernel raises exceptions on purpose yet, so each one is a bug: it is reported in
 * full (name, error code in words, registers, for a page fault what the tables say, backtrace) and
 * ends the run. Tests of protections announce the exception that they provoke; it is then noted and
 * left through `leavePanic`, like an expected panic.
 *
 * Used by: `runtime/native/traps.S`, `kernel/fault-tests.ts`.            Uses: `message.ts`,
 * `backtrace.ts`, `exception.ts`, `kernel/mm/page-fault.ts`. No heap.
 * Invariants:
 *   I1. An exception while another is reported prints one line and ends the run.
 * Not handled here: device interrupts; going on after an exception.
 * Sources: [SDM3] "Exception and Interrupt Reference".
 */
import { Ink } from '../console/ink.ts';
import {
  appendHexPadded,
  appendText,
  appendUnsigned,
  beginLine,
  endLine,
  setInk,
  setSink,
  Sink,
} from '../console/message.ts';
import * as PageFault from '../mm/page-fault.ts';
import { readCr2, readCr3 } from '../../runtime/contract/cpu.ts';
import { linkerSymbol } from '../../runtime/contract/image.ts';
import { leavePanic } from '../../runtime/contract/testing.ts';
import * as Backtrace from './backtrace.ts';
import * as Exception from './exception.ts';
import { exit, ExitValue } from './exit.ts';

/** The registers at the exception, as `runtime/native/traps.S` lays them on the stack. */
export interface TrapFrame extends Struct {
  r15: u64;
  r14: u64;
  r13: u64;
  r12: u64;
  r11: u64;
  r10: u64;
  r9: u64;
  r8: u64;
  rbp: u64;
  rdi: u64;
  rsi: u64;
  rdx: u64;
  rcx: u64;
  rbx: u64;
  rax: u64;
  vector: u64;
  /** 0 for vectors without one. */
  errorCode: u64;
  rip: u64;
  cs: u64;
  rflags: u64;
  rsp: u64;
  ss: u64;
}

staticAssert(sizeOf<TrapFrame>() === 176n, 'arch: the trap frame is 22 words');
staticAssert(offsetOf<TrapFrame>('rip') === 136n, 'arch: TRAP_RIP in traps.S');

/** No exception is expected. */
const NO_VECTOR: u32 = 0xffff_ffff;

let isReporting: bool = false;
let expectedVector: u32 = NO_VECTOR;
let hasCaught: bool = false;
let caughtErrorCode: u64 = 0n;
let caughtAddress: u64 = 0n;
let caughtRip: u64 = 0n;
let caughtFrame: VirtAddr = virt(0n);

/**
 * Answers an exception: called by the stubs of all 32 vectors, with interrupts off.
 *
 * @param frame - the registers; they would be restored on return, but this does not return
 */
export function handleTrap(frame: TrapFrame): void {
  'no alloc';
  if (isReporting) reportNested(frame);
  const address = faultAddress();
  if (frame.vector === u64(expectedVector)) leaveExpected(frame, address);
  isReporting = true; // keeps I1
  setSink(Sink.Serial);
  report(frame, address);
  Backtrace.printFrom(virt(frame.rip), frame.rbp);
  exit(ExitValue.Failure);
}

/**
 * Announces that the next exception of `vector` is part of a test: it ends the innermost
 * `returnsWithoutPanic`, and `caught…` tell what it was. One exception ends the expectation.
 *
 * @param vector - `[0, 32)`
 */
export function expectTrap(vector: u32): void {
  expectedVector = vector;
  hasCaught = false;
}

/** Ends the expectation. @returns whether the expected exception has come */
export function endExpectation(): bool {
  expectedVector = NO_VECTOR;
  return hasCaught;
}

/** The error code of the exception caught last. */
export function lastErrorCode(): u64 {
  return caughtErrorCode;
}

/** CR2 at the exception caught last: for a page fault, its address. */
export function lastAddress(): VirtAddr {
  return virt(caughtAddress);
}

/** Where the exception caught last happened. */
export function lastRip(): VirtAddr {
  return virt(caughtRip);
}

/** Where the frame of the exception caught last lay: in the stack that it was handled on. */
export function lastFrame(): VirtAddr {
  return caughtFrame;
}

/**
 * Prints what is known about an exception, without the backtrace.
 *
 * @param frame   - the registers
 * @param address - CR2
 */
export function report(frame: TrapFrame, address: u64): void {
  'no alloc';
  endLine(); // A line may have been begun when the exception came.
  beginLine();
  setInk(Ink.Bad);
  appendText('exception ');
  appendUnsigned(frame.vector);
  appendText(': ');
  Exception.appendName(frame.vector);
  setInk(Ink.Text);
  endLine();
  if (Exception.hasErrorCode(frame.vector)) {
    beginLine();
    appendText('  error code ');
    appendHexPadded(frame.errorCode, 4);
    appendText(': ');
    Exception.appendErrorCode(frame.vector, frame.errorCode);
    endLine();
  }
  if (frame.vector === Exception.PAGE_FAULT) {
    PageFault.explainPageFault(virt(address), frame.errorCode, virt(frame.rip));
  }
  if (frame.vector === Exception.DOUBLE_FAULT && isInStackGuard(virt(wrappingSub(frame.rsp, 8n)))) {
    print('stack overflow: the next push would have gone into the guard page');
  }
  printRegisters(frame, address);
}

/** Whether `address` lies in the page that is left unmapped below the kernel stack. */
function isInStackGuard(address: VirtAddr): bool {
  'use unsafe';
  // SAFE: the symbols are addresses; nothing is read.
  return address >= linkerSymbol('boot_stack_guard') && address < linkerSymbol('boot_stack_bottom');
}

/** Three registers to a line, 79 columns. */
function printRegisters(frame: TrapFrame, address: u64): void {
  printThree('rax', frame.rax, 'rbx', frame.rbx, 'rcx', frame.rcx);
  printThree('rdx', frame.rdx, 'rsi', frame.rsi, 'rdi', frame.rdi);
  printThree('rbp', frame.rbp, 'rsp', frame.rsp, 'r8', frame.r8);
  printThree('r9', frame.r9, 'r10', frame.r10, 'r11', frame.r11);
  printThree('r12', frame.r12, 'r13', frame.r13, 'r14', frame.r14);
  printThree('r15', frame.r15, 'rip', frame.rip, 'flg', frame.rflags);
  printThree('cr2', address, 'cr3', pageTableRoot(), 'cs', frame.cs);
}

function printThree(
  firstName: string,
  first: u64,
  secondName: string,
  second: u64,
  thirdName: string,
  third: u64,
): void {
  print(
    `${left(firstName, 4)}${hexPadded(first, 16)}  ${left(secondName, 4)}${hexPadded(second, 16)}  ${left(thirdName, 4)}${hexPadded(third, 16)}`,
  );
}

/** One line for an exception inside the report of another, then the end: keeps I1. */
function reportNested(frame: TrapFrame): never {
  setSink(Sink.Serial);
  endLine();
  print(`exception ${frame.vector} while reporting one, at ${virt(frame.rip)}`);
  exit(ExitValue.Failure);
}

/** Notes an exception that a test waits for and goes back to the test. */
function leaveExpected(frame: TrapFrame, address: u64): void {
  'use unsafe';
  expectedVector = NO_VECTOR;
  hasCaught = true;
  caughtErrorCode = frame.errorCode;
  caughtAddress = address;
  caughtRip = frame.rip;
  caughtFrame = addressOf(frame);
  // SAFE: the test that announced the exception is waiting; this stack is not used again.
  leavePanic();
}

/** CR2: the address of the last page fault, also when it became a double fault. */
function faultAddress(): u64 {
  'use unsafe';
  // SAFE: reading CR2 has no effect.
  return readCr2();
}

function pageTableRoot(): u64 {
  'use unsafe';
  // SAFE: reading CR3 has no effect.
  return readCr3();
}
