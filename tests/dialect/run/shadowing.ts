/** One name in nested scopes, each with a value and a type of its own. */
const value: u32 = 1;

function show(value: u64): void {
  print(`parameter ${value}`);
}

export function main(): void {
  print(`module ${value}`);
  {
    const value: i8 = -2;
    print(`block ${value}`);
    {
      const value = true;
      print(`inner ${value}`);
    }
    print(`block ${value}`);
  }
  for (let value: u8 = 0; value < 2; value++) {
    print(`loop ${value}`);
    const inner = value;
    {
      const value: u64 = u64(inner) + 100n;
      print(`in loop ${value}`);
    }
  }
  for (const value of range(5n, 6n)) show(value);
  if (value === 1) {
    let value: u16 = 3;
    value += 1;
    print(`if ${value}`);
  } else {
    const value = 'never';
    print(value);
  }
  switch (value) {
    case 1: {
      const value: u32 = 7;
      print(`case ${value}`);
      break;
    }
  }
  print(`module ${value}`);
}
