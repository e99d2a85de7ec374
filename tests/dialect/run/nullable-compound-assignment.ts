/** A variable that may be null is counted up where it is known that it is not. */
import { attempt } from '../support/attempt.ts';

let total: u8 | null = null;

function forget(): void {
  total = null;
}

function add(value: u8): void {
  if (total === null) total = value;
  else total += value;
}

function countdown(start: i64 | null): i64 {
  let left = start;
  if (left === null) return -1n;
  while (left > 3n) left -= 2n;
  left--;
  left <<= left === 1n ? 4n : 5n;
  return left;
}

export function main(): void {
  add(250);
  add(5);
  print(`${total === null ? 0 : total}`);
  attempt(() => {
    add(1);
  });
  attempt(() => {
    if (total === null) return;
    forget();
    total++;
  });
  print(`${total === null} ${countdown(null)} ${countdown(10n)}`);
}
