/** Wrapping, saturating and checked arithmetic on u16, minimum and maximum. */
const VALUES: FixedArray<u16, 5> = [0, 1, 256, 40000, 65535];

function show(operator: string, value: u16 | null): void {
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
