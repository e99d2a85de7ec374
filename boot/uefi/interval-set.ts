/**
 * A set of addresses as disjoint intervals `[start, end)`, sorted, in a table of fixed size.
 *
 * Used by: `page-tables.ts`.            Uses: the prelude.
 * Invariants:
 *   I1. starts[i] < ends[i] < starts[i + 1]: sorted, not empty, and never touching.
 */

export const MAX_INTERVALS: u32 = 512;

export interface IntervalSet extends Struct {
  count: u32;
  starts: FixedArray<u64, 512>;
  ends: FixedArray<u64, 512>;
}

/** Makes the set empty. */
export function clear(set: IntervalSet): void {
  set.count = 0;
}

/**
 * Adds `[start, end)`; nothing when it is empty.
 *
 * @returns false when the table is full: the set is unchanged
 */
export function insert(set: IntervalSet, start: u64, end: u64): bool {
  if (start >= end) return true;
  // The intervals [first, last) touch the new one and become one with it.
  let first: u32 = 0;
  while (first < set.count && set.ends[first] < start) first += 1;
  let last: u32 = first;
  let mergedStart: u64 = start;
  let mergedEnd: u64 = end;
  while (last < set.count && set.starts[last] <= end) {
    mergedStart = min(mergedStart, set.starts[last]);
    mergedEnd = max(mergedEnd, set.ends[last]);
    last += 1;
  }
  if (first === last) {
    if (set.count === MAX_INTERVALS) return false;
    for (let index: u32 = set.count; index > first; index -= 1) move(set, index - 1, index);
    set.count += 1;
  } else {
    for (const index of range(last, set.count)) move(set, index, first + 1 + (index - last));
    set.count -= last - first - 1;
  }
  set.starts[first] = mergedStart;
  set.ends[first] = mergedEnd;
  return true;
}

/** Whether all of `[start, end)` is in the set. */
export function contains(set: IntervalSet, start: u64, end: u64): bool {
  if (start >= end) return true;
  for (const index of range(0, set.count)) {
    if (set.starts[index] <= start && end <= set.ends[index]) return true;
  }
  return false;
}

/** The highest address in the set plus one; 0 when it is empty. */
export function topOf(set: IntervalSet): u64 {
  return set.count === 0 ? 0n : set.ends[set.count - 1];
}

function move(set: IntervalSet, from: u32, to: u32): void {
  set.starts[to] = set.starts[from];
  set.ends[to] = set.ends[from];
}
