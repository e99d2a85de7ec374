/** Arrow functions for references without a result may end in a call. */

export function run(action: () => void): void {
  action();
}

export function runWith(value: u32, action: (value: u32) => void): void {
  action(value);
}

export function count(): u32 {
  return 1;
}

export function use(): void {
  run(() => print('x'));
  run(() => {
    count();
  });
  run(() => run(() => print('nested')));
  runWith(3, (value) => {
    if (value > 2) return;
    print(`${value}`);
  });
}
