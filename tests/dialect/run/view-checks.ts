/** An access that leaves a view panics, at its first byte or its last. */
import { attempt } from '../support/attempt.ts';

const STORAGE: FixedArray<u8, 16> = zeroed();
let offset: u32 = 0;
let size: u32 = 0;

function window(): DataView {
  'use unsafe';
  // SAFE: the first ten bytes of STORAGE.
  return dataViewAt(addressOf(STORAGE), 10n);
}

function byte(): void {
  print(`byte ${window().getUint8(offset)}`);
}

function word(): void {
  print(`word ${window().getUint32(offset)}`);
}

function store(): void {
  window().setBigUint64(offset, 1n);
  print(`stored at ${offset}`);
}

function part(): void {
  const view = subView(window(), offset, size);
  print(`part ${view.byteLength} ${addressOf(view) - addressOf(STORAGE)}`);
  view.setUint8(view.byteLength - 1, 7);
}

export function main(): void {
  offset = 9;
  attempt(byte);
  attempt(word);
  offset = 6;
  attempt(word);
  attempt(store);
  offset = 2;
  attempt(store);
  offset = 10;
  attempt(byte);
  offset = 4294967295;
  attempt(word);
  offset = 4;
  size = 6;
  attempt(part);
  print(`${STORAGE[9]}`);
  size = 7;
  attempt(part);
  offset = 10;
  size = 0;
  attempt(part);
  offset = 4294967295;
  size = 4294967295;
  attempt(part);
}
