/** Counting down to zero, and past it: the usual mistake panics instead of looping for ever. */
import { attempt } from '../support/attempt.ts';

function countDown(): void {
  for (let i: u32 = 3; i > 0; i--) print(`down ${i - 1}`);
}

function pastZero(): void {
  let rounds: u32 = 0;
  for (let i: u8 = 2; i >= 0; i--) rounds += 1;
  print(`never ${rounds}`);
}

function pastTheEnd(): void {
  let rounds: u32 = 0;
  for (let i: u8 = 250; i <= 255; i++) rounds += 1;
  print(`never ${rounds}`);
}

function signed(): void {
  for (let i: i8 = 1; i >= -1; i--) print(`signed ${i}`);
}

export function main(): void {
  attempt(countDown);
  attempt(pastZero);
  attempt(pastTheEnd);
  attempt(signed);
}
