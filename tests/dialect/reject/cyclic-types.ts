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
type Kept = Owned<Kept, typeof release>; //! KD0208: Kept contains itself
type Name = Branded<Name, 'Name'>; //! KD0208: Name contains itself
type Inner = { readonly other: Outer };
type Outer = { readonly inner: Inner }; //! KD0208: Inner contains itself
type Either = { readonly kind: 'a'; readonly next: Either } | { readonly kind: 'b' }; //! KD0208: Either contains itself
interface Grid extends Struct {
  rows: FixedArray<Row, 2>;
}
interface Row extends Struct {
  grid: Grid; //! KD0208: Row contains itself
}

function release(kept: u32): void {
  print(`${kept}`);
}

export function use(a: Array, b: Callback, c: Second, d: Kept): void {
  release(1);
}
