/**
 * The programs of `run/` in ring 0: the kernel boots in QEMU, then they print what they print in
 * `dialect.test.ts` on the host.
 */

import { describe, expect, test } from 'vitest';

import { compile } from '../../compiler/compile.ts';
import { projectDirectory } from '../../tools/paths.ts';
import { runKernel } from '../support/run-native.ts';
import { driverLines, FOLDER, golden, programsOf, splitOutput } from './run-programs.ts';

const DRIVER = `${FOLDER}/kernel-driver.ts`;

/** The machine is booted as ever, then the programs run. */
const KERNEL_MAIN = `
import { exit, ExitValue } from '../../kernel/arch/exit.ts';
import * as Main from '../../kernel/main.ts';
export function kernelMain(protocol: u32, startInfo: u64): never {
  if (!Main.boot(protocol, startInfo)) exit(ExitValue.Failure);
  runAll();
  exit(ExitValue.Success);
}
`;

describe('run programs in the kernel', async () => {
  const names = programsOf('run');
  const { program, diagnostics } = compile({
    projectDirectory,
    roots: [DRIVER, 'kernel/arch/trap.ts'],
    sources: new Map([[DRIVER, `${driverLines(names).join('\n')}${KERNEL_MAIN}`]]),
  });
  test('compile with a kernel around them', () => {
    expect(diagnostics).toEqual([]);
  });
  if (program === null) return;

  const entry = { module: DRIVER, name: 'kernelMain' };
  const run = await runKernel(program, entry, 'dialect-kernel', { memory: '64M', cpu: 'max' });
  const texts = splitOutput(run.output.replaceAll('\r', ''));

  test('run to the end', () => {
    expect(run.failure, run.output.slice(-2000)).toBeNull();
    expect(texts.has('end')).toBe(true);
  });

  test.each(names)('%s', (name) => {
    expect(texts.get(name) ?? '(nothing: the run broke off before)').toBe(golden(name));
  });
});
