/**
 * Diagnostics KD02xx: types.
 *
 * Used by: `../catalogue.ts`.            Uses: nothing.
 */

import type { CatalogueFamily } from './entry.ts';

export const TYPES = {
  KD0201: {
    title: 'type annotation missing',
    explanation:
      'Parameters, results, fields and module-level variables say their type: the dialect has ' +
      'eight integer types, and TypeScript alone would see only `number` and `bigint`. A local ' +
      'variable takes the type of its first value.',
    wrong: `
export let count = 0;
`,
    right: `
export let count: u32 = 0;
`,
  },
  KD0202: {
    title: 'number or bigint without a width',
    explanation:
      '`number` and `bigint` do not say how many bits a value has, nor whether it has a sign. ' +
      'Integers of up to 32 bits are written as `number` literals (`5`), those of 64 bits as ' +
      '`bigint` literals (`5n`). There are no fractions.',
    wrong: `
export function half(value: number): number {
  return value / 2;
}
`,
    right: `
export function half(value: u32): u32 {
  return value / 2;
}
`,
  },
  KD0203: {
    title: 'types do not match',
    explanation:
      'A value has exactly the type that its place wants; no integer is widened, narrowed or given ' +
      'a sign silently. `u64(x)` and its like convert and panic when the value does not fit; ' +
      '`truncate<u8>(x)` keeps the low bits. A value of type `T` may stand where `T | null` is wanted.',
    wrong: `
export function bytes(pages: u32): u64 {
  return pages * 4096;
}
`,
    right: `
export function bytes(pages: u32): u64 {
  return u64(pages) * 4096n;
}
`,
  },
  KD0204: {
    title: 'object literal that does not fit',
    explanation:
      'An object literal makes a record, so it stands where a record type is expected and gives ' +
      'every field of it once. A struct is not made by a literal: it lies in memory, in `zeroed()` ' +
      'storage or where an allocator put it.',
    wrong: `
type Span = { readonly start: u64; readonly end: u64 };

export function empty(): Span {
  return { start: 0n };
}
`,
    right: `
type Span = { readonly start: u64; readonly end: u64 };

export function empty(): Span {
  return { start: 0n, end: 0n };
}
`,
  },
  KD0205: {
    title: 'type that cannot lie in memory',
    explanation:
      'Fields of structs and elements of arrays are integers, `bool`, enums, references `X | null`, ' +
      'function references, and structs and arrays inline. Records, strings, views and nullable ' +
      'integers live in variables only: they have no fixed layout that other code could rely on.',
    wrong: `
interface Slot extends Struct {
  owner: u32 | null;
}
export const SLOT: Slot = zeroed();
`,
    right: `
interface Slot extends Struct {
  isOwned: bool;
  owner: u32;
}
export const SLOT: Slot = zeroed();
`,
  },
  KD0206: {
    title: 'neither a struct nor a record',
    explanation:
      'An object type either describes memory, then it is an interface that extends `Struct` or ' +
      '`Packed`, or it is a value, then all its fields are `readonly`. It has at least one field. ' +
      'A struct does not extend another struct; it holds it as a field.',
    wrong: `
interface Point {
  x: u32;
  y: u32;
}

export function sum(point: Point): u32 {
  return point.x + point.y;
}
`,
    right: `
interface Point {
  readonly x: u32;
  readonly y: u32;
}

export function sum(point: Point): u32 {
  return point.x + point.y;
}
`,
  },
  KD0207: {
    title: 'union outside the dialect',
    explanation:
      'A union is `T | null`, or it consists of records that one field tells apart, whose type in ' +
      'each of them is a different string constant. So a value always knows which of them it is. ' +
      'A set of names is an enum.',
    wrong: `
type Answer = 'yes' | 'no';

export function isYes(answer: Answer): bool {
  return answer === 'yes';
}
`,
    right: `
enum Answer {
  Yes,
  No,
}

export function isYes(answer: Answer): bool {
  return answer === Answer.Yes;
}
`,
  },
  KD0208: {
    title: 'type contains itself',
    explanation:
      'A struct field of struct type lies inline, and records are values, so a type that contains ' +
      'itself would be infinitely large. A reference breaks the circle: a struct field of type ' +
      '`X | null` takes eight bytes whatever `X` is.',
    wrong: `
interface Node extends Struct {
  value: u32;
  next: Node;
}
export const FIRST: Node = zeroed();
`,
    right: `
interface Node extends Struct {
  value: u32;
  next: Node | null;
}
export const FIRST: Node = zeroed();
`,
  },
  KD0209: {
    title: 'type argument missing or wrong',
    explanation:
      'A generic function is compiled once for each set of type arguments. They are found from the ' +
      'arguments, or from the type that the result must have; where neither tells, they are written ' +
      'at the call. A type parameter `T extends number | bigint` stands for integers, ' +
      '`T extends Struct` for structs.',
    wrong: `
function none<T>(): T | null {
  return null;
}

export function use(): bool {
  return none() === null;
}
`,
    right: `
function none<T>(): T | null {
  return null;
}

export function use(): bool {
  return none<u32>() === null;
}
`,
  },
  KD0210: {
    title: 'brands do not mix',
    explanation:
      'A branded integer is a type of its own: a physical address is not a virtual one, a frame ' +
      'number is not a page number. It converts to its plain integer by itself, and from it only ' +
      'where the program says so: `phys(x)`, `virt(x)`, `brand<T>(x)`. Arithmetic gives the plain ' +
      'integer.',
    wrong: `
export function next(page: VirtAddr): VirtAddr {
  return page + 4096n;
}
`,
    right: `
export function next(page: VirtAddr): VirtAddr {
  return virt(page + 4096n);
}
`,
  },
  KD0211: {
    title: 'condition is not a boolean',
    explanation:
      'Conditions, `!`, `&&` and `||` take booleans and nothing else. JavaScript counts 0, empty ' +
      'strings and null as false; here the program says which of them it means.',
    wrong: `
export function isPresent(entry: u64): bool {
  if (entry & 1n) return true;
  return false;
}
`,
    right: `
export function isPresent(entry: u64): bool {
  if ((entry & 1n) !== 0n) return true;
  return false;
}
`,
  },
  KD0212: {
    title: 'wrong length of a FixedArray',
    explanation:
      'The length of a `FixedArray` is part of its type: an integer constant in [1, 2^30], written ' +
      'as a number or as `typeof LENGTH` of a constant that has no annotation. A table has exactly ' +
      'as many elements as its type says.',
    wrong: `
export const PRIMES: FixedArray<u8, 5> = [2, 3, 5, 7];
`,
    right: `
export const PRIMES: FixedArray<u8, 4> = [2, 3, 5, 7];
`,
  },
  KD0213: {
    title: 'enum outside the dialect',
    explanation:
      'An enum is a set of integer constants in [0, 2^32), stored in four bytes; it has at least ' +
      'one member. Messages print the name of the member, so strings are not needed for that.',
    wrong: `
export enum Level {
  Low = 'low',
  High = 'high',
}
`,
    right: `
export enum Level {
  Low,
  High,
}
`,
  },
  KD0214: {
    title: 'value may be null',
    explanation:
      'A value of type `T | null` is used as a `T` only where a test has excluded null. The ' +
      'compiler follows `=== null`, `!== null`, `assert` and early returns. A field or module-level ' +
      'variable that was tested is checked again when it is read, because other code may have ' +
      'changed it; copy it into a local constant first.',
    wrong: `
interface Node extends Struct {
  value: u32;
  next: Node | null;
}

export function second(first: Node): u32 {
  return first.next.value;
}
`,
    right: `
interface Node extends Struct {
  value: u32;
  next: Node | null;
}

export function second(first: Node): u32 {
  const next = first.next;
  return next === null ? 0 : next.value;
}
`,
  },
  KD0215: {
    title: 'endless instances',
    explanation:
      'A generic declaration is compiled once for each set of type arguments. One that asks for ' +
      'itself with a larger type argument would ask for ever, so the type arguments of one instance ' +
      'consist of at most 64 types (`Box<Box<u32>>` is three), and one declaration has at most 512 ' +
      'sets of them.',
    wrong: `
interface Box<T> extends Struct {
  value: T;
}

interface Chain<T extends Struct> extends Struct {
  value: T;
  next: Chain<Box<T>> | null;
}

interface Leaf extends Struct {
  value: u32;
}

export function first(chain: Chain<Leaf>): u32 {
  return chain.value.value;
}
`,
    right: `
interface Chain<T extends Struct> extends Struct {
  value: T;
  next: Chain<T> | null;
}

interface Leaf extends Struct {
  value: u32;
}

export function first(chain: Chain<Leaf>): u32 {
  return chain.value.value;
}
`,
  },
  KD0216: {
    title: 'type or storage too large',
    explanation:
      'A type has less than 2^47 bytes: that is one half of the addresses which the processor has ' +
      'under 4-level paging, so nothing larger could lie in memory. The storage of a module-level ' +
      'constant has less than 2^30 bytes, and so has that of all modules together, because it is part ' +
      'of the image, which lies in a window of 1 GiB. Larger memory comes from an allocator.',
    wrong: `
type Row = FixedArray<u64, 0x4000_0000>;

export function first(rows: FixedArray<Row, 0x4000_0000>): u64 {
  return rows[0][0];
}
`,
    right: `
type Row = FixedArray<u64, 512>;

export function first(rows: FixedArray<Row, 512>): u64 {
  return rows[0][0];
}
`,
  },
} as const satisfies CatalogueFamily;
