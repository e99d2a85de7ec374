/**
 * The code blocks of a Markdown file, and what they say about themselves.
 *
 * A block of dialect code begins with ```` ```ts ````. Words after it say what it is:
 *
 *   ```` ```ts ````                    a module
 *   ```` ```ts body ````               statements, as they stand inside a function
 *   ```` ```ts in kernel/lib/x.ts ```` a part of that file: the parts of one document are put together
 *   ```` ```ts reject KD0301 ````      a module (with `body`: statements) that gets exactly these codes
 *
 * Used by: `code-blocks.test.ts`.            Uses: nothing.
 */

export interface CodeBlock {
  /** Line of the document on which the code begins, from 1. */
  readonly line: number;
  readonly isBody: boolean;
  /** The file that the block is a part of, or null. */
  readonly file: string | null;
  /** Codes of the diagnostics that the block must get, sorted; empty for a block that compiles. */
  readonly codes: readonly string[];
  readonly text: string;
}

/**
 * The blocks of `markdown` that are marked `ts`, in order.
 *
 * @throws Error for a word after `ts` that means nothing
 */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = markdown.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const fence = /^\s*(`{3,})(.*)$/.exec(lines[index] ?? '');
    if (fence === null) continue;
    const [, ticks = '', info = ''] = fence;
    const start = index + 1;
    index = start;
    while (index < lines.length && lines[index]?.trim() !== ticks) index++;
    const [language, ...words] = info.trim().split(/\s+/);
    if (language !== 'ts') continue;
    const text = lines.slice(start, index).join('\n');
    blocks.push({ line: start + 1, text, ...readWords(words, start) });
  }
  return blocks;
}

function readWords(
  words: readonly string[],
  line: number,
): Pick<CodeBlock, 'codes' | 'file' | 'isBody'> {
  const rest = [...words];
  let isBody = false;
  let file: string | null = null;
  let codes: readonly string[] = [];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === 'body') isBody = true;
    else if (word === 'in') file = rest.shift() ?? null;
    else if (word === 'reject') codes = rest.splice(0).sort();
    else throw new Error(`line ${line}: \`${word}\` means nothing after \`ts\``);
  }
  return { isBody, file, codes };
}
