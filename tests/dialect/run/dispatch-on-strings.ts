/** Strings compared character by character in dialect code. */
function equal(a: string, b: string): bool {
  if (a.length !== b.length) return false;
  for (const i of range(0, a.length)) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return false;
  }
  return true;
}

function startsWith(text: string, part: string): bool {
  if (part.length > text.length) return false;
  for (const i of range(0, part.length)) {
    if (text.charCodeAt(i) !== part.charCodeAt(i)) return false;
  }
  return true;
}

function indexOf(text: string, code: u32): u32 | null {
  for (const i of range(0, text.length)) {
    if (text.charCodeAt(i) === code) return i;
  }
  return null;
}

function value(option: string): u32 {
  const equals = indexOf(option, 61);
  if (equals === null) return 1;
  let result: u32 = 0;
  for (const i of range(equals + 1, option.length)) {
    result = result * 10 + (option.charCodeAt(i) - 48);
  }
  return result;
}

function run(option: string): void {
  if (equal(option, 'help')) print('usage');
  else if (startsWith(option, 'memory')) print(`memory ${value(option)}`);
  else print(`unknown option ${option}, ${option.length} characters`);
}

export function main(): void {
  run('help');
  run('memory=512');
  run('memory');
  run('helpful');
  run('');
  print(`${equal('', '')} ${startsWith('a', '')} ${startsWith('', 'a')}`);
}
