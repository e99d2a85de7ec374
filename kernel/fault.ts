/**
 * Deliberate faults: proof that the protections are on and that the reports are right.
 *
 * The command line asks for one with `fault=<name>`. It is committed after the boot report and must
 * end the run with the report of an exception or a panic; coming back from it is a failure.
 *
 *   rodata          writes to constants: page fault, write to a read-only page
 *   execute-data    calls into data: page fault, fetch from a page without execution
 *   null            reads through a null pointer: page fault, nothing mapped
 *   stack-overflow  calls until the guard page below the stack is hit: double fault
 *   divide          divides by zero: the check of the compiler panics before the processor faults
 *
 * Used by: `kernel/main.ts`.            Uses: `boot/command-line.ts`.
 * Not handled here: the report (`arch/trap.ts`, `panic.ts`).
 */
import { linkerSymbol } from '../runtime/contract/image.ts';
import { readVolatile8, writeVolatile8 } from '../runtime/contract/memory.ts';
import type { BootText } from './boot/boot-info.ts';
import { hasWord } from './boot/command-line.ts';

/** A place in data that holds the address of a function. */
interface Holder extends Struct {
  call: () => void;
}

/** The same place as a number. */
interface HolderAddress extends Struct {
  address: u64;
}

const HOLDER: Holder = zeroed();
/** Values that the compiler cannot know. */
let divisor: u64 = 0n;
let depth: u64 = 0n;

/**
 * Commits the fault that `commandLine` asks for.
 *
 * @returns whether it asked for one and nothing came of it; false when it asked for none
 */
export function commitRequested(commandLine: BootText): bool {
  if (hasWord(commandLine, 'fault=rodata')) {
    writeConstants();
  } else if (hasWord(commandLine, 'fault=execute-data')) {
    executeData();
  } else if (hasWord(commandLine, 'fault=null')) {
    readNull();
  } else if (hasWord(commandLine, 'fault=stack-overflow')) {
    overflowStack();
  } else if (hasWord(commandLine, 'fault=divide')) {
    divisor = depth / divisor;
  } else {
    return false;
  }
  return true;
}

function writeConstants(): void {
  'use unsafe';
  // SAFE: the fault is the point.
  writeVolatile8(linkerSymbol('kernel_rodata_start'), 0);
}

function readNull(): void {
  'use unsafe';
  // SAFE: the fault is the point.
  ignore(readVolatile8(virt(divisor)), 'it faults');
}

function executeData(): void {
  setHolder(addressOf(HOLDER));
  HOLDER.call();
}

/** Makes `HOLDER` hold `address` as if a function were there. */
function setHolder(address: VirtAddr): void {
  'use unsafe';
  // SAFE: the fault is the point.
  at<HolderAddress>(addressOf(HOLDER)).address = address;
}

/** Calls itself through memory: a recursion that no compiler may turn into a loop. */
function overflowStack(): void {
  HOLDER.call = overflowStack;
  HOLDER.call();
  depth += 1n; // Something to do after the call, or the call would become a jump.
}
