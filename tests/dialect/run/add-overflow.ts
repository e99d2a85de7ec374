/** A sum that does not fit panics with the operands and the place. */
export function main(): void {
  let value: u8 = 200;
  print('before');
  value += 100;
  print(`after ${value}`);
}
