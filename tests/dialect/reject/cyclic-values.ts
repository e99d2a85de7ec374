/** Variables and constants whose first value needs itself. */
let alone: u32 = alone; //! KD0702: the first value of `alone` depends on itself
let first: u64 = second + 1n; //! KD0702: the first value of `first` depends on itself
let second: u64 = first + 1n;
const THIRD: u32 = fourth; //! KD0702: `THIRD` depends on itself
let fourth: u32 = THIRD;
const SIZE: u32 = sizeIn(); //! KD0701: this cannot be computed when the program is compiled
const TABLE: FixedArray<u32, 2> = [SIZE, LAST]; //! KD0702: `TABLE` depends on itself
const LAST: u32 = TABLE.length;

function sizeIn(): u32 {
  return SIZE;
}

export function use(): u32 {
  return alone + THIRD + fourth + TABLE[0];
}
