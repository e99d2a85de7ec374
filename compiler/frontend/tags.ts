/**
 * The TSDoc tags that mean something to the compiler.
 *
 * Used by: `symbols.ts`, which looks for them; `load.ts`, which parses no comments in a module
 * without any.            Uses: nothing.
 */

export const TAGS = ['allocates', 'mustUse', 'unsafe'] as const;
export type Tag = (typeof TAGS)[number];
