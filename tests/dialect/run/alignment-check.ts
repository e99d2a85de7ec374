/** `at` of an address that is not a multiple of the struct's alignment panics. */
interface Word extends Struct {
  value: u32;
}

function wordAt(place: VirtAddr): Word {
  'use unsafe';
  // SAFE: never returns for the address below: it is not aligned.
  return at<Word>(place);
}

export function main(): void {
  const word = wordAt(virt(0x1002n));
  print(`${word.value}`);
}
