/** Alignment functions on narrow unsigned types. */
import { attempt } from '../support/attempt.ts';

let value: u8 = 0;
let word: u16 = 0;

function up(): void {
  print(`${alignUp(value, 16)}`);
}

function upWord(): void {
  print(`${alignUp(word, 0x1000)}`);
}

export function main(): void {
  value = 240;
  attempt(up);
  value = 241;
  attempt(up);
  value = 1;
  attempt(up);
  word = 0xf000;
  attempt(upWord);
  word = 0xf001;
  attempt(upWord);
  print(`${alignDown(word, 0x100)} ${isAligned(word, 1)} ${isAligned(value, 0x80)}`);
}
