/** Arrays of scalars, of structs and of arrays; lengths; `for…of` by value and by reference. */
interface Cell extends Struct {
  value: u16;
  marked: bool;
}
interface Grid extends Struct {
  rows: FixedArray<FixedArray<u8, 3>, 2>;
  cells: FixedArray<Cell, 3>;
  flags: FixedArray<bool, 4>;
  signed: FixedArray<i64, 2>;
}

const GRID: Grid = zeroed();
const NUMBERS: FixedArray<u32, 4> = zeroed();

export function main(): void {
  for (const i of range(0, NUMBERS.length)) NUMBERS[i] = i * i;
  for (const n of NUMBERS) print(`${n}`);
  for (let n of NUMBERS) n += 100;
  print(`${NUMBERS[3]} ${NUMBERS.length}`);
  for (const row of range(0, 2)) {
    for (const column of range(0, 3)) GRID.rows[row][column] = u8(row * 10 + column);
  }
  const second = GRID.rows[1];
  second[0] = 99;
  print(`${GRID.rows[0][2]} ${GRID.rows[1][0]} ${GRID.rows[1][2]} ${second.length}`);
  for (const row of GRID.rows) {
    for (const value of row) print(`row ${value}`);
  }
  for (const cell of GRID.cells) cell.value = 7;
  GRID.cells[1].value += 5;
  GRID.cells[2].marked = true;
  for (const cell of GRID.cells) print(`${cell.value} ${cell.marked}`);
  GRID.flags[3] = true;
  GRID.signed[1] = -5n;
  print(`${GRID.flags[0]} ${GRID.flags[3]} ${GRID.signed[0]} ${GRID.signed[1]}`);
}
