/** Shifts and bit operations on u16, counts at and beyond the width included. */
import { attempt } from '../support/attempt.ts';

const VALUES: FixedArray<u16, 5> = [0, 1, 21845, 32768, 65535];
const COUNTS: FixedArray<u16, 5> = [0, 1, 8, 15, 16];
let value: u16 = 0;
let count: u16 = 0;

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
      print(`rotate ${rotateLeft(a, n)} ${rotateRight(a, n)}`);
    }
  }
}
