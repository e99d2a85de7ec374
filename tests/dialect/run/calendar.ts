/** Days since 1970 to dates, with signed division and a table. */
type Date = { readonly year: i32; readonly month: u32; readonly day: i32 };
const LENGTHS: FixedArray<u8, 12> = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: i32): bool {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function lengthOf(year: i32, month: u32): i32 {
  return i32(LENGTHS[month]) + (month === 1 && isLeap(year) ? 1 : 0);
}

function dateOf(days: i32): Date {
  let year: i32 = 1970;
  let rest: i32 = days;
  while (rest < 0) {
    year -= 1;
    rest += isLeap(year) ? 366 : 365;
  }
  while (rest >= (isLeap(year) ? 366 : 365)) {
    rest -= isLeap(year) ? 366 : 365;
    year += 1;
  }
  let month: u32 = 0;
  while (rest >= lengthOf(year, month)) {
    rest -= lengthOf(year, month);
    month += 1;
  }
  return { year, month: month + 1, day: rest + 1 };
}

function show(days: i32): void {
  const date = dateOf(days);
  print(`${date.year}-${date.month}-${date.day}`);
}

export function main(): void {
  show(0);
  show(59);
  show(60);
  show(365);
  show(789);
  show(10957);
  show(11016);
  show(19000);
  show(24855);
  show(-1);
  show(-719162);
}
