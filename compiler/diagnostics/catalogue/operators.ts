/**
 * Diagnostics KD03xx: operators and expressions.
 *
 * Used by: `../catalogue.ts`.            Uses: nothing.
 */

import type { CatalogueFamily } from './entry.ts';

export const OPERATORS = {
  KD0301: {
    title: 'operands have different types',
    explanation:
      'Both sides of an operator have the same integer type, shift counts included. A literal takes ' +
      'the type of the other side. Which side to convert, and to what, is a decision about overflow ' +
      'and sign that the program makes.',
    wrong: `
export function end(start: u64, pages: u32): u64 {
  return start + pages;
}
`,
    right: `
export function end(start: u64, pages: u32): u64 {
  return start + u64(pages);
}
`,
  },
  KD0302: {
    title: 'operation not defined for this type',
    explanation:
      'Arithmetic, bit operations and shifts are defined for integers; indexing for arrays; calls ' +
      'for functions; `for…of` for `range(…)` and arrays; `switch` for integers, enums and the ' +
      'field that tells a union apart. `-x` needs a signed type.',
    wrong: `
enum Color {
  Red,
  Green,
}

export function next(color: Color): u32 {
  return color + 1;
}
`,
    right: `
enum Color {
  Red,
  Green,
}

export function next(color: Color): u32 {
  return u32(color) + 1;
}
`,
  },
  KD0303: {
    title: 'comparison not defined for these types',
    explanation:
      'Integers of one type can be compared; booleans, enums, references and functions can be ' +
      'tested for equality. A comparison whose result is known from the types, such as a value that ' +
      'is never null with null, is refused: it tests nothing.',
    wrong: `
interface Node extends Struct {
  value: u32;
}

export function valueOf(node: Node): u32 {
  return node !== null ? node.value : 0;
}
`,
    right: `
interface Node extends Struct {
  value: u32;
}

export function valueOf(node: Node | null): u32 {
  return node !== null ? node.value : 0;
}
`,
  },
  KD0304: {
    title: 'loose equality',
    explanation:
      '`==` and `!=` convert their operands before they compare them. There are no such conversions ' +
      'in the dialect; `===` and `!==` say what happens.',
    wrong: `
export function isZero(value: u64): bool {
  return value == 0n;
}
`,
    right: `
export function isZero(value: u64): bool {
  return value === 0n;
}
`,
  },
  KD0305: {
    title: 'value does not fit',
    explanation:
      'A constant is larger or smaller than its type can hold, a shift count is not below the ' +
      'width, a constant divisor is zero, or an alignment is not a power of two. The same mistake ' +
      'with values that are known only at run time is a panic.',
    wrong: `
export const LIMIT: u8 = 256;
`,
    right: `
export const LIMIT: u16 = 256;
`,
  },
  KD0306: {
    title: 'not assignable',
    explanation:
      'Variables declared with `let`, fields of structs that are not `readonly`, and elements of ' +
      'arrays in `zeroed()` storage can be assigned. Constants, constant tables, fields of records ' +
      'and results of calls cannot.',
    wrong: `
type Span = { readonly start: u64; readonly end: u64 };

export function grow(span: Span): Span {
  span.end += 1n;
  return span;
}
`,
    right: `
type Span = { readonly start: u64; readonly end: u64 };

export function grow(span: Span): Span {
  return { start: span.start, end: span.end + 1n };
}
`,
  },
  KD0307: {
    title: 'switch is not exhaustive',
    explanation:
      'A switch over an enum or over the variants of a union handles every one of them, or has a ' +
      '`default`. So a new member is an error at every place that must learn of it.',
    wrong: `
enum Status {
  Ok,
  Full,
  Broken,
}

export function show(status: Status): void {
  switch (status) {
    case Status.Ok:
      print('ok');
      break;
    case Status.Full:
      print('full');
      break;
  }
}
`,
    right: `
enum Status {
  Ok,
  Full,
  Broken,
}

export function show(status: Status): void {
  switch (status) {
    case Status.Ok:
      print('ok');
      break;
    case Status.Full:
    case Status.Broken:
      print('failed');
      break;
  }
}
`,
  },
  KD0308: {
    title: 'duplicate case',
    explanation: 'Two cases of a switch have the same value, so the second would never run.',
    wrong: `
export function name(code: u32): string {
  switch (code) {
    case 1:
      return 'one';
    case 1:
      return 'two';
    default:
      return 'many';
  }
}
`,
    right: `
export function name(code: u32): string {
  switch (code) {
    case 1:
      return 'one';
    case 2:
      return 'two';
    default:
      return 'many';
  }
}
`,
  },
  KD0309: {
    title: 'conversion not defined',
    explanation:
      'Conversions go from integers and enums to integers. A boolean becomes an integer with ' +
      '`x ? 1 : 0`, so that the program says which is which. `phys`, `virt` and `brand` take the ' +
      'integer type under the brand.',
    wrong: `
export function bit(isSet: bool): u64 {
  return u64(isSet);
}
`,
    right: `
export function bit(isSet: bool): u64 {
  return isSet ? 1n : 0n;
}
`,
  },
  KD0310: {
    title: 'argument of the wrong kind',
    explanation:
      'A function of the prelude got a value that it is not defined for, or stands where it means ' +
      'nothing: `range` is for `for…of`, `zeroed` for module-level constants, `hex` and its like ' +
      'for messages. An index is an unsigned integer of at most 32 bits.',
    wrong: `
export function entry(table: FixedArray<u64, 512>, address: u64): u64 {
  return table[address >> 39n];
}
`,
    right: `
export function entry(table: FixedArray<u64, 512>, address: u64): u64 {
  return table[u32((address >> 39n) & 0x1ffn)];
}
`,
  },
  KD0311: {
    title: 'variant not known',
    explanation:
      'A field of a variant can be read only where a test has shown that the value is that variant: ' +
      "`value.kind === 'name'` or a switch. The field that tells the variants apart is not a value " +
      'of its own; it can only be tested.',
    wrong: `
type Result = { readonly kind: 'ok'; readonly size: u64 } | { readonly kind: 'full' };

export function sizeOfResult(result: Result): u64 {
  return result.size;
}
`,
    right: `
type Result = { readonly kind: 'ok'; readonly size: u64 } | { readonly kind: 'full' };

export function sizeOfResult(result: Result): u64 {
  return result.kind === 'ok' ? result.size : 0n;
}
`,
  },
  KD0312: {
    title: 'jump without a target',
    explanation:
      '`break` leaves the innermost loop or switch of its function, `continue` goes on with the ' +
      'innermost loop; with a label, they mean the loop with that label. They do not leave an arrow ' +
      'function.',
    wrong: `
export function first(values: FixedArray<u32, 4>): u32 {
  if (values[0] === 0) break;
  return values[0];
}
`,
    right: `
export function first(values: FixedArray<u32, 4>): u32 {
  for (const value of values) {
    if (value !== 0) return value;
  }
  return 0;
}
`,
  },
} as const satisfies CatalogueFamily;
