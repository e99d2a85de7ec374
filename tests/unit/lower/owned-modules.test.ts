/** Ownership is looked for in every module that a type with an owner can come to. */

import { describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const OWNER = `
export type Slot = Owned<u32, typeof release>;

export function release(slot: u32): void {
  print(\`\${slot}\`);
}

export function take(): Slot {
  return own<Slot>(1);
}

export function each(visit: (slot: Slot) => void): void {
  visit(take());
}
`;

/** What is reported when `use` stands in a module behind the modules `between` and the owner. */
function codesOf(between: readonly string[], use: string): readonly string[] {
  const sources = new Map([['tests/dialect/owner.ts', OWNER]]);
  let imported = 'owner';
  for (const name of between) {
    const text = `import * as Next from './${imported}.ts';
export function take(): Next.Slot {
  return Next.take();
}
export type Slot = Next.Slot;
`;
    sources.set(`tests/dialect/${name}.ts`, text);
    imported = name;
  }
  const user = `export function use(): void {\n${use}\n}\nimport * as Next from './${imported}.ts';\n`;
  return codesOfUser(user, sources);
}

/** What is reported in `user`, which imports from `sources`. */
function codesOfUser(user: string, sources: Map<string, string>): readonly string[] {
  sources.set('tests/dialect/user.ts', user);
  const { diagnostics } = compile({
    projectDirectory,
    roots: ['tests/dialect/user.ts'],
    sources,
  });
  return diagnostics.map(({ code, file, line }) => `${code} ${file}:${line}`);
}

describe('a value that is not consumed is found', () => {
  const forgotten = '  const slot = Next.take();\n  print(`${slot}`);';

  test('in a module that imports the type', () => {
    expect(codesOf([], forgotten)).toEqual(['KD0901 tests/dialect/user.ts:2']);
  });

  test('in a module that never names it, two imports away', () => {
    expect(codesOf(['first', 'second'], forgotten)).toEqual(['KD0901 tests/dialect/user.ts:2']);
  });
});

describe('a value that is not consumed is found behind', () => {
  const codes = (user: string): readonly string[] =>
    codesOfUser(user, new Map([['tests/dialect/owner.ts', OWNER]]));

  test('a function that is imported under another name', () => {
    const user = `import { take as get } from './owner.ts';
export function use(): void {
  const slot = get();
  print(\`\${slot}\`);
}
`;
    expect(codes(user)).toEqual(['KD0901 tests/dialect/user.ts:3']);
  });

  test('the parameter of an arrow function, which has its type from the call', () => {
    const user = `import { each } from './owner.ts';
export function use(): void {
  each((slot) => {
    print(\`\${slot}\`);
  });
}
`;
    expect(codes(user)).toEqual(['KD0901 tests/dialect/user.ts:3']);
  });

  test('functions and records that are declared before what they are made of', () => {
    const user = `import type { Slot } from './owner.ts';
import { take } from './owner.ts';
export function use(): void {
  const taken = second();
  print(\`\${taken.slot}\`);
}
function second(): Pair {
  return first();
}
function first(): Pair {
  return { slot: take() };
}
type Pair = { readonly slot: Slot };
`;
    expect(codes(user)).toEqual(['KD0901 tests/dialect/user.ts:4']);
  });
});

test('what is consumed two imports away is no error', () => {
  expect(codesOf(['first', 'second'], '  using slot = Next.take();\n  print(`${slot}`);')).toEqual(
    [],
  );
});
