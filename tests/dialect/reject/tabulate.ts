/** Tables computed when the program is compiled: pure functions of an index, of the right type. */
interface Item extends Struct {
  value: u32;
}
const ITEM: Item = zeroed();

const WRONG_RESULT: FixedArray<u8, 4> = tabulate(square); //! KD0203: a table of u8 is filled by a function (index: u32) => u8
const WRONG_PARAMETER: FixedArray<u32, 4> = tabulate(wide); //! KD0203: a table of u32 is filled by a function (index: u32) => u32
const NO_PARAMETER: FixedArray<u32, 4> = tabulate(constant); //! KD0203: a table of u32 is filled by a function (index: u32) => u32
const OF_STRUCTS: FixedArray<Item, 4> = tabulate(item); //! KD0203: a table of Item is filled by a function (index: u32) => Item
const SCALAR: u32 = tabulate(square); //! KD0201: a table needs a FixedArray type

function square(index: u32): u32 {
  return index * index;
}
function wide(index: u64): u32 {
  return u32(index);
}
function constant(): u32 {
  return 1;
}
function item(index: u32): Item {
  return ITEM;
}

export function inFunction(): void {
  const table: FixedArray<u32, 4> = tabulate(square); //! KD0310: tabulate() cannot be called here
  //                                ^^^^^^^^^^^^^^^^ tabulate(…) is the value of a module-level constant
}
