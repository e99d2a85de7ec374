/** A choice among the operands has the type of the operands, whatever becomes of the result. */
interface Store extends Struct {
  small: u8;
  wide: i64;
}

const STORE: Store = zeroed();

function show(value: u8 | null): void {
  print(`${value === null ? 0 : value}`);
}

function isSmall(): bool {
  return STORE.small < 9;
}

function larger(): i64 | null {
  return max(STORE.wide, isSmall() ? -5n : STORE.wide);
}

export function main(): void {
  show(rotateRight(STORE.small, isSmall() ? 255 : STORE.small));
  STORE.small = 129;
  show(rotateRight(STORE.small, isSmall() ? 255 : STORE.small));
  show(wrappingAdd(isSmall() ? STORE.small : 200, 100));
  STORE.wide = -7n;
  const found: i64 | null = larger();
  const sum: i64 | null = STORE.wide + (isSmall() ? 1n : STORE.wide);
  print(`${found === null ? 0n : found} ${sum === null ? 0n : sum}`);
}
