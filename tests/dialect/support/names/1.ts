/** A module whose name is a number, as that of a temporary. */

export const value: u32 = 1;

export function plusOne(x: u32): u32 {
  return x + value;
}
