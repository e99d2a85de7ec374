/**
 * Diagnostics KD07xx and KD08xx: constants, messages and strings.
 *
 * Used by: `../catalogue.ts`.            Uses: nothing.
 */

import type { CatalogueFamily } from './entry.ts';

export const CONSTANTS = {
  KD0701: {
    title: 'not a constant',
    explanation:
      'Module-level constants, first values of module-level variables, cases and static assertions ' +
      'are computed when the program is compiled: from literals, other constants, operators, ' +
      'conversions, functions of integers such as `alignUp`, `sizeOf` and `offsetOf`. Nothing runs ' +
      'before the program starts.',
    wrong: `
let pages: u32 = 4;
export const BYTES: u32 = pages * 4096;
`,
    right: `
const PAGES: u32 = 4;
export const BYTES: u32 = PAGES * 4096;
`,
  },
  KD0702: {
    title: 'constant depends on itself',
    explanation: 'The value of a constant is needed to compute it, directly or through others.',
    wrong: `
export const SIZE: u32 = COUNT * 8;
const COUNT: u32 = SIZE / 8;
`,
    right: `
const COUNT: u32 = 16;
export const SIZE: u32 = COUNT * 8;
`,
  },
  KD0703: {
    title: 'static assertion failed',
    explanation:
      'A `staticAssert` states what must hold of constants, sizes and offsets, for example that a ' +
      'struct has the layout that the hardware prescribes. It does not hold. It costs nothing when ' +
      'the program runs.',
    wrong: `
interface Descriptor extends Struct {
  limit: u16;
  base: u64;
}
staticAssert(sizeOf<Descriptor>() === 10n, 'a descriptor has 10 bytes');
`,
    right: `
interface Descriptor extends Packed {
  limit: u16;
  base: u64;
}
staticAssert(sizeOf<Descriptor>() === 10n, 'a descriptor has 10 bytes');
`,
  },
  KD0801: {
    title: 'template literal outside a message',
    explanation:
      'A template literal would make a string when the program runs, and there is no heap for it. ' +
      'As the argument of `print`, `log.…` and `panic` it is taken apart when compiled, and its ' +
      'parts are written one after the other.',
    wrong: `
export function show(size: u64): void {
  const text = \`size \${size}\`;
  print(text);
}
`,
    right: `
export function show(size: u64): void {
  print(\`size \${size}\`);
}
`,
  },
  KD0802: {
    title: 'value cannot be printed',
    explanation:
      'Messages print integers, booleans, enums (the name of the member), strings and addresses. ' +
      '`hex`, `hexPadded` and `right` format unsigned integers. For structs and records, print the ' +
      'fields that matter.',
    wrong: `
type Span = { readonly start: u64; readonly end: u64 };

export function show(span: Span): void {
  print(\`\${span}\`);
}
`,
    right: `
type Span = { readonly start: u64; readonly end: u64 };

export function show(span: Span): void {
  print(\`[\${span.start}, \${span.end})\`);
}
`,
  },
  KD0803: {
    title: 'string constant expected',
    explanation:
      'The names of fields and linker symbols, the reason of `ignore` and the message of ' +
      '`staticAssert` are read when the program is compiled, so they are string constants written ' +
      'in place. The message of `assert` may also be the name of a string: it is looked at only ' +
      'when the condition does not hold, so it has no effect.',
    wrong: `
function take(): u32 | null {
  return null;
}

export function run(): void {
  ignore(take(), '');
}
`,
    right: `
function take(): u32 | null {
  return null;
}

export function run(): void {
  ignore(take(), 'only its effect is wanted');
}
`,
  },
  KD0804: {
    title: 'string is not ASCII',
    explanation:
      'The serial console and the panic screen know ASCII. With one byte for each character, ' +
      '`length` and `charCodeAt` mean the same on every target.',
    wrong: `
export function greet(): void {
  print('caffè');
}
`,
    right: `
export function greet(): void {
  print('caffe');
}
`,
  },
} as const satisfies CatalogueFamily;
