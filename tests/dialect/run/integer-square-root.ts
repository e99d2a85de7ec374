/** The integer square root by bisection, exact at the ends of the range. */
function squareRoot(value: u64): u64 {
  let low: u64 = 0n;
  let high: u64 = 0xffff_ffffn;
  while (low < high) {
    const middle = high - (high - low) / 2n;
    if (middle * middle <= value) low = middle;
    else high = middle - 1n;
  }
  return low;
}

export function main(): void {
  print(
    `${squareRoot(0n)} ${squareRoot(1n)} ${squareRoot(3n)} ${squareRoot(4n)} ${squareRoot(99n)}`,
  );
  print(`${squareRoot(0xffff_ffff_ffff_ffffn)} ${squareRoot(0xffff_fffe_0000_0001n)}`);
  print(`${squareRoot(0xffff_fffe_0000_0000n)} ${squareRoot(1n << 62n)}`);
}
