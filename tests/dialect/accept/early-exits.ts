/** Paths that end in return, panic, break, continue or an endless loop need nothing after them. */

export function returns(a: u32): u32 {
  if (a === 0) return 1;
  else if (a === 1) return 2;
  else return 3;
}

export function panics(a: u32): u32 {
  if (a === 0) return 1;
  panic('not zero');
}

export function inSwitch(a: u32): u32 {
  switch (a) {
    case 0:
      return 1;
    default:
      panic('not zero');
  }
}

export function inBlock(a: u32): u32 {
  {
    return a;
  }
}

export function inDo(a: u32): u32 {
  do {
    if (a > 3) return a;
  } while (true);
}

export function empty(): void {}

export function voidReturn(a: u32): void {
  if (a > 3) return;
  print('small');
}
