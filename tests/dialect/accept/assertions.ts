/** Assertions, at run time and when compiling. */

interface Item extends Struct {
  value: u64;
}

const LIMIT: u32 = 4;
staticAssert(LIMIT < 5, 'test: a constant');
staticAssert(sizeOf<Item>() === 8n, 'test: a size');

export function check(a: u32, item: Item | null): u64 {
  assert(a < LIMIT, 'test: below the limit');
  debugAssert(a !== 3, 'test: not three');
  staticAssert(LIMIT === 4, 'test: in a function');
  assert(item !== null, 'test: an item');
  return item.value;
}
