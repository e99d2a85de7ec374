/** `using` gives a value back at every exit. */

interface Pool extends Struct {
  taken: u32;
}

type OwnedSlot = Owned<u32, typeof releaseSlot>;

const POOL: Pool = zeroed();

export function takeSlot(): OwnedSlot {
  POOL.taken += 1;
  return own<OwnedSlot>(POOL.taken);
}

export function releaseSlot(slot: u32): void {
  assert(slot <= POOL.taken, 'test: slot was taken');
  POOL.taken -= 1;
}

export function bound(a: u32): u32 {
  using slot = takeSlot();
  if (a > 3) return slot + a;
  for (const i of range(0, a)) {
    using inner = takeSlot();
    if (i === 1) continue;
    if (inner > 5) break;
  }
  return slot + 1;
}

export function passedOn(): OwnedSlot {
  const slot = takeSlot();
  return slot;
}

export function givenUp(): u32 {
  return disown(takeSlot());
}
