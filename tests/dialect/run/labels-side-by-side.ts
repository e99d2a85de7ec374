/** A statement has each of the labels in front of it, and a jump may name any. */
export function main(): void {
  rows: lines: for (let row: u32 = 0; row < 4; row++) {
    for (const column of range(0, 4)) {
      if (column === 1 && row === 0) continue rows;
      if (column === 2 && row === 1) continue lines;
      if (row === 2) break rows;
      print(`${row}.${column}`);
    }
  }
  outer: choice: switch (rounds(3)) {
    case 3:
      for (const i of range(0, 9)) {
        if (i === 1) break outer;
        if (i === 2) break choice;
        print(`choice ${i}`);
      }
      print('never');
      break;
    default:
      print('never');
  }
  first: second: {
    if (rounds(1) === 1) break first;
    if (rounds(1) === 2) break second;
    print('never');
  }
}

function rounds(count: u32): u32 {
  let done: u32 = 0;
  again: more: do {
    done += 1;
    if (done === count) break again;
    if (done < 9) continue more;
  } while (done < 9);
  return done;
}
