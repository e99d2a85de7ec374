/**
 * The kernel's command line: words separated by spaces.
 *
 *   exit             end the run after the boot report, with its result as exit status
 *   fault=<name>     commit a deliberate fault after the boot report (`kernel/fault.ts`)
 *
 * Words that are not known are ignored: a loader may add its own.
 *
 * Used by: `kernel/main.ts`, `kernel/fault.ts`.            Uses: `boot-info.ts`.
 * Not handled here: quotes, values with spaces.
 */
import type { BootText } from './boot-info.ts';

const SPACE: u8 = 0x20;

/** Whether `word` stands in `text` between spaces or ends. */
export function hasWord(text: BootText, word: string): bool {
  let start: u32 = 0;
  while (start < text.lengthBytes) {
    const end = endOfWord(text, start);
    if (end - start === word.length && matchesAt(text, start, word)) return true;
    start = end + 1;
  }
  return false;
}

/** The first space at or after `start`, or the end of the text. */
function endOfWord(text: BootText, start: u32): u32 {
  let end: u32 = start;
  while (end < text.lengthBytes && text.bytes[end] !== SPACE) end += 1;
  return end;
}

/** Whether the text from `start` on begins with `word`; that much text is there. */
function matchesAt(text: BootText, start: u32, word: string): bool {
  for (const index of range(0, word.length)) {
    if (u32(text.bytes[start + index]) !== word.charCodeAt(index)) return false;
  }
  return true;
}
