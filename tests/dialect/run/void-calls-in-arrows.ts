/** Arrow functions with a call as body, nested, and passed through several functions. */
let log_: u32 = 0;

function times(count: u32, action: (index: u32) => void): void {
  for (const index of range(0, count)) action(index);
}

function run(action: () => void): void {
  action();
}

function both(first: () => void, second: () => void): void {
  first();
  second();
}

function note(value: u32): u32 {
  log_ = log_ * 10 + value;
  return log_;
}

export function main(): void {
  times(3, (index) => {
    note(index + 1);
  });
  print(`${log_}`);
  run(() => run(() => run(() => print('deep'))));
  both(
    () => {
      note(4);
    },
    () => {
      note(5);
      note(6);
    },
  );
  print(`${log_}`);
}
