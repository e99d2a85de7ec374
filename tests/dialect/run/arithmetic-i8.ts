/** Checked arithmetic on i8 at the ends of its range: the result, or the panic. */
import { attempt } from '../support/attempt.ts';

const VALUES: FixedArray<i8, 5> = [-128, -1, 0, 7, 127];
let left: i8 = 0;
let right: i8 = 0;

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
