/**
 * A chain of calls as a message says it.
 *
 * Used by: `lower/effects.ts`, `toolchain/stack-depth.ts`, `tools/stack-check.ts`.            Uses: nothing.
 */

/** Of a chain with more names the first and the last ones are said, as many together. */
const SAID_NAMES = 12;

/** `a → b → c`; in place of the middle of a long chain, how many names it has. */
export function sayChain(names: readonly string[]): string {
  if (names.length <= SAID_NAMES) return names.join(' → ');
  const left = names.length - SAID_NAMES;
  const first = names.slice(0, SAID_NAMES / 2);
  const last = names.slice(-SAID_NAMES / 2);
  return [...first, `… ${left} more …`, ...last].join(' → ');
}
