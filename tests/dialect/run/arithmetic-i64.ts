/** Checked arithmetic on i64 at the ends of its range: the result, or the panic. */
import { attempt } from '../support/attempt.ts';

const VALUES: FixedArray<i64, 5> = [
  -9223372036854775808n,
  -1n,
  0n,
  3037000500n,
  9223372036854775807n,
];
let left: i64 = 0n;
let right: i64 = 0n;

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

function negate(): void {
  print(`-(${left}) = ${-left}`);
}

export function main(): void {
  for (const a of VALUES) {
    left = a;
    attempt(negate);
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
