/**
 * The disk that the test kernel of `tests/support/limine-test-kernel` expects.
 *
 * Used by: the tests of this folder.            Uses: nothing.
 */

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
