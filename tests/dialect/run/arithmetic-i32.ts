/** Checked arithmetic on i32 at the ends of its range: the result, or the panic. */
import { attempt } from '../support/attempt.ts';

const VALUES: FixedArray<i32, 5> = [-2147483648, -1, 0, 46341, 2147483647];
let left: i32 = 0;
let right: i32 = 0;

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
