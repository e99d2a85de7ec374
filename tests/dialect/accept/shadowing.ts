/** A name may stand for different things in different scopes. */

const value: u32 = 1;

export function outer(): u32 {
  const value: u32 = 2;
  {
    const value: u64 = 3n;
    print(`${value}`);
  }
  for (const value of range(0, 2)) print(`${value}`);
  return value + inner(value);
}

export function inner(value: u32): u32 {
  return value;
}

export function fromModule(): u32 {
  return value;
}
