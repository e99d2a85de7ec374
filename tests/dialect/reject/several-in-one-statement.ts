/** Every mistake of a statement is reported, not only the first. */
export function operands(a: u32, b: u32): bool {
  const sum = (a as u32) + (b as u32); //! KD0109: type assertions //! KD0109: type assertions
  const both = a == b && a != b; //! KD0304: `==` compares //! KD0304: `!=` compares
  const chosen: u32 = a == b ? (a as u32) : b!; //! KD0304: `==` compares //! KD0109: type assertions //! KD0109: `!` would hide
  const branches: u32 = a === b ? (a as u32) : b!; //! KD0109: type assertions //! KD0109: `!` would hide
  return sum === 1 && both && chosen === branches;
}
