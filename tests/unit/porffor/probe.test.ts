/**
 * Why the dialect is not compiled by Porffor, asked of the version that is installed.
 *
 * Decision 0002 rests on five things that Porffor gets wrong and kernel code cannot do without. Each
 * is a small program; the answer of JavaScript is known and Porffor's differs. When one of these
 * tests fails, Porffor has learned something: the reason does not hold any more, and the decision
 * is to be reopened.
 *
 * Used by: `npm test`.            Uses: porffor, a C compiler for its native output.
 * Sources: docs/decisions/0002-c-as-the-native-back-end.md.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { buildPath, projectPath } from '../../../tools/paths.ts';
import { CLANG, findTool } from '../../../tools/system-tools.ts';

const PORFFOR = projectPath('node_modules', 'porffor', 'runtime', 'index.js');
const FOLDER = buildPath('porffor-probe');
const RUN_LIMIT_MS = 20_000;
const COMPILE_LIMIT_MS = 60_000;

/** Something that Porffor gets wrong. Each program prints one line. */
interface Reason {
  readonly name: string;
  readonly program: string;
  /** What JavaScript prints. */
  readonly right: string;
}

const CONTROL: Reason = {
  name: 'control',
  program: 'let sum = 0; for (let i = 0; i < 5; i++) sum += i; console.log("sum", sum);',
  right: 'sum 10',
};

const REASONS: readonly Reason[] = [
  {
    name: 'exact 64-bit arithmetic',
    program: 'console.log(0xffffffff80000123n + 1n === 0xffffffff80000124n);',
    right: 'true',
  },
  {
    name: '32-bit unsigned values',
    program: 'console.log(-1 >>> 0);',
    right: '4294967295',
  },
  {
    name: '64-bit values in memory (DataView.setBigUint64, getBigUint64)',
    program: `const view = new DataView(new ArrayBuffer(8));
view.setBigUint64(0, 0xffffffff80000123n);
console.log(view.getBigUint64(0) === 0xffffffff80000123n);`,
    right: 'true',
  },
];

const NATIVE_REASONS: readonly Reason[] = [
  {
    name: 'indirect calls in native output',
    program: `const increment = (x) => x + 1;
const double = (x) => x * 2;
const choose = (i) => (i === 0 ? increment : double);
let sum = 0;
for (let i = 0; i < 4; i++) sum += choose(i % 2)(i);
console.log('indirect', sum);`,
    right: 'indirect 12',
  },
  {
    name: 'a second typed array in native output',
    program: `const first = new Uint32Array(1024);
const second = new Uint32Array(1024);
for (let i = 0; i < 1024; i++) first[i] = i;
let zeros = 0;
for (let i = 0; i < 1024; i++) if (second[i] === 0) zeros++;
console.log('zeros', zeros);`,
    right: 'zeros 1024',
  },
];

function installedVersion(): string {
  const text = readFileSync(projectPath('node_modules', 'porffor', 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}

/** Everything a process printed, without colours; the text says so when it did not end well. */
function outputOf(command: string, words: readonly string[], limitMs: number): string {
  const done = spawnSync(command, words, {
    cwd: FOLDER,
    encoding: 'utf8',
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  const escape = String.fromCharCode(27);
  const text = `${done.stdout}${done.stderr}`
    .split(escape)
    .join('')
    .replace(/\[\d+m/g, '');
  const ending = done.signal === null ? '' : ` (ended by ${done.signal})`;
  return `${text.trim()}${ending}`;
}

function write(file: string, program: string): string {
  mkdirSync(FOLDER, { recursive: true });
  const whole = path.join(FOLDER, file);
  writeFileSync(whole, `${program}\n`);
  return whole;
}

/** What Porffor prints for a program that it compiles to WebAssembly and runs. */
function run(reason: Reason): string {
  const file = write('run.js', reason.program);
  return outputOf(process.execPath, [PORFFOR, file], RUN_LIMIT_MS);
}

/** What the native program of Porffor prints; clang is asked not to optimise, to save time. */
function runNative(compiler: string, reasons: readonly Reason[]): string {
  const source = reasons.map(({ program }) => `{\n${program}\n}`).join('\n');
  const file = write('native.js', source);
  const binary = path.join(FOLDER, 'native');
  const words = [PORFFOR, 'native', file, binary, `--compiler=${compiler}`, '--_cO=O0'];
  outputOf(process.execPath, words, COMPILE_LIMIT_MS);
  return outputOf(binary, [], RUN_LIMIT_MS);
}

/** What to say when Porffor gives the right answer. */
function reopened(reason: Reason): string {
  return (
    `Porffor ${installedVersion()} now gets this right: ${reason.name}. One of the reasons of ` +
    'docs/decisions/0002-c-as-the-native-back-end.md does not hold any more: reopen the decision, ' +
    'and change the record and this test'
  );
}

describe('Porffor, run as WebAssembly', () => {
  const control = run(CONTROL);
  for (const reason of REASONS) {
    test(`does not have ${reason.name}`, ({ skip }) => {
      if (control !== CONTROL.right) skip(`Porffor does not run here: ${control}`);
      expect(run(reason), reopened(reason)).not.toBe(reason.right);
    });
  }
});

describe('Porffor, native output', () => {
  const compiler = findTool(CLANG).path;
  const printed =
    compiler === null ? [] : runNative(compiler, [CONTROL, ...NATIVE_REASONS]).split('\n');
  for (const reason of NATIVE_REASONS) {
    test(`does not have ${reason.name}`, ({ skip }) => {
      if (compiler === null) skip('there is no C compiler');
      if (!printed.includes(CONTROL.right)) skip(`no native program: ${printed.join('; ')}`);
      expect(printed, reopened(reason)).not.toContain(reason.right);
    });
  }
});
