/** Shifts and bit operations on i16, counts at and beyond the width included. */
import { attempt } from '../support/attempt.ts';

const VALUES: FixedArray<i16, 5> = [-32768, -3, 1, 21845, 32767];
const COUNTS: FixedArray<i16, 6> = [-1, 0, 1, 8, 15, 16];
let value: i16 = 0;
let count: i16 = 0;

function left(): void {
  print(`${value} << ${count} = ${value << count}`);
}

function right(): void {
  print(`${value} >> ${count} = ${value >> count}`);
}

function wrapping(): void {
  print(`wrappingShl(${value}, ${count}) = ${wrappingShl(value, count)}`);
}

export function main(): void {
  for (const a of VALUES) {
    value = a;
    print(`~${a} = ${~a}`);
    print(`zeros ${countLeadingZeros(a)} ${countTrailingZeros(a)} ones ${countOnes(a)}`);
    for (const b of VALUES) print(`${a}, ${b}: ${a & b} ${a | b} ${a ^ b}`);
    for (const n of COUNTS) {
      count = n;
      attempt(left);
      attempt(right);
      attempt(wrapping);
    }
  }
}
