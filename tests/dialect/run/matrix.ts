/** A power of a matrix: arrays of arrays, records of four. */
type Matrix = { readonly a: u64; readonly b: u64; readonly c: u64; readonly d: u64 };
interface Grid extends Struct {
  cells: FixedArray<FixedArray<u64, 2>, 2>;
}

const GRID: Grid = zeroed();

function times(x: Matrix, y: Matrix): Matrix {
  return {
    a: x.a * y.a + x.b * y.c,
    b: x.a * y.b + x.b * y.d,
    c: x.c * y.a + x.d * y.c,
    d: x.c * y.b + x.d * y.d,
  };
}

function timesInPlace(grid: Grid, y: Matrix): void {
  for (const row of grid.cells) {
    const left = row[0];
    row[0] = left * y.a + row[1] * y.c;
    row[1] = left * y.b + row[1] * y.d;
  }
}

export function main(): void {
  const step: Matrix = { a: 1n, b: 2n, c: 3n, d: 4n };
  let power: Matrix = { a: 1n, b: 0n, c: 0n, d: 1n };
  GRID.cells[0][0] = 1n;
  GRID.cells[1][1] = 1n;
  for (const _ of range(0, 5)) {
    power = times(power, step);
    timesInPlace(GRID, step);
  }
  print(`${power.a} ${power.b} ${power.c} ${power.d}`);
  print(`${GRID.cells[0][0]} ${GRID.cells[0][1]} ${GRID.cells[1][0]} ${GRID.cells[1][1]}`);
}
