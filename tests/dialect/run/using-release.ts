/** `using` releases at every exit of its scope, in reverse order; a panic releases nothing. */
import { attempt } from '../support/attempt.ts';

type Slot = Owned<u32, typeof release>;

let panicking: bool = false;

function take(number: u32): Slot {
  print(`take ${number}`);
  return own<Slot>(number);
}

function release(slot: u32): void {
  print(`release ${slot}`);
}

function maybe(number: u32): Slot | null {
  return number === 0 ? null : take(number);
}

function atEnd(): void {
  using first = take(1);
  using second = take(2);
  print(`${first} ${second}`);
}

function atReturn(early: bool): u32 {
  using slot = take(3);
  if (early) return slot + 100;
  print('late');
  return slot + 200;
}

function inLoop(): void {
  for (const i of range(0, 4)) {
    using slot = take(10 + i);
    if (i === 1) continue;
    if (i === 2) break;
    print(`body ${slot}`);
  }
  print('after');
}

function nested(): void {
  using outer = take(20);
  {
    using inner = take(21);
    print(`${outer} ${inner}`);
  }
  print('between');
}

function labelled(): void {
  rows: for (const row of range(0, 2)) {
    using slot = take(30 + row);
    for (const column of range(0, 2)) {
      using inner = take(40 + column);
      if (column === 1) continue rows;
      print(`${slot} ${inner}`);
    }
  }
}

function nullable(number: u32): void {
  using slot = maybe(number);
  print(slot === null ? 'none' : 'some');
}

function panics(): void {
  using slot = take(50);
  assert(panicking, 'test: stop');
  print(`${slot}`);
}

function inSwitch(value: u32): u32 {
  switch (value) {
    case 0: {
      using slot = take(60);
      return slot + 0;
    }
    default: {
      using slot = take(61);
      if (slot > 0) break;
      return 5;
    }
  }
  return 6;
}

export function main(): void {
  atEnd();
  print(`${atReturn(true)}`);
  print(`${atReturn(false)}`);
  inLoop();
  nested();
  labelled();
  nullable(0);
  nullable(70);
  attempt(panics);
  print(`${inSwitch(0)} ${inSwitch(1)}`);
}
