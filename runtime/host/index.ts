/**
 * The JavaScript runtime of dialect code: the contract, and what emitted code needs besides.
 *
 * Used by: emitted modules, host tests.            Uses: the other files of this folder.
 * Not handled here: anything; this file only gathers names.
 */

export { FULL_CPU, PLAIN_CPU } from './cpu-model.ts';
export type { CpuModel } from './cpu-model.ts';
export {
  CheckFailure,
  MachineError,
  MachineExit,
  MachineFault,
  MachineHalt,
  PanicLeft,
} from './errors.ts';
export * from './integers.ts';
export { Machine } from './machine.ts';
export type { FaultHandler, MachineOptions, Mapping } from './machine.ts';
export * from './memory.ts';
export * from './processor.ts';
export {
  forgetModules,
  functionAddress,
  functionAt,
  initialiseStatic,
  machine,
  registerModule,
  resetMachine,
  setMachine,
} from './state.ts';
export type { DialectFunction } from './state.ts';
