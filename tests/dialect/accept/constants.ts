/** Module-level constants are computed when the program is compiled. */

enum Bit {
  Present = 1,
  Writable = 2,
}

interface Item extends Struct {
  value: u64;
  next: Item | null;
}

export const PAGE_SIZE: u64 = 4096n;
export const ENTRIES: u32 = 512;
const SHIFT = 12n;
const MASK: u64 = ~(PAGE_SIZE - 1n);
const SMALL: u8 = u8(ENTRIES / 4 - 1);
const TEXT = 'kernel';
const TEXT_LENGTH: u32 = TEXT.length;
const FIRST_LETTER: u32 = TEXT.charCodeAt(0);
const ITEM_BYTES: usize = sizeOf<Item>();
const NEXT_OFFSET: usize = offsetOf<Item>('next');
const FLAGS: u32 = u32(Bit.Present) | u32(Bit.Writable);
const IS_LARGE: bool = ITEM_BYTES > 8n && ENTRIES !== 3;
const CHOSEN: u32 = IS_LARGE ? 1 : 2;
const NEGATIVE: i32 = -(1 << 4);
const LOWEST: i64 = -9223372036854775808n;
const BASE: PhysAddr = phys(0x10_0000n);
const DEFAULT: Bit = Bit.Present;
const ALIGNED: u64 = alignUp(5000n, PAGE_SIZE);
const LARGEST: u64 = max(ALIGNED, PAGE_SIZE << SHIFT);
staticAssert(MASK === 0xffff_ffff_ffff_f000n, 'constants: mask');
staticAssert(SMALL === 127 && TEXT_LENGTH === 6 && FIRST_LETTER === 107, 'constants: small ones');
staticAssert(ITEM_BYTES === 16n && NEXT_OFFSET === 8n, 'constants: layout');
staticAssert(FLAGS === 3 && CHOSEN === 1 && NEGATIVE === -16, 'constants: operators');
staticAssert(ALIGNED === 8192n && LARGEST === 0x100_0000n, 'constants: functions');
staticAssert(wrappingSub(u8(3), u8(4)) === 255 && wrappingAdd(ENTRIES, 1) === 513, 'wrapping');
staticAssert(wrappingMul(ENTRIES, 0x80_0001) === 512 && wrappingShl(SMALL, 7) === 128, 'modulo');
staticAssert(saturatingAdd(SMALL, u8(200)) === 255 && saturatingSub(SMALL, u8(200)) === 0, 'ends');
staticAssert(saturatingMul(SMALL, u8(3)) === 255 && min(SMALL, u8(3)) === 3, 'saturating');
staticAssert(multiplyHigh(MASK, PAGE_SIZE) === 4095n && truncate<u8>(ENTRIES + 1) === 1, 'parts');
staticAssert(rotateLeft(SMALL, 1) === 254 && rotateRight(SMALL, 1) === 191, 'rotations');
staticAssert(countLeadingZeros(SMALL) === 1 && countTrailingZeros(ENTRIES) === 9, 'zeros');
staticAssert(countOnes(SMALL) === 7 && isAligned(ALIGNED, PAGE_SIZE), 'ones');
staticAssert(alignDown(5000n, PAGE_SIZE) === PAGE_SIZE, 'below');
staticAssert(LOWEST < 0n && BASE === 0x10_0000n, 'constants: comparison');

export function use(): Bit {
  return DEFAULT;
}
