/** Storage that fits the image by itself, and not together. */
type Half = FixedArray<u8, 0x2000_0000>;

const FIRST: Half = zeroed();
const SECOND: Half = zeroed(); //! KD0216: with SECOND all storage together has 2^30 bytes or more
//    ^^^^^^ storage is part of the image, which has less; take large memory from an allocator
const THIRD: Half = zeroed();

export function use(): u8 {
  return FIRST[0] + SECOND[0] + THIRD[0];
}
