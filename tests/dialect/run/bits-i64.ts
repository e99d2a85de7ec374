/** Shifts and bit operations on i64, counts at and beyond the width included. */
import { attempt } from '../support/attempt.ts';

const VALUES: FixedArray<i64, 5> = [
  -9223372036854775808n,
  -3n,
  1n,
  6148914691236517205n,
  9223372036854775807n,
];
const COUNTS: FixedArray<i64, 6> = [-1n, 0n, 1n, 32n, 63n, 64n];
let value: i64 = 0n;
let count: i64 = 0n;

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
