/** Owned values cost nothing: they move through functions, records and unions as what they are. */
interface Pool extends Struct {
  free: u32;
  log: u32;
}
type Slot = Owned<u32, typeof release>;

const POOL: Pool = zeroed();

function take(): Slot | null {
  if (POOL.free === 0) return null;
  POOL.free -= 1;
  POOL.log = POOL.log * 10 + 1;
  return own<Slot>(POOL.free);
}

function release(slot: u32): void {
  POOL.free += 1;
  POOL.log = POOL.log * 10 + 2;
  print(`released ${slot}`);
}

function rename(slot: Slot): Slot {
  return own<Slot>(disown(slot) + 100);
}

function price(): u64 {
  using slot = take();
  if (slot === null) return 0n;
  return u64(slot) * 10n;
}

export function main(): void {
  POOL.free = 2;
  print(`${price()}`);
  const first = take();
  if (first !== null) {
    using renamed = rename(first);
    print(`holds ${renamed}, ${POOL.free} left`);
    print(`${price()}`);
  }
  print(`${POOL.free} ${POOL.log}`);
  POOL.free = 0;
  print(`${price()} ${POOL.free}`);
}
