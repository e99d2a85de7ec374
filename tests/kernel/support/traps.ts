/**
 * Exceptions provoked on purpose: an access, a call or a few instructions, and what must come of it.
 *
 * Each function announces the exception, does what provokes it, and judges vector, error code and,
 * for a page fault, the address in CR2. Machine code of a claim is written as bytes into a frame of
 * the scratch memory, which is then mapped for execution at `CODE_PAGE`.
 *
 * Used by: `protection.ktest.ts`.            Uses: `trap.ts`, `live-pages.ts`.
 * Invariants:
 *   I1. `trapCount` is the number of exceptions that came as announced.
 * Sources: [SDM3] "Interrupt 14—Page-Fault Exception (#PF)" for the error codes; [SDM2] for the
 *          instructions.
 */
import * as Trap from '../../../kernel/arch/trap.ts';
import { SCRATCH_START } from '../../../kernel/mm/layout.ts';
import { KERNEL_CODE } from '../../../kernel/mm/page-flags.ts';
import { phys2virt } from '../../../kernel/mm/address.ts';
import { returnsWithoutPanic } from '../../../runtime/contract/testing.ts';
import { writeVolatile8 } from '../../../runtime/contract/memory.ts';
import { expect, expectEqual, skipOn, Target, testBetween } from './ktest.ts';
import {
  frameWith,
  freeFrame,
  mapLive,
  prepareLive,
  read,
  unmapLive,
  write,
} from './live-pages.ts';
import { expectNothingLost } from './scratch.ts';

export const DIVIDE_ERROR: u32 = 0;
export const DEBUG: u32 = 1;
export const BREAKPOINT: u32 = 3;
export const INVALID_OPCODE: u32 = 6;
export const DEVICE_NOT_AVAILABLE: u32 = 7;
export const DOUBLE_FAULT: u32 = 8;
export const GENERAL_PROTECTION: u32 = 13;
export const PAGE_FAULT: u32 = 14;

/** Error codes of page faults in the kernel: bit 0 present, 1 write, 3 reserved bit, 4 fetch. */
export const ABSENT_READ: u64 = 0x0n;
export const ABSENT_WRITE: u64 = 0x2n;
export const ABSENT_FETCH: u64 = 0x10n;
export const REFUSED_READ: u64 = 0x1n;
export const REFUSED_WRITE: u64 = 0x3n;
export const REFUSED_FETCH: u64 = 0x11n;
const RESERVED_READ: u64 = 0x9n;

/** Where the code of a claim runs: far from what claims map themselves. */
const CODE_PAGE: VirtAddr = virt(SCRATCH_START + 0x1000_0000n);
const PAGE_BYTES: u64 = 0x1000n;

/** A place in memory that the compiler takes for one that holds a function. */
interface Callable extends Struct {
  call: (argument: u64) => void;
}

/** The same place as a number. */
interface CallableAddress extends Struct {
  address: u64;
}

const CALLABLE: Callable = zeroed();
/** What the running claim reads, writes or calls. */
let subject: VirtAddr = virt(0n);
let subjectArgument: u64 = 0n;
let codeFrame: PhysAddr = phys(0n);
let traps: u32 = 0;

/** A claim that provokes exceptions, on fresh memory; nothing may be lost. */
export function trapTest(claim: string, action: () => void): void {
  skipOn(Target.HostJs, 'needs machine code or the tables of the kernel');
  accessTest(claim, action);
}

/** As `trapTest`, of reads and writes of pages that the claim maps: the simulated machine has those. */
export function accessTest(claim: string, action: () => void): void {
  skipOn(Target.HostNative, 'a Linux process has no page tables of its own');
  testBetween(claim, prepareLive, action, expectNothingLost);
}

/** Exceptions of this run that came as announced. */
export function trapCount(): u32 {
  return traps;
}

/**
 * Runs `action`, which must end in exception `vector` with `errorCode` (0 for a vector without).
 */
export function expectException(vector: u32, errorCode: u64, action: () => void): void {
  'track caller';
  expectVector(vector, action);
  expectEqual(Trap.lastErrorCode(), errorCode, 'error code');
  traps += 1; // keeps I1
}

/** Runs `action`, which must end in exception `vector`. */
function expectVector(vector: u32, action: () => void): void {
  'track caller';
  Trap.expectTrap(vector);
  const returned = returnsNormally(action);
  expect(Trap.endExpectation(), 'an exception');
  expect(!returned, 'the exception ends what caused it');
}

/** Reads eight bytes at `address`: a page fault there. */
export function expectReadFault(address: VirtAddr, errorCode: u64): void {
  'track caller';
  subject = address;
  expectException(PAGE_FAULT, errorCode, readSubject);
  expectAddress(address);
}

/** Writes eight bytes at `address`: a page fault there. */
export function expectWriteFault(address: VirtAddr, errorCode: u64): void {
  'track caller';
  subject = address;
  expectException(PAGE_FAULT, errorCode, writeSubject);
  expectAddress(address);
}

/** Calls `address`: a page fault there, before anything of it has run. */
export function expectFetchFault(address: VirtAddr, errorCode: u64): void {
  'track caller';
  subject = address;
  expectException(PAGE_FAULT, errorCode, callSubject);
  expectAddress(address);
  expectEqual(u64(Trap.lastRip()), u64(address), 'the instruction');
}

/**
 * Reads eight bytes at `address`: a page fault there, because an entry has a reserved bit set.
 *
 * A reserved bit counts in a present entry only, so bit 0 comes with bit 3; QEMU 7.2 leaves it out.
 */
export function expectReservedFault(address: VirtAddr): void {
  'track caller';
  subject = address;
  expectVector(PAGE_FAULT, readSubject);
  expectEqual(Trap.lastErrorCode() | REFUSED_READ, RESERVED_READ, 'error code');
  expectAddress(address);
  traps += 1; // keeps I1
}

/**
 * Runs `INT 0x40`: a general protection fault that names gate 0x40, which the table lacks.
 *
 * The error code counts gates of 8 bytes in any mode; QEMU 7.2 counts gates of 16.
 */
export function expectMissingGate(): void {
  'track caller';
  placeCode('cd 40 c3'); // INT 0x40; RET
  subject = CODE_PAGE;
  expectVector(GENERAL_PROTECTION, callSubject);
  const code = Trap.lastErrorCode();
  if (code !== 0x402n) expectEqual(code, 0x202n, 'error code');
  traps += 1; // keeps I1
  removeCode();
}

/** Jumps to `address`, which may be 0: a page fault there. */
export function expectJumpFault(address: VirtAddr, errorCode: u64): void {
  'track caller';
  expectCodeFault('ff e7', u64(address), PAGE_FAULT, errorCode); // JMP RDI
  expectAddress(address);
}

/** Reads and writes at `address`, which is not canonical: a general protection fault each. */
export function expectNotCanonical(address: VirtAddr): void {
  'track caller';
  subject = address;
  expectException(GENERAL_PROTECTION, 0n, readSubject);
  expectException(GENERAL_PROTECTION, 0n, writeSubject);
}

/** Calls `address`, which is not canonical: a general protection fault. */
export function expectNotCallable(address: VirtAddr): void {
  'track caller';
  subject = address;
  expectException(GENERAL_PROTECTION, 0n, callSubject);
}

/** Expects CR2 of the last exception to be `address`. */
export function expectAddress(address: VirtAddr): void {
  'track caller';
  expectEqual(u64(Trap.lastAddress()), u64(address), 'CR2');
}

/**
 * Runs machine code, which must end in exception `vector`.
 *
 * @param code     - the bytes in hexadecimal, with spaces: `0f 0b`
 * @param argument - in RDI when the code starts
 */
export function expectCodeFault(code: string, argument: u64, vector: u32, errorCode: u64): void {
  'track caller';
  placeCode(code);
  subject = CODE_PAGE;
  subjectArgument = argument;
  expectException(vector, errorCode, callSubject);
  removeCode();
}

/** Runs machine code that returns; `code` and `argument` as for `expectCodeFault`. */
export function runCode(code: string, argument: u64): void {
  placeCode(code);
  call(CODE_PAGE, argument);
  removeCode();
}

/** Calls what is at `address`, with `argument` in RDI. */
export function call(address: VirtAddr, argument: u64): void {
  setCallable(address);
  CALLABLE.call(argument);
}

/** Writes machine code into the frame at `frame`; `code` as for `expectCodeFault`. */
export function writeCode(frame: PhysAddr, code: string): void {
  'use unsafe';
  // SAFE: a frame of the scratch memory, which the direct map reaches.
  let to: u64 = phys2virt(frame);
  let index: u32 = 0;
  while (index + 1 < code.length) {
    const byte = digit(code.charCodeAt(index)) * 16 + digit(code.charCodeAt(index + 1));
    writeVolatile8(virt(to), u8(byte));
    to += 1n;
    index += 3; // two digits and the space
  }
}

function placeCode(code: string): void {
  codeFrame = frameWith(0n);
  writeCode(codeFrame, code);
  mapLive(codeFrame, CODE_PAGE, KERNEL_CODE);
}

function removeCode(): void {
  unmapLive(CODE_PAGE, PAGE_BYTES);
  freeFrame(codeFrame);
}

/** Value of a lower-case hexadecimal digit. */
function digit(character: u32): u32 {
  const isLetter = character >= 0x61;
  return isLetter ? character - 0x61 + 10 : character - 0x30;
}

function readSubject(): void {
  ignore(read(subject), 'it faults');
}

function writeSubject(): void {
  write(subject, 0n);
}

function callSubject(): void {
  call(subject, subjectArgument);
}

function setCallable(address: VirtAddr): void {
  'use unsafe';
  // SAFE: what is called there is the point of the claim.
  at<CallableAddress>(addressOf(CALLABLE)).address = address;
}

function returnsNormally(action: () => void): bool {
  'use unsafe';
  // SAFE: what raised the exception is over; nothing of its stack is used again.
  return returnsWithoutPanic(action);
}
