/** Arrays of many elements: the last one, and offsets beyond 16 bits. */
import { attempt } from '../support/attempt.ts';

interface Big extends Struct {
  before: u8;
  values: FixedArray<u32, 40000>;
  after: u8;
}

const BIG: Big = zeroed();
let index: u32 = 0;

function write(): void {
  BIG.values[index] = index;
  print(`${index} ${BIG.values[index]}`);
}

export function main(): void {
  print(`${sizeOf<Big>()} ${offsetOf<Big>('after')} ${BIG.values.length}`);
  BIG.after = 7;
  index = 39999;
  attempt(write);
  index = 40000;
  attempt(write);
  print(`${BIG.before} ${BIG.after}`);
  let sum: u64 = 0n;
  for (const i of range(0, BIG.values.length)) BIG.values[i] = i;
  for (const value of BIG.values) sum += u64(value);
  print(`${sum} ${addressOf(BIG.values) - addressOf(BIG)}`);
}
