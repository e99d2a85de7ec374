/** An index may be narrower than u32, also where it is chosen. */
interface Store extends Struct {
  values: FixedArray<u32, 4>;
  small: u8;
  medium: u16;
}

const STORE: Store = zeroed();

export function main(): void {
  STORE.small = 2;
  STORE.medium = 3;
  STORE.values[STORE.small > 1 ? STORE.small : 0] = 7;
  STORE.values[STORE.small > 2 ? 0 : STORE.medium] = 8;
  print(`${STORE.values[STORE.small > 3 ? 1 : STORE.small]} ${STORE.values[min(STORE.medium, 3)]}`);
  print(`${STORE.values[STORE.small > 3 ? 1 : 2]} ${'wxyz'.charCodeAt(STORE.small)}`);
}
