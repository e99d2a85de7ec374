/** Euclid's algorithm on u32 and u64 through one generic function. */
function gcd<T extends number | bigint>(a: T, b: T, zero: T): T {
  let x: T = a;
  let y: T = b;
  while (y !== zero) {
    const rest = brand<T>(x % y);
    x = y;
    y = rest;
  }
  return x;
}

export function main(): void {
  print(`${gcd<u32>(1071, 462, 0)} ${gcd<u32>(17, 5, 0)} ${gcd<u32>(0, 9, 0)}`);
  print(`${gcd<u64>(0xffff_ffff_ffff_fffen, 0x5555_5555_5555_5554n, 0n)} ${gcd<i16>(-48, 36, 0)}`);
}
