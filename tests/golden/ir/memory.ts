/** Structs, references, arrays, views, raw access. */
interface Segment extends Struct {
  size: usize;
  isFree: bool;
  next: Segment | null;
  tags: FixedArray<u8, 4>;
}

const FIRST: Segment = zeroed();
let head: Segment | null = null;

export function push(segment: Segment, tag: u8): void {
  segment.next = head;
  segment.tags[tag] += 1;
  head = segment;
}

export function totalSize(): usize {
  let total: usize = sizeOf<Segment>();
  for (let segment: Segment | null = head; segment !== null; segment = segment.next) {
    total += segment.size;
  }
  return total;
}

export function segmentAt(address: VirtAddr): Segment {
  'use unsafe';
  // SAFE: only for the text of this operation.
  return at<Segment>(address);
}

export function sum(view: DataView): u32 {
  view.setUint16(0, 7, true);
  return view.getUint32(4) + u32(addressOf(FIRST));
}
