/** `for…of` over an array reads the array once; the body may point the variable elsewhere. */
interface Store extends Struct {
  first: FixedArray<u8, 3>;
  second: FixedArray<u8, 3>;
}

const STORE: Store = zeroed();

export function main(): void {
  for (const i of range(0, 3)) {
    STORE.first[i] = u8(i + 1);
    STORE.second[i] = u8(i + 11);
  }
  let current: FixedArray<u8, 3> = STORE.first;
  for (const value of current) {
    print(`${value}`);
    current = STORE.second;
  }
  print(`${current[0]}`);
  for (const value of STORE.first) {
    print(`${value}`);
    STORE.first[2] = 99;
  }
}
