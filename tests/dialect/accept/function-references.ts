/** References to top-level functions and arrows without captures. */

type Operation = (a: u32, b: u32) => u32;

interface Driver extends Struct {
  read: (address: VirtAddr) => u64;
  done: (() => void) | null;
}

const DRIVER: Driver = zeroed();
let current: Operation = add;
const LIMIT: u32 = 4;

export function add(a: u32, b: u32): u32 {
  return a + b;
}

export function apply(operation: Operation, a: u32): u32 {
  return operation(a, a);
}

export function readNothing(_address: VirtAddr): u64 {
  return 0n;
}

export function repeat(times: u32, action: (index: u32) => void): void {
  for (const i of range(0, times)) action(i);
}

export function use(): u32 {
  DRIVER.read = readNothing;
  DRIVER.done = () => print('done');
  if (DRIVER.done !== null) DRIVER.done();
  current = (a, b) => a * b;
  repeat(3, (index) => {
    print(`${index} of ${LIMIT}`);
  });
  repeat(2, (index: u32): void => print(`${index}`));
  const chosen = LIMIT > 3 ? add : current;
  return apply(add, 3) + apply((a, b) => a - b, 4) + chosen(1, 2) + current(2, 3);
}
