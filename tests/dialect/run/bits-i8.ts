/** Shifts and bit operations on i8, counts at and beyond the width included. */
import { attempt } from '../support/attempt.ts';

const VALUES: FixedArray<i8, 5> = [-128, -3, 1, 85, 127];
const COUNTS: FixedArray<i8, 6> = [-1, 0, 1, 4, 7, 8];
let value: i8 = 0;
let count: i8 = 0;

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
