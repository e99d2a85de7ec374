/**
 * The current machine, the statics that live in it, and the addresses of functions.
 *
 * One machine is current at a time. Each emitted module registers a function that gives its
 * statics their initial values; a new machine is a fresh boot, so all of them run again for it.
 * Addresses of static storage are chosen by the back end, one program at a time.
 *
 * Used by: `index.ts`, `memory.ts`, `compiler/backend-js/load.ts`.            Uses: `machine.ts`.
 * Invariants:
 *   I1. After `setMachine` and after `registerModule` every static of every registered module has
 *       its initial value or what the program wrote since.
 *   I2. A function has one address, and an address one function, for the life of the process.
 */

import { MachineError } from './errors.ts';
import {
  FUNCTION_BYTES,
  IMAGE_VIRT_BASE,
  RODATA_VIRT_START,
  TEXT_VIRT_START,
} from './image-layout.ts';
import { Machine } from './machine.ts';
import type { MachineOptions } from './machine.ts';

/** A dialect function as a value. */
export type DialectFunction = (...values: never[]) => unknown;

/** The trap stubs of the image take the first addresses of the text section. */
const FIRST_FUNCTION = TEXT_VIRT_START + 32n * FUNCTION_BYTES;

let current: Machine = new Machine();
const resets = new Map<string, () => void>();
const addressByFunction = new Map<DialectFunction, bigint>();
const functionByAddress = new Map<bigint, DialectFunction>();
let nextFunctionAddress = FIRST_FUNCTION;

/** The machine that dialect code runs on. */
export function machine(): Machine {
  return current;
}

/** Makes `next` the machine that dialect code runs on and gives all statics their initial values. */
export function setMachine(next: Machine): Machine {
  current = next;
  for (const reset of resets.values()) reset();
  return next;
}

/** As `setMachine` with a new machine: what a test calls to start afresh. */
export function resetMachine(options: MachineOptions = {}): Machine {
  return setMachine(new Machine(options));
}

/**
 * Called by each emitted module when it is evaluated.
 *
 * @param path - the dialect module; registering it again replaces the older registration
 * @param reset - gives its statics their initial values; called now, and for each new machine
 */
export function registerModule(path: string, reset: () => void): void {
  resets.set(path, reset);
  reset();
}

/** Forgets all registered modules, before another program is loaded. */
export function forgetModules(): void {
  resets.clear();
}

/**
 * Writes initial values to static storage, past the page tables: the image is in place before the
 * kernel runs.
 *
 * @param address - in the image
 * @param lengthBytes - bytes to clear first
 * @param values - offset, size in bytes and value of each part that is not zero
 */
export function initialiseStatic(
  address: bigint,
  lengthBytes: number,
  values: readonly (readonly [number, number, number | bigint | boolean | DialectFunction])[],
): void {
  const bytes = new Uint8Array(lengthBytes);
  const view = new DataView(bytes.buffer);
  for (const [offset, size, value] of values) {
    const pattern = typeof value === 'function' ? functionAddress(value) : BigInt(value);
    if (size === 8) view.setBigUint64(offset, pattern, true);
    else if (size === 4) view.setUint32(offset, Number(BigInt.asUintN(32, pattern)), true);
    else if (size === 2) view.setUint16(offset, Number(BigInt.asUintN(16, pattern)), true);
    else view.setUint8(offset, Number(BigInt.asUintN(8, pattern)));
  }
  current.memory.writeBytes(imagePhysical(address), bytes);
}

function imagePhysical(address: bigint): bigint {
  return address - IMAGE_VIRT_BASE;
}

/** The address that stands for a function; null (no function) is 0. */
export function functionAddress(value: DialectFunction | null): bigint {
  if (value === null) return 0n;
  const known = addressByFunction.get(value);
  if (known !== undefined) return known;
  if (nextFunctionAddress >= RODATA_VIRT_START) {
    throw new MachineError('more function addresses than the simulated text section has room for');
  }
  const address = nextFunctionAddress;
  nextFunctionAddress += FUNCTION_BYTES;
  addressByFunction.set(value, address);
  functionByAddress.set(address, value);
  return address;
}

/** The function at an address; where there is none, one that says so when it is called. */
export function functionAt(address: bigint): DialectFunction {
  const known = functionByAddress.get(address);
  if (known !== undefined) return known;
  const missing = (): never => {
    throw new MachineError(`call of 0x${address.toString(16)}, which is not a function`);
  };
  addressByFunction.set(missing, address);
  functionByAddress.set(address, missing);
  return missing;
}
