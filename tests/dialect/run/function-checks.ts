/** A function in memory that was never set: reading it panics, whatever is done with it. */
import { attempt } from '../support/attempt.ts';

type Step = (value: u32) => u32;
interface Device extends Struct {
  name: u32;
  next: Step;
  idle: Step | null;
}

const DEVICE: Device = zeroed();
const STEPS: FixedArray<Step, 2> = zeroed();
const TABLE: FixedArray<Step, 2> = [twice, once];

function twice(value: u32): u32 {
  return value * 2;
}

function once(value: u32): u32 {
  return value;
}

function nextOf(device: Device): u32 {
  return device.next(4);
}

function callField(): void {
  print(`${nextOf(DEVICE)}`);
}

function callElement(): void {
  print(`${STEPS[1](5)}`);
}

function passOn(): void {
  const step = DEVICE.next;
  print(`${step === once}`);
}

function callEach(): void {
  for (const step of STEPS) print(`${step(6)}`);
}

export function main(): void {
  attempt(callField);
  attempt(callElement);
  attempt(passOn);
  attempt(callEach);
  print(`${DEVICE.idle === null} ${TABLE[1](7)}`);
  DEVICE.next = twice;
  STEPS[0] = once;
  STEPS[1] = twice;
  attempt(callField);
  attempt(callElement);
  attempt(passOn);
  attempt(callEach);
}
