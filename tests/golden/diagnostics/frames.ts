/** How errors look: places, carets, help; several in one run, sorted. */
interface Node extends Struct {
  value: u32;
  next: Node | null;
}

export class Counter {}

export function second(first: Node): u64 {
  return first.next.value;
}

export function isSet(flags: u32, mask: u64): bool {
  return flags & mask;
}

export function longCondition(a: u32, b: u32): bool {
  if (
    a > 3 &&
    b
  ) {
    return true;
  }
  return a == b;
}
