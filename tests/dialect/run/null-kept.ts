/** A local read from memory that tsc takes for not null: tests of it see what memory holds. */
import { attempt } from '../support/attempt.ts';

type Hook = (value: u32) => void;
interface Holder extends Struct {
  hook: Hook | null;
  next: Holder | null;
  name: u32;
}

const H: Holder = zeroed();
const SLOTS: FixedArray<Hook | null, 2> = zeroed();
let current: Holder | null = null;

function show(value: u32): void {
  print(`shown ${value}`);
}

function clear(): void {
  H.hook = null;
  H.next = null;
  SLOTS[0] = null;
  current = null;
}

function call(value: u32, isCleared: bool): void {
  H.hook = show;
  if (isCleared) clear();
  const hook = H.hook;
  if (hook !== null) hook(value);
  else print('no hook');
}

function annotated(isCleared: bool): void {
  H.next = H;
  if (isCleared) clear();
  const next: Holder | null = H.next;
  if (null === next) {
    print('no next');
    return;
  }
  print(`next ${next.name}`);
}

function element(isCleared: bool): void {
  SLOTS[0] = show;
  if (isCleared) clear();
  const slot = SLOTS[0];
  print(`${slot === null}`);
}

function variable(isCleared: bool): void {
  current = H;
  if (isCleared) clear();
  const holder = current;
  print(`${holder !== null && holder.name === 3}`);
}

function usedBeforeTheTest(): void {
  H.next = H;
  clear();
  const next = H.next;
  print('read');
  print(`${next.name}`);
  if (next !== null) print('not reached');
}

function neverTested(): void {
  H.next = H;
  clear();
  const next = H.next;
  print(`not reached ${next.name}`);
}

function copied(holder: Holder | null): void {
  if (holder === null) return;
  const same = holder;
  if (same !== null) print(`same ${same.name}`);
}

export function main(): void {
  H.name = 3;
  call(1, false);
  call(2, true);
  annotated(false);
  annotated(true);
  element(false);
  element(true);
  variable(false);
  variable(true);
  attempt(usedBeforeTheTest);
  attempt(neverTested);
  copied(H);
}
