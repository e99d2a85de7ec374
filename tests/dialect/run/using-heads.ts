/** `using` in the head of a loop releases when the loop is left, and as the release function wants. */
type Slot = Owned<u32, typeof release>;
type Address = Owned<PhysAddr, typeof releaseWider>;
type Page = Owned<Counter, typeof releaseNullable>;
interface Counter extends Struct {
  value: u32;
}

const COUNTER: Counter = zeroed();

function take(number: u32): Slot {
  print(`take ${number}`);
  return own<Slot>(number);
}

function release(slot: u32): void {
  print(`release ${slot}`);
}

function releaseWider(address: u64): void {
  print(`release ${hex(address)}`);
}

function releaseNullable(counter: Counter | null): void {
  if (counter === null) print('release nothing');
  else print(`release ${counter.value}`);
}

function step(): bool {
  COUNTER.value += 1;
  return COUNTER.value % 3 !== 0;
}

function inHead(isWanted: bool): void {
  if (isWanted) for (using slot = take(1); step();) print(`round ${slot}`);
  print('after');
}

function labelled(): void {
  rows: for (const row of range(0, 3)) {
    for (using slot = take(10 + row); step();) {
      if (row === 1) continue rows;
      print(`row ${slot}`);
      if (row === 2) break rows;
    }
  }
}

function wider(): void {
  using address = own<Address>(phys(0x1000n));
  using page = own<Page>(COUNTER);
  print(`holds ${address} ${page.value}`);
}

export function main(): void {
  inHead(true);
  inHead(false);
  labelled();
  wider();
}
