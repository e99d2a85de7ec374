/**
 * What ends a run on the simulated machine: the exceptions that leave dialect code.
 *
 * Dialect code has no exceptions of its own. A JavaScript exception is how the simulated machine
 * stops it where a real one would trap, exit or stand still.
 *
 * Used by: `machine.ts`, `index.ts`, tests.            Uses: nothing.
 * Sources: [SDM3] "Exception and Interrupt Reference"; [SDM3] "Page-Fault Exceptions".
 */

/** An address as the project prints it: `virt 0xffff_8000_0000_1000`. */
export function formatAddress(space: 'virt' | 'phys', address: bigint | number): string {
  const digits = BigInt.asUintN(64, BigInt(address)).toString(16).padStart(16, '0');
  return `${space} 0x${digits.replace(/(?<=.)(?=(?:.{4})+$)/g, '_')}`;
}

/** Vectors of the exceptions that the model raises. */
export const VECTOR_GENERAL_PROTECTION = 13;
export const VECTOR_PAGE_FAULT = 14;

/** Error code of a page fault, [SDM3] "Page-Fault Exceptions". */
export const PF_PRESENT = 1 << 0; // 1 = not for want of a present entry
export const PF_WRITE = 1 << 1; // 1 = the access was a write
export const PF_USER = 1 << 2; // 1 = the access was made in user mode
export const PF_RESERVED = 1 << 3; // 1 = a reserved bit was set in an entry
export const PF_FETCH = 1 << 4; // 1 = the access was an instruction fetch

/** Why the machine raised a fault. */
export type FaultKind =
  | 'notPresent'
  | 'reservedBits'
  | 'readOnly'
  | 'noExecute'
  | 'supervisorPage'
  | 'smep'
  | 'smap'
  | 'staleTranslation'
  | 'nonCanonical'
  | 'invalidRegisterValue'
  | 'unknownRegister';

/** A processor exception that no handler took. */
export class MachineFault extends Error {
  readonly vector: number;
  readonly errorCode: number;
  /** #PF: the linear address, as in CR2. #GP: the address or value that was refused. */
  readonly address: bigint;
  readonly kind: FaultKind;
  /** Table level, 4…1, whose entry refused the access; null when no entry is to blame. */
  readonly level: number | null;
  /** One sentence that says what was refused and by what. */
  readonly reason: string;

  constructor(
    vector: number,
    errorCode: number,
    address: bigint,
    kind: FaultKind,
    level: number | null,
    reason: string,
  ) {
    const name = vector === VECTOR_PAGE_FAULT ? '#PF' : vector === 13 ? '#GP' : `#${vector}`;
    super(`${name}(0x${errorCode.toString(16)}) ${formatAddress('virt', address)}: ${reason}`);
    this.name = 'MachineFault';
    this.vector = vector;
    this.errorCode = errorCode;
    this.address = address;
    this.kind = kind;
    this.level = level;
    this.reason = reason;
  }
}

/** Something a real machine would not report: an access to a hole, a machine set up wrongly. */
export class MachineError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MachineError';
  }
}

/** The program wrote to the exit port; `status` is what QEMU would end with. */
export class MachineExit extends Error {
  readonly status: number;

  constructor(status: number, serialText: string) {
    super(`the machine ended with status ${status}; serial output:\n${serialText}`);
    this.name = 'MachineExit';
    this.status = status;
  }
}

/** The program halted for good. */
export class MachineHalt extends Error {
  constructor(serialText: string) {
    super(`the machine halted; serial output:\n${serialText}`);
    this.name = 'MachineHalt';
  }
}

/** A check failed in a program that has no dialect function to report it. */
export class CheckFailure extends Error {
  readonly check: number;
  readonly integer: number;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Operands, sign-extended to 64 bits, as unsigned bit patterns. */
  readonly left: bigint;
  readonly right: bigint;

  constructor(
    check: number,
    integer: number,
    file: string,
    line: number,
    column: number,
    left: bigint,
    right: bigint,
  ) {
    super(`${file}:${line}:${column}: check ${check} failed, operands ${left} and ${right}`);
    this.name = 'CheckFailure';
    this.check = check;
    this.integer = integer;
    this.file = file;
    this.line = line;
    this.column = column;
    this.left = left;
    this.right = right;
  }
}

/** A panic on its way back to `returnsWithoutPanic`. */
export class PanicLeft extends Error {
  constructor() {
    super('a panic was left outside of returnsWithoutPanic');
    this.name = 'PanicLeft';
  }
}
