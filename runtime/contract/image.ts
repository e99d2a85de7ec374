/**
 * The kernel image: addresses that the linker script defines.
 *
 * Used by: `kernel/boot`, `kernel/mm/mapper.ts`, `kernel/panic.ts`.            Uses: the prelude.
 * Sources: `linker/kernel.ld`, where each name is defined.
 */

/**
 * @unsafe The address of a symbol of the linker script or the assembly runtime.
 *
 * @param name - a string constant, for example `'kernel_text_start'`
 */
export declare function linkerSymbol(name: string): VirtAddr;
