/** Results that tell how something went, kept and not read on some path. */
enum Status {
  Ok,
  Failed,
}
/** @mustUse */
type Token = { readonly page: u64 };
type Answer = { readonly kind: 'yes' } | { readonly kind: 'no' };
type Report = { readonly bytes: u64; readonly status: Status };

let isLate: bool = false;

function status(): Status {
  return Status.Ok;
}

function token(): Token {
  return { page: 1n };
}

function answer(): Answer {
  return { kind: 'yes' };
}

function report(): Report {
  return { bytes: 1n, status: Status.Ok };
}

function isGood(given: Status): bool {
  return given === Status.Ok;
}

export function earlyReturn(): Status {
  const first = status(); //! KD0603: the result is kept in first, but not read before this return on line 36
  //            ^^^^^^^^ read it on every path, or write ignore(first, 'why') where it does not matter
  if (isLate) return Status.Failed;
  return first;
}

export function onePath(): void {
  const first = status(); //! KD0603: kept in first, but not read before the function ends
  if (isLate) print(`${first}`);
}

export function behindAnd(): bool {
  const first = status(); //! KD0603: kept in first, but not read before this return
  return isLate && isGood(first);
}

export function behindOr(): void {
  const first = status(); //! KD0603: kept in first, but not read before the function ends
  if (isLate || isGood(first)) print('good');
}

export function inBranchOfExpression(): Status {
  const first = status(); //! KD0603: kept in first, but not read before this return
  return isLate ? Status.Failed : first;
}

export function overwritten(): Status {
  let last = status(); //! KD0603: kept in last, but not read before last gets another value on line 62
  last = status();
  return last;
}

export function overwrittenInRounds(): Status {
  let last: Status = Status.Ok;
  for (const _ of range(0, 3)) {
    last = status(); //! KD0603: kept in last, but not read before last gets another value on line 69
  }
  return last;
}

export function leftByBreak(): void {
  while (true) {
    const first = status(); //! KD0603: kept in first, but not read before this break on line 77
    if (isLate) break;
    print(`${first}`);
  }
}

export function leftByContinue(): void {
  for (const i of range(0, 3)) {
    const first = status(); //! KD0603: kept in first, but not read before this continue on line 85
    if (i === 1) continue;
    print(`${first}`);
  }
}

export function leftByLabel(): void {
  const first = status(); //! KD0603: kept in first, but not read before the function ends
  block: {
    if (isLate) break block;
    print(`${first}`);
  }
}

export function inSwitch(given: Status): void {
  const first = status(); //! KD0603: kept in first, but not read before the function ends
  switch (given) {
    case Status.Ok:
      print(`${first}`);
      break;
    case Status.Failed:
      print('failed');
  }
}

export function endOfScope(): void {
  {
    const first = status(); //! KD0603: kept in first, but not read before its scope ends
    if (isLate) print(`${first}`);
  }
}

export function otherTypes(): void {
  const a = token(); //! KD0603: kept in a, but not read before this return
  const b = answer(); //! KD0603: kept in b, but not read before this return
  const c = report(); //! KD0603: kept in c, but not read before this return
  if (isLate) return;
  print(`${a.page} ${b.kind === 'yes'} ${c.bytes}`);
}

export function eitherCall(): void {
  const first = isLate
    ? status() //! KD0603: kept in first, but not read before this return
    : status(); //! KD0603: kept in first, but not read before this return
  if (isLate) return;
  print(`${first}`);
}

export function eitherIsGood(): bool {
  const first = status();
  const second = status(); //! KD0603: kept in second, but not read before this return
  return first === Status.Ok || second === Status.Ok;
}

export function onlyOneIsBad(): bool {
  const first = status();
  const second = status(); //! KD0603: kept in second, but not read before this return
  return first === Status.Ok && second !== Status.Ok;
}

export function bothAreBad(): bool {
  const first = status();
  const second = status(); //! KD0603: kept in second, but not read before this return
  return first === Status.Failed && second === Status.Failed;
}

export function onlyInDebugAssert(): void {
  const first = status(); //! KD0603: kept in first, but not read before the function ends
  debugAssert(first === Status.Ok, 'test: good');
}
