/** Steps and largest value of Collatz sequences. */
type Walk = { readonly steps: u32; readonly highest: u64 };

function walk(start: u64): Walk {
  let value: u64 = start;
  let steps: u32 = 0;
  let highest: u64 = start;
  while (value !== 1n) {
    value = value % 2n === 0n ? value / 2n : value * 3n + 1n;
    highest = max(highest, value);
    steps += 1;
  }
  return { steps, highest };
}

export function main(): void {
  for (const start of range(1n, 8n)) print(`${start}: ${walk(start).steps} ${walk(start).highest}`);
  const long = walk(837_799n);
  print(`${long.steps} ${long.highest}`);
}
