/** C layout of structs, as the System V ABI gives it. */

interface Small extends Struct {
  a: u8;
  b: u64;
  c: u16;
}

interface Holder extends Struct {
  flag: bool;
  small: Small;
  tail: u8;
}

enum Kind {
  One,
}

interface Kinds extends Struct {
  first: u8;
  kind: Kind;
  link: Kinds | null;
  last: bool;
}

staticAssert(sizeOf<Small>() === 24n, 'layout: rounded up to the alignment');
staticAssert(offsetOf<Small>('b') === 8n, 'layout: aligned to 8');
staticAssert(offsetOf<Small>('c') === 16n, 'layout: after b');
staticAssert(sizeOf<Holder>() === 40n, 'layout: nested struct keeps its alignment');
staticAssert(offsetOf<Holder>('tail') === 32n, 'layout: after the nested padding');
staticAssert(offsetOf<Kinds>('kind') === 4n, 'layout: an enum takes four bytes');
staticAssert(offsetOf<Kinds>('link') === 8n, 'layout: a reference takes eight bytes');
staticAssert(sizeOf<Kinds>() === 24n, 'layout: rounded up');
staticAssert(
  sizeOf<u8>() === 1n && sizeOf<i64>() === 8n && sizeOf<bool>() === 1n,
  'layout: scalars',
);
staticAssert(sizeOf<FixedArray<u16, 5>>() === 10n, 'layout: arrays have no padding');
staticAssert(sizeOf<FixedArray<Small, 3>>() === 72n, 'layout: arrays of structs');
staticAssert(sizeOf<PhysAddr>() === 8n && sizeOf<Kind>() === 4n, 'layout: brands and enums');
