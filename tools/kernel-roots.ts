/**
 * The modules that a kernel is compiled from, with everything they import.
 *
 * Used by: `kernel-image.ts`, `link.ts`, `bench/`.            Uses: `support-modules.ts`.
 */

import { KERNEL_SUPPORT } from '../compiler/lower/support-modules.ts';

/** A function of a program. */
export interface FunctionName {
  /** Path of its module, relative to the project. */
  readonly module: string;
  readonly name: string;
}

/** The main module of the kernel that people run. */
export const KERNEL_MAIN = 'kernel/main.ts';

/** The function that the assembly runtime calls besides the main one. */
export const TRAP_HANDLER: FunctionName = { module: 'kernel/arch/trap.ts', name: 'handleTrap' };

/** The roots of a kernel whose main module is `main`, relative to the project. */
export function kernelRoots(main: string): readonly string[] {
  return [main, TRAP_HANDLER.module, ...Object.values(KERNEL_SUPPORT)];
}
