/** Strings are constants: passed, chosen, measured, read character by character. */
import { attempt } from '../support/attempt.ts';

const GREETING = 'hello';
const EMPTY: string = '';
const ESCAPES = "tab\tquote'back\\";
let index: u32 = 0;

function count(text: string, character: u32): u32 {
  let found: u32 = 0;
  for (const i of range(0, text.length)) {
    if (text.charCodeAt(i) === character) found += 1;
  }
  return found;
}

function choose(isFirst: bool): string {
  return isFirst ? 'first' : 'second one';
}

function read(): void {
  print(`${GREETING.charCodeAt(index)}`);
}

export function main(): void {
  print(GREETING);
  print(`${GREETING.length} ${EMPTY.length} ${ESCAPES.length} ${''.length}`);
  print(`${count('banana', 97)} ${count(GREETING, 0x6c)} ${count(EMPTY, 97)}`);
  print(choose(true));
  print(`${choose(false)} ${choose(false).length}`);
  let text = choose(true);
  print(`${text.charCodeAt(0)} ${text.charCodeAt(4)}`);
  text = 'x';
  print(text);
  attempt(read);
  index = 5;
  attempt(read);
  print('100% {safe} "quoted" \\ \u0041');
}
