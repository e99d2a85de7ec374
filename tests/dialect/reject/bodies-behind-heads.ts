/** A mistake in the head of a statement does not hide the ones in its body. */
const TABLE: FixedArray<u32, 4> = zeroed();

export function ifs(a: u32): void {
  if (a == 1) { //! KD0304: compares after conversions
  //    ^^ write `===`
    throw a; //! KD0101: `throw`
//  ^^^^^ errors are values: return a status enum, a union or `T | null`; panic when it is our own bug
  } else if (a) { //! KD0211: a condition is a boolean
  //         ^ write `a !== 0`
    debugger; //! KD0101: `debugger`
  } else {
    throw a; //! KD0101: `throw`
  }
}

export function whiles(a: u32): void {
  while (a == 1) { //! KD0304: compares after conversions
    if (TABLE[0] === 2) break;
    throw a; //! KD0101: `throw`
  }
  do {
    throw a; //! KD0101: `throw`
  } while (a); //! KD0211: a condition is a boolean
  break; //! KD0312: `break` stands outside a loop or switch
//^^^^^ a jump stays in its function: leave that with return
}

export function fors(a: u32): void {
  for (let i: u32 = a as u32; a == 3; i += 1) { //! KD0109: type assertions //! KD0304: compares after conversions
  //                ^^^^^^^^ convert the value: u32(…), truncate<u8>(…), phys(…), brand<T>(…)
    throw i; //! KD0101: `throw`
  }
  for (let i: u32 = 0; i; i = i == 3) { //! KD0211: a condition is a boolean //! KD0304: compares after conversions //! KD0203: expected u32, got bool
    throw i; //! KD0101: `throw`
  }
  for (const { x } of TABLE) { //! KD0101: the variable of a for…of loop is declared in it
  //   ^^^^^^^^^^^ write `for (const x of …)`
    print(`${x}`);
    continue;
    throw a; //! KD0101: `throw`
  }
  for (const i of range(a as u32, 4)) { //! KD0109: type assertions
    print(`${i + 1}`);
    throw a; //! KD0101: `throw`
  }
  outer: for (const v of a) { //! KD0302: for…of goes over range(a, b) and FixedArrays, not over u32
    if (v === 1) continue outer;
    if (v == 1) throw a; //! KD0304: compares after conversions //! KD0101: `throw`
  }
  for (const key in TABLE) { //! KD0101: `for…in`
    if (key === 'a') continue;
    debugger; //! KD0101: `debugger`
  }
}

export function tries(a: u32): void {
  try { //! KD0101: `try`
    if (a == 1) print('a'); //! KD0304: compares after conversions
  } catch (error) {
    print(`${error}`);
    throw a; //! KD0101: `throw`
  } finally {
    debugger; //! KD0101: `debugger`
  }
}

export function switches(a: u32): void {
  switch (a as u32) { //! KD0109: type assertions
    case 1:
      throw a; //! KD0101: `throw`
    case 2: {
      const b = a;
      if (b == 1) break; //! KD0304: compares after conversions
      break;
    }
    default:
      debugger; //! KD0101: `debugger`
  }
}
