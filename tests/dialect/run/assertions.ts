/** `assert`, `debugAssert` and `panic`: the text, and that nothing after them runs. */
import { attempt } from '../support/attempt.ts';

let value: u32 = 5;

function check(): void {
  assert(value < 6, 'test: value is small');
  print(`small ${value}`);
}

function checkDebug(): void {
  debugAssert(value !== 7, 'test: value is not seven');
  print(`not seven ${value}`);
}

function stop(): void {
  if (value > 8) panic(`value ${value} is too large: ${hex(value)}`);
  print('went on');
}

function never(): never {
  panic('no way out');
}

function orElse(): u32 {
  if (value === 9) return 9;
  never();
}

function deep(): void {
  print(`${orElse()}`);
}

function nested(): void {
  attempt(check);
  print('after nested');
}

export function main(): void {
  attempt(check);
  value = 6;
  attempt(check);
  attempt(checkDebug);
  value = 7;
  attempt(checkDebug);
  attempt(stop);
  value = 9;
  attempt(stop);
  attempt(deep);
  value = 10;
  attempt(deep);
  attempt(nested);
  attempt(() => assert(false, 'test: always'));
}
