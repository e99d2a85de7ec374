/** 64-bit constants that a double cannot hold, in every place a constant may stand. */
const MAX: u64 = 0xffff_ffff_ffff_ffffn;
const ODD: u64 = 9_007_199_254_740_993n;
const LOW: i64 = -9_223_372_036_854_775_808n;
const TABLE: FixedArray<u64, 3> = [MAX, ODD, 1n << 63n];
let variable: u64 = 18_446_744_073_709_551_614n;
let signed: i64 = -9_007_199_254_740_993n;

function isOdd(value: u64): bool {
  switch (value) {
    case 9_007_199_254_740_993n:
      return true;
    case 9_007_199_254_740_992n:
      return false;
    default:
      return (value & 1n) === 1n;
  }
}

export function main(): void {
  print(`${MAX} ${ODD} ${LOW}`);
  print(`${TABLE[0]} ${TABLE[1]} ${TABLE[2]}`);
  print(`${variable} ${signed}`);
  print(`${isOdd(ODD)} ${isOdd(ODD - 1n)} ${isOdd(MAX)}`);
  variable += 1n;
  print(`${variable === MAX} ${variable > MAX - 1n} ${variable >= ODD}`);
  signed -= 1n;
  print(`${signed} ${signed < 0n} ${signed / 3n} ${signed % 1000n}`);
  print(`${MAX / 3n} ${MAX % 10n} ${MAX >> 1n} ${ODD * 1000n}`);
}
