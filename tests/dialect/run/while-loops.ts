/** `while` and `do … while`, with break and continue. */
export function main(): void {
  let i: u32 = 0;
  while (i < 3) {
    print(`while ${i}`);
    i += 1;
  }
  while (i < 3) print('never');
  do {
    print(`do ${i}`);
    i += 1;
  } while (i < 3);
  while (true) {
    i += 1;
    if (i % 2 === 0) continue;
    if (i > 8) break;
    print(`odd ${i}`);
  }
  do {
    i -= 1;
    if (i === 7) continue;
    print(`down ${i}`);
  } while (i > 6);
  print(`end ${i}`);
}
