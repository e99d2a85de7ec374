/**
 * The first serial port (COM1): the kernel's way out for text.
 *
 * A 16550 UART at port 0x3f8, 115200 baud, eight data bits, no parity, one stop bit. Writing waits
 * until the transmitter can take a byte, but never for ever: a port that does not answer loses the
 * text and not the machine. The host targets emulate the same registers, so nothing here differs
 * between targets.
 *
 * Used by: `message.ts`, `kernel/main.ts`.            Uses: port I/O of the contract.
 * Invariants:
 *   I1. A byte costs at most `READY_POLLS` reads of the line status register.
 *   I2. After one wait that ran out, later bytes do not wait again until the port answers.
 * Not handled here: reception, interrupts, other ports; line ends ("\n" is sent as it is, which
 * QEMU's stdio and every terminal program that maps line feeds show correctly).
 * Sources: [UART16550] "Register descriptions", whose names the constants use.
 */
import { readPort8, writePort8 } from '../../runtime/contract/cpu.ts';

const COM1: u16 = 0x3f8;

/** Transmit holding register, or with DLAB set the low byte of the divisor. */
const DATA: u16 = COM1;
/** Interrupt enable register, or with DLAB set the high byte of the divisor. */
const INTERRUPT_ENABLE: u16 = COM1 + 1;
const FIFO_CONTROL: u16 = COM1 + 2;
const LINE_CONTROL: u16 = COM1 + 3;
const MODEM_CONTROL: u16 = COM1 + 4;
const LINE_STATUS: u16 = COM1 + 5;

/** Line control bit 7 (DLAB): 1 = the first two registers are the divisor. */
const DIVISOR_LATCH: u8 = 0x80;
/** Line control bits [1:0] = 11: eight data bits; parity and the second stop bit stay off. */
const EIGHT_DATA_BITS: u8 = 0x03;
/** 115200 Hz / 115200 baud. */
const DIVISOR: u8 = 1;
/** FIFO control: bit 0 enables both FIFOs, bits 1 and 2 clear them, bits [7:6] = 11: trigger at 14. */
const FIFO_ON_AND_CLEARED: u8 = 0xc7;
/** Modem control: bit 0 data terminal ready, bit 1 request to send. */
const TERMINAL_READY: u8 = 0x03;
/** Line status bit 5: 1 = the transmit holding register is empty. */
const TRANSMIT_EMPTY: u8 = 0x20;

/**
 * Reads of the line status before a byte is given up: minutes on hardware, where one takes about a
 * microsecond, half a minute in QEMU. A real transmitter needs 100 of them; but QEMU's is not empty
 * while the reader at the other end of its pipe is busy, which on a loaded host takes seconds, and
 * then no byte may be lost.
 */
const READY_POLLS: u32 = 200_000_000;

/** Whether the last wait was answered. */
let answers: bool = true;

/**
 * Sets the port up: 115200 baud, 8N1, FIFOs on, interrupts off. May be called again at any time.
 */
export function init(): void {
  'use unsafe';
  // SAFE: the registers of COM1 and nothing else; an absent port ignores writes.
  writePort8(INTERRUPT_ENABLE, 0);
  writePort8(LINE_CONTROL, DIVISOR_LATCH);
  writePort8(DATA, DIVISOR);
  writePort8(INTERRUPT_ENABLE, /* high byte of the divisor */ 0);
  writePort8(LINE_CONTROL, EIGHT_DATA_BITS);
  writePort8(FIFO_CONTROL, FIFO_ON_AND_CLEARED);
  writePort8(MODEM_CONTROL, TERMINAL_READY);
  answers = true;
}

/**
 * Sends one byte, after waiting for the transmitter as long as I1 and I2 allow.
 *
 * @param byte - sent as it is
 */
export function writeByte(byte: u8): void {
  'no alloc';
  'use unsafe';
  // SAFE: the registers of COM1 and nothing else.
  answers = waitUntilReady(answers ? READY_POLLS : 1);
  if (answers) writePort8(DATA, byte);
}

/** Whether the transmitter became empty within `polls` reads of its status. */
function waitUntilReady(polls: u32): bool {
  'use unsafe';
  // SAFE: reading the line status has no effect on transmission.
  for (let poll: u32 = 0; poll < polls; poll++) {
    if ((readPort8(LINE_STATUS) & TRANSMIT_EMPTY) !== 0) return true;
  }
  return false;
}
