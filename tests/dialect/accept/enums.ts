/** Numeric enums. */

export enum Status {
  Ok,
  NotFound,
  Busy,
}

enum Bit {
  None = 0,
  Present = 1 << 0,
  Writable = 1 << 1,
  Both = Present | Writable,
  Top = 0x8000_0000,
}

export function find(a: u32): Status {
  return a === 0 ? Status.Ok : Status.NotFound;
}

export function name(status: Status): string {
  switch (status) {
    case Status.Ok:
      return 'ok';
    case Status.NotFound:
    case Status.Busy:
      return 'failed';
  }
}

export function compare(a: Status, b: Status): bool {
  return a === b && a !== Status.Busy && u32(a) < u32(b);
}

export function bits(): u32 {
  return u32(Bit.Both) | u32(Bit.Top);
}

export function use(): void {
  const status = find(3);
  if (status !== Status.Ok) print(`${status} ${name(status)} ${Bit.None}`);
  if (find(4) === Status.Busy) print('busy');
  ignore(find(5), 'test: the outcome does not matter');
}
