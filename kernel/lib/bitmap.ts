/**
 * A bitmap with summaries: one bit per item, 1 = in use, 0 = free.
 *
 * Level 0 holds the items' bits in words of 64. Each higher level has one bit per word of the
 * level below, 1 = that word is all ones; the highest level is one word. So the first clear bit
 * from any position on is found by climbing over full words and descending again, at most two
 * word reads per level: twelve for 2^31 items.
 *
 *   level 2   [                 1 word                  ]      bit i: word i of level 1 is full
 *   level 1   [ word 0 ][ word 1 ] …                           bit i: word i of level 0 is full
 *   level 0   [ word 0 ][ word 1 ][ word 2 ] …                 bit i: item i is in use
 *
 * The words of all levels lie one level after the other in memory that the owner provides.
 *
 * Used by: `kernel/mm/frame.ts`, `free-run-tree.ts`.            Uses: the prelude.
 * Invariants:
 *   I1. `words` points to `wordCount` words that nobody else writes.
 *   I2. A bit of level k > 0 is 1 exactly when its word of level k - 1 is all ones.
 *   I3. Bits beyond the last item of a level are 1.
 * Not handled here: what an item is; memory for the words.
 */
import { fillMemory } from '../../runtime/contract/memory.ts';

/** Items that one bitmap can hold. */
export const MAX_BITS: u32 = 0x8000_0000;

const WORD_BITS: u32 = 64;
const WORD_BYTES: u64 = 8n;
const FULL: u64 = 0xffff_ffff_ffff_ffffn;

/** As many words as all levels of the largest bitmap have. */
type Words = FixedArray<u64, 0x208_2083>;

/** A bitmap; all bytes zero is an empty one, of no items. */
export interface Bitmap extends Struct {
  words: VirtAddr;
  /** Number of items. */
  bitCount: u32;
  /** Words of all levels together. */
  wordCount: u32;
  levelCount: u32;
  /** Index of the first word of each level. */
  levelStart: FixedArray<u32, 6>;
}

/** Bytes of storage that a bitmap of `bitCount` items needs; `bitCount` is `[1, MAX_BITS]`. */
export function bytesFor(bitCount: u32): usize {
  let words: u64 = 0n;
  let bits: u32 = bitCount;
  while (bits > 1) {
    bits = wordsOfBits(bits);
    words += u64(bits);
  }
  return max(words, 1n) * WORD_BYTES;
}

/**
 * Makes `bitmap` one of `bitCount` items, all in use.
 *
 * @param words    - storage of `bytesFor(bitCount)` bytes, multiple of 8
 * @param bitCount - `[1, MAX_BITS]`
 */
export function init(bitmap: Bitmap, words: VirtAddr, bitCount: u32): void {
  assert(bitCount > 0, 'lib/bitmap: no items');
  assert(bitCount <= MAX_BITS, 'lib/bitmap: too many items');
  bitmap.words = words;
  bitmap.bitCount = bitCount;
  bitmap.levelCount = 0;
  bitmap.wordCount = 0;
  let levelWords: u32 = bitCount;
  do {
    levelWords = wordsOfBits(levelWords);
    bitmap.levelStart[bitmap.levelCount] = bitmap.wordCount;
    bitmap.levelCount += 1;
    bitmap.wordCount += levelWords;
  } while (levelWords > 1);
  fillWords(bitmap, 0, bitmap.wordCount, 0xff); // All ones everywhere keeps I2 and I3.
}

/** Makes `bitmap` empty: it has no items and no storage. */
export function forget(bitmap: Bitmap): void {
  bitmap.words = virt(0n);
  bitmap.bitCount = 0;
  bitmap.wordCount = 0;
  bitmap.levelCount = 0;
}

/** Whether the item `bit`, `[0, bitCount)`, is in use. */
export function isSet(bitmap: Bitmap, bit: u32): bool {
  assert(bit < bitmap.bitCount, 'lib/bitmap: bit out of range');
  return (wordsOf(bitmap)[bit / WORD_BITS] & maskOfBit(bit)) !== 0n;
}

/** Marks the item `bit`, `[0, bitCount)`, in use. */
export function set(bitmap: Bitmap, bit: u32): void {
  assert(bit < bitmap.bitCount, 'lib/bitmap: bit out of range');
  setFromLevel(bitmap, 0, bit);
}

/** Marks the item `bit`, `[0, bitCount)`, free. */
export function clear(bitmap: Bitmap, bit: u32): void {
  assert(bit < bitmap.bitCount, 'lib/bitmap: bit out of range');
  clearFromLevel(bitmap, 0, bit);
}

/** Marks the items `[start, start + count)` in use. Cost: a write per word of the range. */
export function setRange(bitmap: Bitmap, start: u32, count: u32): void {
  assert(start + count <= bitmap.bitCount, 'lib/bitmap: range out of range');
  const words = wordsOf(bitmap);
  let level: u32 = 0;
  let from: u32 = start;
  let to: u32 = start + count;
  while (from < to && level < bitmap.levelCount) {
    writeRange(bitmap, level, from, to, FULL);
    // Keeps I2: words inside the range are full now, the first and the last one may be.
    const first = from / WORD_BITS;
    const last = (to - 1) / WORD_BITS;
    from = words[bitmap.levelStart[level] + first] === FULL ? first : first + 1;
    to = words[bitmap.levelStart[level] + last] === FULL ? last + 1 : last;
    level += 1;
  }
}

/** Marks the items `[start, start + count)` free. Cost: a write per word of the range. */
export function clearRange(bitmap: Bitmap, start: u32, count: u32): void {
  assert(start + count <= bitmap.bitCount, 'lib/bitmap: range out of range');
  if (count === 0) return;
  const words = wordsOf(bitmap);
  let from: u32 = start;
  let to: u32 = start + count;
  for (const level of range(0, bitmap.levelCount)) {
    // Keeps I2: no word of the range is full afterwards, and above it only those that were count.
    const first = from / WORD_BITS;
    const last = (to - 1) / WORD_BITS;
    const mayBeFull = first !== last || words[bitmap.levelStart[level] + first] === FULL;
    writeRange(bitmap, level, from, to, 0n);
    if (!mayBeFull) return;
    from = first;
    to = last + 1;
  }
}

/**
 * The first free item at or after `from`, or null when there is none.
 *
 * Cost: at most two word reads per level, whatever lies between.
 */
export function firstClear(bitmap: Bitmap, from: u32): u32 | null {
  if (from >= bitmap.bitCount) return null;
  const words = wordsOf(bitmap);
  let level: u32 = 0;
  let position: u32 = from;
  while (level < bitmap.levelCount) {
    const index = position / WORD_BITS;
    if (index >= levelWords(bitmap, level)) return null;
    const below = maskOfBit(position) - 1n; // The bits before `position` do not count.
    const free = ~(words[bitmap.levelStart[level] + index] | below);
    if (free !== 0n) {
      return descend(bitmap, level, index * WORD_BITS + countTrailingZeros(free));
    }
    position = index + 1;
    level += 1;
  }
  return null;
}

/** Number of free items in a row from `start` on; counting stops at `limit`. */
export function clearRunLength(bitmap: Bitmap, start: u32, limit: u32): u32 {
  return runLength(bitmap, start, limit, /* flip */ 0n);
}

/** Number of items in use in a row from `start` on; counting stops at `limit`. */
export function setRunLength(bitmap: Bitmap, start: u32, limit: u32): u32 {
  return runLength(bitmap, start, limit, /* flip */ FULL);
}

/** Number of free items in `[start, start + count)`. Cost: linear in `count`. */
export function countClear(bitmap: Bitmap, start: u32, count: u32): u32 {
  const end = start + count;
  assert(end <= bitmap.bitCount, 'lib/bitmap: range out of range');
  const words = wordsOf(bitmap);
  let total: u32 = 0;
  let bit: u32 = start;
  while (bit < end) {
    const bits = min(end - bit, WORD_BITS - (bit % WORD_BITS));
    const free = ~words[bit / WORD_BITS];
    total +=
      bits === WORD_BITS ? countOnes(free) : countOnes(free & maskOfRange(bit % WORD_BITS, bits));
    bit += bits;
  }
  return total;
}

/** Whether I2 and I3 hold. Cost: linear in the number of items. */
export function check(bitmap: Bitmap): bool {
  if (bitmap.bitCount === 0) return true;
  const words = wordsOf(bitmap);
  let bits: u32 = bitmap.bitCount;
  for (const level of range(0, bitmap.levelCount)) {
    const count = wordsOfBits(bits);
    const last = words[bitmap.levelStart[level] + count - 1];
    if (bits % WORD_BITS !== 0 && (~last & ~maskOfRange(0, bits % WORD_BITS)) !== 0n) return false;
    if (level + 1 < bitmap.levelCount && !isSummary(bitmap, level, count)) return false;
    bits = count;
  }
  return true;
}

/** Whether level `level + 1` sums up the `count` words of `level`. */
function isSummary(bitmap: Bitmap, level: u32, count: u32): bool {
  const words = wordsOf(bitmap);
  for (const index of range(0, count)) {
    const isFull = words[bitmap.levelStart[level] + index] === FULL;
    const summary = words[bitmap.levelStart[level + 1] + index / WORD_BITS];
    const saysFull = (summary & maskOfBit(index)) !== 0n;
    if (isFull !== saysFull) return false;
  }
  return true;
}

/** Sets bit `position` of `level` and the summaries above it that become full; keeps I2. */
function setFromLevel(bitmap: Bitmap, level: u32, position: u32): void {
  const words = wordsOf(bitmap);
  let here: u32 = level;
  let bit: u32 = position;
  while (here < bitmap.levelCount) {
    const index = bitmap.levelStart[here] + bit / WORD_BITS;
    const word = words[index] | maskOfBit(bit);
    words[index] = word;
    if (word !== FULL) return;
    bit /= WORD_BITS;
    here += 1;
  }
}

/** Clears bit `position` of `level` and the summaries above it that were full; keeps I2. */
function clearFromLevel(bitmap: Bitmap, level: u32, position: u32): void {
  const words = wordsOf(bitmap);
  let here: u32 = level;
  let bit: u32 = position;
  while (here < bitmap.levelCount) {
    const index = bitmap.levelStart[here] + bit / WORD_BITS;
    const word = words[index];
    words[index] = word & ~maskOfBit(bit);
    if (word !== FULL) return;
    bit /= WORD_BITS;
    here += 1;
  }
}

/** Makes the bits `[from, to)` of `level` those of `value`: all ones or 0; `from < to`. */
function writeRange(bitmap: Bitmap, level: u32, from: u32, to: u32, value: u64): void {
  const start = bitmap.levelStart[level];
  const first = from / WORD_BITS;
  const last = (to - 1) / WORD_BITS;
  const headBits = min(to - from, WORD_BITS - (from % WORD_BITS));
  writeBits(bitmap, start + first, maskOfRange(from % WORD_BITS, headBits), value);
  if (first === last) return;
  fillWords(bitmap, start + first + 1, last - first - 1, truncate<u8>(value));
  writeBits(bitmap, start + last, maskOfRange(0, to - last * WORD_BITS), value);
}

/** Makes the bits of `mask` in word `index` those of `value`. */
function writeBits(bitmap: Bitmap, index: u32, mask: u64, value: u64): void {
  const words = wordsOf(bitmap);
  words[index] = (words[index] & ~mask) | (value & mask);
}

/** The first free item below the clear bit `position` of `level`. */
function descend(bitmap: Bitmap, level: u32, position: u32): u32 {
  const words = wordsOf(bitmap);
  let here: u32 = level;
  let bit: u32 = position;
  while (here > 0) {
    here -= 1;
    // By I2 this word has a clear bit.
    const free = ~words[bitmap.levelStart[here] + bit];
    bit = bit * WORD_BITS + countTrailingZeros(free);
  }
  return bit;
}

/** Number of bits in a row, from `start` on, that are `flip`'s (0: clear, all ones: set). */
function runLength(bitmap: Bitmap, start: u32, limit: u32, flip: u64): u32 {
  if (start >= bitmap.bitCount) return 0;
  const words = wordsOf(bitmap);
  const end = start + min(limit, bitmap.bitCount - start);
  let bit: u32 = start;
  while (bit < end) {
    const offset = bit % WORD_BITS;
    if (offset === 0 && words[bit / WORD_BITS] === flip) {
      bit += WORD_BITS; // A whole word; `bitCount` leaves room for that.
      continue;
    }
    const different = (words[bit / WORD_BITS] ^ flip) >> u64(offset);
    const length = min(countTrailingZeros(different), WORD_BITS - offset);
    bit += length;
    if (length < WORD_BITS - offset) break;
  }
  return min(bit, end) - start;
}

/** Number of words of `level`. */
function levelWords(bitmap: Bitmap, level: u32): u32 {
  const isLast = level + 1 === bitmap.levelCount;
  const end = isLast ? bitmap.wordCount : bitmap.levelStart[level + 1];
  return end - bitmap.levelStart[level];
}

function wordsOfBits(bits: u32): u32 {
  return (bits + (WORD_BITS - 1)) / WORD_BITS;
}

/** The mask of bit `position` in its word. */
function maskOfBit(position: u32): u64 {
  return 1n << u64(position % WORD_BITS);
}

/** Ones in `[first, first + count)` of a word; `first + count <= 64`. */
function maskOfRange(first: u32, count: u32): u64 {
  if (count === 0) return 0n;
  return (FULL >> u64(WORD_BITS - count)) << u64(first);
}

function wordsOf(bitmap: Bitmap): Words {
  'use unsafe';
  // SAFE: I1; every index is below the end of a level, which is at most `wordCount`.
  return at<Words>(bitmap.words);
}

/** Fills `count` words from word `first` on with `byte`; all of them are the bitmap's. */
function fillWords(bitmap: Bitmap, first: u32, count: u32, byte: u8): void {
  'use unsafe';
  // SAFE: I1.
  fillMemory(virt(bitmap.words + u64(first) * WORD_BYTES), byte, u64(count) * WORD_BYTES);
}
