/** Arithmetic on narrow types happens at their own width, not wider. */
let byte: u8 = 200;
let word: u16 = 60_000;
let signed: i8 = 100;

export function main(): void {
  const a: u8 = wrappingAdd(byte, 100);
  print(`${a} ${wrappingMul(byte, 2)} ${~byte} ${wrappingShl(byte, 1)}`);
  const average = (u16(byte) + u16(a)) / 2;
  print(`${average}`);
  print(`${wrappingAdd(word, 10_000)} ${~word} ${word >> 4} ${word & 0xff}`);
  print(`${wrappingAdd(signed, 100)} ${wrappingMul(signed, 3)} ${wrappingSub(signed, -100)}`);
  print(`${~signed} ${signed >> 3} ${signed & 0x0f} ${signed | -128}`);
  print(`${u32(byte) << 24} ${u64(byte) << 56n} ${i32(signed) * 1000}`);
  const rotated = rotateLeft(byte, 3);
  print(`${rotated} ${rotateRight(rotated, 3) === byte} ${countLeadingZeros(byte)}`);
}
