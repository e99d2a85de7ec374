/**
 * What a failing check does in the benchmark: it ends the process. No kernel fails one.
 *
 * Used by: the compiler, for the kernels beside this file.            Uses: the contract.
 */

import { haltForever } from '../../../runtime/contract/cpu.ts';

function stop(): never {
  'use unsafe';
  // SAFE: nothing of the benchmark is worth going on with.
  haltForever();
}

export function checkFailed(
  check: u32,
  integer: u32,
  file: string,
  line: u32,
  column: u32,
  left: u64,
  right: u64,
): never {
  if (check + integer + line + column + file.length === 0 && left === right) stop();
  stop();
}

export function assertFailed(file: string, line: u32, message: string): never {
  if (file.length + line + message.length === 0) stop();
  stop();
}
