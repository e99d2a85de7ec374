/**
 * The processor functions of the contract, on the current machine.
 *
 * Used by: emitted code through `index.ts`.            Uses: `state.ts`.
 * Sources: `runtime/contract/cpu.ts`, `image.ts` and `testing.ts` for what each function does.
 */

import { CheckFailure, MachineError, MachineFault, PanicLeft } from './errors.ts';
import { IMAGE_SYMBOLS, IMAGE_VIRT_BASE } from './image-layout.ts';
import { machine } from './state.ts';
import type { DialectFunction } from './state.ts';

export function readCr0(): bigint {
  return machine().registers.cr0;
}

export function writeCr0(value: bigint): void {
  machine().writeCr0(value);
}

export function readCr2(): bigint {
  return machine().registers.cr2;
}

export function readCr3(): bigint {
  return machine().registers.cr3;
}

export function writeCr3(value: bigint): void {
  machine().writeCr3(value);
}

export function readCr4(): bigint {
  return machine().registers.cr4;
}

export function writeCr4(value: bigint): void {
  machine().writeCr4(value);
}

export function readMsr(register: number): bigint {
  return machine().registers.readMsr(register);
}

export function writeMsr(register: number, value: bigint): void {
  machine().writeMsr(register, value);
}

export function invalidatePage(address: bigint): void {
  machine().invalidatePage(address);
}

export function cpuidEax(leaf: number, subleaf: number): number {
  return machine().cpuid(leaf, subleaf).eax;
}

export function cpuidEbx(leaf: number, subleaf: number): number {
  return machine().cpuid(leaf, subleaf).ebx;
}

export function cpuidEcx(leaf: number, subleaf: number): number {
  return machine().cpuid(leaf, subleaf).ecx;
}

export function cpuidEdx(leaf: number, subleaf: number): number {
  return machine().cpuid(leaf, subleaf).edx;
}

export function readPort8(port: number): number {
  return machine().readPort(port);
}

export function writePort8(port: number, value: number): void {
  machine().writePort(port, value);
}

/** Four ports at once: no device of the model is wider than one byte. */
export function readPort32(port: number): number {
  let value = 0;
  for (let index = 3; index >= 0; index -= 1) {
    value = value * 256 + machine().readPort(port + index);
  }
  return value;
}

export function writePort32(port: number, value: number): void {
  for (let index = 0; index < 4; index += 1) {
    machine().writePort(port + index, (value >>> (8 * index)) & 0xff);
  }
}

export function readTimestamp(): bigint {
  return machine().readTimestamp();
}

export function pause(): void {
  // One processor, nothing to wait for.
}

export function haltForever(): never {
  return machine().halt();
}

export function enableInterrupts(): void {
  machine().interruptsEnabled = true;
}

export function disableInterrupts(): void {
  machine().interruptsEnabled = false;
}

export function loadInterruptTable(base: bigint, limit: number): void {
  machine().interruptTable = { base, limit };
}

/** There are no frames to walk: backtraces on this target are JavaScript's. */
export function readFramePointer(): bigint {
  return 0n;
}

export function linkerSymbol(name: string): bigint {
  const address = IMAGE_SYMBOLS.get(name);
  if (address === undefined) {
    throw new MachineError(`linker symbol ${name} does not exist on the simulated machine`);
  }
  return address;
}

/** Calls of `returnsWithoutPanic` that are under way. */
let guardedCalls = 0;

export function returnsWithoutPanic(action: () => void): boolean {
  guardedCalls += 1;
  try {
    action();
    return true;
  } catch (error) {
    if (error instanceof PanicLeft) return false;
    if (error instanceof MachineFault && trapHandler !== null) {
      deliver(error, trapHandler);
      return false;
    }
    throw error;
  } finally {
    guardedCalls -= 1;
  }
}

export function leavePanic(): void {
  if (guardedCalls > 0) throw new PanicLeft();
}

/** `handleTrap` of `kernel/arch/trap.ts`: gets the address of a trap frame. */
type TrapHandler = (frame: bigint) => void;

let trapHandler: TrapHandler | null = null;

/** Layout of the trap frame: `runtime/native/traps.S`. */
const TRAP_FRAME_BYTES = 176;
const TRAP_FRAME_VECTOR = 120;
const TRAP_FRAME_ERROR_CODE = 128;

/**
 * Lets a program's own handler take the faults that happen inside `returnsWithoutPanic`. Without
 * one, and everywhere else, a fault ends the program.
 *
 * @param handler - `handleTrap` of the program's `kernel/arch/trap.ts`; null for none
 */
export function setTrapHandler(handler: DialectFunction | null): void {
  trapHandler = handler as TrapHandler | null;
}

/**
 * Calls `handler` with a trap frame of `fault` on the boot stack, which nothing else uses here.
 * The registers in it are 0: code on this target has none.
 *
 * Returns when the handler leaves what faulted through `leavePanic`; whatever else it does, the fault
 * is thrown on, because it says where in the program it happened.
 */
function deliver(fault: MachineFault, handler: TrapHandler): void {
  const frame = linkerSymbol('boot_stack_top') - BigInt(TRAP_FRAME_BYTES);
  const words = new DataView(new ArrayBuffer(TRAP_FRAME_BYTES));
  words.setBigUint64(TRAP_FRAME_VECTOR, BigInt(fault.vector), true);
  words.setBigUint64(TRAP_FRAME_ERROR_CODE, BigInt(fault.errorCode), true);
  // The image is in place whatever tables are loaded.
  machine().memory.writeBytes(frame - IMAGE_VIRT_BASE, new Uint8Array(words.buffer));
  try {
    handler(frame);
  } catch (error) {
    if (error instanceof PanicLeft) return;
  }
  throw fault;
}

/** `checkFailed` of `kernel/panic.ts`. */
type CheckReporter = (
  check: number,
  integer: number,
  file: string,
  line: number,
  column: number,
  left: bigint,
  right: bigint,
) => void;

/**
 * Reports a failed check of emitted code, and does not return.
 *
 * @param reporter - the program's own function for it; null throws a `CheckFailure`
 * @param left - first operand, as a value; the reporter gets its 64-bit pattern
 */
export function reportCheck(
  reporter: CheckReporter | null,
  file: string,
  check: number,
  integer: number,
  line: number,
  column: number,
  left: number | bigint,
  right: number | bigint,
): never {
  const values = [BigInt.asUintN(64, BigInt(left)), BigInt.asUintN(64, BigInt(right))] as const;
  if (reporter === null) {
    throw new CheckFailure(check, integer, file, line, column, ...values);
  }
  reporter(check, integer, file, line, column, ...values);
  return unreachable(`${file}:${line}:${column}`);
}

/** Control came to a place that it cannot come to. */
export function unreachable(place: string): never {
  throw new MachineError(`${place}: control reached the end of a path that has none`);
}
