/** Powers modulo a 64-bit prime, with products of 128 bits. */
const PRIME: u64 = 0xffff_ffff_ffff_ffc5n;

/** a * b modulo PRIME by doubling: no product is larger than 64 bits. */
function times(a: u64, b: u64): u64 {
  let result: u64 = 0n;
  let factor: u64 = a % PRIME;
  let rest: u64 = b;
  while (rest !== 0n) {
    if ((rest & 1n) === 1n) result = sum(result, factor);
    factor = sum(factor, factor);
    rest >>= 1n;
  }
  return result;
}

function sum(a: u64, b: u64): u64 {
  const room = PRIME - b;
  return a >= room ? a - room : a + b;
}

function power(base: u64, exponent: u64): u64 {
  let result: u64 = 1n;
  let square: u64 = base;
  for (let rest: u64 = exponent; rest > 0n; rest >>= 1n) {
    if (rest % 2n === 1n) result = times(result, square);
    square = times(square, square);
  }
  return result;
}

export function main(): void {
  print(`${power(2n, 63n)} ${power(2n, 64n)} ${power(3n, 1000n)}`);
  print(`${power(123_456_789n, PRIME - 1n)} ${power(PRIME - 1n, 2n)}`);
}
