/** The C of the whole kernel: no compiler has anything to say about it. */

import { describe, expect, it } from 'vitest';
import which from 'which';

import { emitC, emitUnits } from '../../../compiler/backend-c/emit.ts';
import { compile } from '../../../compiler/compile.ts';
import type { Program } from '../../../compiler/ir/program.ts';
import { compileFlags } from '../../../compiler/toolchain/flags.ts';
import { projectDirectory } from '../../../tools/paths.ts';
import { complaints, EVERY_WARNING, nativeTools, writeUnit } from './run-c.ts';

/** GCC does not compile the kernel, but reads C in its own way. */
const gcc = which.sync('gcc', { nothrow: true });

function compileKernel(): Program {
  const roots = ['kernel/main.ts', 'kernel/arch/trap.ts'];
  const { program } = compile({ projectDirectory, roots });
  if (program === null) throw new Error('the kernel does not compile');
  return program;
}

function expectNoWarning(source: string): void {
  const flags = [...compileFlags('kernel'), ...EVERY_WARNING];
  expect(complaints(nativeTools().clang, flags, source)).toBe('');
  if (gcc === null) return;
  const gccFlags = ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-fwrapv', '-ffreestanding'];
  expect(complaints(gcc, gccFlags, source)).toBe('');
}

describe('the kernel in C', () => {
  const program = compileKernel();
  const entryPoints = ['kx_main__kernelMain', 'kx_arch_trap__handleTrap'];

  it.each([
    ['checks on', [emitC(program, { entryPoints, checks: 'on' })]],
    ['checks off', [emitC(program, { entryPoints, checks: 'off' })]],
    [
      'several units',
      [...emitUnits(program, { entryPoints, checks: 'on' })].map(({ text }) => text),
    ],
  ] as const)('has no warning of clang, nearly all on, %s', (what, units) => {
    for (const [index, text] of units.entries()) {
      expectNoWarning(writeUnit(`kernel ${what} ${String(index)}`, text));
    }
  });

  it('is emitted the same every time', () => {
    const emit = (): string => emitC(program, { entryPoints, checks: 'on' });
    expect(emit()).toBe(emit());
  });
});
