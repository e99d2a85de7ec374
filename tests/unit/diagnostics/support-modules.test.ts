/** What the compiler says when the kernel lacks a function that messages and panics need. */

import { expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const PROGRAM = 'tests/dialect/example.ts';

function codesWith(message: string, panic: string, program: string): readonly string[] {
  const { diagnostics } = compile({
    projectDirectory,
    roots: [PROGRAM],
    sources: new Map([
      ['tests/dialect/message.ts', message],
      ['tests/dialect/panic.ts', panic],
      [PROGRAM, program],
    ]),
    support: { message: 'tests/dialect/message.ts', panic: 'tests/dialect/panic.ts' },
  });
  return diagnostics.map((found) => `${found.line} ${found.code}: ${found.message}`);
}

test('a missing support function is reported where it is needed', () => {
  const program = "export function greet(): void {\n  print('hello');\n}\n";
  const begin = 'export function beginLine(): void {}\n';
  expect(codesWith(begin, begin, program)).toEqual([
    '2 KD0004: this needs the function appendText of tests/dialect/message.ts, which does not exist',
  ]);
});

test('a program without messages needs none', () => {
  const nothing = 'export function nothing(): void {}\n';
  expect(codesWith(nothing, nothing, nothing)).toEqual([]);
});
