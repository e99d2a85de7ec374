/** A constant chooses one side; the other one is checked, but its values need not exist. */

const COUNT: u32 = 0;
const SHIFT: u32 = 40;
const WIDE: bool = false;
const LENGTH = 2;
const TABLE: FixedArray<u32, typeof LENGTH> = [10, 20];
const NAME = 'ab';

/** Initial values emit nothing, and what is excluded may be more than a constant. */
const SHARE: u32 = COUNT === 0 ? 7 : 100 / COUNT;
const SHARE_LEFT: bool = COUNT !== 0 && 100 % COUNT === 0;
const CALLED: u32 = WIDE ? counted(3) : 8;
let state2: u32 = 1;
let state: u32 = WIDE ? state2 : 9;

function counted(value: u32): u32 {
  state2 += value;
  return state2;
}

function call(action: () => u32): u32 {
  return action();
}

function onlyHere(): u32 {
  return 5;
}

function last<T, N extends number>(values: FixedArray<T, N>): T {
  return values.length > 2 ? values[2] : values[0];
}

function marked(address: VirtAddr): u32 {
  'use unsafe';
  // SAFE: nothing is read.
  return WIDE ? dataViewAt(address, 4n).getUint32(0) : 11;
}

export function main(): void {
  const small: u8 = 200;
  const narrow = WIDE ? small : 5;
  print(`${SHARE} ${SHARE_LEFT} ${CALLED} ${state} ${last(TABLE)} ${marked(virt(0n))}`);
  // `narrow` has the type of the side that has one.
  print(`${checkedAdd(narrow, 250) === null} ${checkedAdd(narrow, 251) === null}`);
  const found: u32 | null = WIDE ? null : counted(1);
  print(`${found === null} ${state2}`);
  print(`${WIDE && counted(10) === 11} ${!WIDE || counted(20) === 22} ${state2}`);
  print(`${WIDE ? call(() => 3) : call(() => 4)} ${WIDE ? onlyHere() : 6}`);
  print(`${SHIFT < 32 ? u32(1) << SHIFT : 0} ${COUNT > 0 ? alignUp(state2, COUNT) : 12}`);
  print(`${LENGTH > 2 ? TABLE[2] : TABLE[1]} ${SHIFT > 255 ? u8(SHIFT + 300) : 13}`);
  print(`${NAME.length > 2 ? NAME.charCodeAt(2) : NAME.charCodeAt(1)} ${WIDE ? 'wide' : NAME}`);
  print(`${COUNT > 0 ? COUNT - 1 : 0xffff_ffff} ${WIDE ? -small16() : 14}`);
}

function small16(): i16 {
  return -3;
}
