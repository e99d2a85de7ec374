/** Functions that end in many ways. */
import { attempt } from '../support/attempt.ts';

function sign(value: i32): i32 {
  if (value > 0) return 1;
  else if (value < 0) return -1;
  return 0;
}

function search(limit: u32): u32 {
  for (const i of range(0, 10)) {
    for (const k of range(0, 10)) {
      if (i * k === limit) return i * 10 + k;
    }
  }
  return 100;
}

function forever(limit: u32): u32 {
  let value: u32 = 1;
  while (true) {
    value *= 2;
    if (value > limit) return value;
  }
}

function inSwitch(value: u32): u32 {
  switch (value) {
    case 0:
      return 1;
    case 1:
      if (value > 0) return 2;
      break;
    default:
      do {
        return 3;
      } while (value > 0);
  }
  return 4;
}

function nothing(value: u32): void {
  if (value === 0) return;
  print(`not zero: ${value}`);
}

function stops(value: u32): never {
  if (value === 1) panic('one');
  while (true) {
    if (value === 2) panic('two');
    panic(`other: ${value}`);
  }
}

export function main(): void {
  print(`${sign(5)} ${sign(-5)} ${sign(0)}`);
  print(`${search(12)} ${search(81)} ${search(97)} ${search(0)}`);
  print(`${forever(100)} ${inSwitch(0)} ${inSwitch(1)} ${inSwitch(7)}`);
  nothing(0);
  nothing(1);
  attempt(() => stops(1));
  attempt(() => stops(2));
  attempt(() => stops(3));
}
