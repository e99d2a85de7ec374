/** Gray codes, reversal of bits, parity, next power of two. */
function gray(value: u32): u32 {
  return value ^ (value >> 1);
}

function reverse(value: u32): u32 {
  let result: u32 = value;
  result = ((result >> 1) & 0x5555_5555) | wrappingShl(result & 0x5555_5555, 1);
  result = ((result >> 2) & 0x3333_3333) | wrappingShl(result & 0x3333_3333, 2);
  result = ((result >> 4) & 0x0f0f_0f0f) | wrappingShl(result & 0x0f0f_0f0f, 4);
  result = ((result >> 8) & 0x00ff_00ff) | wrappingShl(result & 0x00ff_00ff, 8);
  return rotateRight(result, 16);
}

function nextPowerOfTwo(value: u64): u64 {
  return value <= 1n ? 1n : 1n << (64n - u64(countLeadingZeros(value - 1n)));
}

export function main(): void {
  for (const i of range(0, 5)) print(`${gray(i)} ${hex(reverse(i))} ${countOnes(i) % 2 === 1}`);
  print(`${hex(reverse(0xdead_beef))} ${reverse(reverse(0xdead_beef)) === 0xdead_beef}`);
  print(
    `${nextPowerOfTwo(0n)} ${nextPowerOfTwo(3n)} ${nextPowerOfTwo(4096n)} ${nextPowerOfTwo(4097n)}`,
  );
  print(`${nextPowerOfTwo(0x8000_0000_0000_0000n)}`);
}
