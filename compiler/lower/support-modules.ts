/**
 * Where the functions are that lowering calls by name (`support.ts`).
 *
 * Used by: `compile.ts`, `support.ts`, `tools/kernel-roots.ts`.            Uses: nothing.
 */

export type SupportModule = 'message' | 'panic';

/** Where the support functions are declared, relative to the project. */
export type SupportModules = Readonly<Record<SupportModule, string>>;

/** The kernel's own. */
export const KERNEL_SUPPORT: SupportModules = {
  message: 'kernel/console/message.ts',
  panic: 'kernel/panic.ts',
};
