/** Functions: results, no result, never, expression bodies, order of declaration. */

export function last(): u32 {
  return first(1) + second();
}

function first(a: u32): u32 {
  return a;
}

function second(): u32 {
  if (first(3) > 2) {
    return 1;
  } else {
    return 2;
  }
}

export function nothing(): void {
  return;
}

export function stops(): never {
  panic('stops');
}

export function stopsInLoop(): never {
  while (true) nothing();
}

export function callsNever(a: u32): u32 {
  if (a > 3) return a;
  stops();
}

export function loopsForever(a: u32): u32 {
  while (true) {
    if (a > 2) return a;
  }
}

export function manyParameters(
  a: u8,
  b: u16,
  c: u32,
  d: u64,
  e: i8,
  f: i16,
  g: i32,
  h: i64,
  i: bool,
): u32 {
  return i ? u32(a) + u32(b) + c + u32(d) : u32(e) + u32(f) + u32(g) + u32(h);
}

export function changesParameter(a: u32): u32 {
  a += 1;
  return a;
}
