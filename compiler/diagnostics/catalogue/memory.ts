/**
 * Diagnostics KD04xx: memory.
 *
 * Used by: `../catalogue.ts`.            Uses: nothing.
 */

import type { CatalogueFamily } from './entry.ts';

export const MEMORY = {
  KD0401: {
    title: 'index outside the array',
    explanation:
      'Indexes start at 0, so the last element of a `FixedArray<T, N>` has the index `N - 1`. A ' +
      'constant index is checked when the program is compiled, any other one when it runs.',
    wrong: `
export function last(values: FixedArray<u32, 4>): u32 {
  return values[4];
}
`,
    right: `
export function last(values: FixedArray<u32, 4>): u32 {
  return values[3];
}
`,
  },
  KD0402: {
    title: 'inline struct or array assigned',
    explanation:
      'A field of struct or array type is the bytes themselves, not a reference that could point ' +
      'elsewhere. Assigning it would copy them, which should be visible: assign the fields, or use ' +
      'copyMemory.',
    wrong: `
interface Point extends Struct {
  x: i32;
  y: i32;
}
interface Line extends Struct {
  from: Point;
  to: Point;
}

export function close(line: Line): void {
  line.to = line.from;
}
`,
    right: `
interface Point extends Struct {
  x: i32;
  y: i32;
}
interface Line extends Struct {
  from: Point;
  to: Point;
}

export function close(line: Line): void {
  line.to.x = line.from.x;
  line.to.y = line.from.y;
}
`,
  },
  KD0403: {
    title: 'module-level variable outside the dialect',
    explanation:
      'A module-level variable is an integer, boolean, enum or reference with a constant first ' +
      'value; a nullable one starts as null. Structs and arrays are constants with `zeroed()` ' +
      'storage: the storage never moves, its contents change.',
    wrong: `
interface State extends Struct {
  count: u32;
}
export let state: State = zeroed();
`,
    right: `
interface State extends Struct {
  count: u32;
}
export const STATE: State = zeroed();
`,
  },
  KD0404: {
    title: 'unknown field or member',
    explanation:
      'The struct, record, variant or enum has no field or member of this name. The line of help ' +
      'lists what it has.',
    wrong: `
interface Node extends Struct {
  value: u32;
}

export function read(node: Node): u32 {
  return node.valeu;
}
`,
    right: `
interface Node extends Struct {
  value: u32;
}

export function read(node: Node): u32 {
  return node.value;
}
`,
  },
} as const satisfies CatalogueFamily;
