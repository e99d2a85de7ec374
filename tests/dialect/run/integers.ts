/** Checked arithmetic inside its range, at both ends. */
export function main(): void {
  const small: u8 = 255;
  print(`u8 ${small} u16 ${u16(small) + 1} i8 ${i8(-128)}`);
  let big: u64 = 0xffff_ffff_ffff_ffffn;
  print(`u64 ${big} ${hex(big)} i64 ${i64(-9223372036854775808n)}`);
  big -= 1n;
  print(`${big / 2n} ${big % 10n} ${big >> 60n} ${big & 0xfn}`);
  print(`${wrappingAdd(big, 3n)} ${saturatingAdd(big, 3n)} ${countLeadingZeros(big)}`);
}
