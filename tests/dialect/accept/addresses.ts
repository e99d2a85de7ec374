/** Physical and virtual addresses. */

interface Page extends Struct {
  bytes: FixedArray<u8, 4096>;
}

const PAGE: Page = zeroed();
const OFFSET: u64 = 0xffff_8000_0000_0000n;
const NOWHERE: VirtAddr = virt(0n);

export function directMap(address: PhysAddr): VirtAddr {
  return virt(address + OFFSET);
}

export function back(address: VirtAddr): PhysAddr {
  return phys(address - OFFSET);
}

export function pageIndex(address: VirtAddr): u32 {
  return u32((address >> 12n) & 0x1ffn);
}

export function place(): VirtAddr {
  return addressOf(PAGE);
}

export function isInside(address: VirtAddr): bool {
  return address >= addressOf(PAGE.bytes) && address < addressOf(PAGE) + sizeOf<Page>();
}

export function isNowhere(address: VirtAddr): bool {
  return address === NOWHERE || address === 0n;
}
