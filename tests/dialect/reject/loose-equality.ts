/** `==` is refused, whatever it compares. */
export function main(): void {
  const count: u32 = 1;
  if (count == 1) print('one'); //! KD0304: compares after conversions
}
