/**
 * Diagnostics KD00xx: the program as a whole.
 *
 * Used by: `../catalogue.ts`.            Uses: nothing.
 */

import type { CatalogueFamily } from './entry.ts';

/** Apart from the word behind it, so that `tools/suppressions.ts` does not find this file. */
const TS = '@ts';

export const PROGRAM = {
  KD0001: {
    title: 'TypeScript error',
    explanation:
      'A dialect program is a strict TypeScript program first, so every error of TypeScript is an ' +
      'error here. The message is the text of TypeScript with its number, which you can look up. ' +
      'Where a rule of the dialect is behind the error, it has the code of that rule instead.',
    wrong: `
export function twice(value: u32): u32 {
  return valeu * 2;
}
`,
    right: `
export function twice(value: u32): u32 {
  return value * 2;
}
`,
  },
  KD0002: {
    title: 'internal compiler error',
    explanation:
      'The compiler itself is wrong: it met something that it should have refused, or made an ' +
      'inconsistent intermediate representation. Your program may be right or wrong. Please report ' +
      'it with the file it points to; taking the statement apart usually avoids it.',
    wrong: null,
    right: null,
  },
  KD0003: {
    title: 'module or export not found',
    explanation:
      'An import names a file by its relative path, with its ending `.ts`, and names that this file ' +
      'exports. There are no packages in a kernel: dialect code imports dialect code and the ' +
      'contract of the runtime (`runtime/contract`). The prelude needs no import.',
    wrong: `
import { readFile } from 'node:fs';

export function use(): void {
  readFile('a');
}
`,
    right: `
import { readTimestamp } from '../../runtime/contract/cpu.ts';

export function now(): u64 {
  'use unsafe';
  // SAFE: reads a counter.
  return readTimestamp();
}
`,
  },
  KD0004: {
    title: 'support function missing',
    explanation:
      'The compiler turns messages, assertions and failed checks into calls of dialect functions ' +
      'with fixed names, in `kernel/console/message.ts` and `kernel/panic.ts`. One of them is ' +
      'missing or not exported. A kernel may change what they do, but not what they are called.',
    wrong: null,
    right: null,
  },
  KD0005: {
    title: 'comment that TypeScript would obey',
    explanation:
      `No comment decides what is checked: \`${TS}-ignore\`, \`${TS}-expect-error\` and ` +
      `\`${TS}-nocheck\` are errors and silence nothing, and \`/// <reference …>\` adds no file. An ` +
      'error that is hidden would come back as a wrong program, because the compiler relies on what ' +
      'TypeScript has checked.',
    wrong: `
export function first(): u32 {
  // ${TS}-ignore: a comment changes nothing
  return 1;
}
`,
    right: `
export function first(): u32 {
  return 1;
}
`,
  },
  KD0006: {
    title: 'nested too deeply',
    explanation:
      'Statements, expressions and types nest at most 200 levels deep: `if (a) { … }` is two, every ' +
      'operator, `else if` and parenthesis is one. The compiler goes through them by recursion, which ' +
      'has an end; so it says where the limit is instead of failing somewhere behind it. Structs that ' +
      'lie in each other have the same limit.',
    wrong: null,
    right: null,
  },
  KD0008: {
    title: 'function too long',
    explanation:
      'TypeScript follows the control flow of a function from each use of a name back to what is ' +
      'known of it, through 2000 conditions, loops and calls that may not return. Behind more of ' +
      'them it does not know types any more. The same holds for the statements of a module.',
    wrong: null,
    right: null,
  },
} as const satisfies CatalogueFamily;
