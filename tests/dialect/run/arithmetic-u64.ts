/** Checked arithmetic on u64 at the ends of its range: the result, or the panic. */
import { attempt } from '../support/attempt.ts';

const VALUES: FixedArray<u64, 5> = [
  0n,
  1n,
  4294967296n,
  10000000000000000000n,
  18446744073709551615n,
];
let left: u64 = 0n;
let right: u64 = 0n;

function add(): void {
  print(`${left} + ${right} = ${left + right}`);
}

function subtract(): void {
  print(`${left} - ${right} = ${left - right}`);
}

function multiply(): void {
  print(`${left} * ${right} = ${left * right}`);
}

function divide(): void {
  print(`${left} / ${right} = ${left / right}`);
}

function rest(): void {
  print(`${left} % ${right} = ${left % right}`);
}

export function main(): void {
  for (const a of VALUES) {
    left = a;
    for (const b of VALUES) {
      right = b;
      attempt(add);
      attempt(subtract);
      attempt(multiply);
      attempt(divide);
      attempt(rest);
    }
  }
}
