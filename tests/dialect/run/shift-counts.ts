/** Shift counts have the type of the value and stay below its width, whatever computes them. */
import { attempt } from '../support/attempt.ts';

let value: u16 = 1;
let count: u16 = 0;

function left(): void {
  print(`${value << count}`);
}

function right_(): void {
  print(`${value >> count}`);
}

function mask(bits: u64): u64 {
  return bits === 64n ? ~0n : (1n << bits) - 1n;
}

export function main(): void {
  count = 15;
  attempt(left);
  count = 16;
  attempt(left);
  attempt(right_);
  count = 65535;
  attempt(right_);
  value = 3;
  count = 15;
  attempt(left);
  value = 0;
  attempt(left);
  print(`${hex(mask(0n))} ${hex(mask(12n))} ${hex(mask(63n))} ${hex(mask(64n))}`);
}
