/**
 * K5: numbers as text: decimal and hexadecimal digits into a window of bytes.
 *
 * Used by: `bench/codegen`.            Uses: `random.ts`.
 */

import { nextRandom } from './random.ts';

const DIGIT_LIMIT: u32 = 32;
const ZERO: u32 = 48;
const LETTER_A: u32 = 97;

/** Writes the decimal digits of `value` from the end of `buffer` backwards; where they start. */
function decimal(buffer: DataView, value: u64): u32 {
  let rest = value;
  let position = DIGIT_LIMIT;
  do {
    position -= 1;
    buffer.setUint8(position, u8(ZERO + u32(rest % 10n)));
    rest /= 10n;
  } while (rest !== 0n && position > 0);
  return position;
}

/** As `decimal`, in hexadecimal. */
function hexadecimal(buffer: DataView, value: u64): u32 {
  let rest = value;
  let position = DIGIT_LIMIT;
  do {
    position -= 1;
    const digit = u32(rest & 15n);
    buffer.setUint8(position, truncate<u8>(digit < 10 ? ZERO + digit : LETTER_A - 10 + digit));
    rest >>= 4n;
  } while (rest !== 0n && position > 0);
  return position;
}

function windowAt(address: VirtAddr): DataView {
  'use unsafe';
  // SAFE: the caller owns at least DIGIT_LIMIT bytes there.
  return dataViewAt(address, u64(DIGIT_LIMIT));
}

/** Formats `rounds` numbers of random length into the 32 bytes at `buffer`. */
export function runFormat(buffer: VirtAddr, rounds: u64): u64 {
  const window = windowAt(buffer);
  let state: u64 = 0x9e37_79b9_7f4a_7c15n;
  let sum: u64 = 0n;
  for (let round: u64 = 0n; round < rounds; round++) {
    state = nextRandom(state);
    const value = state >> (state & 63n);
    const start = decimal(window, value);
    sum = wrappingAdd(sum, u64(window.getUint8(start)) + u64(start));
    const hexStart = hexadecimal(window, value);
    sum = wrappingAdd(sum, u64(window.getUint8(hexStart)) * u64(hexStart));
  }
  return sum;
}
