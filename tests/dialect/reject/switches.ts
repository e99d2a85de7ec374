/** `switch`: every member, constants, each case once, no fall-through. */
enum Color {
  Red,
  Green,
  Blue,
}
type Result =
  | { readonly kind: 'mapped'; readonly tables: u32 }
  | { readonly kind: 'occupied' }
  | { readonly kind: 'exhausted' };

export function missing(color: Color): u32 {
  switch (color) { //! KD0307: the switch does not handle Green, Blue
  //      ^^^^^ add the missing cases, or a default
    case Color.Red:
      return 1;
  }
  return 0;
}

export function missingVariant(result: Result): u32 {
  switch (result.kind) { //! KD0307: the switch does not handle exhausted
    case 'mapped':
      return 1;
    case 'occupied':
      return 2;
  }
  return 0;
}

export function missingNoReturn(color: Color): u32 {
  switch (color) { //! KD0307: the switch does not handle Blue
    case Color.Red:
      return 1;
    case Color.Green:
      return 2;
  }
}

export function fallsThrough(a: u32): u32 {
  let result: u32 = 0;
  switch (a) {
    case 0: //! KD0107: this case would fall through to the next
//  ^^^^ end it with break or return; empty cases may share a body
      result = 1;
    case 1:
      result = 2;
      break;
    default:
      result = 3;
  }
  return result;
}

export function fallsThroughBlock(a: u32): void {
  switch (a) {
    case 0: { //! KD0107: this case would fall through to the next
      print('a');
    }
    case 1:
      print('b');
  }
}

export function fallsThroughIf(a: u32): void {
  switch (a) {
    case 0: //! KD0107: this case would fall through to the next
      if (a > 3) break;
    case 1:
      print('b');
  }
}

export function innerBreakIsNotEnough(a: u32, b: u32): void {
  switch (a) {
    case 0: //! KD0107: this case would fall through to the next
      switch (b) {
        case 1:
          break;
        default:
          break;
      }
    case 1:
      print('b');
  }
}

export function duplicate(a: u32): u32 {
  switch (a) {
    case 3:
      return 1;
    case 1 + 2: //! KD0308: this case stands twice
      return 2;
  }
  return 0;
}

export function duplicateMember(color: Color): u32 {
  switch (color) {
    case Color.Red:
    case Color.Red: //! KD0308: this case stands twice
      return 2;
    default:
      return 1;
  }
}

export function duplicateVariant(result: Result): u32 {
  switch (result.kind) {
    case 'mapped':
      return 1;
    case 'mapped': //! KD0308: this case stands twice
      return 2;
    default:
      return 3;
  }
}

export function unknownVariant(result: Result): u32 {
  switch (result.kind) {
    case 'maped': //! KD0203: there is no variant 'maped'
      return 1;
    default:
      return 3;
  }
}

export function notConstant(a: u32, b: u32): u32 {
  switch (a) {
    case b: //! KD0701: a case is a constant
      return 1;
  }
  return 0;
}

export function wrongWidth(a: u32): u32 {
  switch (a) {
    case 1n: //! KD0203: expected u32, got a 64-bit literal
      return 1;
  }
  return 0;
}

export function outOfRange(a: u8): u32 {
  switch (a) {
    case 256: //! KD0305: 256 does not fit u8
      return 1;
    case -1: //! KD0305: -1 does not fit u8
      return 2;
  }
  return 0;
}

export function integerForEnum(color: Color): u32 {
  switch (color) {
    case 1: //! KD0203: expected Color, got u32
      return 1;
    default:
      return 0;
  }
}

export function otherEnum(color: Color): u32 {
  switch (color) {
    case Shade.Light: //! KD0203: expected Color, got Shade
      return 1;
    default:
      return 0;
  }
}
enum Shade {
  Light,
}

export function overBool(flag: bool): u32 {
  switch (flag) { //! KD0302: a switch is over an integer, an enum, or what tells a union apart, not bool
    case true:
      return 1;
    default:
      return 0;
  }
}

export function overTrue(a: u32): u32 {
  switch (true) { //! KD0302: a switch is over an integer, an enum, or what tells a union apart, not bool
    case a > 3:
      return 1;
    default:
      return 0;
  }
}

export function overString(name: string): u32 {
  switch (name) { //! KD0302: a switch is over an integer, an enum, or what tells a union apart, not string
    case 'a':
      return 1;
    default:
      return 0;
  }
}

export function overUnion(result: Result): u32 {
  switch (result) { //! KD0302: a switch is over an integer, an enum, or what tells a union apart, not Result
    default:
      return 0;
  }
}

export function twoDefaults(a: u32): u32 {
  switch (a) {
    default:
      return 0;
    default: //! KD0001: A 'default' clause cannot appear more than once in a 'switch' statement. (TS1113)
      return 1;
  }
}

export function continueOutside(a: u32): void {
  switch (a) {
    case 0:
      continue; //! KD0312: `continue` stands outside a loop
  }
}

enum Door {
  Open,
  Shut,
}

enum Window {
  Open,
  Shut,
}

/** A wrong label is one error: neither the case that it was meant to be, nor a return, is missing. */
export function wrongLabel(door: Door): u32 {
  switch (door) {
    case Window.Open: //! KD0203: expected Door, got Window
      return 1;
    case Door.Shut:
      return 2;
  }
}
