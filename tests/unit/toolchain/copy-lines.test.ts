/** The kernel's symbol table, whatever the lines of copied functions are counted from. */

import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import type { CopyLines } from '../../../compiler/backend-c/copies.ts';
import { findSection, readElf } from '../../../compiler/toolchain/elf.ts';
import { KERNEL_MAIN } from '../../../tools/kernel-roots.ts';
import { compileKernel, linkKernel } from '../../../tools/link.ts';

const TIMEOUT_MS = 120_000;

test(
  'a backtrace names the same lines of copied functions as a debugger',
  async () => {
    const program = compileKernel(KERNEL_MAIN, 'without debugAssert');
    const entry = { module: KERNEL_MAIN, name: 'kernelMain' };
    const sections = async (name: string, copyLines: CopyLines): Promise<readonly Buffer[]> => {
      const { elf } = await linkKernel(program, entry, name, { flags: ['-g1'], copyLines });
      const file = readElf(readFileSync(elf));
      return ['.text', '.symbols', '.debug_line'].map(
        (section) => findSection(file, section)?.bytes ?? Buffer.alloc(0),
      );
    };
    const [text, symbols, lines] = await sections('lines-of-files', 'of the file');
    const [sameText, sameSymbols, otherLines] = await sections(
      'lines-of-functions',
      'of the function',
    );
    expect(sameText).toEqual(text);
    expect(sameSymbols).toEqual(symbols);
    expect(symbols?.length).toBeGreaterThan(10_000);
    expect(lines?.includes('#kx_')).toBe(false);
    expect(otherLines?.includes('#kx_')).toBe(true);
  },
  TIMEOUT_MS,
);
