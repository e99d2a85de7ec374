/** `switch` over integers, enums and unions. */

enum Color {
  Red,
  Green,
}

export function integers(a: u32): u32 {
  switch (a) {
    case 0:
    case 1:
      return 5;
    case 2: {
      const b = a + 1;
      return b;
    }
    default:
      return 0;
  }
}

export function noDefault(a: u64): u32 {
  let result: u32 = 0;
  switch (a) {
    case 0n:
      result = 1;
      break;
    case 0xffff_ffff_ffff_ffffn:
      result = 2;
  }
  return result;
}

export function ends(a: u8): u32 {
  for (const i of range(0, 9)) {
    switch (a) {
      case 0:
        continue;
      case 1:
        break;
      case 2:
        return i;
      case 3:
        panic('three');
      case 4:
        if (i > 3) return 1;
        else break;
      default:
        print('x');
    }
  }
  return 0;
}

const LIMIT: u16 = 300;

export function constants(a: u16): bool {
  switch (a) {
    case LIMIT:
    case LIMIT + 1:
      return true;
    case u16(5):
      return true;
  }
  return false;
}

export function nested(a: Color, b: Color): u32 {
  switch (a) {
    case Color.Red:
      switch (b) {
        case Color.Red:
          return 1;
        case Color.Green:
          return 2;
      }
    case Color.Green:
      return 3;
  }
}

export function empty(a: u32): void {
  switch (a) {
  }
}
