/** Tables computed when the program is compiled: the function reads and writes no memory. */
interface Item extends Struct {
  value: u32;
}
let variable: u32 = 3;
const ITEM: Item = zeroed();

const IMPURE: FixedArray<u32, 4> = tabulate(readsVariable); //! KD0701: the table cannot be computed: this reads a variable, and nothing runs yet (tests/dialect/reject/tabulate-impure.ts:14:18)
const WRITES: FixedArray<u32, 4> = tabulate(writesMemory); //! KD0701: the table cannot be computed: this writes memory, and nothing runs yet (tests/dialect/reject/tabulate-impure.ts:17:3)
const SPEAKS: FixedArray<u32, 4> = tabulate(speaks); //! KD0701: the table cannot be computed: this reads a variable, and nothing runs yet (kernel/console/message.ts:207:7)
const OVERFLOWS: FixedArray<u8, 4> = tabulate(overflows); //! KD0701: the table cannot be computed: 300 does not fit u8 (tests/dialect/reject/tabulate-impure.ts:25:10)

function readsVariable(index: u32): u32 {
  return index + variable;
}
function writesMemory(index: u32): u32 {
  ITEM.value = index;
  return index;
}
function speaks(index: u32): u32 {
  print('x');
  return index;
}
function overflows(index: u32): u8 {
  return u8(index * 100);
}
