/** Records that carry functions, references, views and enums. */
enum Mode {
  Add,
  Scale,
}
interface Counter extends Struct {
  count: u32;
}
type Operation = {
  readonly mode: Mode;
  readonly apply: (value: u32, by: u32) => u32;
  readonly counter: Counter;
  readonly next: Counter | null;
};

const FIRST: Counter = zeroed();
const SECOND: Counter = zeroed();

function add(value: u32, by: u32): u32 {
  return value + by;
}

function operation(mode: Mode): Operation {
  if (mode === Mode.Add) return { mode, apply: add, counter: FIRST, next: SECOND };
  return { mode, apply: (value, by) => value * by, counter: SECOND, next: null };
}

function run(it: Operation, value: u32): u32 {
  it.counter.count += 1;
  if (it.next !== null) it.next.count += 10;
  return it.apply(value, 3);
}

export function main(): void {
  const first = operation(Mode.Add);
  print(`${first.mode} ${run(first, 10)} ${run(operation(Mode.Scale), 10)}`);
  print(`${FIRST.count} ${SECOND.count}`);
  const chosen = FIRST.count > 5 ? first : operation(Mode.Scale);
  print(
    `${chosen.mode} ${chosen.apply(7, 7)} ${chosen.counter === SECOND} ${chosen.next === null}`,
  );
}
