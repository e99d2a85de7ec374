/** Division rounds towards zero, and the remainder has the sign of the dividend. */
function show(a: i32, b: i32): void {
  print(`${a} / ${b} = ${a / b}, ${a} % ${b} = ${a % b}`);
}

function showWide(a: i64, b: i64): void {
  print(`${a / b} ${a % b}`);
}

export function main(): void {
  show(7, 2);
  show(-7, 2);
  show(7, -2);
  show(-7, -2);
  show(-1, 2);
  show(-2147483648, 3);
  show(-2147483648, 1);
  showWide(-9223372036854775808n, 10n);
  showWide(9223372036854775807n, -10n);
  showWide(-9223372036854775808n, -9223372036854775807n);
  const byte: i8 = -128;
  print(`${byte / 2} ${byte % 3} ${byte >> 7} ${byte >> 1}`);
}
