/**
 * Names that a C programmer expects, and what the dialect has in their place.
 *
 * Used by: `typescript-errors.ts`.            Uses: nothing.
 */

const FRACTIONS = 'there are integers only';

const C_NAMES: ReadonlyMap<string, string> = new Map([
  ['char', 'write u8, or string for text'],
  ['short', 'write i16'],
  ['int', 'write i32'],
  ['long', 'write i64'],
  ['unsigned', 'write u32'],
  ['float', FRACTIONS],
  ['double', FRACTIONS],
  ['f32', FRACTIONS],
  ['f64', FRACTIONS],
  ['size_t', 'write usize'],
  ['ssize_t', 'write i64'],
  ['uintptr_t', 'write VirtAddr'],
  ['intptr_t', 'write i64'],
  ['NULL', 'write null'],
  ['nullptr', 'write null'],
  ['sizeof', 'write sizeOf<T>()'],
  ['offsetof', "write offsetOf<T>('field')"],
  ['static_assert', 'write staticAssert(condition, text)'],
  ['printf', 'write print(`…`)'],
  ['printk', 'write print(`…`) or log.info(`…`)'],
  ['puts', 'write print(`…`)'],
  ['abort', 'write panic(`…`)'],
  ['exit', 'write panic(`…`)'],
  ['malloc', 'take memory from an allocator, or use `zeroed()` storage'],
  ['calloc', 'take memory from an allocator, or use `zeroed()` storage'],
  ['free', 'give memory back to the allocator that it is from'],
  ['memcpy', 'use copyMemory of runtime/contract/memory.ts'],
  ['memmove', 'use copyMemory of runtime/contract/memory.ts'],
  ['memset', 'use fillMemory of runtime/contract/memory.ts'],
  ['memcmp', 'use equalMemory of runtime/contract/memory.ts'],
]);

/** What to use instead of a name of C; null when `name` is none. */
export function insteadOfC(name: string): string | null {
  const [, sign, bits] = /^(u?)int(8|16|32|64)_t$/.exec(name) ?? [];
  if (sign !== undefined && bits !== undefined) return `write ${sign === '' ? 'i' : 'u'}${bits}`;
  return C_NAMES.get(name) ?? null;
}
