/**
 * Exceptions: what is said about them, and that real ones arrive.
 *
 * Used by: `all.ktest.ts`.            Uses: the recording of `message.ts`.
 */
import * as Exception from '../../kernel/arch/exception.ts';
import type { TrapFrame } from '../../kernel/arch/trap.ts';
import * as Trap from '../../kernel/arch/trap.ts';
import * as Message from '../../kernel/console/message.ts';
import { linkerSymbol } from '../../runtime/contract/image.ts';
import { readVolatile8, writeVolatile8 } from '../../runtime/contract/memory.ts';
import { returnsWithoutPanic } from '../../runtime/contract/testing.ts';
import { expect, expectEqual, group, skipOn, Target, test } from './support/ktest.ts';

const FRAME: TrapFrame = zeroed();

export function suite(): void {
  reports();
  errorCodes();
  realOnes();
}

function reports(): void {
  group('trap: reports');

  test('a report names the exception', () => {
    recordReport(0n, 0n);
    expectSaid('exception 0: divide error (#DE)');
    recordReport(6n, 0n);
    expectSaid('exception 6: invalid opcode (#UD)');
    recordReport(13n, 0n);
    expectSaid('exception 13: general protection (#GP)');
    recordReport(15n, 0n);
    expectSaid('exception 15: reserved vector');
  });
  test('a report shows every register in full', () => {
    fillFrame();
    recordReport(6n, 0n);
    expectSaid('rax 0x0000_0000_0000_0001');
    expectSaid('rbx 0x0000_0000_0000_0002');
    expectSaid('rcx 0x0000_0000_0000_0003');
    expectSaid('rdx 0x0000_0000_0000_0004');
    expectSaid('rsi 0x0000_0000_0000_0005');
    expectSaid('rdi 0x0000_0000_0000_0006');
    expectSaid('rbp 0x0000_0000_0000_0007');
    expectSaid('rsp 0x0000_0000_0000_0008');
    expectSaid('r8  0x0000_0000_0000_0009');
    expectSaid('r15 0x0000_0000_0000_0010');
    expectSaid('rip 0xffff_ffff_8020_1234');
  });
  test('no line of a report is longer than 80 columns', () => {
    fillFrame();
    recordReport(14n, 0x3n);
    let column: u32 = 0;
    for (const index of range(0, Message.recordedByteCount())) {
      column = Message.recordedByte(index) === 0x0a ? 0 : column + 1;
      expect(column <= 80, 'at most 80 columns');
    }
  });
  test('a vector without an error code shows none', () => {
    recordReport(6n, 0n);
    expect(!Message.recordingContains('error code'), 'no error code');
  });
}

function errorCodes(): void {
  group('trap: error codes');

  test('exactly the vectors of the manual have an error code', () => {
    for (const vector of range(0n, 40n)) {
      const isLow = vector === 8n || (vector >= 10n && vector <= 14n) || vector === 17n;
      const isHigh = vector === 21n || vector === 29n || vector === 30n;
      expect(Exception.hasErrorCode(vector) === (isLow || isHigh), 'as in the manual');
    }
  });
  test('the error code of a page fault is told in words', () => {
    recordCode(14n, 0x0n);
    expectSaid('kernel read, the page is not present');
    recordCode(14n, 0x3n);
    expectSaid('kernel write, the page is present');
    recordCode(14n, 0x15n);
    expectSaid('user instruction fetch, the page is present');
    recordCode(14n, 0xbn);
    expectSaid('an entry has a reserved bit set');
  });
  test('a selector error code names the table', () => {
    recordCode(13n, 0n);
    expectSaid('no segment is involved');
    recordCode(13n, 0x10n);
    expectSaid('selector 0x10 of the GDT');
    recordCode(13n, 0x14n);
    expectSaid('selector 0x10 of the LDT');
    recordCode(13n, 0x103n);
    expectSaid('gate 32 of the IDT, from an external event');
  });
}

function realOnes(): void {
  group('trap: real exceptions');

  skipOnHosts('needs the processor');
  test('reading address 0 is a page fault at address 0', () => {
    expectFault(() => {
      touchNull();
    });
    expectEqual(Trap.lastErrorCode() & 0x3n, 0n, 'error code: read, not present');
    expect(Trap.lastAddress() < virt(4096n), 'the address is in page 0');
  });
  skipOnHosts('needs the processor');
  test('writing to constants is a page fault at their address', () => {
    expectFault(() => {
      overwriteConstants();
    });
    expectEqual(Trap.lastErrorCode(), 0x3n, 'error code: write, present');
    expect(Trap.lastAddress() === constantsStart(), 'the address of the constants');
  });
  skipOnHosts('needs the processor');
  test('the guard page below the stack cannot be read', () => {
    expectFault(() => {
      touchStackGuard();
    });
    expectEqual(Trap.lastErrorCode(), 0n, 'error code: read, not present');
  });
  test('an exception that was not announced is not taken for a caught one', () => {
    Trap.expectTrap(14);
    expect(!Trap.endExpectation(), 'nothing was caught');
  });
}

/** Skips the next claim everywhere but in the booted kernel. */
function skipOnHosts(reason: string): void {
  skipOn(Target.HostJs, reason);
  skipOn(Target.HostNative, reason);
}

/** Runs `action`, which must end in a page fault. */
function expectFault(action: () => void): void {
  'track caller';
  Trap.expectTrap(14);
  const returned = returnsNormally(action);
  expect(Trap.endExpectation(), 'a page fault');
  expect(!returned, 'the fault ends what caused it');
}

/** Each register another number, as `printRegisters` orders them. */
function fillFrame(): void {
  FRAME.rax = 1n;
  FRAME.rbx = 2n;
  FRAME.rcx = 3n;
  FRAME.rdx = 4n;
  FRAME.rsi = 5n;
  FRAME.rdi = 6n;
  FRAME.rbp = 7n;
  FRAME.rsp = 8n;
  FRAME.r8 = 9n;
  FRAME.r9 = 10n;
  FRAME.r10 = 11n;
  FRAME.r11 = 12n;
  FRAME.r12 = 13n;
  FRAME.r13 = 14n;
  FRAME.r14 = 15n;
  FRAME.r15 = 16n;
  FRAME.rip = 0xffff_ffff_8020_1234n;
}

/** Records the report of an exception at virt 0x1000. */
function recordReport(vector: u64, errorCode: u64): void {
  FRAME.vector = vector;
  FRAME.errorCode = errorCode;
  Message.setSink(Message.Sink.Recording);
  Message.startRecording();
  Trap.report(FRAME, 0x1000n);
  Message.setSink(Message.Sink.Serial);
}

function recordCode(vector: u64, errorCode: u64): void {
  Message.setSink(Message.Sink.Recording);
  Message.startRecording();
  Exception.appendErrorCode(vector, errorCode);
  Message.setSink(Message.Sink.Serial);
}

function expectSaid(part: string): void {
  'track caller';
  const isThere = Message.recordingContains(part);
  if (!isThere) Message.showRecording();
  expect(isThere, part);
}

function returnsNormally(action: () => void): bool {
  'use unsafe';
  // SAFE: what faulted is over; nothing of its stack is used again.
  return returnsWithoutPanic(action);
}

function touchNull(): void {
  'use unsafe';
  // SAFE: the fault is the point.
  ignore(readVolatile8(virt(16n)), 'it faults');
}

function touchStackGuard(): void {
  'use unsafe';
  // SAFE: the fault is the point.
  ignore(readVolatile8(linkerSymbol('boot_stack_guard')), 'it faults');
}

function overwriteConstants(): void {
  'use unsafe';
  // SAFE: the fault is the point.
  writeVolatile8(linkerSymbol('kernel_rodata_start'), 0);
}

function constantsStart(): VirtAddr {
  'use unsafe';
  // SAFE: only the address is taken.
  return linkerSymbol('kernel_rodata_start');
}
