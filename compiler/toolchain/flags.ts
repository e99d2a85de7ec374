/**
 * What clang is told, for each kind of output.
 *
 * Used by: `objects.ts`, `link.ts`, benchmarks.            Uses: nothing.
 * Invariants:
 *   I1. No flag names a directory of this machine, so that objects are the same on every one.
 */

/** What an object is for: the kernel image, or a process of this Linux machine. */
export type Target = 'kernel' | 'linux';

/** The language that the C back end emits: no undefined overflow, aliasing or null pointers. */
const DIALECT_FLAGS: readonly string[] = [
  '-std=gnu11',
  '-fno-strict-aliasing',
  '-fwrapv',
  // An address of a dialect program may be 0 without clang concluding anything from its use.
  '-fno-delete-null-pointer-checks',
];

/**
 * Debug information that names files relative to the project. Lines only: columns would be those of
 * the generated C.
 */
const DEBUG_FLAGS: readonly string[] = [
  '-g',
  '-gdwarf-4',
  '-gno-column-info',
  '-ffile-compilation-dir=.',
];

const WARNING_FLAGS: readonly string[] = ['-Wall', '-Wextra', '-Werror'];

/** Backtraces follow frame pointers, so there are no unwind tables. */
const FRAME_FLAGS: readonly string[] = ['-fno-omit-frame-pointer', '-fno-stack-protector'];

/** Baseline x86-64 without any vector or floating point register: interrupts save none. */
const KERNEL_MACHINE_FLAGS: readonly string[] = [
  '--target=x86_64-unknown-none-elf',
  '-ffreestanding',
  '-fno-pic',
  '-mcmodel=kernel',
  '-mno-red-zone',
  '-march=x86-64',
  '-mno-sse',
  '-mno-mmx',
  '-mno-80387',
  '-fno-asynchronous-unwind-tables',
];

/** Position independent, because runtime/linux defines symbols in the kernel window. */
const LINUX_MACHINE_FLAGS: readonly string[] = ['-march=x86-64', '-fPIE'];

function machineFlags(target: Target): readonly string[] {
  return target === 'kernel' ? KERNEL_MACHINE_FLAGS : LINUX_MACHINE_FLAGS;
}

/** Flags for emitted C. */
export function compileFlags(target: Target): readonly string[] {
  return [
    '-O2',
    ...DEBUG_FLAGS,
    ...DIALECT_FLAGS,
    ...machineFlags(target),
    ...FRAME_FLAGS,
    ...WARNING_FLAGS,
  ];
}

/** Flags for the assembly runtime. */
export function assembleFlags(target: Target): readonly string[] {
  const machine = target === 'kernel' ? ['--target=x86_64-unknown-none-elf'] : [];
  return [
    ...DEBUG_FLAGS.filter((flag) => flag !== '-gno-column-info'),
    ...machine,
    ...WARNING_FLAGS,
  ];
}
