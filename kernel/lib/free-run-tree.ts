/**
 * An index of the runs of free bits in a bitmap: finds the lowest run of a given length.
 *
 * The bitmap is cut into blocks of 512 bits. A binary tree over the blocks knows for each node how
 * many free bits the node starts with, ends with, and has in a row at most; so a search skips
 * every part that cannot hold the run and costs O(log n), however fragmented the bitmap is.
 *
 * Single-bit changes must stay cheap. They only mark the block and its ancestors stale, stopping at
 * the first that is stale already; the next search brings the stale part up to date. That work is
 * bounded by the number of changes since the last search.
 *
 *            1                 nodes are numbered as in a heap: the children of n are 2n and 2n + 1;
 *         2     3              the leaves `[leafCount, 2 * leafCount)` are the blocks in order;
 *        4 5   6 7             node 0 is not used
 *
 * Used by: `kernel/mm/frame.ts`.            Uses: `bitmap.ts`.
 * Invariants:
 *   I1. `nodes` points to `2 * leafCount` nodes that nobody else writes; `leafCount` is a power of two.
 *   I2. The numbers of a node that is not stale are exact for the bitmap as it is.
 *   I3. The ancestors of a stale node are stale.
 * Not handled here: alignment of runs; the bitmap itself.
 */
import * as Bitmap from './bitmap.ts';

const BLOCK_BITS: u32 = 512;

/** What is known of a stretch of `BLOCK_BITS * 2^k` bits. */
interface RunNode extends Struct {
  /** Free bits in a row at the start. */
  prefix: u32;
  /** Free bits in a row at the end. */
  suffix: u32;
  /** Free bits in a row anywhere inside. */
  best: u32;
  isStale: bool;
}

/** As many nodes as the tree of the largest bitmap has. */
type Nodes = FixedArray<RunNode, 0x80_0000>;

/** A tree; all bytes zero is that of an empty bitmap. */
export interface FreeRunTree extends Struct {
  nodes: VirtAddr;
  leafCount: u32;
}

staticAssert(Bitmap.MAX_BITS / BLOCK_BITS === 0x40_0000, 'Nodes holds two nodes per block');

/** Bytes of storage for the tree of a bitmap of `bitCount` bits. */
export function bytesFor(bitCount: u32): usize {
  return u64(leavesFor(bitCount)) * 2n * sizeOf<RunNode>();
}

/**
 * Makes `tree` the index of `bitmap` as it is now.
 *
 * @param nodes - storage of `bytesFor(bitmap.bitCount)` bytes, multiple of 8
 *
 * Cost: linear in the size of the bitmap.
 */
export function init(tree: FreeRunTree, nodes: VirtAddr, bitmap: Bitmap.Bitmap): void {
  tree.nodes = nodes;
  tree.leafCount = leavesFor(bitmap.bitCount);
  let node: u32 = tree.leafCount * 2;
  while (node > 1) {
    node -= 1;
    recompute(tree, bitmap, node);
  }
}

/** Makes `tree` that of an empty bitmap. */
export function forget(tree: FreeRunTree): void {
  tree.nodes = virt(0n);
  tree.leafCount = 0;
}

/** Says that the bit `bit` has changed. Cost: constant when its block has changed before. */
export function markStale(tree: FreeRunTree, bit: u32): void {
  const nodes = nodesOf(tree);
  let node: u32 = tree.leafCount + bit / BLOCK_BITS;
  while (node > 0 && !nodes[node].isStale) {
    nodes[node].isStale = true; // keeps I3
    node /= 2;
  }
}

/** Says that bits in `[start, start + count)` have changed. */
export function markRangeStale(tree: FreeRunTree, start: u32, count: u32): void {
  if (count === 0) return;
  const firstBlock = start / BLOCK_BITS;
  const lastBlock = (start + (count - 1)) / BLOCK_BITS;
  for (const block of range(firstBlock, lastBlock + 1)) markStale(tree, block * BLOCK_BITS);
}

/**
 * The lowest position at or after `from` where `count` bits in a row are free, or null.
 *
 * @param from  - any; bits before it do not count, even if free
 * @param count - at least 1
 *
 * Cost: O(log n) and the stale part of the tree.
 */
export function find(tree: FreeRunTree, bitmap: Bitmap.Bitmap, from: u32, count: u32): u32 | null {
  assert(count > 0, 'lib/free-run-tree: run of no bits');
  if (from >= bitmap.bitCount) return null;
  refresh(tree, bitmap);
  if (nodesOf(tree)[1].best < count) return null;
  // The tree knows whole blocks only; in the first one `from` cuts off a part.
  const block = from / BLOCK_BITS;
  const near = findInBlock(bitmap, from, (block + 1) * BLOCK_BITS, count);
  if (near !== null) return near;
  return findFromBlock(tree, bitmap, block + 1, count);
}

/** Whether I2 and I3 hold. Cost: linear in the size of the bitmap; changes nothing. */
export function check(tree: FreeRunTree, bitmap: Bitmap.Bitmap): bool {
  if (bitmap.bitCount === 0) return tree.leafCount === 0;
  const nodes = nodesOf(tree);
  for (const node of range(1, tree.leafCount * 2)) {
    if (nodes[node].isStale) {
      if (node > 1 && !nodes[node / 2].isStale) return false;
      continue;
    }
    const prefix = nodes[node].prefix;
    const suffix = nodes[node].suffix;
    const best = nodes[node].best;
    recompute(tree, bitmap, node);
    if (nodes[node].prefix !== prefix) return false;
    if (nodes[node].suffix !== suffix) return false;
    if (nodes[node].best !== best) return false;
  }
  return true;
}

/** The lowest run of `count` free bits that starts in `[from, blockEnd)`; it may end beyond. */
function findInBlock(bitmap: Bitmap.Bitmap, from: u32, blockEnd: u32, count: u32): u32 | null {
  let bit: u32 = from;
  while (bit < blockEnd) {
    const start = Bitmap.firstClear(bitmap, bit);
    if (start === null || start >= blockEnd) return null;
    const length = Bitmap.clearRunLength(bitmap, start, count);
    if (length >= count) return start;
    bit = start + length;
  }
  return null;
}

/**
 * The lowest run of `count` free bits that starts in `firstBlock` or later.
 *
 * Walks from left to right over the fewest nodes that cover those blocks, with `carry` = the free
 * bits just before the node. A run that ends in this node's prefix is found by carry + prefix; one
 * inside it by going down to where `best` comes from.
 */
function findFromBlock(
  tree: FreeRunTree,
  bitmap: Bitmap.Bitmap,
  firstBlock: u32,
  count: u32,
): u32 | null {
  if (firstBlock >= tree.leafCount) return null;
  const nodes = nodesOf(tree);
  let node: u32 = tree.leafCount + firstBlock;
  let size: u32 = BLOCK_BITS;
  let position: u32 = firstBlock * BLOCK_BITS;
  let carry: u32 = 0;
  while (true) {
    if (carry + nodes[node].prefix >= count) return position - carry;
    if (nodes[node].best >= count) return findInNode(tree, bitmap, node, count);
    carry = nodes[node].prefix === size ? carry + size : nodes[node].suffix;
    position += size;
    while (node % 2 === 1) {
      if (node === 1) return null;
      node /= 2; // A right child is the last of its parent: the parent is done too.
      size *= 2;
    }
    node += 1; // From a left child to its sibling, which covers what follows.
  }
}

/** The lowest run of `count` free bits inside `top`, whose `best` is at least `count`. */
function findInNode(tree: FreeRunTree, bitmap: Bitmap.Bitmap, top: u32, count: u32): u32 | null {
  const nodes = nodesOf(tree);
  let node: u32 = top;
  while (node < tree.leafCount) {
    const left = nodes[node * 2];
    const right = nodes[node * 2 + 1];
    if (left.best >= count) {
      node = node * 2;
    } else if (left.suffix + right.prefix >= count) {
      return startOf(tree, node * 2 + 1) - left.suffix;
    } else {
      node = node * 2 + 1;
    }
  }
  const start = startOf(tree, node);
  return findInBlock(bitmap, start, start + BLOCK_BITS, count);
}

/** Brings all stale nodes up to date, children before parents. */
function refresh(tree: FreeRunTree, bitmap: Bitmap.Bitmap): void {
  const nodes = nodesOf(tree);
  let node: u32 = 1;
  while (nodes[1].isStale) {
    // Down to a stale node with no stale child; by I3 there is a way from any stale node.
    while (node < tree.leafCount && (nodes[node * 2].isStale || nodes[node * 2 + 1].isStale)) {
      node = nodes[node * 2].isStale ? node * 2 : node * 2 + 1;
    }
    recompute(tree, bitmap, node);
    node = max(node / 2, 1);
  }
}

/** Makes the numbers of `node` exact; its children are. Afterwards it is not stale. */
function recompute(tree: FreeRunTree, bitmap: Bitmap.Bitmap, node: u32): void {
  const nodes = nodesOf(tree);
  const here = nodes[node];
  if (node >= tree.leafCount) {
    recomputeLeaf(here, bitmap, startOf(tree, node));
    return;
  }
  const left = nodes[node * 2];
  const right = nodes[node * 2 + 1];
  const half = sizeOfNode(tree, node) / 2;
  here.prefix = left.prefix === half ? half + right.prefix : left.prefix;
  here.suffix = right.suffix === half ? half + left.suffix : right.suffix;
  here.best = max(max(left.best, right.best), left.suffix + right.prefix);
  here.isStale = false;
}

/** Counts the runs of the block that starts at bit `start`; bits beyond the bitmap are not free. */
function recomputeLeaf(leaf: RunNode, bitmap: Bitmap.Bitmap, start: u32): void {
  const prefix = Bitmap.clearRunLength(bitmap, start, BLOCK_BITS);
  const isFree = prefix === BLOCK_BITS;
  leaf.prefix = prefix;
  leaf.suffix = isFree ? BLOCK_BITS : 0;
  leaf.best = leaf.suffix;
  leaf.isStale = false;
  if (isFree) return;
  const end = start + BLOCK_BITS;
  let bit: u32 = start;
  while (bit < end) {
    const next = Bitmap.firstClear(bitmap, bit);
    if (next === null || next >= end) return;
    const length = Bitmap.clearRunLength(bitmap, next, end - next);
    leaf.best = max(leaf.best, length);
    bit = next + length;
    if (bit === end) leaf.suffix = length;
  }
}

/** The first bit below `node`. */
function startOf(tree: FreeRunTree, node: u32): u32 {
  const firstOfLevel = highestPowerOfTwo(node);
  return (node - firstOfLevel) * sizeOfNode(tree, node);
}

/** Number of bits below `node`. */
function sizeOfNode(tree: FreeRunTree, node: u32): u32 {
  return (tree.leafCount / highestPowerOfTwo(node)) * BLOCK_BITS;
}

/** The highest power of two that is at most `value`; `value > 0`. */
function highestPowerOfTwo(value: u32): u32 {
  return 1 << (31 - countLeadingZeros(value));
}

/** The number of blocks of `bitCount` bits, rounded up to a power of two. */
function leavesFor(bitCount: u32): u32 {
  const blocks = (bitCount + (BLOCK_BITS - 1)) / BLOCK_BITS;
  const below = highestPowerOfTwo(blocks);
  return below === blocks ? blocks : below * 2;
}

function nodesOf(tree: FreeRunTree): Nodes {
  'use unsafe';
  // SAFE: I1; every index is below `2 * leafCount`.
  return at<Nodes>(tree.nodes);
}
