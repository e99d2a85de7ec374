/** Wrapping, saturating and checked arithmetic on i32, minimum and maximum. */
const VALUES: FixedArray<i32, 5> = [-2147483648, -1, 0, 46341, 2147483647];

function show(operator: string, value: i32 | null): void {
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
