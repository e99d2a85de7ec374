/**
 * How gdb shows values of every kind, in a kernel that does nothing but hold them.
 *
 * gdb starts QEMU itself and talks with it over its standard input and output.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, test } from 'vitest';

import { compile } from '../../../compiler/compile.ts';
import { kernelRoots } from '../../../tools/kernel-roots.ts';
import { linkKernel } from '../../../tools/link.ts';
import { projectDirectory } from '../../../tools/paths.ts';
import { findTool, GDB, QEMU } from '../../../tools/system-tools.ts';

/** Longer than compiling and booting take on a machine that does much else. */
const TIMEOUT_MS = 120_000;

const MODULE = 'kernel/debug-values.ts';
const SOURCE = `
import { halt } from './arch/exit.ts';
import { KERNEL_DATA, type PageFlags } from './mm/page-flags.ts';

interface Part extends Struct {
  isOn: bool;
  letter: u8;
  signed: u32;
  _spare: u32;
  next: Part | null;
  bytes: FixedArray<u8, 4>;
  answers: FixedArray<bool, 2>;
  small: FixedArray<i8, 2>;
}

interface Held<T> extends Struct {
  value: T;
}

interface Large extends Struct {
  words: FixedArray<u64, 65536>;
  last: u32;
}

type Found =
  | { readonly kind: 'mapped'; readonly phys: PhysAddr; readonly double: u32 }
  | { readonly kind: 'fixed'; readonly wanted: PageFlags; readonly flags: u64 }
  | { readonly kind: 'absent_'; readonly level: u32 }
  | { readonly kind: 'nowhere' };

const PART: Part = zeroed();
const LARGE: Large = zeroed();
const WORD: Held<u64> = zeroed();
const LETTER: Held<u8> = zeroed();
let shown: u32 = 0;

function show(found: Found): void {
  if (found.kind === 'absent_') shown = found.level;
  if (found.kind === 'mapped') shown = found.double;
}

function use(wanted: PageFlags, flags: u64): void {
  const copy = wanted;
  put(WORD, copy);
  if (copy !== flags) show({ kind: 'fixed', wanted, flags });
}

function put<T>(held: Held<T>, value: T): void {
  held.value = value;
}

function call(action: () => void): void {
  action();
}

export function kernelMain(_protocol: u32, _startInfo: u64): never {
  PART.isOn = true;
  PART.letter = 65;
  PART.signed = 7;
  PART.bytes[0] = 200;
  PART.bytes[1] = 66;
  PART.answers[1] = true;
  PART.small[0] = -3;
  LARGE.words[65535] = 5n;
  LARGE.last = shown;
  show({ kind: 'mapped', phys: phys(0x2d000n), double: 9 });
  show({ kind: 'absent_', level: 3 });
  show({ kind: 'nowhere' });
  use(KERNEL_DATA, 1n);
  put(LETTER, 7);
  call(() => {
    shown += 1;
  });
  halt();
}
`;

const COMMANDS: readonly string[] = [
  'tsbreak debug-values.show',
  'continue',
  'bt',
  'print found',
  'continue',
  'print found',
  'continue',
  'print found',
  'print $ts("debug-values.PART")',
  'print/x $ts("debug-values.PART").letter',
  'print $ts("kernel/debug-values.ts.LARGE").last',
  'print $ts("debug-values.LARGE").words[65535]',
  'print $ts("debug-values.LARGE")',
  'continue',
  'bt',
  'print found',
  'up',
  'info locals',
  'print wanted',
  'print/x wanted + 0',
  'delete',
  'tsbreak debug-values.put',
  'tsbreak kernel/debug-values.ts.put<u8>',
  'tsbreak debug-values.kernelMain.arrow1',
  'continue',
  'continue',
];

const gdb = findTool(GDB).path;

/** Runs gdb on the image. @returns what it printed, and what it complained about */
async function askGdb(
  program: string,
  elf: string,
  commands: readonly string[],
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const machine = `${findTool(QEMU).path ?? QEMU.name} -kernel ${elf} -S -gdb stdio`;
  const quiet = '-nodefaults -no-user-config -display none -serial none -cpu max';
  const all = [
    'source tools/debug/printers.py',
    `target remote | exec ${machine} ${quiet}`,
    ...commands,
    // QEMU ends before it answers, which gdb complains about.
    'kill',
    'echo',
  ];
  const run = promisify(execFile);
  const options = { cwd: projectDirectory, timeout: TIMEOUT_MS };
  const gdbArguments = ['-q', '-nx', '-batch', elf, ...all.flatMap((each) => ['-ex', each])];
  return run(program, gdbArguments, options);
}

describe.skipIf(gdb === null)('gdb shows', () => {
  let elf = '';
  let output = '';
  let complaints = '';

  beforeAll(async () => {
    const { program, diagnostics } = compile({
      projectDirectory,
      roots: kernelRoots(MODULE),
      sources: new Map([[MODULE, SOURCE]]),
    });
    expect(diagnostics).toEqual([]);
    if (program === null) return;
    const entry = { module: MODULE, name: 'kernelMain' };
    elf = (await linkKernel(program, entry, 'debug-values', { flags: ['-O0'] })).elf;
    ({ stdout: output, stderr: complaints } = await askGdb(gdb ?? '', elf, COMMANDS));
  }, TIMEOUT_MS);

  test('the variant that a union holds, and no other', () => {
    expect(output).toContain("$1 = {kind = 'mapped', phys = phys 0x2_d000, double = 9}\n");
    expect(output).toContain("$2 = {kind = 'absent_', level = 3}\n");
    expect(output).toContain("$3 = {kind = 'nowhere'}\n");
  });

  test('fields as the dialect names and writes them', () => {
    expect(output).toContain(
      '$4 = {isOn = true, letter = 65, signed = 7, _spare = 0, next = null, bytes = {200, 66, 0, 0}, ' +
        'answers = {false, true}, small = {-3, 0}}\n',
    );
    expect(output).toContain('$5 = 0x41\n');
  });

  test('statics of any size by their TypeScript names', () => {
    expect(output).toContain('$6 = 0\n');
    expect(output).toContain('$7 = 5\n');
    expect(output).toMatch(/^\$8 = \{words = \{0 <repeats 65535 times>, 5\}, last = 0\}$/m);
  });

  test('what may be done with a page, where the source says so', () => {
    const wanted = 'present writable global no-execute';
    expect(output).toContain(`use (wanted=${wanted}, flags=1) at kernel/debug-values.ts`);
    expect(output).toContain(`$9 = {kind = 'fixed', wanted = ${wanted}, flags = 1}\n`);
    expect(output).toContain(`copy = ${wanted}\n`);
    expect(output).toContain(`$10 = ${wanted}\n$11 = 0x8000000000000103\n`);
  });

  test('where instances of a generic function begin, and arrow functions', () => {
    const places = [...output.matchAll(/^Breakpoint (\d) at .* line (\d+)\.$/gm)];
    // That of `show`, both of `put`, one of them again, and the arrow function.
    expect(places.map(([, number]) => number)).toEqual(['1', '2', '3', '4', '5']);
    const lines = places.map(([, , line]) => line);
    expect(lines[2]).toBe(lines[1]);
    expect(lines[3]).toBe(lines[1]);
    expect(output).toMatch(/^Breakpoint .*kx_debug_values__put__u8 \(held=.*, value=7\)/m);
    expect(output).toMatch(/^Breakpoint .*kx_debug_values__kernelMain__arrow1 \(\)/m);
  });

  test('backtraces that end where nobody called', () => {
    expect(output).toMatch(/^#0 .*show .*at kernel\/debug-values\.ts:\d+\n#1 .*kernelMain/m);
    expect(output).toMatch(/kernelMain \(_protocol=0, _startInfo=\d+\) at/);
    expect(output).toMatch(/^#2 .*entry_64 .*\n\$1/m);
    expect(complaints).not.toContain('Backtrace stopped');
  });

  test('which name is wrong', async () => {
    const wrong = async (command: string): Promise<string> =>
      (await askGdb(gdb ?? '', elf, [command])).stderr;
    expect(await wrong('tsbreak debug-values.hide')).toContain(
      'debug-values.hide: there is no kx_debug_values__hide; see `info functions ^kx_debug_values__`',
    );
    expect(await wrong('print $ts("PART")')).toContain('write the module as well');
  });
});
