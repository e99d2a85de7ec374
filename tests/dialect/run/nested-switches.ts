/** Switches in switches and loops; breaks and continues find the right target. */
enum Outer {
  A,
  B,
  C,
}
type Inner = { readonly kind: 'x'; readonly value: u32 } | { readonly kind: 'y' };

function inner(value: u32): Inner {
  return value % 2 === 0 ? { kind: 'x', value } : { kind: 'y' };
}

function code(outer: Outer, value: u32): u32 {
  switch (outer) {
    case Outer.A: {
      const it = inner(value);
      switch (it.kind) {
        case 'x':
          return 10 + it.value;
        case 'y':
          break;
      }
      return 1;
    }
    case Outer.B: {
      let result: u32 = 0;
      switch (value) {
        case 0:
          result = 20;
          break;
        case 1:
        case 2:
          result = 21;
          break;
        default:
          result = 22;
      }
      return result;
    }
    default:
      return 30;
  }
}

function weights(): u32 {
  let total: u32 = 0;
  rounds: for (const i of range(0, 6)) {
    switch (i % 3) {
      case 0:
        switch (i) {
          case 0:
            continue;
          default:
            break;
        }
        total += 100;
        break;
      case 1:
        if (i === 4) break rounds;
        total += 1;
        continue rounds;
      default:
        total += 10;
    }
    total += 1000;
  }
  return total;
}

export function main(): void {
  print(`${code(Outer.A, 4)} ${code(Outer.A, 5)}`);
  print(`${code(Outer.B, 0)} ${code(Outer.B, 2)} ${code(Outer.B, 9)} ${code(Outer.C, 0)}`);
  print(`${weights()}`);
}
