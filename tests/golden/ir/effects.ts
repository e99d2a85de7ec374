/** Messages, assertions, scoped release. */
enum Level {
  Low,
  High,
}
type OwnedSlot = Owned<u32, typeof release>;

function take(): OwnedSlot {
  return own<OwnedSlot>(3);
}

export function release(slot: OwnedSlot): void {
  ignore(disown(slot), 'golden: nothing is kept');
}

export function report(level: Level, place: VirtAddr): void {
  assert(place !== 0n, 'golden: there is a place');
  print(`${level} at ${place}: ${hex(u64(place) & 0xfffn)}`);
}

export function scoped(limit: u32): u32 {
  using slot = take();
  if (slot > limit) return 0;
  return slot + 1;
}
