/** References to elements stay valid while others change; indexes are evaluated once. */
interface Item extends Struct {
  key: u16;
  uses: u16;
}

const ITEMS: FixedArray<Item, 4> = zeroed();
let calls: u32 = 0;

function next(): u32 {
  calls += 1;
  return calls % 4;
}

export function main(): void {
  const first = ITEMS[0];
  for (const item of ITEMS) item.key = 9;
  first.key = 1;
  ITEMS[next()].uses += 5;
  ITEMS[next()].uses++;
  const third = ITEMS[next()];
  third.uses = third.key;
  print(`${calls} ${ITEMS[0].key} ${ITEMS[1].uses} ${ITEMS[2].uses} ${ITEMS[3].uses}`);
  print(`${first === ITEMS[0]} ${first === ITEMS[1]} ${ITEMS.length}`);
  let best: Item = ITEMS[0];
  for (const item of ITEMS) {
    if (item.uses > best.uses) best = item;
  }
  best.key = 77;
  print(`${ITEMS[3].key} ${addressOf(best) - addressOf(ITEMS)}`);
}
