/** The line of help says what compiles: following it does not lead to the next error. */

import { describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FILE = 'kernel/lib/helps.ts';

/** The help of the only error of a function body, and the text that it points at. */
function helpFor(body: string, before = ''): { help: string | null; at: string } {
  const line = `${before} export function f(a: u32, c: u64, x: u32): VirtAddr { ${body} return virt(c); }`;
  const { diagnostics } = compile({
    projectDirectory,
    roots: [FILE],
    sources: new Map([[FILE, line]]),
  });
  const [first, ...others] = diagnostics;
  if (first === undefined || others.length > 0) {
    throw new Error(`expected one error: ${JSON.stringify(diagnostics)}`);
  }
  return { help: first.help, at: line.slice(first.column - 1, first.endColumn - 1) };
}

describe('help', () => {
  test.each([
    ['while (1) print("x");', 'write `true`', '1'],
    ['if (!0n) print("x");', 'write `true`', '!0n'],
    ['if (!a) print("x");', 'write `a === 0`', '!a'],
    ['const b: u32 = 18446744073709551615n;', 'u32 holds [0, 4294967295]', '18446744073709551615n'],
    ['const b: u32 = 5n;', 'write 5', '5n'],
    ['const b: u32 = -1n;', 'u32 holds [0, 4294967295]', '1n'],
    ['const b: VirtAddr = 3;', 'write virt(3n)', '3'],
    ['const b: VirtAddr = x;', 'widen it: virt(u64(x))', 'x'],
    ["const b: u8 = 'a';", 'write the code of the character: 97', "'a'"],
    ["const b: u64 = ' ';", 'write the code of the character: 32n', "' '"],
    ['const b: PhysAddr = x;', 'widen it: phys(u64(x))', 'x'],
  ])('%s', (body, help, at) => {
    expect(helpFor(body)).toEqual({ help, at });
  });

  test('an enum is not made of a number by an assertion', () => {
    const { help } = helpFor('const b = x as E; print(`${b}`);', 'enum E { A, B }');
    expect(help).toBe('a `switch` over the number says which member each value means');
  });
});
