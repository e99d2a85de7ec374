/**
 * What only the UEFI loader needs: the way out of it, into a kernel.
 *
 * Implemented by `runtime/uefi` alone; no other target has it.
 *
 * Used by: `boot/uefi/handover.ts`.            Uses: the prelude.
 */

/**
 * @unsafe Loads page tables, descriptor table, segments and stack, and jumps to the kernel with all
 * general purpose registers zero.
 *
 * @param state - address of a `HandoverState` of `boot/uefi/handover.ts`, reachable until the page
 * tables are loaded
 */
export declare function enterKernel(state: VirtAddr): never;
