/** Wrapping, saturating and checked arithmetic on u8, minimum and maximum. */
const VALUES: FixedArray<u8, 5> = [0, 1, 16, 200, 255];

function show(operator: string, value: u8 | null): void {
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
