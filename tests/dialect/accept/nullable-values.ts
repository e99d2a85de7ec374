/** `T | null` of integers, booleans, enums, addresses, records, functions and strings. */

enum Level {
  Low,
}

type Pair = { readonly a: u32; readonly b: u32 };

export function integer(a: u32): u32 | null {
  return a > 3 ? a : null;
}

export function flag(a: u32): bool | null {
  if (a === 0) return null;
  return a === 1;
}

export function level(a: u32): Level | null {
  return a === 0 ? Level.Low : null;
}

export function address(a: u64): PhysAddr | null {
  return isAligned(a, 4096n) ? phys(a) : null;
}

export function record(a: u32): Pair | null {
  if (a === 0) return null;
  return { a, b: a };
}

export function action(a: u32): (() => void) | null {
  return a === 0 ? null : nothing;
}

export function text(a: u32): string | null {
  return a === 0 ? 'zero' : null;
}

export function nothing(): void {}

export function use(): u32 {
  const a = integer(5);
  const b = record(1);
  const c = action(1);
  const d = text(0);
  if (c !== null) c();
  if (d !== null) print(d);
  let found: u32 | null = null;
  if (a !== null && b !== null) found = a + b.b;
  return found === null ? 0 : found;
}

export function pass(a: u32 | null, b: Pair | null): u32 {
  return (a === null ? 0 : a) + (b === null ? 0 : b.a);
}

export function passAll(): u32 {
  return pass(null, null) + pass(1, { a: 1, b: 2 });
}
