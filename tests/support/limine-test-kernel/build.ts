/**
 * The test kernel: clang and lld, one image for each set of options.
 *
 * Used by: `tests/qemu/uefi`.            Uses: `tools/link.ts` for the tools.
 */

import { mkdirSync } from 'node:fs';

import { runTool } from '../../../compiler/toolchain/process.ts';
import { nativeTools } from '../../../tools/system-tools.ts';
import { BUILD_DIRECTORY, projectDirectory, projectPath } from '../../../tools/paths.ts';

const FOLDER = 'tests/support/limine-test-kernel';

/** What the kernel asks for; see the top of `kernel.c`. */
export interface TestKernelOptions {
  readonly baseRevision: number;
  readonly delimiters: boolean;
  readonly entryRequest: boolean;
  /** Bytes; 0 does not ask. */
  readonly stackBytes: number;
  /** Built for address 0, to be moved by the loader. */
  readonly positionIndependent: boolean;
}

/**
 * Builds the kernel.
 *
 * @param name - of the image in the build directory
 * @returns absolute path of the image
 */
export async function buildTestKernel(name: string, options: TestKernelOptions): Promise<string> {
  const { clang, linker } = nativeTools();
  const directory = `${BUILD_DIRECTORY}/limine-test-kernel`;
  mkdirSync(projectPath(directory), { recursive: true });
  const object = (file: string): string => `${directory}/${name}-${file}.o`;
  const flag = (value: boolean): string => (value ? '1' : '0');
  const flags = [
    '--target=x86_64-unknown-none-elf',
    '-ffreestanding',
    '-mno-red-zone',
    '-mno-sse',
    '-mno-mmx',
    '-mno-80387',
    '-O1',
    '-std=gnu11',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-fno-stack-protector',
    '-fno-asynchronous-unwind-tables',
    ...(options.positionIndependent ? ['-fPIE'] : ['-fno-pic', '-mcmodel=kernel']),
    `-DTEST_REVISION=${options.baseRevision}`,
    `-DTEST_DELIMITERS=${flag(options.delimiters)}`,
    `-DTEST_ENTRY_REQUEST=${flag(options.entryRequest)}`,
    `-DTEST_STACK_BYTES=${options.stackBytes}`,
  ];
  const sources = ['entry.S', 'kernel.c'];
  await Promise.all(
    sources.map((file) =>
      runTool(clang, [...flags, '-c', `${FOLDER}/${file}`, '-o', object(file)], projectDirectory),
    ),
  );
  const output = `${directory}/${name}.elf`;
  const linkFlags = [
    '-m',
    'elf_x86_64',
    '-T',
    `${FOLDER}/kernel.ld`,
    '-nostdlib',
    '-z',
    'max-page-size=4096',
    '-z',
    'noexecstack',
    '--build-id=none',
    ...(options.positionIndependent
      ? ['-pie', '--no-dynamic-linker', '-z', 'text', '--defsym=IMAGE_BASE=0']
      : ['-static', '--defsym=IMAGE_BASE=0xffffffff80000000']),
    ...sources.map(object),
    '-o',
    output,
  ];
  await runTool(linker, linkFlags, projectDirectory);
  return projectPath(output);
}
