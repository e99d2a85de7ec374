/**
 * What clang is told, for each kind of output.
 *
 * Used by: `objects.ts`, `link.ts`, benchmarks.            Uses: nothing.
 * Invariants:
 *   I1. No flag names a directory of this machine, so that objects are the same on every one.
 */

/** What an object is for: the kernel image, a process of this Linux machine, or an EFI application. */
export type Target = 'kernel' | 'linux' | 'uefi';

/** The language that the C back end emits: no undefined overflow, aliasing or null pointers. */
const DIALECT_FLAGS: readonly string[] = [
  '-std=gnu11',
  '-fno-strict-aliasing',
  '-fwrapv',
  // An address of a dialect program may be 0 without clang concluding anything from its use.
  '-fno-delete-null-pointer-checks',
  // Blocks of the source are brackets in C, of which clang allows 256. Its stack ends after 2,000.
  '-fbracket-depth=2048',
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

/** Frame sizes, for the computation of the deepest stack (`stack-depth.ts`). */
const KERNEL_STACK_FLAGS: readonly string[] = ['-fstack-size-section'];

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

const UEFI_TRIPLE = '--target=x86_64-unknown-windows';

/**
 * Objects of the COFF format, and with them the Microsoft calling convention that UEFI prescribes,
 * for calls in both directions. No stack probes: the firmware's stack is all there from the start.
 */
const UEFI_MACHINE_FLAGS: readonly string[] = [
  UEFI_TRIPLE,
  '-ffreestanding',
  '-mno-red-zone',
  '-mno-stack-arg-probe',
  '-march=x86-64',
  '-mno-sse',
  '-mno-mmx',
  '-mno-80387',
  '-fno-asynchronous-unwind-tables',
];

function machineFlags(target: Target): readonly string[] {
  switch (target) {
    case 'kernel':
      return KERNEL_MACHINE_FLAGS;
    case 'linux':
      return LINUX_MACHINE_FLAGS;
    case 'uefi':
      return UEFI_MACHINE_FLAGS;
  }
}

/** The flags that name the machine an assembly file is for. */
function assemblyMachineFlags(target: Target): readonly string[] {
  switch (target) {
    case 'kernel':
      return ['--target=x86_64-unknown-none-elf'];
    case 'linux':
      return [];
    case 'uefi':
      return [UEFI_TRIPLE];
  }
}

/** Flags for emitted C. */
export function compileFlags(target: Target): readonly string[] {
  return [
    '-O2',
    ...DEBUG_FLAGS,
    ...DIALECT_FLAGS,
    ...machineFlags(target),
    ...FRAME_FLAGS,
    ...(target === 'kernel' ? KERNEL_STACK_FLAGS : []),
    ...WARNING_FLAGS,
  ];
}

/** Flags for the assembly runtime. */
export function assembleFlags(target: Target): readonly string[] {
  return [
    ...DEBUG_FLAGS.filter((flag) => flag !== '-gno-column-info'),
    ...assemblyMachineFlags(target),
    ...WARNING_FLAGS,
  ];
}
