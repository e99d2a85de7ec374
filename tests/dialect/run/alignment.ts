/** `alignUp`, `alignDown`, `isAligned`: at the ends of the range, and wrong alignments. */
import { attempt } from '../support/attempt.ts';

let value: u64 = 0n;
let unit: u64 = 0n;

function up(): void {
  print(`up ${hex(alignUp(value, unit))}`);
}

function down(): void {
  print(`down ${hex(alignDown(value, unit))}`);
}

function test(): void {
  print(`aligned ${isAligned(value, unit)}`);
}

function all(a: u64, b: u64): void {
  value = a;
  unit = b;
  attempt(up);
  attempt(down);
  attempt(test);
}

export function main(): void {
  all(0n, 4096n);
  all(1n, 4096n);
  all(0x2000n, 4096n);
  all(0xffff_ffff_ffff_f000n, 4096n);
  all(0xffff_ffff_ffff_f001n, 4096n);
  all(77n, 1n);
  all(5n, 0n);
  all(5n, 12n);
  all(5n, 0x8000_0000_0000_0000n);
  const small: u8 = 250;
  print(`${alignDown(small, 8)} ${isAligned(small, 2)}`);
}
