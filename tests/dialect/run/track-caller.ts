// A function learns where it is called: directly, as a generic instance, and through others like it.

function report(what: string): void {
  'track caller';
  print(`${callerFile()}:${callerLine()}: ${what}`);
}

function reportValue<T extends number | bigint>(value: T): T {
  'track caller';
  print(`${callerLine()}: ${value}`);
  return value;
}

function reportTwice(): void {
  'track caller';
  report('once');
  report('twice');
}

function reportHere(): void {
  report('inside');
}

/** The place is where the call begins, as for `assert`. */
function place(isAsked: bool, line: u32): u32 {
  'track caller';
  return isAsked ? callerLine() : line;
}

export function main(): void {
  report('directly');
  reportTwice();
  reportHere();
  print(`${reportValue<u8>(7) + 1} ${reportValue(8n)}`);
  const later = place(false, place(true, 0));
  print(`${place(true, 0)} ${later}`);
}
