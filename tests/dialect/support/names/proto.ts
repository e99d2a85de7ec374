/** Functions and a variable that are called like properties of every object, or like an emitted one. */

export let value: u32 = 1;

export function valueOf(x: u32): u32 {
  return x;
}

export function toString(): u32 {
  return 6;
}

export function __proto__(): u32 {
  return 5;
}

export function set(x: u32): void {
  value = x;
}

export function $set_value(): u32 {
  return 12;
}
