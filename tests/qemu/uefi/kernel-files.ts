/**
 * Disks for the UEFI loader: the one that the test kernel of `tests/support/limine-test-kernel` expects,
 * and one with our kernel.
 *
 * Used by: the tests of this folder, the matrix.            Uses: `tools/kernel-image.ts`.
 */

import { readFileSync } from 'node:fs';

import { buildKernel } from '../../../tools/kernel-image.ts';
import { projectPath } from '../../../tools/paths.ts';

/** The test kernel expects exactly these values: see `kernel.c`. */
export const CLOCK: readonly string[] = ['-rtc', 'base=2024-02-29T12:34:56'];

export const CONFIGURATION = `timeout: 0
/Test
    protocol: limine
    path: boot():/boot/test.elf
    cmdline: one two=3
    module_path: boot():/boot/first.txt
    module_cmdline: the first
    module_path: boot():/boot/second.txt
`;

/** The files of the disk, with `kernel` (an absolute path) as the kernel. */
export function kernelFiles(
  kernel: string,
  configuration: string,
): Readonly<Record<string, Buffer | string>> {
  return {
    'boot/limine.conf': Buffer.from(configuration),
    'boot/test.elf': kernel,
    'boot/first.txt': Buffer.from('first module'),
    'boot/second.txt': Buffer.alloc(9000, 'x'),
  };
}

/** `boot/limine.conf` with `options` (lines) in its only entry, which is its end, and our kernel. */
export async function kernelDisk(
  options: readonly string[],
): Promise<Readonly<Record<string, Buffer | string>>> {
  const configuration = readFileSync(projectPath('boot/limine.conf'), 'utf8').trimEnd();
  const lines = [configuration, ...options.map((line) => `    ${line}`), ''];
  return {
    'boot/limine.conf': Buffer.from(lines.join('\n')),
    'boot/slayer.elf': (await buildKernel()).elf,
  };
}
