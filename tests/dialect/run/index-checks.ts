/** An index outside an array panics and names both numbers. */
import { attempt } from '../support/attempt.ts';

interface Item extends Struct {
  value: u32;
}
interface Store extends Struct {
  numbers: FixedArray<u16, 3>;
  items: FixedArray<Item, 2>;
}

const STORE: Store = zeroed();
const TABLE: FixedArray<u8, 5> = [1, 2, 3, 4, 5];
let index: u32 = 0;
let small: u8 = 0;

function read(): void {
  print(`read ${STORE.numbers[index]}`);
}

function write(): void {
  STORE.numbers[index] = 5;
  print(`wrote ${index}`);
}

function field(): void {
  STORE.items[index].value += 1;
  print(`field ${STORE.items[index].value}`);
}

function table(): void {
  print(`table ${TABLE[small]}`);
}

export function main(): void {
  index = 2;
  attempt(read);
  attempt(write);
  attempt(field);
  index = 3;
  attempt(read);
  attempt(write);
  index = 4294967295;
  attempt(read);
  index = 1;
  attempt(field);
  small = 4;
  attempt(table);
  small = 255;
  attempt(table);
}
