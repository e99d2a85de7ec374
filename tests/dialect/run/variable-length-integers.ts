/** LEB128 through a DataView: written, read back, and refused at the end of the view. */
import { attempt } from '../support/attempt.ts';

const STORAGE: FixedArray<u8, 12> = zeroed();
let value: u64 = 0n;

function view(): DataView {
  'use unsafe';
  // SAFE: all of STORAGE.
  return dataViewAt(addressOf(STORAGE), 12n);
}

function write(target: DataView, start: u32, number: u64): u32 {
  let rest: u64 = number;
  let offset: u32 = start;
  while (rest >= 128n) {
    target.setUint8(offset, truncate<u8>(rest) | 0x80);
    rest >>= 7n;
    offset += 1;
  }
  target.setUint8(offset, u8(rest));
  return offset + 1;
}

function read(source: DataView, start: u32): u64 {
  let result: u64 = 0n;
  let shift: u64 = 0n;
  for (let offset: u32 = start; ; offset++) {
    const byte = source.getUint8(offset);
    result |= u64(byte & 0x7f) << shift;
    if (byte < 128) return result;
    shift += 7n;
  }
}

function roundTrip(): void {
  const bytes = write(view(), 2, value) - 2;
  print(`${value}: ${bytes} bytes, first ${STORAGE[2]}, back ${read(view(), 2) === value}`);
}

export function main(): void {
  value = 0n;
  attempt(roundTrip);
  value = 127n;
  attempt(roundTrip);
  value = 128n;
  attempt(roundTrip);
  value = 300n;
  attempt(roundTrip);
  value = 0xffff_ffff_ffff_ffffn;
  attempt(roundTrip);
  print(`${write(view(), 10, 200n)}`);
  attempt(() => {
    print(`${write(view(), 11, 200n)}`);
  });
}
