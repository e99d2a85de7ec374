/** A failed expectation of a claim names its file and line: `'track caller'` of the test framework. */

import { beforeAll, describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import type { Program } from '../../../compiler/ir/program.ts';
import { projectDirectory } from '../../../tools/paths.ts';
import { parseKtap } from '../../support/ktap.ts';
import { runJavaScript } from '../../support/run-javascript.ts';
import { runNative } from '../../support/run-native.ts';

const SUITE = 'tests/kernel/failing.ktest.ts';
const ENTRY = { module: SUITE, name: 'main' };
/** Claims that fail; then what must be said of each, with the line of its expectation. */
const SOURCE = `import { begin, end, expect, expectBool, expectEqual, Target, test, testPanics } from './support/ktest.ts';

function expectSmall(value: u64): void {
  'track caller';
  expect(value < 10n, 'a small number');
}

export function main(): void {
  begin(Target.HostJs);
  test('of a condition', () => {
    expect(false, 'what is true'); // line 11
  });
  test('of equal numbers', () => {
    expectEqual(1n, 1n, 'not this one');
    expectEqual<u8>(0, 1, 'the first byte'); // line 15
  });
  test('of truth values', () => {
    expectBool(true, false, 'the flag'); // line 18
  });
  test('through a helper', () => {
    expectSmall(9n);
    expectSmall(10n); // line 22
  });
  testPanics('of a panic', 'too large', () => {}); // line 24
  testPanics('of what a panic says', 'too large', () => { // line 25
    panic('too small');
  });
  ignore(end(), 'all of them fail');
}
`;
const SAID: readonly string[] = [
  `# ${SUITE}:11: expected: what is true`,
  `# ${SUITE}:15: the first byte: expected 1, got 0`,
  `# ${SUITE}:18: the flag: expected false, got true`,
  `# ${SUITE}:22: expected: a small number`,
  `# ${SUITE}:24: expected a panic that says: too large`,
  `# ${SUITE}:25: expected a panic that says: too large`,
];

describe('a failed expectation names its file and line', () => {
  let program: Program;

  beforeAll(() => {
    const compiled = compile({
      projectDirectory,
      roots: [SUITE],
      sources: new Map([[SUITE, SOURCE]]),
    });
    expect(compiled.diagnostics).toEqual([]);
    if (compiled.program === null) throw new Error('no program, and no diagnostic');
    program = compiled.program;
  });

  const saidBy = (output: string): readonly (string | undefined)[] =>
    parseKtap(output).claims.map((claim) =>
      claim.output.findLast((line) => line.startsWith(`# ${SUITE}`)),
    );

  test('on host-js', () => {
    expect(saidBy(runJavaScript(program, ENTRY).output)).toEqual(SAID);
  });

  test('on host-native', async () => {
    expect(saidBy((await runNative(program, ENTRY, 'failing-claims')).output)).toEqual(SAID);
  });
});
