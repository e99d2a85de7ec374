/** Overlapping and touching intervals of a struct array are merged in place. */
interface Interval extends Struct {
  start: u64;
  end: u64;
}
interface Intervals extends Struct {
  items: FixedArray<Interval, 6>;
  count: u32;
}

const ALL: Intervals = zeroed();

function add(start: u64, end: u64): void {
  const item = ALL.items[ALL.count];
  item.start = start;
  item.end = end;
  ALL.count += 1;
}

function sort(): void {
  for (const i of range(0, ALL.count)) {
    for (const k of range(i + 1, ALL.count)) {
      const first = ALL.items[i];
      const second = ALL.items[k];
      if (second.start >= first.start) continue;
      const start = first.start;
      const end = first.end;
      first.start = second.start;
      first.end = second.end;
      second.start = start;
      second.end = end;
    }
  }
}

function merge(): void {
  let kept: u32 = 0;
  for (const i of range(1, ALL.count)) {
    const last = ALL.items[kept];
    const next = ALL.items[i];
    if (next.start <= last.end) {
      last.end = max(last.end, next.end);
    } else {
      kept += 1;
      ALL.items[kept].start = next.start;
      ALL.items[kept].end = next.end;
    }
  }
  ALL.count = kept + 1;
}

export function main(): void {
  add(0x9000n, 0xa000n);
  add(0n, 0x1000n);
  add(0x1000n, 0x3000n);
  add(0x9800n, 0x9900n);
  add(0x2000n, 0x2800n);
  add(0xa001n, 0xa002n);
  sort();
  merge();
  for (const i of range(0, ALL.count))
    print(`[${hex(ALL.items[i].start)}, ${hex(ALL.items[i].end)})`);
}
