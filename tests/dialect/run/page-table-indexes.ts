/** The indexes of a virtual address in four levels of tables, and back. */
function index(address: VirtAddr, level: u64): u32 {
  return u32((address >> (12n + 9n * (level - 1n))) & 0x1ffn);
}

function back(address: VirtAddr): VirtAddr {
  let value: u64 = address & 0xfffn;
  for (const level of range(1n, 5n))
    value |= u64(index(address, level)) << (12n + 9n * (level - 1n));
  return virt(value >> 47n === 1n ? value | 0xffff_0000_0000_0000n : value);
}

function show(address: VirtAddr): void {
  print(`${address}`);
  print(
    `  ${index(address, 4n)} ${index(address, 3n)} ${index(address, 2n)} ${index(address, 1n)} ${u32(address & 0xfffn)}`,
  );
  print(`  ${back(address) === address}`);
}

export function main(): void {
  show(virt(0xffff_8000_0000_1000n));
  show(virt(0xffff_ffff_8020_1234n));
  show(virt(0x7fff_ffff_ffffn));
  show(virt(0n));
}
