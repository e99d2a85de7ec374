/** Loops and jumps. */

interface Item extends Struct {
  value: u32;
}

export function all(items: FixedArray<Item, 4>, n: u32): u32 {
  let total: u32 = 0;
  while (total < n) total += 1;
  do total += 1;
  while (total < n);
  for (let i: u32 = 0; i < n; i++) total += i;
  for (let i: u32 = 0, step: u32 = 2; i < n; i += step) total += i;
  for (;;) {
    if (total > n) break;
    total *= 2;
  }
  for (const i of range(0, n)) total += i;
  for (const i of range(0n, 4n)) total += u32(i);
  for (let i of range(0, n)) {
    i += 1;
    total += i;
  }
  for (const item of items) item.value = total;
  for (const item of items) {
    if (item.value === 3) continue;
    total += item.value;
  }
  outer: for (const i of range(0, n)) {
    for (const k of range(i, n)) {
      if (k === 3) continue outer;
      if (k === 4) break outer;
    }
  }
  block: {
    if (total === 7) break block;
    total = 1;
  }
  return total;
}
