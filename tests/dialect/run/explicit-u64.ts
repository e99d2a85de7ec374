/** Wrapping, saturating and checked arithmetic on u64, minimum and maximum. */
const VALUES: FixedArray<u64, 5> = [
  0n,
  1n,
  4294967296n,
  10000000000000000000n,
  18446744073709551615n,
];

function show(operator: string, value: u64 | null): void {
  if (value === null) print(`  checked ${operator}: none`);
  else print(`  checked ${operator}: ${value}`);
}

export function main(): void {
  for (const a of VALUES) {
    for (const b of VALUES) {
      print(`${a}, ${b}: ${min(a, b)} ${max(a, b)} ${a < b} ${a <= b} ${a === b}`);
      print(`  wrapping ${wrappingAdd(a, b)} ${wrappingSub(a, b)} ${wrappingMul(a, b)}`);
      print(`  saturating ${saturatingAdd(a, b)} ${saturatingSub(a, b)} ${saturatingMul(a, b)}`);
      show('+', checkedAdd(a, b));
      show('-', checkedSub(a, b));
      show('*', checkedMul(a, b));
    }
  }
}
