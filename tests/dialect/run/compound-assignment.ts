/** Every compound assignment, on locals, statics, fields and elements. */
interface Cell extends Struct {
  value: u32;
  signed: i64;
}

const CELL: Cell = zeroed();
const TABLE: FixedArray<u8, 2> = zeroed();
let global: u64 = 100n;

export function main(): void {
  let a: u32 = 10;
  a += 5;
  print(`${a}`);
  a -= 1;
  print(`${a}`);
  a *= 3;
  print(`${a}`);
  a /= 5;
  print(`${a}`);
  a %= 5;
  print(`${a}`);
  a <<= 6;
  print(`${a}`);
  a >>= 2;
  print(`${a}`);
  a |= 0x0f;
  print(`${a}`);
  a &= 0x3c;
  print(`${a}`);
  a ^= 0xff;
  print(`${a}`);
  a++;
  ++a;
  a--;
  print(`${a}`);
  global -= 1n;
  global *= global;
  print(`${global}`);
  CELL.value += 7;
  CELL.value *= CELL.value;
  CELL.signed -= 5n;
  CELL.signed *= -3n;
  CELL.signed--;
  print(`${CELL.value} ${CELL.signed}`);
  TABLE[1] += 250;
  TABLE[1]++;
  TABLE[0] = TABLE[1];
  TABLE[0] >>= 4;
  print(`${TABLE[0]} ${TABLE[1]}`);
}
