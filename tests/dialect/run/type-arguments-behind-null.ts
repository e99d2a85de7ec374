/** A type argument is found where null comes first, and null takes it from the other arguments. */
type Pair = { readonly small: u8; readonly wide: i64 };

function orElse<T>(value: T | null, other: T): T {
  return value === null ? other : value;
}

function chosen<T>(value: T | null, choose: (value: T) => bool, other: T): T {
  return value !== null && choose(value) ? value : other;
}

export function main(): void {
  const small: u8 = 200;
  const pair: Pair = { small, wide: -1n };
  print(`${wrappingAdd(orElse(null, small), 100)} ${orElse(null, pair).wide} ${orElse(null, 5n)}`);
  print(
    `${wrappingAdd(
      chosen(null, (value) => value > 9, small),
      56,
    )}`,
  );
}
