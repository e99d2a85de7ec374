/** Syntax errors are TypeScript's own; nothing else is reported with them. */
export function toSum(a: u32): void {
  a + 1 = 3; //! KD0001: ';' expected. (TS1005)
}

export function missingOperand(a: u32): u32 {
  return a + ; //! KD0001: Expression expected. (TS1109)
}

export function stillFine(a: u32): u64 {
  return a;
}
