/** `sizeOf` and `offsetOf` of everything that lies in memory. */
enum Kind {
  One,
}
type Frame = Branded<u64, 'Frame'>;
interface Tiny extends Struct {
  a: u8;
}
interface Mixed extends Struct {
  a: bool;
  b: Tiny;
  c: i16;
  d: Kind;
  e: FixedArray<Tiny, 3>;
  f: Frame;
  g: (() => void) | null;
  h: Mixed | null;
  i: FixedArray<FixedArray<u16, 3>, 2>;
}
interface Generic<T> extends Struct {
  a: u8;
  b: T;
}

export function main(): void {
  print(`${sizeOf<u8>()} ${sizeOf<i16>()} ${sizeOf<u32>()} ${sizeOf<i64>()} ${sizeOf<usize>()}`);
  print(`${sizeOf<bool>()} ${sizeOf<Kind>()} ${sizeOf<Frame>()} ${sizeOf<PhysAddr>()}`);
  print(`${sizeOf<Tiny>()} ${sizeOf<FixedArray<Tiny, 5>>()} ${sizeOf<FixedArray<u64, 512>>()}`);
  print(
    `${offsetOf<Mixed>('b')} ${offsetOf<Mixed>('c')} ${offsetOf<Mixed>('d')} ${offsetOf<Mixed>('e')}`,
  );
  print(
    `${offsetOf<Mixed>('f')} ${offsetOf<Mixed>('g')} ${offsetOf<Mixed>('h')} ${offsetOf<Mixed>('i')}`,
  );
  print(`${sizeOf<Mixed>()} ${sizeOf<Mixed | null>()} ${sizeOf<() => void>()}`);
  print(`${sizeOf<Generic<u8>>()} ${sizeOf<Generic<u32>>()} ${sizeOf<Generic<Mixed>>()}`);
  print(`${offsetOf<Generic<u8>>('b')} ${offsetOf<Generic<u64>>('b')}`);
}
