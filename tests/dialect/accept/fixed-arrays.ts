/** Arrays with a length that is part of the type. */

interface Item extends Struct {
  value: u16;
}

interface Store extends Struct {
  bytes: FixedArray<u8, 16>;
  items: FixedArray<Item, 4>;
  grid: FixedArray<FixedArray<i32, 2>, 3>;
  links: FixedArray<Item | null, 2>;
  actions: FixedArray<(() => void) | null, 2>;
}

const LENGTH = 8;
const TABLE: FixedArray<u64, typeof LENGTH> = zeroed();
const STORE: Store = zeroed();

export function sum(values: FixedArray<u8, 16>): u32 {
  let total: u32 = 0;
  for (const value of values) total += u32(value);
  for (const i of range(0, values.length)) total += u32(values[i]);
  return total;
}

export function useAll(index: u8): u32 {
  STORE.items[index].value += 1;
  STORE.grid[1][0] = -7;
  const row = STORE.grid[2];
  row[1] = 3;
  STORE.links[0] = STORE.items[3];
  const link = STORE.links[1];
  const action = STORE.actions[0];
  if (action !== null) action();
  TABLE[LENGTH - 1] = 1n;
  return sum(STORE.bytes) + (link === null ? 0 : u32(link.value)) + TABLE.length;
}
