/** `Packed`: no padding; sizes and offsets are constants. */

interface Descriptor extends Packed {
  limit: u16;
  base: u64;
}

interface Entry extends Packed {
  offsetLow: u16;
  selector: u16;
  ist: u8;
  attributes: u8;
  offsetMiddle: u16;
  offsetHigh: u32;
  reserved: u32;
}

interface Nested extends Packed {
  tag: u8;
  entry: Entry;
  list: FixedArray<u32, 2>;
}

staticAssert(sizeOf<Descriptor>() === 10n, 'arch: ten bytes');
staticAssert(offsetOf<Descriptor>('base') === 2n, 'arch: base follows limit');
staticAssert(sizeOf<Entry>() === 16n, 'arch: sixteen bytes');
staticAssert(offsetOf<Entry>('offsetHigh') === 8n, 'arch: high half at 8');
staticAssert(sizeOf<Nested>() === 25n, 'arch: nested without padding');
staticAssert(offsetOf<Nested>('list') === 17n, 'arch: list follows entry');

export function set(entry: Entry, offset: u64): void {
  entry.offsetLow = truncate<u16>(offset);
  entry.offsetMiddle = truncate<u16>(offset >> 16n);
  entry.offsetHigh = truncate<u32>(offset >> 32n);
}
