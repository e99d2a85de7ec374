/** FNV-1a: wrapping multiplication of 64 bits. */
function hash(text: string): u64 {
  let value: u64 = 0xcbf2_9ce4_8422_2325n;
  for (const i of range(0, text.length)) {
    value = wrappingMul(value ^ u64(text.charCodeAt(i)), 0x100_0000_01b3n);
  }
  return value;
}

export function main(): void {
  print(`${hex(hash(''))}`);
  print(`${hex(hash('a'))}`);
  print(`${hex(hash('foobar'))} ${hash('foobar')}`);
}
