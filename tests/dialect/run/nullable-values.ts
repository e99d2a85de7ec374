/** `T | null` of scalars, records, enums and booleans: null is none of their values. */
enum Level {
  Low,
  High,
}
type Pair = { readonly a: u8; readonly b: u64 };

function number(value: u32): u32 | null {
  return value === 3 ? null : value;
}

function big(value: u64): u64 | null {
  return value === 0n ? null : value - 1n;
}

function flag(value: u32): bool | null {
  if (value === 0) return null;
  return value === 1;
}

function level(value: u32): Level | null {
  if (value > 1) return null;
  return value === 0 ? Level.Low : Level.High;
}

function pair(value: u8): Pair | null {
  if (value > 9) return null;
  return { a: value, b: u64(value) * 1000n };
}

function address(value: u64): PhysAddr | null {
  return isAligned(value, 4096n) ? phys(value) : null;
}

function showNumber(value: u32 | null): void {
  print(value === null ? 'none' : 'some');
  if (value !== null) print(`${value}`);
}

export function main(): void {
  showNumber(number(3));
  showNumber(number(0));
  showNumber(7);
  showNumber(null);
  for (const i of range(0n, 2n)) {
    const value = big(i);
    if (value === null) print('no big');
    else print(`big ${value}`);
  }
  for (const i of range(0, 3)) {
    const value = flag(i);
    if (value === null) print('no flag');
    else if (value) print('set');
    else print('clear');
  }
  for (const i of range(0, 3)) {
    const value = level(i);
    if (value !== null) print(`${value}`);
    else print('no level');
  }
  const some = pair(9);
  if (some !== null) print(`${some.a} ${some.b}`);
  print(`${pair(10) === null} ${address(4097n) === null}`);
  const place = address(8192n);
  if (place !== null) print(`${place}`);
  let found: u32 | null = null;
  for (const i of range(0, 10)) {
    if (i * i > 20) {
      found = i;
      break;
    }
  }
  if (found !== null) print(`found ${found}`);
}
