/** Results that are read on every path on which something goes on. */
enum Status {
  Ok,
  Failed,
  Busy,
}
type Answer = { readonly kind: 'yes'; readonly count: u32 } | { readonly kind: 'no' };

let isLate: bool = false;

function status(): Status {
  return Status.Ok;
}

function answer(): Answer {
  return { kind: 'yes', count: 1 };
}

function find(): u64 | null {
  return isLate ? null : 1n;
}

function die(): never {
  panic('test: died');
}

export function setLate(): void {
  isLate = true;
}

export function constantFirst(): Status {
  let last: Status = Status.Ok;
  if (isLate) last = status();
  return last;
}

export function untilOneFails(): Status {
  let last: Status = Status.Ok;
  for (const _ of range(0, 3)) {
    last = status();
    if (last !== Status.Ok) break;
  }
  return last;
}

export function whileBusy(): void {
  let last = status();
  while (last === Status.Busy) last = status();
  assert(last === Status.Ok, 'test: good');
}

export function doWhileBusy(): Status {
  let last: Status;
  do {
    last = status();
  } while (last === Status.Busy);
  return last;
}

export function inHead(): void {
  for (let last = status(); last !== Status.Ok; last = status()) print('again');
}

export function beforePanic(): Status {
  const first = status();
  if (isLate) panic('test: late');
  if (!isLate) die();
  return first;
}

export function inSwitch(): u32 {
  const given = answer();
  switch (given.kind) {
    case 'yes':
      return given.count;
    case 'no':
      return 0;
  }
}

export function readOnTheSideThatGoesOn(): bool {
  const first = status();
  if (isLate && first === Status.Ok) return true;
  return first === Status.Busy;
}

export function ignored(): void {
  const first = status();
  if (isLate) {
    ignore(first, 'nothing is expected that late');
    return;
  }
  print(`${first}`);
}

/** One comparison for all: what is behind the first failure would change nothing that it tells. */
export function allGood(): bool {
  const first = status();
  const second = status();
  const third = status();
  return first === Status.Ok && Status.Ok === second && third === Status.Ok;
}

export function notAllGood(): Status {
  const first = status();
  const second = status();
  if (!(first !== Status.Ok || second !== Status.Ok)) return Status.Ok;
  return firstFailure(first, second);
}

function firstFailure(first: Status, second: Status): Status {
  return first === Status.Ok ? second : first;
}

/** Null says that there is nothing, which matters to who needs it. */
export function nullable(): u64 {
  const found = find();
  if (isLate) return 0n;
  return found === null ? 1n : found;
}

export function forever(): void {
  const first = status();
  while (true) {
    if (isLate) print(`${first}`);
  }
}
