/**
 * The names of the processor's exceptions and the meaning of their error codes.
 *
 * Used by: `trap.ts`.            Uses: `message.ts`.
 * Invariants: none.
 * Not handled here: which page-table entry refused an access (`kernel/mm/page-fault.ts`).
 * Sources: [SDM3] "Exception and Interrupt Reference", table "Protected-Mode Exceptions and
 *          Interrupts", and "Error Code"; [AMD2] "Vectors" for 28 to 30.
 */
import { appendHexPadded, appendText, appendUnsigned } from '../console/message.ts';

export const DIVIDE_ERROR: u64 = 0n;
export const DOUBLE_FAULT: u64 = 8n;
export const PAGE_FAULT: u64 = 14n;
const CONTROL_PROTECTION: u64 = 21n;

/** Bit `v` is 1 when vector `v` pushes an error code. The stubs of `traps.S` use the same ones. */
const HAS_ERROR_CODE: u64 = 0x6022_7d00n;
/** Bit `v` is 1 when the error code of vector `v` is a segment selector. */
const HAS_SELECTOR: u64 = 0x3c00n;

/** Page fault bit 0. 1: an entry was present but refused the access; 0: nothing is mapped. */
const FAULT_PRESENT: u64 = 0x1n;
/** Page fault bit 1. 1: a write. */
const FAULT_WRITE: u64 = 0x2n;
/** Page fault bit 2. 1: from user mode. */
const FAULT_USER: u64 = 0x4n;
/** Page fault bit 3. 1: a reserved bit is set in an entry. */
const FAULT_RESERVED: u64 = 0x8n;
/** Page fault bit 4. 1: an instruction fetch. */
const FAULT_FETCH: u64 = 0x10n;

/** Selector error code bit 0. 1: an event from outside the program. */
const SELECTOR_EXTERNAL: u64 = 0x1n;
/** Selector error code bits [2:1]: 00 GDT, 01 and 11 IDT, 10 LDT. */
const SELECTOR_IN_IDT: u64 = 0x2n;
const SELECTOR_IN_LDT: u64 = 0x4n;

/** Appends the name of exception `vector` with its mnemonic. */
export function appendName(vector: u64): void {
  switch (vector) {
    case 0n:
      appendText('divide error (#DE)');
      break;
    case 1n:
      appendText('debug exception (#DB)');
      break;
    case 2n:
      appendText('non-maskable interrupt');
      break;
    case 3n:
      appendText('breakpoint (#BP)');
      break;
    case 4n:
      appendText('overflow (#OF)');
      break;
    case 5n:
      appendText('bound range exceeded (#BR)');
      break;
    case 6n:
      appendText('invalid opcode (#UD)');
      break;
    case 7n:
      appendText('device not available (#NM)');
      break;
    case 8n:
      appendText('double fault (#DF)');
      break;
    case 9n:
      appendText('coprocessor segment overrun');
      break;
    case 10n:
      appendText('invalid TSS (#TS)');
      break;
    case 11n:
      appendText('segment not present (#NP)');
      break;
    case 12n:
      appendText('stack-segment fault (#SS)');
      break;
    case 13n:
      appendText('general protection (#GP)');
      break;
    case 14n:
      appendText('page fault (#PF)');
      break;
    case 16n:
      appendText('x87 floating-point error (#MF)');
      break;
    case 17n:
      appendText('alignment check (#AC)');
      break;
    case 18n:
      appendText('machine check (#MC)');
      break;
    case 19n:
      appendText('SIMD floating-point exception (#XM)');
      break;
    case 20n:
      appendText('virtualization exception (#VE)');
      break;
    case 21n:
      appendText('control protection (#CP)');
      break;
    case 28n:
      appendText('hypervisor injection (#HV)');
      break;
    case 29n:
      appendText('VMM communication (#VC)');
      break;
    case 30n:
      appendText('security exception (#SX)');
      break;
    default:
      appendText('reserved vector');
  }
}

/** Whether the processor pushes an error code for `vector`. */
export function hasErrorCode(vector: u64): bool {
  return vector < 32n && ((HAS_ERROR_CODE >> vector) & 1n) === 1n;
}

/** Appends the meaning of `errorCode` in words. */
export function appendErrorCode(vector: u64, errorCode: u64): void {
  if (vector === PAGE_FAULT) {
    appendPageFaultCode(errorCode);
  } else if (((HAS_SELECTOR >> vector) & 1n) === 1n) {
    appendSelectorCode(errorCode);
  } else if (vector === CONTROL_PROTECTION) {
    appendText('violation number ');
    appendUnsigned(errorCode & 0x7fffn);
  } else {
    appendText(errorCode === 0n ? 'always zero' : 'see the manual');
  }
}

function appendPageFaultCode(errorCode: u64): void {
  appendText((errorCode & FAULT_USER) !== 0n ? 'user ' : 'kernel ');
  if ((errorCode & FAULT_FETCH) !== 0n) {
    appendText('instruction fetch');
  } else {
    appendText((errorCode & FAULT_WRITE) !== 0n ? 'write' : 'read');
  }
  if ((errorCode & FAULT_RESERVED) !== 0n) {
    appendText(', an entry has a reserved bit set');
  } else if ((errorCode & FAULT_PRESENT) !== 0n) {
    appendText(', the page is present');
  } else {
    appendText(', the page is not present');
  }
}

function appendSelectorCode(errorCode: u64): void {
  if (errorCode === 0n) {
    appendText('no segment is involved');
    return;
  }
  if ((errorCode & SELECTOR_IN_IDT) !== 0n) {
    appendText('gate ');
    appendUnsigned((errorCode & 0xffffn) >> 3n);
    appendText(' of the IDT');
  } else {
    appendText('selector ');
    appendHexPadded(errorCode & 0xfff8n, 1);
    appendText((errorCode & SELECTOR_IN_LDT) !== 0n ? ' of the LDT' : ' of the GDT');
  }
  if ((errorCode & SELECTOR_EXTERNAL) !== 0n) appendText(', from an external event');
}
