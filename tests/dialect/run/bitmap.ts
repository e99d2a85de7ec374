/** A bitmap of 128 bits in words: set, clear, find the first zero, count. */
interface Bitmap extends Struct {
  words: FixedArray<u64, 2>;
}

const MAP: Bitmap = zeroed();

function set(bit: u32): void {
  MAP.words[bit / 64] |= 1n << u64(bit % 64);
}

function clear(bit: u32): void {
  MAP.words[bit / 64] &= ~(1n << u64(bit % 64));
}

function isSet(bit: u32): bool {
  return ((MAP.words[bit / 64] >> u64(bit % 64)) & 1n) !== 0n;
}

function firstZero(): u32 | null {
  for (const i of range(0, MAP.words.length)) {
    const zeros = ~MAP.words[i];
    if (zeros !== 0n) return i * 64 + countTrailingZeros(zeros);
  }
  return null;
}

function used(): u32 {
  return countOnes(MAP.words[0]) + countOnes(MAP.words[1]);
}

function show(): void {
  const free = firstZero();
  print(free === null ? 'full' : 'room');
  if (free !== null) print(`first ${free}, used ${used()}`);
}

export function main(): void {
  show();
  for (const bit of range(0, 70)) set(bit);
  show();
  clear(13);
  clear(66);
  show();
  print(`${isSet(12)} ${isSet(13)} ${isSet(66)} ${isSet(127)}`);
  for (const bit of range(0, 128)) set(bit);
  show();
  print(`${hex(MAP.words[1])} ${used()}`);
}
