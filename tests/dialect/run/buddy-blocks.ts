/** A buddy allocator over bitmaps, whose blocks are records that somebody owns. */
const ORDER_COUNT = 5;
const MAX_ORDER: u8 = 4;
const FRAME_BYTES: u64 = 4096n;

/** The frames of a block are 2^order, `[0, ORDER_COUNT)`. */
type Order = Branded<u8, 'Order'>;
type Block = { readonly base: PhysAddr; readonly order: Order };
type OwnedBlock = Owned<Block, typeof freeBlock>;

/** The blocks of one order: bit i of `free` is 1 when block i is free. */
interface Level extends Struct {
  free: u32;
  count: u32;
}
interface Zone extends Struct {
  base: PhysAddr;
  levels: FixedArray<Level, typeof ORDER_COUNT>;
}

const ZONE: Zone = zeroed();

function order(value: u8): Order {
  assert(value <= MAX_ORDER, 'buddy: no such order');
  return brand<Order>(value);
}

function bytesOf(size: Order): u64 {
  return FRAME_BYTES << u64(size);
}

function isFree(level: Level, index: u32): bool {
  return ((level.free >> index) & 1) === 1;
}

function setFree(level: Level, index: u32): void {
  level.free |= 1 << index;
  level.count += 1;
}

function setUsed(level: Level, index: u32): void {
  debugAssert(isFree(level, index), 'buddy: the block is free');
  level.free &= ~(1 << index);
  level.count -= 1;
}

/** @allocates A block of 2^size frames; null when none is left. */
function alloc(size: Order): OwnedBlock | null {
  let from: u8 = size;
  while (ZONE.levels[from].count === 0) {
    if (from === MAX_ORDER) return null;
    from++;
  }
  let index = countTrailingZeros(ZONE.levels[from].free);
  setUsed(ZONE.levels[from], index);
  for (; from > size; from--) {
    index *= 2;
    setFree(ZONE.levels[from - 1], index + 1);
  }
  return own<OwnedBlock>({ base: phys(ZONE.base + u64(index) * bytesOf(size)), order: size });
}

/** Frees a block, and joins it with its buddy as long as that is free. */
function freeBlock(block: Block): void {
  let size: u8 = block.order;
  let index = u32((block.base - ZONE.base) / bytesOf(block.order));
  for (; size < MAX_ORDER && isFree(ZONE.levels[size], index ^ 1); size++) {
    setUsed(ZONE.levels[size], index ^ 1);
    index >>= 1;
  }
  setFree(ZONE.levels[size], index);
}

function freeFrames(): u64 {
  let frames: u64 = 0n;
  for (const size of range(0, ORDER_COUNT)) frames += u64(ZONE.levels[size].count) << u64(size);
  return frames;
}

/** Whether a block of this size was there; it is free again. */
function probe(size: Order): bool {
  using block = alloc(size);
  if (block === null) return false;
  print(`${block.order}: ${block.base}, ${freeFrames()} frames left`);
  return true;
}

/** Two blocks, or none: what was taken is freed when the second is missing. */
function allocTwo(first: Order, second: Order): OwnedBlock | null {
  const low = alloc(first);
  if (low === null) return null;
  using high = alloc(second);
  if (high === null) {
    freeBlock(disown(low));
    return null;
  }
  print(`${low.base} and ${high.base}`);
  return low;
}

export function main(): void {
  ZONE.base = phys(0x20_0000n);
  setFree(ZONE.levels[MAX_ORDER], 0);

  print(`${probe(order(0))} ${probe(order(4))} ${freeFrames()}`);
  const kept = allocTwo(order(1), order(3));
  assert(kept !== null, 'buddy: room for both');
  print(`${freeFrames()} ${probe(order(4))} ${probe(order(3))}`);
  const none = allocTwo(order(2), order(4));
  if (none !== null) freeBlock(disown(none));
  print(`${freeFrames()} of ${kept.order}`);
  freeBlock(disown(kept));
  print(`${freeFrames()} ${probe(order(4))}`);
  print(`${probe(order(5))}`);
}
