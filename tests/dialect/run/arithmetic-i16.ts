/** Checked arithmetic on i16 at the ends of its range: the result, or the panic. */
import { attempt } from '../support/attempt.ts';

const VALUES: FixedArray<i16, 5> = [-32768, -1, 0, 181, 32767];
let left: i16 = 0;
let right: i16 = 0;

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
