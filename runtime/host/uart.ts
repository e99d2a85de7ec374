/**
 * The first serial port: enough of a 16550 to send text, and a loopback to test it by.
 *
 * Used by: `machine.ts`.            Uses: nothing.
 * Not handled here: reception from outside, interrupts, speed.
 * Sources: [UART16550] "Register descriptions".
 */

export const COM1_PORT = 0x3f8;
export const UART_PORTS = 8;

/** Line control bit 7 (DLAB): 1 = registers 0 and 1 are the divisor. */
const DIVISOR_LATCH = 0x80;
/** Modem control bit 4: 1 = what is sent comes back and does not leave. */
const LOOPBACK = 0x10;
/** Line status bit 0: 1 = a byte was received. */
const DATA_READY = 0x01;
/** Line status bits [6:5]: the transmitter is empty. */
const TRANSMITTER_EMPTY = 0x60;

export class Uart {
  /** All that was sent so far, one character per byte. */
  text = '';
  readonly #registers = new Uint8Array(UART_PORTS);
  readonly #divisor = new Uint8Array(2);
  #received: number | null = null;

  read(register: number): number {
    if (register < 2 && this.#divisorSelected) return this.#divisor[register] ?? 0;
    switch (register) {
      case 0: {
        const value = this.#received ?? 0;
        this.#received = null;
        return value;
      }
      case 2: // No interrupt is pending; both FIFOs are on.
        return 0xc1;
      case 5:
        return TRANSMITTER_EMPTY | (this.#received === null ? 0 : DATA_READY);
      case 6: // Carrier detected, data set ready, clear to send.
        return 0xb0;
      default:
        return this.#registers[register] ?? 0;
    }
  }

  write(register: number, value: number): void {
    if (register < 2 && this.#divisorSelected) {
      this.#divisor[register] = value;
    } else if (register === 0) {
      if (((this.#registers[4] ?? 0) & LOOPBACK) !== 0) this.#received = value & 0xff;
      else this.text += String.fromCharCode(value & 0xff);
    } else {
      this.#registers[register] = value;
    }
  }

  get #divisorSelected(): boolean {
    return ((this.#registers[3] ?? 0) & DIVISOR_LATCH) !== 0;
  }
}
