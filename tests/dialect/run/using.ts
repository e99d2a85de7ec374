/** `using` releases at every exit of its scope, in reverse order, after the result is computed. */

type OwnedNumber = Owned<u64, typeof release>;

let released: u64 = 0n;

function release(number: OwnedNumber): void {
  const plain: u64 = disown(number);
  print(`release ${plain}`);
  released += 1n;
}

function take(value: u64): OwnedNumber {
  print(`take ${value}`);
  return own<OwnedNumber>(value);
}

function takeOdd(value: u64): OwnedNumber | null {
  return value % 2n === 1n ? take(value) : null;
}

function early(stopAt: u64): u64 {
  using first = take(1n);
  if (stopAt === 1n) return first + released;
  using second = take(2n);
  return second + released;
}

function loops(): void {
  outer: for (const i of range(10n, 13n)) {
    using a = take(i);
    for (const j of range(0n, 5n)) {
      using b = takeOdd(j);
      if (b === null) continue;
      if (j === 3n) {
        if (a === 11n) break outer;
        continue outer;
      }
    }
  }
}

function switched(value: u32): void {
  switch (value) {
    case 1: {
      using a = take(100n);
      if (a > 50n) break;
      print('not reached');
      break;
    }
    default:
      print('default');
  }
}

export function main(): void {
  print(`result ${early(1n)}`);
  print(`result ${early(2n)}`);
  loops();
  switched(1);
  switched(2);
  print(`${released} released`);
}
