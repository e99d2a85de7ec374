/** Structs with fields of every kind. */

enum State {
  Idle,
  Busy,
}

interface Inner extends Struct {
  value: u32;
}

interface Outer extends Struct {
  a: u8;
  b: u16;
  c: u32;
  d: u64;
  e: i8;
  f: i16;
  g: i32;
  h: i64;
  size: usize;
  flag: bool;
  other: boolean;
  state: State;
  base: PhysAddr;
  place: VirtAddr;
  inner: Inner;
  link: Outer | null;
  table: FixedArray<u64, 512>;
  inners: FixedArray<Inner, 2>;
  matrix: FixedArray<FixedArray<u8, 3>, 3>;
  action: () => void;
  handler: ((value: u32) => u32) | null;
  readonly fixed: u32;
  readonly items: FixedArray<Inner, 1>;
}

export function read(outer: Outer): u64 {
  return outer.d + outer.table[outer.b] + u64(outer.inner.value) + u64(outer.fixed);
}

export function write(outer: Outer): void {
  outer.flag = outer.other;
  outer.inner.value = outer.inners[1].value;
  outer.link = outer;
  outer.matrix[2][1] = outer.a;
  outer.state = State.Busy;
  outer.handler = null;
  outer.items[0].value = 3;
}
