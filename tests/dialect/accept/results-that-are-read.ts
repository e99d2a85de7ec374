/** Results that matter, each read in one of the ways that count. */

enum Status {
  Ok,
  Failed,
}

/** @mustUse */

type Token = { readonly page: u64 };

/** @mustUse */

enum Answer {
  No,
  Yes,
}

type Outcome = { readonly kind: 'a' } | { readonly kind: 'b' };

export function status(): Status {
  return Status.Ok;
}

export function token(): Token {
  return { page: 1n };
}

export function answer(): Answer {
  return Answer.Yes;
}

export function outcome(): Outcome {
  return { kind: 'a' };
}

export function maybe(): u32 | null {
  return null;
}

export function plain(): u32 {
  return 3;
}

export function use(): Status {
  plain();
  const a = status();
  if (a !== Status.Ok) return a;
  if (status() === Status.Failed) return Status.Failed;
  ignore(token(), 'test: nothing was mapped');
  ignore(maybe(), 'test: only the effect counts');
  const b = outcome();
  if (b.kind === 'b') print('b');
  switch (answer()) {
    case Answer.No:
      break;
    case Answer.Yes:
      print('yes');
  }
  print(`${token().page}`);
  return status();
}

type Both = { readonly kept: Status };

/** Each of these is a read. */
export function readLater(): Both {
  const returned = status();
  const compared = status();
  const ignored = status();
  const kept = status();
  let changed = status();
  if (changed === Status.Ok) changed = status();
  print(`${changed}`);
  if (compared === Status.Ok) print('ok');
  ignore(ignored, 'test: a local may be ignored as well');
  if (readAfter() === returned) print('the same');
  return { kept };
}

function readAfter(): Status {
  let last: Status = Status.Ok;
  for (const _ of range(0, 3)) {
    last = status();
    if (last !== Status.Ok) break;
  }
  return last;
}
