/** C layout: padding, alignment, packed structs, offsets that writes through a view confirm. */
interface Mixed extends Struct {
  a: u8;
  b: u32;
  c: u8;
  d: u16;
  e: u64;
  f: u8;
}
interface Tight extends Packed {
  a: u8;
  b: u32;
  c: u8;
  d: u16;
  e: u64;
  f: u8;
}
interface Outer extends Struct {
  tag: u8;
  inner: Mixed;
  items: FixedArray<Tight, 2>;
  last: u8;
}

const MIXED: Mixed = zeroed();
const TIGHT: Tight = zeroed();
const OUTER: Outer = zeroed();

function bytes(address: VirtAddr, size: usize): DataView {
  'use unsafe';
  // SAFE: the callers pass the place and size of their own storage.
  return dataViewAt(address, size);
}

export function main(): void {
  print(`mixed ${sizeOf<Mixed>()} tight ${sizeOf<Tight>()} outer ${sizeOf<Outer>()}`);
  print(
    `${offsetOf<Mixed>('b')} ${offsetOf<Mixed>('c')} ${offsetOf<Mixed>('d')} ${offsetOf<Mixed>('e')} ${offsetOf<Mixed>('f')}`,
  );
  print(
    `${offsetOf<Tight>('b')} ${offsetOf<Tight>('c')} ${offsetOf<Tight>('d')} ${offsetOf<Tight>('e')} ${offsetOf<Tight>('f')}`,
  );
  print(`${offsetOf<Outer>('inner')} ${offsetOf<Outer>('items')} ${offsetOf<Outer>('last')}`);
  const view = bytes(addressOf(MIXED), sizeOf<Mixed>());
  MIXED.b = 0x0403_0201;
  MIXED.d = 0x0605;
  MIXED.f = 7;
  for (const i of range(0, view.byteLength)) {
    if (view.getUint8(i) !== 0) print(`mixed ${i}: ${view.getUint8(i)}`);
  }
  const tight = bytes(addressOf(TIGHT), sizeOf<Tight>());
  TIGHT.b = 0x0403_0201;
  TIGHT.e = 0x0100_0000_0000_0008n;
  print(`${tight.getUint8(1)} ${tight.getUint8(4)} ${tight.getUint8(8)} ${tight.getUint8(15)}`);
  tight.setUint32(1, 0xaabb_ccdd, true);
  print(`${hex(TIGHT.b)} ${hex(TIGHT.e)}`);
  print(`${addressOf(OUTER.items[1]) - addressOf(OUTER)}`);
  print(
    `${addressOf(OUTER.inner) - addressOf(OUTER)} ${addressOf(OUTER.items) - addressOf(OUTER)}`,
  );
}
