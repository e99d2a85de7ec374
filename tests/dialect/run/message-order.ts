/** The values of a message are computed before any of it is written. */
import { attempt } from '../support/attempt.ts';

let zero: u32 = 0;

function speak(value: u32): u32 {
  print(`speak ${value}`);
  return value;
}

function divides(): void {
  print(`before ${speak(1)} and ${10 / zero} after`);
}

function panics(): void {
  panic(`stopped with ${speak(2)} and ${speak(3)}`);
}

function panicsInside(): void {
  panic(`stopped with ${10 / zero}`);
}

export function main(): void {
  print(`a ${speak(1)} b ${speak(2)} c`);
  attempt(divides);
  attempt(panics);
  attempt(panicsInside);
}
