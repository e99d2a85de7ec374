/** Loops, jumps, switches. */
enum State {
  Idle,
  Busy,
  Done,
}

export function firstZero(table: FixedArray<u64, 8>): u32 {
  for (const index of range(0, table.length)) {
    if (table[index] === 0n) return index;
  }
  return 8;
}

export function count(limit: u32): u32 {
  let total: u32 = 0;
  outer: for (let i: u32 = 0; i < limit; i++) {
    let k: u32 = i;
    while (k > 0) {
      k -= 1;
      if (k === 3) continue outer;
      if (total > 100) break outer;
      total += k;
    }
  }
  return total;
}

export function weight(state: State): u32 {
  switch (state) {
    case State.Idle:
      return 0;
    case State.Busy:
    case State.Done:
      return 1;
  }
}
