/** Long chains of operators and calls keep their grouping. */
function id(value: i64): i64 {
  return value;
}

export function main(): void {
  const a: i64 = 7n;
  const b: i64 = -3n;
  print(`${a - b - a - b - a}`);
  print(`${a - (b - (a - (b - a)))}`);
  print(`${(a * b + a) / b - (a % b) * (b % a)}`);
  print(`${-(-(-a)) + ~~b - -b}`);
  print(`${id(a) * id(id(b) + id(a) * id(b)) - id(-a)}`);
  print(`${(((a << 3n) >> 1n) ^ (b & a)) | (~a & 0xffn)}`);
  const bits: u8 = 0b1010_0101;
  print(`${((bits >> 4) | ((bits & 0x0f) << 4)) ^ (~bits & 0xf0)}`);
  print(`${a > b === b < a} ${a < b !== b > a} ${!(a === b) && (a !== b || a === b)}`);
}
