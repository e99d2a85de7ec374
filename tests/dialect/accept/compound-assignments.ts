/** Assignments that compute, and `++` and `--` as statements. */

interface Cell extends Struct {
  value: u32;
  table: FixedArray<u16, 4>;
}

let total: u64 = 0n;

export function all(cell: Cell, a: u32): u32 {
  let x = a;
  x += 1;
  x -= 1;
  x *= 2;
  x /= 2;
  x %= 7;
  x &= 7;
  x |= 8;
  x ^= 15;
  x <<= 2;
  x >>= 1;
  x++;
  --x;
  cell.value += x;
  cell.value++;
  cell.table[x] -= 1;
  cell.table[3]--;
  total += u64(x);
  total--;
  return x;
}
