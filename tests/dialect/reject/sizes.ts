/** A type fits into one half of the addresses, storage into the image. */
type Row = FixedArray<u8, 0x4000_0000>;
type Plane = FixedArray<Row, 0x1_ffff>;
type TooManyRows = FixedArray<Row, 0x2_0000>; //! KD0216: FixedArray<Row, 0x2_0000> has 2^47 bytes or more
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^ half of the addresses are 2^47; take a length that memory can have
type Deep = FixedArray<FixedArray<Row, 0x4000_0000>, 0x4000_0000>; //! KD0216: FixedArray<Row, 0x4000_0000> has 2^47
interface Two extends Struct { //! KD0216: Two has 2^47 bytes or more
//        ^^^ half of the addresses are 2^47; take a length that memory can have
  first: Plane;
  second: Plane;
}
interface Three extends Struct {
  two: Two;
  third: FixedArray<Two, 8>;
}
interface Half extends Struct {
  plane: Plane;
}

const ROW: Row = zeroed(); //! KD0216: the storage ROW has 2^30 bytes or more
//    ^^^ storage is part of the image, which has less; take large memory from an allocator
const HALF: Half = zeroed(); //! KD0216: the storage HALF has 2^30 bytes or more
//    ^^^^ storage is part of the image, which has less; take large memory from an allocator
const THREE: Three = zeroed();
staticAssert(sizeOf<Half>() === 0x7fff_c000_0000n, 'half: exact');
staticAssert(sizeOf<Half>() === 0n, 'half: not zero'); //! KD0703: the static assertion does not hold: half: not zero

export function use(rows: TooManyRows, three: Three): u8 {
  return rows[0][0] + three.two.first[0][0] + ROW[0] + HALF.plane[0][0] + THREE.third[0].first[0][0];
}
