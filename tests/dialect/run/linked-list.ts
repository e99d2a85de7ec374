/** Nullable references: a list that is built, walked, reversed and cut. */
interface Item extends Struct {
  value: u32;
  next: Item | null;
}
interface Store extends Struct {
  items: FixedArray<Item, 5>;
}

const STORE: Store = zeroed();
let first: Item | null = null;

function build(): void {
  first = null;
  for (const i of range(0, 5)) {
    const item = STORE.items[i];
    item.value = (i + 1) * 11;
    item.next = first;
    first = item;
  }
}

function show(): void {
  let item: Item | null = first;
  let position: u32 = 0;
  while (item !== null) {
    print(`${position}: ${item.value}`);
    position += 1;
    item = item.next;
  }
}

function reverse(): void {
  let done: Item | null = null;
  let rest: Item | null = first;
  while (rest !== null) {
    const next: Item | null = rest.next;
    rest.next = done;
    done = rest;
    rest = next;
  }
  first = done;
}

function find(value: u32): Item | null {
  for (let item: Item | null = first; item !== null; item = item.next) {
    if (item.value === value) return item;
  }
  return null;
}

export function main(): void {
  print(`empty ${first === null}`);
  show();
  build();
  show();
  reverse();
  show();
  const found = find(33);
  if (found !== null) found.next = null;
  show();
  print(`${find(44) === null} ${find(22) !== null}`);
  const last = found !== null && found.next === null ? found.value : 0;
  print(`${last}`);
}
