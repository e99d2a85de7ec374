/** All combinations of three booleans through nested operators. */
function majority(a: bool, b: bool, c: bool): bool {
  return (a && b) || (b && c) || (a && c);
}

function exactlyOne(a: bool, b: bool, c: bool): bool {
  return (a && !b && !c) || (!a && b && !c) || (!a && !b && c);
}

function odd(a: bool, b: bool, c: bool): bool {
  return (a !== b) !== c;
}

function implies(a: bool, b: bool): bool {
  return !a || b;
}

export function main(): void {
  for (const bits of range(0, 8)) {
    const a = (bits & 1) !== 0;
    const b = (bits & 2) !== 0;
    const c = (bits & 4) !== 0;
    print(`${bits} ${majority(a, b, c)} ${exactlyOne(a, b, c)} ${odd(a, b, c)} ${implies(a, c)}`);
  }
  const x = true;
  const y = false;
  print(`${x && y ? 1 : 2} ${!(x || y)} ${!x || !y} ${x === !y}`);
}
