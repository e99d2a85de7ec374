/**
 * Backtraces: who called whom, by following the chain of frame pointers.
 *
 * Compiled code keeps a frame pointer in RBP: it points to the caller's frame pointer, and the
 * return address stands 8 bytes above. A frame is read only after it was found to lie, aligned and
 * whole, in a stack that the kernel knows, above the frame before it; so a damaged chain ends the
 * walk and never faults or runs in a circle.
 *
 * Used by: `kernel/panic.ts`, `trap.ts`.            Uses: `symbols.ts`, `message.ts`.
 * Invariants:
 *   I1. At most `MAX_FRAMES` lines are printed, and no heap or lock is used.
 * Not handled here: stacks other than the boot and the double-fault stack; JavaScript (`host-js`)
 * and Linux, whose runtimes report no frame pointer.
 * Sources: [SYSV] "The Stack Frame".
 */
import { appendText, appendUnsigned, appendVirt, beginLine, endLine } from '../console/message.ts';
import { readFramePointer } from '../../runtime/contract/cpu.ts';
import { linkerSymbol } from '../../runtime/contract/image.ts';
import * as Symbols from './symbols.ts';

/** What RBP points to. */
interface CallFrame extends Struct {
  /** RBP of the caller; 0 in the outermost function. */
  readonly callerFrame: u64;
  readonly returnAddress: u64;
}

const MAX_FRAMES: u32 = 24;

/** Prints the callers of the function that calls this one, innermost first. */
export function printCallers(): void {
  'no alloc';
  'use unsafe';
  // SAFE: reads one register.
  printChain(readFramePointer(), 0);
}

/**
 * Prints the place `rip` and the callers of the function it is in.
 *
 * @param rip          - address of the interrupted instruction
 * @param framePointer - RBP at that instruction; any value
 */
export function printFrom(rip: VirtAddr, framePointer: u64): void {
  'no alloc';
  printEntry(0, rip, rip);
  printChain(framePointer, 1);
}

/** Prints the return addresses of the frames from `start` up, numbered from `first` on. */
function printChain(start: u64, first: u32): void {
  let framePointer: u64 = start;
  let number: u32 = first;
  while (isStackFrame(framePointer)) {
    if (number === MAX_FRAMES) {
      print('       and more');
      return;
    }
    const frame = frameAt(virt(framePointer));
    const returnAddress = virt(frame.returnAddress);
    if (!Symbols.isKernelText(returnAddress)) return;
    // The return address is what follows the call; the byte before it is the call's own.
    printEntry(number, returnAddress, virt(returnAddress - 1n));
    number += 1;
    const caller = frame.callerFrame;
    if (caller <= framePointer) return;
    framePointer = caller;
  }
}

/** Prints one line: `  #3  mm/paging.map  kernel/mm/paging.ts:123`. */
function printEntry(number: u32, address: VirtAddr, lookedUp: VirtAddr): void {
  beginLine();
  appendText(number < 10 ? '   #' : '  #');
  appendUnsigned(u64(number));
  appendText('  ');
  if (Symbols.isKernelText(lookedUp)) {
    Symbols.appendPlace(lookedUp);
  } else {
    appendVirt(address);
  }
  endLine();
}

/** Whether a whole frame lies at `framePointer` in a stack of the kernel. */
function isStackFrame(framePointer: u64): bool {
  'use unsafe';
  // SAFE: the symbols are addresses; nothing is read.
  if (!isAligned(framePointer, 8n)) return false;
  return (
    isFrameInside(
      framePointer,
      linkerSymbol('boot_stack_bottom'),
      linkerSymbol('boot_stack_top'),
    ) ||
    isFrameInside(
      framePointer,
      linkerSymbol('double_fault_stack_bottom'),
      linkerSymbol('double_fault_stack_top'),
    )
  );
}

function isFrameInside(framePointer: u64, bottom: VirtAddr, top: VirtAddr): bool {
  return framePointer >= bottom && framePointer <= top - sizeOf<CallFrame>();
}

function frameAt(framePointer: VirtAddr): CallFrame {
  'use unsafe';
  // SAFE: `isStackFrame` held for it.
  return at<CallFrame>(framePointer);
}
