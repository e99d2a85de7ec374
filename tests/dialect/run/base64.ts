/** Base64 of a string constant, four characters at a time. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const OUT: FixedArray<u8, 64> = zeroed();

function sextet(bits: u32, index: u32): u8 {
  return u8(ALPHABET.charCodeAt((bits >> (18 - 6 * index)) & 63));
}

function encode(text: string): u32 {
  let length: u32 = 0;
  for (let i: u32 = 0; i < text.length; i += 3) {
    const rest = min(text.length - i, 3);
    let bits: u32 = 0;
    for (const k of range(0, 3)) bits = (bits << 8) | (k < rest ? text.charCodeAt(i + k) : 0);
    for (const k of range(0, 4)) {
      OUT[length] = k <= rest ? sextet(bits, k) : 61;
      length += 1;
    }
  }
  return length;
}

function checksum(length: u32): u32 {
  let value: u32 = 1;
  for (const i of range(0, length)) value = wrappingAdd(wrappingMul(value, 65_599), u32(OUT[i]));
  return value;
}

function show(text: string): void {
  const length = encode(text);
  print(`${length} ${checksum(length)}`);
}

export function main(): void {
  show('');
  show('f');
  show('fo');
  show('foo');
  show('The quick brown fox jumps.');
}
