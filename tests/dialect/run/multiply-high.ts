/** `multiplyHigh`: the upper half of the 128-bit product. */
const VALUES: FixedArray<u64, 5> = [
  0n,
  2n,
  0x1_0000_0000n,
  0x1234_5678_9abc_def0n,
  0xffff_ffff_ffff_ffffn,
];

export function main(): void {
  for (const a of VALUES) {
    for (const b of VALUES) print(`${hex(a)} ${hex(b)} ${hex(multiplyHigh(a, b))}`);
  }
}
