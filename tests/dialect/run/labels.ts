/** Labelled `break` and `continue`, out of loops, switches and blocks. */
export function main(): void {
  outer: for (const i of range(0, 4)) {
    for (const j of range(0, 4)) {
      if (j === 2) continue outer;
      if (i === 2) break outer;
      print(`${i}.${j}`);
    }
  }
  let n: u32 = 0;
  search: while (true) {
    do {
      n += 1;
      if (n === 3) continue search;
      if (n === 5) break search;
    } while (n < 10);
  }
  print(`n ${n}`);
  block: {
    print('in block');
    if (n === 5) break block;
    print('never');
  }
  rounds: for (let i: u32 = 0; i < 5; i++) {
    switch (i) {
      case 1:
        continue rounds;
      case 3:
        break rounds;
      default:
        print(`round ${i}`);
    }
    print(`after ${i}`);
  }
  choice: switch (n) {
    case 5:
      for (const i of range(0, 9)) {
        if (i === 1) break choice;
        print(`choice ${i}`);
      }
      print('never');
      break;
    default:
      print('never');
  }
}
