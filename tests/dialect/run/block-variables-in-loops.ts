/** A variable of a loop body is a new one in every round. */
export function main(): void {
  for (const round of range(0, 3)) {
    let fresh: u32 = 0;
    fresh += round + 1;
    let late: u32;
    if (round === 1) late = 10;
    else late = 20;
    print(`${fresh} ${late}`);
  }
  for (let i of range(0, 3)) {
    i += 10;
    print(`changed ${i}`);
  }
  let rounds: u32 = 0;
  for (let i: u32 = 0; i < 6; i++) {
    i += 1;
    rounds += 1;
  }
  print(`rounds ${rounds}`);
}
