/** When a computed assignment panics, its target keeps the value it had. */
import { attempt } from '../support/attempt.ts';

interface Cell extends Struct {
  byte: u8;
  signed: i16;
}

const CELL: Cell = zeroed();
const TABLE: FixedArray<u64, 2> = zeroed();
let counter: u32 = 0;

function addByte(): void {
  CELL.byte += 10;
}

function decrement(): void {
  counter--;
}

function grow(): void {
  CELL.signed *= 100;
}

function shift(): void {
  TABLE[1] <<= 8n;
}

export function main(): void {
  CELL.byte = 250;
  attempt(addByte);
  print(`${CELL.byte}`);
  attempt(decrement);
  print(`${counter}`);
  CELL.signed = -400;
  attempt(grow);
  print(`${CELL.signed}`);
  TABLE[1] = 0x0100_0000_0000_0000n;
  attempt(shift);
  print(`${hex(TABLE[1])}`);
  TABLE[1] = 0x00ff_0000_0000_0000n;
  attempt(shift);
  print(`${hex(TABLE[1])}`);
}
