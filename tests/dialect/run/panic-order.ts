/** Of several checks that would fail, the one that is evaluated first panics. */
import { attempt } from '../support/attempt.ts';

const TABLE: FixedArray<u32, 2> = zeroed();
let zero: u32 = 0;
let big: u32 = 4_000_000_000;
let index: u32 = 7;

function say(value: u32): u32 {
  print(`say ${value}`);
  return value;
}

function leftFirst(): void {
  print(`${1 / zero + TABLE[index]}`);
}

function rightSecond(): void {
  print(`${TABLE[index] + 1 / zero}`);
}

function argumentBeforeCall(): void {
  print(`${say(big + big)}`);
}

function leftSideSpeaks(): void {
  print(`${say(1) + big * 2}`);
}

function targetBeforeValue(): void {
  TABLE[index] = say(big + big);
}

function valueAfterTarget(): void {
  TABLE[say(1)] = say(2) / zero;
}

function innerFirst(): void {
  print(`${(big + big) / zero}`);
}

function shortCircuit(): void {
  print(`${zero === 0 || 1 / zero === 1}`);
  print(`${zero !== 0 && 1 / zero === 1}`);
}

export function main(): void {
  attempt(leftFirst);
  attempt(rightSecond);
  attempt(argumentBeforeCall);
  attempt(leftSideSpeaks);
  attempt(targetBeforeValue);
  attempt(valueAfterTarget);
  attempt(innerFirst);
  attempt(shortCircuit);
}
