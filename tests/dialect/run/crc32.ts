/** CRC-32 of string constants, bit by bit and with a table computed at compile time. */
const POLYNOMIAL: u32 = 0xedb8_8320;
const TABLE: FixedArray<u32, 256> = tabulate(entry);

function entry(index: u32): u32 {
  let value: u32 = index;
  for (const _ of range(0, 8)) value = (value & 1) === 1 ? (value >> 1) ^ POLYNOMIAL : value >> 1;
  return value;
}

function slow(text: string): u32 {
  let crc: u32 = 0xffff_ffff;
  for (const i of range(0, text.length)) {
    crc ^= text.charCodeAt(i);
    for (const _ of range(0, 8)) crc = (crc & 1) === 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
  }
  return ~crc;
}

function fast(text: string): u32 {
  let crc: u32 = 0xffff_ffff;
  for (const i of range(0, text.length))
    crc = (crc >> 8) ^ TABLE[(crc ^ text.charCodeAt(i)) & 0xff];
  return ~crc;
}

function show(text: string): void {
  print(`${hex(slow(text))} ${hex(fast(text))}`);
}

export function main(): void {
  show('');
  show('a');
  show('123456789');
  show('The quick brown fox jumps over the lazy dog');
  print(`${hex(TABLE[1])} ${hex(TABLE[255])}`);
}
