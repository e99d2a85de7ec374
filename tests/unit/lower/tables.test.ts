/** Tables computed when the program is compiled: the limit is for a whole table, not for an entry. */

import { expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import { projectDirectory } from '../../../tools/paths.ts';

const FILE = 'tests/dialect/table.ts';

test('a table that takes too long is an error at its place', { timeout: 300_000 }, () => {
  const text = `const TABLE: FixedArray<u32, 1000000> = tabulate(entry);

function entry(index: u32): u32 {
  let sum: u32 = index;
  for (const i of range(0, 100)) sum = wrappingAdd(sum, i);
  return sum;
}
`;
  const { diagnostics } = compile({
    projectDirectory,
    roots: [FILE],
    sources: new Map([[FILE, text]]),
  });
  expect(diagnostics.map(({ code, line }) => `${code} ${line}`)).toEqual(['KD0701 1']);
  expect(diagnostics[0]?.message).toContain('it takes more than 10,000,000 operations');
});

test('a table whose entries are too many calls away is an error where they go too deep', () => {
  const functions = Array.from(
    { length: 2000 },
    (_, index) => `function f${index}(i: u32): u32 { return f${index + 1}(i); }`,
  );
  const text = `${functions.join('\n')}
function f2000(i: u32): u32 { return i; }
const TABLE: FixedArray<u32, 4> = tabulate(f0);
`;
  const { diagnostics } = compile({
    projectDirectory,
    roots: [FILE],
    sources: new Map([[FILE, text]]),
  });
  expect(diagnostics.map(({ code }) => code)).toEqual(['KD0701']);
  expect(diagnostics[0]?.message).toContain('calls go more than 500 levels deep');
});
