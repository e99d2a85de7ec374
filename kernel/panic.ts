/**
 * The panic path: what happens when the kernel finds a bug of its own.
 *
 * A panic prints one line that names the place and the values, then the chain of callers, then
 * ends the run. The compiler calls `beginPanic`, the append functions and `endPanic` for a
 * `panic(…)`, `checkFailed` for a failed check, `assertFailed` for an assertion. Tests leave a
 * panic instead through `leavePanic`.
 *
 * Used by: every module, through the compiler.            Uses: `message.ts`, `arch/backtrace.ts`,
 * `arch/exit.ts`. Nothing here uses the heap or the page tables.
 * Invariants:
 *   I1. `panicking` is true exactly between the start of a panic and its end.
 *   I2. A panic inside a panic prints one line and ends the run: no second backtrace, no loop.
 * Not handled here: exceptions of the processor (`arch/trap.ts`).
 */
import * as Backtrace from './arch/backtrace.ts';
import { exit, ExitValue } from './arch/exit.ts';
import { Ink } from './console/ink.ts';
import {
  appendHexPadded,
  appendSigned,
  appendText,
  appendUnsigned,
  beginLine,
  currentSink,
  endLine,
  Output,
  setInk,
  setOutput,
  setSink,
  Sink,
  startRecording,
} from './console/message.ts';
import { leavePanic } from '../runtime/contract/testing.ts';

// What failed: indexes into the compiler's `CHECK_KINDS`.
const CHECK_ADD_OVERFLOW: u32 = 0;
const CHECK_SUB_OVERFLOW: u32 = 1;
const CHECK_MUL_OVERFLOW: u32 = 2;
const CHECK_NEGATE_OVERFLOW: u32 = 3;
const CHECK_DIVIDE_BY_ZERO: u32 = 4;
const CHECK_DIVIDE_OVERFLOW: u32 = 5;
const CHECK_REMAINDER_BY_ZERO: u32 = 6;
const CHECK_SHIFT_COUNT: u32 = 7;
const CHECK_SHIFT_OVERFLOW: u32 = 8;
const CHECK_CONVERSION: u32 = 9;
const CHECK_INDEX: u32 = 10;
const CHECK_NULL: u32 = 11;
const CHECK_ALIGNMENT: u32 = 12;
const CHECK_VIEW_RANGE: u32 = 13;
const CHECK_ALIGNMENT_ARGUMENT: u32 = 14;
const CHECK_ENUM_VALUE: u32 = 15;

/** Index of i8, the first signed type in the numbering of integer types. */
const FIRST_SIGNED_INTEGER: u32 = 4;

/** Whether a panic is being reported. */
let panicking: bool = false;

/**
 * Starts a panic: prints `panic: <file>:<line>: `. The message follows through the append
 * functions, then `endPanic`.
 *
 * @param file - path of the source file, relative to the project
 * @param line - line in `file`, counted from 1
 */
export function beginPanic(file: string, line: u32): void {
  'no alloc';
  begin(file, line, /* no column */ 0);
}

/** Ends a panic's message, prints the backtrace and ends the run. */
export function endPanic(): never {
  'no alloc';
  setInk(Ink.Text);
  endLine();
  // A test that expects this panic records it and does not want it on the screen.
  if (currentSink() === Sink.Serial) Backtrace.printCallers();
  leave();
}

/**
 * Reports a failed check of compiled code and ends the run.
 *
 * @param check   - index into the compiler's `CHECK_KINDS`
 * @param integer - index of the integer type checked: u8 u16 u32 u64 i8 i16 i32 i64
 * @param left    - first value, sign-extended to 64 bits
 * @param right   - second value, likewise; of a conversion the index of the type converted from; 0
 *                  where the check has one value
 */
export function checkFailed(
  check: u32,
  integer: u32,
  file: string,
  line: u32,
  column: u32,
  left: u64,
  right: u64,
): never {
  'no alloc';
  begin(file, line, column);
  describe(check, integer, left, right);
  endPanic();
}

/** Reports a failed `assert` and ends the run. `message` is `area: text`. */
export function assertFailed(file: string, line: u32, message: string): never {
  'no alloc';
  begin(file, line, /* no column */ 0);
  appendText('assertion failed: ');
  appendText(message);
  endPanic();
}

/** Whether a panic is being reported: what runs then must not trust the kernel's structures. */
export function isPanicking(): bool {
  return panicking;
}

function begin(file: string, line: u32, column: u32): void {
  if (panicking) reportNested(file, line);
  panicking = true; // keeps I1
  startRecording();
  setOutput(Output.Everywhere);
  beginLine();
  setInk(Ink.Bad);
  appendText('panic: ');
  appendPlace(file, line, column);
  appendText(': ');
}

/** One line for a panic inside a panic, then the end: keeps I2. */
function reportNested(file: string, line: u32): never {
  setSink(Sink.Serial);
  endLine();
  appendText('panic inside a panic: ');
  appendPlace(file, line, /* no column */ 0);
  endLine();
  exit(ExitValue.Failure);
}

function appendPlace(file: string, line: u32, column: u32): void {
  appendText(file);
  appendText(':');
  appendUnsigned(u64(line));
  if (column === 0) return;
  appendText(':');
  appendUnsigned(u64(column));
}

/** Goes back to the test that expects panics, or else ends the run with failure. */
function leave(): never {
  'use unsafe';
  panicking = false; // keeps I1
  // SAFE: returns only when no test is waiting for a panic.
  leavePanic();
  exit(ExitValue.Failure);
}

/** Appends the failed check in words, with its values. */
function describe(check: u32, integer: u32, left: u64, right: u64): void {
  switch (check) {
    case CHECK_ADD_OVERFLOW:
      appendOperation(integer, 'addition overflows', left, '+', right);
      break;
    case CHECK_SUB_OVERFLOW:
      appendOperation(integer, 'subtraction overflows', left, '-', right);
      break;
    case CHECK_MUL_OVERFLOW:
      appendOperation(integer, 'multiplication overflows', left, '*', right);
      break;
    case CHECK_NEGATE_OVERFLOW:
      appendIntegerName(integer);
      appendText(' negation overflows: -(');
      appendInteger(integer, left);
      appendText(')');
      break;
    case CHECK_DIVIDE_BY_ZERO:
      appendOperation(integer, 'division by zero', left, '/', right);
      break;
    case CHECK_DIVIDE_OVERFLOW:
      appendOperation(integer, 'division overflows', left, '/', right);
      break;
    case CHECK_REMAINDER_BY_ZERO:
      appendOperation(integer, 'remainder by zero', left, '%', right);
      break;
    case CHECK_SHIFT_COUNT:
      appendIntegerName(integer);
      appendText(' shift count ');
      appendInteger(integer, right);
      appendText(' is outside [0, ');
      appendUnsigned(integerBits(integer));
      appendText(')');
      break;
    case CHECK_SHIFT_OVERFLOW:
      appendOperation(integer, 'shift loses bits', left, '<<', right);
      break;
    case CHECK_CONVERSION:
      appendInteger(u32(right), left);
      appendText(' does not fit ');
      appendIntegerName(integer);
      break;
    case CHECK_INDEX:
      appendText('index ');
      appendUnsigned(left);
      appendText(' is outside [0, ');
      appendUnsigned(right);
      appendText(')');
      break;
    case CHECK_NULL:
      appendText('a reference is null');
      break;
    case CHECK_ALIGNMENT:
      appendText('virt ');
      appendHexPadded(left, 1);
      appendText(' is not a multiple of ');
      appendUnsigned(right);
      break;
    case CHECK_VIEW_RANGE:
      appendText('access up to byte ');
      appendUnsigned(left);
      appendText(' leaves the view of ');
      appendUnsigned(right);
      appendText(' bytes');
      break;
    case CHECK_ALIGNMENT_ARGUMENT:
      appendText('alignment ');
      appendUnsigned(left);
      appendText(' is not a power of two');
      break;
    case CHECK_ENUM_VALUE:
      appendUnsigned(left);
      appendText(' is not a member of the enum');
      break;
    default:
      appendText('failed check number ');
      appendUnsigned(u64(check));
  }
}

/** Appends `<type> <what>: <left> <operator> <right>`. */
function appendOperation(
  integer: u32,
  what: string,
  left: u64,
  operator: string,
  right: u64,
): void {
  appendIntegerName(integer);
  appendText(' ');
  appendText(what);
  appendText(': ');
  appendInteger(integer, left);
  appendText(' ');
  appendText(operator);
  appendText(' ');
  appendInteger(integer, right);
}

/** Appends `bits` as a value of integer type number `integer`. */
function appendInteger(integer: u32, bits: u64): void {
  if (integer >= FIRST_SIGNED_INTEGER) {
    appendSigned(truncate<i64>(bits));
  } else {
    appendUnsigned(bits);
  }
}

/** Width in bits of integer type number `integer`. */
function integerBits(integer: u32): u64 {
  return 8n << u64(integer % FIRST_SIGNED_INTEGER);
}

function appendIntegerName(integer: u32): void {
  appendText(integer >= FIRST_SIGNED_INTEGER ? 'i' : 'u');
  appendUnsigned(integerBits(integer));
}
