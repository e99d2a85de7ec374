/** Insertion sort of an array in a struct, in place. */
interface List extends Struct {
  values: FixedArray<u16, 12>;
}

const START: FixedArray<u16, 12> = [170, 45, 75, 90, 802, 24, 2, 66, 17, 999, 0, 65535];
const LIST: List = zeroed();

function sort(list: List): u32 {
  let moves: u32 = 0;
  for (const i of range(1, list.values.length)) {
    const value = list.values[i];
    let place: u32 = i;
    while (place > 0 && list.values[place - 1] > value) {
      list.values[place] = list.values[place - 1];
      place -= 1;
      moves += 1;
    }
    list.values[place] = value;
  }
  return moves;
}

export function main(): void {
  for (const i of range(0, START.length)) LIST.values[i] = START[i];
  print(`${sort(LIST)} moves`);
  for (const value of LIST.values) print(`${right(value, 6)}`);
  print(`${sort(LIST)} moves`);
}
