/** Fibonacci numbers up to the last that fits, then the panic. */
import { attempt } from '../support/attempt.ts';

let rounds: u32 = 0;

function fibonacci(n: u32): u64 {
  let a: u64 = 0n;
  let b: u64 = 1n;
  for (const _ of range(0, n)) {
    const next = a + b;
    a = b;
    b = next;
  }
  return a;
}

function show(): void {
  print(`${rounds}: ${fibonacci(rounds)}`);
}

export function main(): void {
  rounds = 10;
  attempt(show);
  rounds = 92;
  attempt(show);
  rounds = 93;
  attempt(show);
}
