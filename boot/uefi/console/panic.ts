/**
 * The end of the loader when it finds a bug of its own: one line, then the processor stops.
 *
 * The compiler calls `beginPanic`, the append functions and `endPanic` for a `panic(…)`,
 * `checkFailed` for a failed check, `assertFailed` for an assertion.
 *
 * Used by: every module of the loader, through the compiler.            Uses: `message.ts`.
 * Invariants:
 *   I1. A panic inside a panic stops at once.
 */
import { haltForever } from '../../../runtime/contract/cpu.ts';
import { appendHex, appendText, appendUnsigned, endLine } from './message.ts';

let panicking: bool = false;

/** Starts a panic: `loader: panic: <file>:<line>: `. */
export function beginPanic(file: string, line: u32): void {
  begin(file, line);
}

/** Ends a panic's message and stops. */
export function endPanic(): never {
  endLine();
  stop();
}

/** Reports a failed check of compiled code; the arguments are those of `kernel/panic.ts`. */
export function checkFailed(
  check: u32,
  integer: u32,
  file: string,
  line: u32,
  column: u32,
  left: u64,
  right: u64,
): never {
  begin(file, line);
  appendText('column ');
  appendUnsigned(u64(column));
  appendText(': check ');
  appendText(nameOf(check));
  appendText(' failed (integer type ');
  appendUnsigned(u64(integer));
  appendText('): ');
  appendHex(left);
  appendText(', ');
  appendHex(right);
  endPanic();
}

/** Reports a failed `assert`. */
export function assertFailed(file: string, line: u32, message: string): never {
  begin(file, line);
  appendText('assertion failed: ');
  appendText(message);
  endPanic();
}

function begin(file: string, line: u32): void {
  if (panicking) stop(); // keeps I1
  panicking = true;
  appendText('loader: panic: ');
  appendText(file);
  appendText(':');
  appendUnsigned(u64(line));
  appendText(': ');
}

function stop(): never {
  'use unsafe';
  // SAFE: stopping is meant.
  haltForever();
}

/** The compiler's name of a kind of check: an index into its `CHECK_KINDS`. */
function nameOf(check: u32): string {
  switch (check) {
    case 0:
      return 'addOverflow';
    case 1:
      return 'subOverflow';
    case 2:
      return 'mulOverflow';
    case 3:
      return 'negateOverflow';
    case 4:
      return 'divideByZero';
    case 5:
      return 'divideOverflow';
    case 6:
      return 'remainderByZero';
    case 7:
      return 'shiftCount';
    case 8:
      return 'shiftOverflow';
    case 9:
      return 'conversion';
    case 10:
      return 'index';
    case 11:
      return 'null';
    case 12:
      return 'alignment';
    case 13:
      return 'viewRange';
    case 14:
      return 'alignmentArgument';
    case 15:
      return 'enumValue';
    default:
      return 'unknown';
  }
}
