/** Tables filled by a pure function when the program is compiled; the same function runs later. */
enum Class {
  Digit,
  Letter,
  Other,
}

const SQUARES: FixedArray<u32, 10> = tabulate(square);
const BITS: FixedArray<u8, 16> = tabulate(ones);
const CLASSES: FixedArray<Class, 128> = tabulate(classOf);
const POWERS: FixedArray<u64, 20> = tabulate(powerOfTen);
const ODD: FixedArray<bool, 5> = tabulate(isOdd);

function isOdd(index: u32): bool {
  return index % 2 === 1;
}

function square(index: u32): u32 {
  return index * index;
}

function ones(index: u32): u8 {
  return u8(countOnes(index));
}

function classOf(code: u32): Class {
  if (code >= 48 && code < 58) return Class.Digit;
  const letter = code | 0x20;
  return letter >= 97 && letter < 123 ? Class.Letter : Class.Other;
}

function powerOfTen(index: u32): u64 {
  let value: u64 = 1n;
  for (const _ of range(0, index)) value *= 10n;
  return value;
}

export function main(): void {
  for (const i of range(0, SQUARES.length)) {
    if (SQUARES[i] !== square(i)) print(`wrong square ${i}`);
  }
  for (const i of range(0, CLASSES.length)) {
    if (CLASSES[i] !== classOf(i)) print(`wrong class ${i}`);
  }
  print(`${SQUARES[9]} ${BITS[15]} ${BITS[8]} ${POWERS[19]} ${POWERS[0]}`);
  print(`${CLASSES[0x41]} ${CLASSES[0x39]} ${CLASSES[0x20]} ${CLASSES[0x7a]}`);
  print(`${ODD[0]} ${ODD[3]}`);
}
