/** Binary search: found, absent, at both ends. */
const SORTED: FixedArray<u64, 7> = [2n, 3n, 5n, 0x1_0000_0000n, 0x1_0000_0001n, 1n << 63n, ~0n];

function find(value: u64): u32 | null {
  let low: u32 = 0;
  let high: u32 = SORTED.length;
  while (low < high) {
    const middle = low + (high - low) / 2;
    if (SORTED[middle] === value) return middle;
    if (SORTED[middle] < value) low = middle + 1;
    else high = middle;
  }
  return null;
}

function show(value: u64): void {
  const found = find(value);
  if (found === null) print(`${value} none`);
  else print(`${value} at ${found}`);
}

export function main(): void {
  show(2n);
  show(0xffff_ffff_ffff_ffffn);
  show(0x1_0000_0001n);
  show(4n);
  show(0n);
  show(0x8000_0000_0000_0001n);
}
