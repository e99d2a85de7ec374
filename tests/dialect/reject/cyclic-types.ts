/** Aliases and types that contain themselves. */
type Alone = Alone; //! KD0208: Alone contains itself
//   ^^^^^ only a reference to a struct can lead back: give the struct a field `X | null`
type Nullable = Nullable | null; //! KD0208: Nullable contains itself
//   ^^^^^^^^ only a reference to a struct can lead back: give the struct a field `X | null`
type Array = FixedArray<Array, 3>; //! KD0208: Array contains itself
//   ^^^^^ only a reference to a struct can lead back: give the struct a field `X | null`
type Callback = (next: Callback) => void; //! KD0208: Callback contains itself
//   ^^^^^^^^ only a reference to a struct can lead back: give the struct a field `X | null`
type First = FixedArray<Second, 2>; //! KD0208: First contains itself
//   ^^^^^ only a reference to a struct can lead back: give the struct a field `X | null`
type Second = FixedArray<First, 2>; //! KD0208: Second contains itself
//   ^^^^^^ only a reference to a struct can lead back: give the struct a field `X | null`
type Kept = Owned<Kept, typeof release>; //! KD0208: Kept contains itself
//   ^^^^ only a reference to a struct can lead back: give the struct a field `X | null`
type Name = Branded<Name, 'Name'>; //! KD0208: Name contains itself
//   ^^^^ only a reference to a struct can lead back: give the struct a field `X | null`
type Inner = { readonly other: Outer };
type Outer = { readonly inner: Inner }; //! KD0208: Inner contains itself
//                             ^^^^^ records are values; only a reference to a struct can lead back
type Either = { readonly kind: 'a'; readonly next: Either } | { readonly kind: 'b' }; //! KD0208: Either contains itself
//                                                 ^^^^^^ records are values; only a reference to a struct can lead back
interface Grid extends Struct {
  rows: FixedArray<Row, 2>;
}
interface Row extends Struct {
  grid: Grid; //! KD0208: Row contains itself
  //    ^^^^ refer to it: a field `X | null`
}

function release(kept: u32): void {
  print(`${kept}`);
}

export function use(a: Array, b: Callback, c: Second, d: Kept): void {
  release(1);
}

/** Through a type parameter the circle is closed where the instance is asked for. */
interface Box<T> extends Struct {
  value: T;
}
interface Line<T> extends Struct {
  boxes: FixedArray<Box<T>, 2>;
}
interface InBox extends Struct {
  id: u32;
  inner: Box<InBox>; //! KD0208: InBox contains itself
  //     ^^^^^^^^^^ refer to it: a field `X | null`
}
interface InRow extends Struct {
  inner: Line<InRow>; //! KD0208: InRow contains itself
  //     ^^^^^^^^^^^ refer to it: a field `X | null`
}
interface Itself<T> extends Struct {
  value: T;
  inner: Itself<T>; //! KD0208: Itself<u32> contains itself
  //     ^^^^^^^^^ refer to it: a field `X | null`
}
interface Other<T> extends Struct {
  inner: Another<T>;
}
interface Another<T> extends Struct {
  inner: Other<T>; //! KD0208: Another<u32> contains itself
  //     ^^^^^^^^ refer to it: a field `X | null`
}
export function circles(a: InBox, b: InRow, c: Itself<u32>, d: Other<u32>, e: Box<InBox>): u32 {
  return a.id + e.value.id;
}
