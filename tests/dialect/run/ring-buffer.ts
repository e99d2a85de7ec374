/** A generic ring buffer: full, empty, wrapping around. */
enum Status {
  Ok,
  Full,
}
interface Ring<T> extends Struct {
  items: FixedArray<T, 4>;
  start: u32;
  count: u32;
}
interface Rings extends Struct {
  bytes: Ring<u8>;
  words: Ring<u64>;
}

const RINGS: Rings = zeroed();

function push<T>(ring: Ring<T>, value: T): Status {
  if (ring.count === ring.items.length) return Status.Full;
  ring.items[(ring.start + ring.count) % ring.items.length] = value;
  ring.count += 1;
  return Status.Ok;
}

function popByte(ring: Ring<u8>): u8 | null {
  if (ring.count === 0) return null;
  const value = ring.items[ring.start];
  ring.start = (ring.start + 1) % ring.items.length;
  ring.count -= 1;
  return value;
}

function show(): void {
  const value = popByte(RINGS.bytes);
  if (value === null) print('empty');
  else print(`${value} of ${RINGS.bytes.count + 1}`);
}

export function main(): void {
  show();
  for (const i of range(0, 6)) print(`${push(RINGS.bytes, u8(i * 40))}`);
  show();
  show();
  print(`${push(RINGS.bytes, 255)}`);
  for (const _ of range(0, 4)) show();
  print(
    `${push(RINGS.words, 0xffff_ffff_ffff_ffffn)} ${RINGS.words.items[0]} ${RINGS.words.count}`,
  );
}
