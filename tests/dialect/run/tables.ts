/** A table computed when the program is compiled is the one that the program would compute. */

const CRC_TABLE: FixedArray<u32, 256> = tabulate(crcEntry);
const WEIGHTS: FixedArray<u16, 4> = [1, 20, 300, 4000];
const SCALED: FixedArray<u32, 4> = tabulate(scaled);

function crcEntry(index: u32): u32 {
  let crc: u32 = index;
  for (const _ of range(0, 8)) {
    crc = (crc & 1) !== 0 ? (crc >> 1) ^ 0xedb8_8320 : crc >> 1;
  }
  return crc;
}

function scaled(index: u32): u32 {
  return u32(WEIGHTS[index]) * 10 + index;
}

export function main(): void {
  let same: u32 = 0;
  for (const index of range(0, 256)) {
    if (CRC_TABLE[index] === crcEntry(index)) same += 1;
  }
  print(`${same} entries agree`);
  print(`${hex(CRC_TABLE[1])} ${hex(CRC_TABLE[255])}`);
  for (const value of SCALED) print(`${value}`);
}
