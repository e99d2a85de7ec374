/** Shifts and bit operations on i32, counts at and beyond the width included. */
import { attempt } from '../support/attempt.ts';

const VALUES: FixedArray<i32, 5> = [-2147483648, -3, 1, 1431655765, 2147483647];
const COUNTS: FixedArray<i32, 6> = [-1, 0, 1, 16, 31, 32];
let value: i32 = 0;
let count: i32 = 0;

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
