/** The smallest value divided by -1 overflows; its remainder is 0. */
import { attempt } from '../support/attempt.ts';

let narrow: i8 = -128;
let wide: i64 = -9223372036854775808n;
let minusOne: i8 = -1;
let minusOneWide: i64 = -1n;

function divide(): void {
  print(`${narrow / minusOne}`);
}

function divideWide(): void {
  print(`${wide / minusOneWide}`);
}

export function main(): void {
  attempt(divide);
  attempt(divideWide);
  print(`${narrow % minusOne} ${wide % minusOneWide}`);
  narrow = -127;
  attempt(divide);
}
