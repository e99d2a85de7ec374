/** Types of integers that do not mix, over every base. */

type FrameNumber = Branded<u64, 'FrameNumber'>;

type Port = Branded<u16, 'Port'>;

type Offset = Branded<i32, 'Offset'>;

interface Entry extends Struct {
  frame: FrameNumber;
  port: Port;
}

const FIRST: FrameNumber = brand<FrameNumber>(1n);

export function next(frame: FrameNumber): FrameNumber {
  return brand<FrameNumber>(frame + 1n);
}

export function plain(frame: FrameNumber): u64 {
  return frame;
}

export function compare(a: FrameNumber, b: FrameNumber, c: u64): bool {
  return a === b && a < b && a > 3n && a === c;
}

export function field(entry: Entry, port: Port): Port {
  entry.frame = FIRST;
  entry.port = port;
  return entry.port;
}

export function difference(a: Offset, b: Offset): i32 {
  return a - b;
}

export function maybe(a: u64): FrameNumber | null {
  return a === 0n ? null : brand<FrameNumber>(a);
}
