/** Structs and records with type parameters. */

interface Slot<T> extends Struct {
  value: T;
  next: Slot<T> | null;
}

interface Ring<T, N extends number> extends Struct {
  items: FixedArray<T, N>;
  count: u32;
}

type Result<T> = { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'none' };

type Span<T> = { readonly start: T; readonly end: T };

const RING: Ring<u16, 4> = zeroed();
const SLOT: Slot<u64> = zeroed();

export function push<T, N extends number>(ring: Ring<T, N>, value: T): void {
  ring.items[ring.count] = value;
  ring.count += 1;
}

export function first<T>(slot: Slot<T>): T {
  return slot.value;
}

export function lengthOf(span: Span<u64>): u64 {
  return span.end - span.start;
}

export function found(a: u32): Result<u32> {
  if (a === 0) return { kind: 'none' };
  return { kind: 'ok', value: a };
}

export function use(): u64 {
  push(RING, 7);
  SLOT.next = SLOT;
  const result = found(3);
  const value = result.kind === 'ok' ? result.value : 0;
  return first(SLOT) + lengthOf({ start: 1n, end: 5n }) + u64(value);
}

staticAssert(sizeOf<Ring<u8, 8>>() === 12n, 'generic: layout depends on the arguments');
staticAssert(sizeOf<Ring<u64, 2>>() === 24n, 'generic: and on their alignment');
