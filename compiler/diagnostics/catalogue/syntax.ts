/**
 * Diagnostics KD01xx: constructs of TypeScript that the dialect does not have.
 *
 * Used by: `../catalogue.ts`.            Uses: nothing.
 */

import type { CatalogueFamily } from './entry.ts';

export const SYNTAX = {
  KD0101: {
    title: 'statement outside the dialect',
    explanation:
      'Exceptions, `for…in`, `var`, and declarations inside functions are not part of the dialect: ' +
      'they need a heap, hidden control flow, or have a better form. An expression alone is a ' +
      'statement only when it does something: a call, an assignment, or `++` and `--`.',
    wrong: `
export function check(size: u64): void {
  if (size === 0n) throw size;
}
`,
    right: `
export function check(size: u64): void {
  assert(size !== 0n, 'check: size is not zero');
}
`,
  },
  KD0102: {
    title: 'expression outside the dialect',
    explanation:
      'Some expressions of TypeScript allocate memory, look at types while the program runs, or ' +
      'hide a test: `new`, array literals in functions, spread, destructuring, `typeof`, `delete`, ' +
      '`?.`, `undefined`. The line of help says what to write instead.',
    wrong: `
interface Item extends Struct {
  size: u64;
}

export function sizeOr0(item: Item | null): u64 {
  return item?.size;
}
`,
    right: `
interface Item extends Struct {
  size: u64;
}

export function sizeOr0(item: Item | null): u64 {
  return item === null ? 0n : item.size;
}
`,
  },
  KD0103: {
    title: 'declaration outside the dialect',
    explanation:
      'A module consists of functions, types, enums, constants, variables and static assertions. ' +
      'There are no classes, namespaces, async functions, generators, overloads, or statements ' +
      'outside functions: nothing runs when a module is loaded.',
    wrong: `
export class Counter {
  count: u32 = 0;
}
`,
    right: `
export interface Counter extends Struct {
  count: u32;
}

export function increment(counter: Counter): void {
  counter.count += 1;
}
`,
  },
  KD0104: {
    title: 'type outside the dialect',
    explanation:
      'Types are integers of a width, `bool`, `string`, enums, structs, records, unions of records, ' +
      '`FixedArray`, `DataView`, function types, and `T | null` of these. Each has a size that is ' +
      'known when the program is compiled; `any`, arrays without length, tuples and computed types have none.',
    wrong: `
export function first(values: u32[]): u32 {
  return values[0];
}
`,
    right: `
export function first(values: FixedArray<u32, 4>): u32 {
  return values[0];
}
`,
  },
  KD0105: {
    title: 'operator outside the dialect',
    explanation:
      'Operators that work on objects or on missing values (`in`, `instanceof`, `??`), that join ' +
      'expressions (`,`), or that no processor has (`**`) are not part of the dialect.',
    wrong: `
export function orZero(value: u32 | null): u32 {
  return value ?? 0;
}
`,
    right: `
export function orZero(value: u32 | null): u32 {
  return value === null ? 0 : value;
}
`,
  },
  KD0106: {
    title: 'closures are not supported',
    explanation:
      'A closure keeps variables of its function alive after the function has returned, which takes ' +
      'a heap and a garbage collector. Function values are therefore names of top-level functions, ' +
      'or arrow functions that use nothing of the function around them and stand where a function ' +
      'reference is expected.',
    wrong: `
function forEach(count: u32, action: (index: u32) => void): void {
  for (const index of range(0, count)) action(index);
}

export function sum(count: u32): u32 {
  let total: u32 = 0;
  forEach(count, (index) => {
    total += index;
  });
  return total;
}
`,
    right: `
export function sum(count: u32): u32 {
  let total: u32 = 0;
  for (const index of range(0, count)) total += index;
  return total;
}
`,
  },
  KD0107: {
    title: 'fall-through in a switch',
    explanation:
      'A body that ran on into the next case is nearly always a forgotten `break`. Each body ends ' +
      'with `break`, `return`, `continue` or a call that never returns. Several labels may share ' +
      'one body when nothing stands between them.',
    wrong: `
export function weight(kind: u32): u32 {
  let result: u32 = 0;
  switch (kind) {
    case 0:
      result = 1;
    default:
      result = 2;
  }
  return result;
}
`,
    right: `
export function weight(kind: u32): u32 {
  let result: u32 = 0;
  switch (kind) {
    case 0:
      result = 1;
      break;
    default:
      result = 2;
  }
  return result;
}
`,
  },
  KD0108: {
    title: 'optional, default or rest parameter',
    explanation:
      'Every call gives every parameter a value, and every field is there: there is no `undefined`. ' +
      'For a value that may be missing, use `T | null`; for two ways to call, two functions.',
    wrong: `
export function allocate(size: u64, align: u64 = 16n): u64 {
  return alignUp(size, align);
}
`,
    right: `
export function allocateAligned(size: u64, align: u64): u64 {
  return alignUp(size, align);
}

export function allocate(size: u64): u64 {
  return allocateAligned(size, 16n);
}
`,
  },
  KD0109: {
    title: 'type assertion',
    explanation:
      '`as` and `!` tell the checker to believe what it cannot see; in a kernel that is how a ' +
      'physical address becomes a pointer. Convert the value instead: the conversion is checked, or ' +
      'says what it drops. `let x!: T` claims that a variable has a value before it is read: leave ' +
      'the `!` out and assign on every path, or write a first value.',
    wrong: `
export function low(value: u64): u32 {
  return value as unknown as u32;
}
export function sign(isDebt: bool): i32 {
  let sign!: i32;
  if (isDebt) sign = -1;
  return sign;
}
`,
    right: `
export function low(value: u64): u32 {
  return truncate<u32>(value);
}
export function sign(isDebt: bool): i32 {
  let sign: i32 = 1;
  if (isDebt) sign = -1;
  return sign;
}
`,
  },
  KD0110: {
    title: 'import or export outside the dialect',
    explanation:
      'A module exports a name by writing `export` before its declaration, and imports names in ' +
      'braces, or a whole module as a namespace. Types are imported with `import type`. There is ' +
      'one way to reach each name, so default exports, export lists and re-exports are refused.',
    wrong: `
export default function start(): void {}
`,
    right: `
export function start(): void {}
`,
  },
  KD0111: {
    title: 'assignment used as a value',
    explanation:
      'Assignments, `++` and `--` are statements. Inside an expression they make its value depend ' +
      'on the order in which it is evaluated, and `if (a = b)` is a classic mistake.',
    wrong: `
let last: u32 = 0;

export function next(): u32 {
  return last++;
}
`,
    right: `
let last: u32 = 0;

export function next(): u32 {
  last++;
  return last - 1;
}
`,
  },
  KD0112: {
    title: 'method or property outside the dialect',
    explanation:
      'Values have only the members that the prelude gives them: integers have none, a string has ' +
      '`length` and `charCodeAt`, a `FixedArray` has `length` and its elements, a `DataView` its ' +
      '`get…`, `set…` and `byteLength`. Everything else is a function.',
    wrong: `
export function show(value: u64): void {
  print(value.toString());
}
`,
    right: `
export function show(value: u64): void {
  print(\`\${value}\`);
}
`,
  },
  KD0113: {
    title: 'name of the JavaScript library',
    explanation:
      'There is no JavaScript library in a kernel: no `console`, no `Math`, no `Map`. The prelude ' +
      '(`runtime/contract/prelude.d.ts`) has what a kernel needs of it.',
    wrong: `
export function larger(a: u32, b: u32): u32 {
  return Math.max(a, b);
}
`,
    right: `
export function larger(a: u32, b: u32): u32 {
  return max(a, b);
}
`,
  },
} as const satisfies CatalogueFamily;
