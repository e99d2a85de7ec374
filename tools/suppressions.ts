/**
 * Finds comments that silence a checker. The whole repository must be clean without them.
 *
 * Used by: `check.ts`.            Uses: nothing.
 */

/** A line that silences a checker. */
export interface Suppression {
  readonly line: number;
  readonly text: string;
}

// Put together from halves, so that this file and its test do not find themselves.
const MARKS: readonly string[] = [
  ['@ts', 'ignore'],
  ['@ts', 'expect-error'],
  ['@ts', 'nocheck'],
  ['eslint', 'disable'],
  ['prettier', 'ignore'],
  ['v8', 'ignore'],
  ['istanbul', 'ignore'],
  ['biome', 'ignore'],
].map(
  ([tool = '', word = '']) => `${tool}${tool === 'v8' || tool === 'istanbul' ? ' ' : '-'}${word}`,
);

/** All suppressions of one file. */
export function findSuppressions(source: string): readonly Suppression[] {
  return source.split('\n').flatMap((text, index) => {
    const isMarked = MARKS.some((mark) => text.includes(mark));
    return isMarked ? [{ line: index + 1, text: text.trim() }] : [];
  });
}
