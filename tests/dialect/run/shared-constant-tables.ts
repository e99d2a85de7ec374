/** A constant table that is handed on as an array may be written there, on every target alike. */
const KEPT: FixedArray<u16, 3> = [1, 2, 3];
const HANDED_ON: FixedArray<u16, 3> = [10, 20, 30];

function change(values: FixedArray<u16, 3>): u16 {
  values[1] += 5;
  return values[0] + values[1] + values[2];
}

export function main(): void {
  print(`${change(HANDED_ON)} ${HANDED_ON[1]}`);
  print(`${change(HANDED_ON)} ${HANDED_ON[1]}`);
  let sum: u16 = 0;
  for (const value of KEPT) sum += value;
  print(`${sum} ${KEPT[2]} ${KEPT.length}`);
}
