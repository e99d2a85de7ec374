/** Conway's game on a torus of 8 by 8 cells, one byte per row. */
interface Board extends Struct {
  rows: FixedArray<u8, 8>;
}

const NOW: Board = zeroed();
const NEXT: Board = zeroed();

function cell(row: u32, column: u32): u32 {
  return u32((NOW.rows[row % 8] >> u8(column % 8)) & 1);
}

function neighbours(row: u32, column: u32): u32 {
  let count: u32 = 0;
  for (const r of range(row + 7, row + 10)) {
    for (const c of range(column + 7, column + 10)) count += cell(r, c);
  }
  return count - cell(row, column);
}

function step(): void {
  for (const row of range(0, 8)) {
    let bits: u8 = 0;
    for (const column of range(0, 8)) {
      const around = neighbours(row, column);
      if (around === 3 || (around === 2 && cell(row, column) === 1)) bits |= 1 << u8(column);
    }
    NEXT.rows[row] = bits;
  }
  for (const row of range(0, 8)) NOW.rows[row] = NEXT.rows[row];
}

export function main(): void {
  NOW.rows[0] = 0b010;
  NOW.rows[1] = 0b100;
  NOW.rows[2] = 0b111;
  for (const _ of range(0, 30)) step();
  for (const row of NOW.rows) print(`${hexPadded(row, 2)}`);
}
