/** `bool` and `boolean`, and everything that gives one. */

export function logic(a: bool, b: boolean): bool {
  return (a && !b) || (b && !a) || a === b || a !== b;
}

export function fromIntegers(a: u32, b: u32): bool {
  return a < b || a <= b || a > b || a >= b || a === b || a !== b;
}

export function choose(flag: bool, a: bool): bool {
  return flag ? a : !a;
}

let isReady: bool = false;

export function set(): void {
  isReady = !isReady;
  if (isReady) print('ready');
}
