/** What TypeScript's control flow finds: missing returns, dead code, jumps, first use. */
export function noReturn(a: u32): u32 { //! KD0001: Function lacks ending return statement and return type does not include 'undefined'. (TS2366)
  if (a > 3) return 1;
}

export function emptyBody(): u32 {} //! KD0001: A function whose declared type is neither 'undefined', 'void', nor 'any' must return a value. (TS2355)

export function returnsNothing(a: u32): u32 {
  if (a > 3) return; //! KD0203: this function returns a u32
  return 1;
}

export function returnsFromVoid(): void {
  return 3; //! KD0203: this function has no result
}

export function dead(): u32 {
  return 1;
  print('never'); //! KD0001: Unreachable code detected. (TS7027)
}

export function afterPanic(): void {
  panic('stop');
  print('never'); //! KD0001: Unreachable code detected. (TS7027)
}

export function afterLoop(): u32 {
  while (true) {}
  return 1; //! KD0001: Unreachable code detected. (TS7027)
}

export function unusedLabel(): void {
  label: for (const i of range(0, 3)) print(`${i}`); //! KD0001: Unused label. (TS7028)
}

export function unknownLabel(): void {
  for (const i of range(0, 3)) {
    if (i === 1) break outer; //! KD0312: no loop here has the label outer
    //           ^^^^^ a jump stays in its function: leave that with return
  }
}

export function continueToBlock(): void {
  block: {
    continue block; //! KD0001: A 'continue' statement can only jump to a label of an enclosing iteration statement. (TS1115)
  }
}

export function breakOutside(): void {
  break; //! KD0312: `break` stands outside a loop or switch
}

export function continueOutside(): void {
  continue; //! KD0312: `continue` stands outside a loop
}

export function breakAcrossFunction(): void {
  for (const i of range(0, 3)) run(() => {
    break; //! KD0312: `break` stands outside a loop or switch
  });
}

export function run(action: () => void): void {
  action();
}

export function duplicateLabel(): void {
  a: for (;;) {
    a: for (;;) { //! KD0001: Duplicate label 'a'. (TS1114)
      break a;
    }
    break a;
  }
}

export function unassigned(flag: bool): u32 {
  let a: u32;
  if (flag) a = 1;
  return a; //! KD0001: Variable 'a' is used before being assigned. (TS2454)
}

export function beforeDeclaration(): u32 {
  const a = b; //! KD0001: Block-scoped variable 'b' used before its declaration. (TS2448)
  const b: u32 = 1;
  return a;
}

export function noInitialiser(): u32 {
  const a: u32; //! KD0001: 'const' declarations must be initialized. (TS1155)
  return 1;
}

export function neverReturns(a: u32): never { //! KD0001: A function returning 'never' cannot have a reachable end point. (TS2534)
  if (a > 3) panic('large');
}

export function notUsed(a: u32): u32 {
  const unused = a;
  return a;
}

export function redeclared(a: u32): u32 {
  const b: u32 = 1;
  const b: u32 = 2; //! KD0001: Cannot redeclare block-scoped variable 'b'. (TS2451)
  return b;
}

export function shadowedParameter(a: u32): u32 {
  let a: u32 = 3; //! KD0001: Duplicate identifier 'a'. (TS2300)
  return a;
}

export function twice(): void {}
export function twice(): void {} //! KD0001: Cannot redeclare exported variable 'twice'. (TS2323)

export function untyped(): void {
  let a; //! KD0201: the variable a has no type
  //  ^ write its type or its first value: `let a: u32 = 0`
  a = 3;
}

export function loopVariable(): void {
  let i: u32 = 0;
  for (i of range(0, 3)) print(`${i}`); //! KD0101: the variable of a for…of loop is declared in it
}

export function loopVariableType(): void {
  for (const i: u32 of range(0, 3)) print(`${i}`); //! KD0201: The left-hand side of a 'for...of' statement cannot use a type annotation. (TS2483)
  //         ^ leave the type out: it is the type of the elements
}

export function constLoop(): void {
  for (const i: u32 = 0; i < 3; i++) print(`${i}`); //! KD0306: Cannot assign to 'i' because it is a constant. (TS2588)
}

export function rangeAlone(): void {
  const r = range(0, 3); //! KD0310: range() cannot be called here
  //        ^^^^^^^^^^^ range(…) is what `for (const i of range(a, b))` goes through
}

export function loopOverNumber(a: u32): void {
  for (const i of a) print(`${i}`); //! KD0302: for…of goes over range(a, b) and FixedArrays, not over u32
}

export function loopOverString(name: string): void {
  for (const c of name) print(c); //! KD0302: for…of goes over range(a, b) and FixedArrays, not over string
}

export function loopOverView(view: DataView): void {
  for (const c of view) print(`${c}`); //! KD0302: for…of goes over range(a, b) and FixedArrays, not over DataView
}

export function awaitLoop(): void {
  for await (const i of range(0, 3)) print(`${i}`); //! KD0101: `await` is not part of the dialect
}
