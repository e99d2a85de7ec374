/** A first-fit allocator in a static buffer: split, merge, and no room. */
interface Segment extends Struct {
  size: u32;
  free: bool;
}
interface Pool extends Struct {
  segments: FixedArray<Segment, 8>;
  count: u32;
}

const POOL: Pool = zeroed();

function reset(size: u32): void {
  POOL.count = 1;
  POOL.segments[0].size = size;
  POOL.segments[0].free = true;
}

function insert(index: u32, size: u32): void {
  for (let i: u32 = POOL.count; i > index; i--) {
    POOL.segments[i].size = POOL.segments[i - 1].size;
    POOL.segments[i].free = POOL.segments[i - 1].free;
  }
  POOL.segments[index].size = size;
  POOL.count += 1;
}

function remove(index: u32): void {
  POOL.count -= 1;
  for (const i of range(index, POOL.count)) {
    POOL.segments[i].size = POOL.segments[i + 1].size;
    POOL.segments[i].free = POOL.segments[i + 1].free;
  }
}

function take(size: u32): u32 | null {
  let start: u32 = 0;
  for (const i of range(0, POOL.count)) {
    const segment = POOL.segments[i];
    if (segment.free && segment.size >= size) {
      const rest = segment.size - size;
      segment.size = size;
      segment.free = false;
      if (rest > 0) {
        insert(i + 1, rest);
        POOL.segments[i + 1].free = true;
      }
      return start;
    }
    start += segment.size;
  }
  return null;
}

function give(address: u32): void {
  let start: u32 = 0;
  let index: u32 = 0;
  while (start !== address) {
    start += POOL.segments[index].size;
    index += 1;
  }
  POOL.segments[index].free = true;
  if (index + 1 < POOL.count && POOL.segments[index + 1].free) {
    POOL.segments[index].size += POOL.segments[index + 1].size;
    remove(index + 1);
  }
  if (index > 0 && POOL.segments[index - 1].free) {
    POOL.segments[index - 1].size += POOL.segments[index].size;
    remove(index);
  }
}

function showTake(size: u32): void {
  const address = take(size);
  if (address === null) print(`${size}: no room`);
  else print(`${size}: at ${address}`);
}

function show(): void {
  for (const i of range(0, POOL.count)) {
    print(`  ${POOL.segments[i].size} ${POOL.segments[i].free ? 'free' : 'used'}`);
  }
}

export function main(): void {
  reset(100);
  showTake(30);
  showTake(20);
  showTake(50);
  showTake(1);
  give(30);
  showTake(21);
  showTake(5);
  show();
  give(30);
  give(0);
  give(50);
  show();
}
