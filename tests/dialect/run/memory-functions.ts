/** `fillMemory`, `copyMemory` with overlap, `equalMemory`, and single device accesses. */
import * as Memory from '../../../runtime/contract/memory.ts';

const BYTES: FixedArray<u8, 16> = zeroed();
const OTHER: FixedArray<u8, 16> = zeroed();

function fill(offset: u64, value: u8, count: u64): void {
  'use unsafe';
  // SAFE: stays inside BYTES.
  Memory.fillMemory(virt(addressOf(BYTES) + offset), value, count);
}

function copy(to: u64, from: u64, count: u64): void {
  'use unsafe';
  // SAFE: stays inside BYTES.
  Memory.copyMemory(virt(addressOf(BYTES) + to), virt(addressOf(BYTES) + from), count);
}

function equal(count: u64): bool {
  'use unsafe';
  // SAFE: both have 16 bytes.
  return Memory.equalMemory(addressOf(BYTES), addressOf(OTHER), count);
}

function device(): void {
  'use unsafe';
  // SAFE: the first eight bytes of OTHER.
  const place = addressOf(OTHER);
  Memory.writeVolatile64(place, 0x1122_3344_5566_7788n);
  print(`${hex(Memory.readVolatile8(place))} ${hex(Memory.readVolatile16(place))}`);
  print(`${hex(Memory.readVolatile32(place))} ${hex(Memory.readVolatile64(place))}`);
  Memory.writeVolatile8(place, 0xff);
  Memory.writeVolatile16(virt(place + 2n), 0xabcd);
  Memory.writeVolatile32(virt(place + 4n), 0);
  print(hexOf(Memory.readVolatile64(place)));
}

function hexOf(value: u64): string {
  return value === 0xabcd_77ffn ? 'as expected' : 'not as expected';
}

function show(): void {
  print(
    `${BYTES[0]} ${BYTES[1]} ${BYTES[2]} ${BYTES[3]} ${BYTES[4]} ${BYTES[5]} ${BYTES[6]} ${BYTES[7]}`,
  );
}

export function main(): void {
  for (const i of range(0, 16)) BYTES[i] = u8(i);
  fill(2n, 0xee, 3n);
  show();
  fill(0n, 9, 0n);
  show();
  for (const i of range(0, 16)) BYTES[i] = u8(i);
  copy(2n, 0n, 5n);
  show();
  for (const i of range(0, 16)) BYTES[i] = u8(i);
  copy(0n, 2n, 5n);
  show();
  print(`${equal(0n)} ${equal(1n)}`);
  OTHER[0] = 2;
  OTHER[1] = 3;
  print(`${equal(1n)} ${equal(2n)} ${equal(3n)}`);
  device();
}
