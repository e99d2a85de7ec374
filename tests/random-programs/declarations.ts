/**
 * What every generated program declares: types, static storage, and helpers that the rest calls.
 *
 * Used by: `generate.ts`, `expressions.ts`.            Uses: nothing.
 */

export const INTEGERS = ['u8', 'u16', 'u32', 'u64', 'i8', 'i16', 'i32', 'i64'] as const;
export type Integer = (typeof INTEGERS)[number];

/** Lengths of the arrays in the store. */
export const ARRAY_LENGTHS: Readonly<Record<Integer, number>> = {
  u8: 5,
  u16: 3,
  u32: 8,
  u64: 4,
  i8: 7,
  i16: 2,
  i32: 6,
  i64: 4,
};

export const DECLARATIONS: readonly string[] = [
  `enum Color {
  Red,
  Green = 5,
  Blue,
}
`,
  `type Pair = { readonly first: u32; readonly second: i64 };
`,
  `type Shape =
  | { readonly kind: 'dot' }
  | { readonly kind: 'line'; readonly length: u64 }
  | { readonly kind: 'box'; readonly width: u16; readonly filled: bool };
`,
  `interface Inner extends Struct {
  low: u8;
  high: i16;
}
`,
  `interface Store extends Struct {
${INTEGERS.map((type) => `  ${type}Field: ${type};`).join('\n')}
${INTEGERS.map((type) => `  ${type}List: FixedArray<${type}, ${ARRAY_LENGTHS[type]}>;`).join('\n')}
  flag: bool;
  color: Color;
  inner: Inner;
}
`,
  'const STORE: Store = zeroed();\n',
  'let counter: u32 = 0;\n',
  `function window(): DataView {
  'use unsafe';
  return dataViewAt(addressOf(STORE), sizeOf<Store>());
}
`,
  `function scramble(seed: u32): void {
  let value = seed;
  for (const index of range(0, u32(sizeOf<Store>()))) {
    value = wrappingAdd(wrappingMul(value, 1664525), 1013904223);
    window().setUint8(index, truncate<u8>(value >> 24));
  }
}
`,
  `function colorOf(value: u32): Color {
  switch (value % 3) {
    case 0:
      return Color.Red;
    case 1:
      return Color.Green;
    default:
      return Color.Blue;
  }
}
`,
  `function shapeOf(value: u32): Shape {
  if (value % 3 === 0) return { kind: 'dot' };
  if (value % 3 === 1) return { kind: 'line', length: u64(value) };
  return { kind: 'box', width: truncate<u16>(value), filled: value > 100 };
}
`,
  `function measure(shape: Shape): u64 {
  switch (shape.kind) {
    case 'dot':
      return 0n;
    case 'line':
      return shape.length;
    case 'box':
      return shape.filled ? u64(shape.width) : 7n;
  }
}
`,
  `function orElse<T>(value: T | null, other: T): T {
  return value !== null ? value : other;
}
`,
  `function largest<T>(values: FixedArray<u32, 8>, start: T, take: (a: T, b: u32) => T): T {
  let result = start;
  for (const value of values) result = take(result, value);
  return result;
}
`,
  `function keep<T>(value: T): T {
  const copy = value;
  return copy;
}
`,
  `function addWrapped(a: u64, b: u32): u64 {
  return wrappingAdd(a, u64(b));
}
`,
];
