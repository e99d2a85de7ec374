/**
 * Diagnostics KD05xx and KD06xx: effects of functions, and results that must be read.
 *
 * Used by: `../catalogue.ts`.            Uses: nothing.
 */

import type { CatalogueFamily } from './entry.ts';

export const EFFECTS = {
  KD0501: {
    title: "unsafe operation outside 'use unsafe'",
    explanation:
      'Turning an address into a reference and talking to the processor can break every guarantee ' +
      "of the language. Functions that do it start with the directive `'use unsafe'` and say in a " +
      '`// SAFE:` comment why it is right; they are kept small, so that they can be reviewed. ' +
      'Their callers need nothing.',
    wrong: `
interface Header extends Struct {
  size: u64;
}

export function sizeAt(address: VirtAddr): u64 {
  return at<Header>(address).size;
}
`,
    right: `
interface Header extends Struct {
  size: u64;
}

function headerAt(address: VirtAddr): Header {
  'use unsafe';
  // SAFE: the caller found the address in the list of headers.
  return at<Header>(address);
}

export function sizeAt(address: VirtAddr): u64 {
  return headerAt(address).size;
}
`,
  },
  KD0502: {
    title: 'recursion',
    explanation:
      'A kernel stack is small and has a guard page below it. The build computes how deep it can ' +
      'get, which is possible only when no function reaches itself. Functions that never return ' +
      'count as well: the frames of their callers stay on the stack. Only a panic may start ' +
      'anywhere, also while one is reported.',
    wrong: `
export function sumTo(n: u64): u64 {
  return n === 0n ? 0n : n + sumTo(n - 1n);
}
`,
    right: `
export function sumTo(n: u64): u64 {
  let sum: u64 = 0n;
  for (const i of range(0n, n + 1n)) sum += i;
  return sum;
}
`,
  },
  KD0503: {
    title: 'unknown or misplaced directive',
    explanation:
      "The directives are `'use unsafe'`, `'no alloc'` and `'track caller'`. They stand first in " +
      'the body of a function, before every statement; elsewhere they would do nothing without a ' +
      "word. An arrow function is called through references and has no `'track caller'`.",
    wrong: `
export function twice(value: u32): u32 {
  'use strict';
  return value * 2;
}
`,
    right: `
export function twice(value: u32): u32 {
  return value * 2;
}
`,
  },
  KD0504: {
    title: "'use unsafe' without need",
    explanation:
      'A function is marked unsafe but does nothing that is. Too many marks would hide the places ' +
      'that need a careful look.',
    wrong: `
export function twice(value: u32): u32 {
  'use unsafe';
  return value * 2;
}
`,
    right: `
export function twice(value: u32): u32 {
  return value * 2;
}
`,
  },
  KD0505: {
    title: "allocation reached from 'no alloc'",
    explanation:
      "A function marked `'no alloc'` may not reach a function tagged `@allocates`, by whatever " +
      'chain of calls. Panics and trap handlers carry the mark: the allocator may be what failed. A ' +
      'call through a reference counts as a call of every function of that type whose reference is ' +
      'taken.',
    wrong: `
/** @allocates Hands out the next number. */
function take(): u64 {
  return 1n;
}

export function report(): u64 {
  'no alloc';
  return take();
}
`,
    right: `
/** @allocates Hands out the next number. */
export function take(): u64 {
  return 1n;
}

export function report(taken: u64): u64 {
  'no alloc';
  return taken;
}
`,
  },
  KD0601: {
    title: 'result not read',
    explanation:
      'Errors are values, so a result that is dropped is an error that is dropped. Results of enums ' +
      'whose first member is `Ok`, of types tagged `@mustUse`, of unions, of every `T | null` and of ' +
      'records with such a field must be read, and so must what `disown` gives up. A local that keeps one and is named nowhere but left ' +
      "of `=` drops it as well. `ignore(x, 'why')` says that one does not matter, and can be " +
      'searched for.',
    wrong: `
enum Status {
  Ok,
  Full,
}

function push(): Status {
  return Status.Full;
}

export function run(): void {
  push();
}
`,
    right: `
enum Status {
  Ok,
  Full,
}

function push(): Status {
  return Status.Full;
}

export function run(): void {
  if (push() !== Status.Ok) print('full');
}
`,
  },
  KD0602: {
    title: 'misplaced tag',
    explanation:
      'Three tags of doc comments mean something to the compiler, and only where it looks for them: ' +
      '`@mustUse` on a record, union, enum or struct, `@allocates` on a function, `@unsafe` on a ' +
      'function of the contract. Another name of a type (`type Handle = Branded<u64, …>`) is not a ' +
      'type of its own, and a result has the type, not the function.',
    wrong: `
/** @mustUse */
export function count(): u32 {
  return 3;
}
`,
    right: `
/** @mustUse */
export type Count = { readonly value: u32 };

export function count(): Count {
  return { value: 3 };
}
`,
  },
  KD0603: {
    title: 'result not read on every path',
    explanation:
      'A local keeps the result of a call that must be read (see KD0601), and there is a path on ' +
      'which nothing reads it: the function or the scope ends before, or another value is kept in its ' +
      'place. Read it on each path, as soon as it is there; `ignore(x, …)` counts, a `debugAssert`, ' +
      'which may be left out, does not. `a === Status.Ok && b === Status.Ok` reads both. A path that ' +
      'ends in a panic needs nothing.',
    wrong: `
enum Status {
  Ok,
  Full,
}

function push(): Status {
  return Status.Full;
}

export function run(isLate: bool): void {
  const status = push();
  if (isLate) return;
  if (status !== Status.Ok) print('full');
}
`,
    right: `
enum Status {
  Ok,
  Full,
}

function push(): Status {
  return Status.Full;
}

export function run(isLate: bool): void {
  const status = push();
  if (status !== Status.Ok) print('full');
  if (isLate) return;
  print('in time');
}
`,
  },
} as const satisfies CatalogueFamily;
