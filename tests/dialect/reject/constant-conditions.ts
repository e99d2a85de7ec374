/** What a constant excludes is as correct as the rest: both sides of `&&`, `||` and `?:`. */

const ON: bool = true;
const OFF: bool = false;

export function operands(x: u32, y: u32): u32 {
  if (OFF && x == 3) return 1; //! KD0304: `==` compares after conversions
  if (ON || x) return 2; //! KD0211: a condition is a boolean, not u32
  if (OFF && ON && y == 4) return 3; //! KD0304: `==` compares after conversions
  return 4;
}

export function sides(x: u32, small: u8): u32 {
  const a: u32 = OFF ? (x as u32) : 2; //! KD0109: type assertions are not part of the dialect
  const b: u32 = ON ? 2 : x ** 2; //! KD0105: `**` is not part of the dialect
  //                        ^^ multiply in a loop, or shift for powers of two: `1n << n`
  const c = OFF ? x! : 4; //! KD0109: `!` would hide a null
  //              ^^ test it with `!== null`, or assert it
  const d: u32 = OFF ? (x ?? 3) : 1; //! KD0105: `??` is not part of the dialect
  const e: u8 = ON ? 3 : x + 300; //! KD0203: expected u8, got u32
  const f: u8 = ON ? 3 : 300; //! KD0305: 300 does not fit u8
  //                     ^^^ u8 holds [0, 255]
  const g: i8 = ON ? 3 : -129; //! KD0305: -129 does not fit i8
  //                     ^^^^ i8 holds [-128, 127]
  const h = ON ? x : small; //! KD0203: expected u32, got u8
  const i: u8 = ON ? 3 : OFF ? x : 4; //! KD0203: expected u8, got u32
  const j: u32 = ON ? 3 : x + small; //! KD0301: `+` needs both sides of one type
  //                        ^ convert the right side: u32(small)
  return a + b + c + d + u32(e) + u32(f) + u32(g) + h + u32(i) + j;
}

export function again(x: u32): u32 {
  return OFF ? again(x) : x; //! KD0502: again calls itself
  //           ^^^^^^^^ use a loop; the depth of the stack is fixed when the kernel is built
}

export function unmarked(address: VirtAddr): u32 {
  return ON ? 3 : dataViewAt(address, 4n).byteLength; //! KD0501: dataViewAt() is unsafe
  //              ^^^^^^^^^^^^^^^^^^^^^^^ put `'use unsafe';` first in a small function that does only this, and say why it is safe
}

interface Node extends Struct {
  value: u32;
  next: Node | null;
}

export function unread(node: Node): bool {
  return OFF && node.next.value === 1; //! KD0214: node.next is Node | null and may be null here
  //            ^^^^^^^^^ test it with `!== null` first
}

export function text(x: u32): void {
  assert(ON, `${x}`); //! KD0801: a template literal is only allowed as the argument of
  //         ^^^^^^ a panic shows values: `if (…) panic(`…`);` with the opposite of the condition
}

staticAssert(ON, 'a' as string); //! KD0109: type assertions are not part of the dialect

export const EXCLUDED: u32 = ON ? 2 : (3 as u32); //! KD0109: type assertions are not part of the dialect
export const WRONG: u8 = OFF ? 300 : 2; //! KD0305: 300 does not fit u8
export const LOOSE: bool = OFF && 1 == 1; //! KD0304: `==` compares after conversions
