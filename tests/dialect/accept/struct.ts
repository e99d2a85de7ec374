/** A struct with a nullable reference to its own kind. */
interface Item extends Struct {
  value: u32;
  next: Item | null;
}

const FIRST: Item = zeroed();

export function main(): void {
  FIRST.value = 3;
  const next = FIRST.next;
  if (next !== null) next.value = FIRST.value + 1;
}
