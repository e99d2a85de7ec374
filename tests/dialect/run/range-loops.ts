/** `for…of` over `range`: half open, empty when the end is not above the start, any integer type. */
const END: u8 = 255;

function count(start: u32, end: u32): u32 {
  let rounds: u32 = 0;
  for (const _i of range(start, end)) rounds += 1;
  return rounds;
}

export function main(): void {
  for (const i of range(2, 5)) print(`u32 ${i}`);
  print(`${count(0, 0)} ${count(5, 5)} ${count(5, 4)} ${count(7, 10)}`);
  for (const i of range(u8(252), END)) print(`u8 ${i}`);
  for (const i of range(i32(-2), 2)) print(`i32 ${i}`);
  for (const i of range(0xffff_ffff_ffff_fffdn, 0xffff_ffff_ffff_ffffn)) print(`u64 ${hex(i)}`);
  for (const i of range(i64(-1n), 1n)) print(`i64 ${i}`);
  let end: u32 = 3;
  for (const i of range(0, end)) {
    end = 10;
    print(`end was read once ${i}`);
  }
  for (const i of range(0, 10)) {
    if (i === 1) continue;
    if (i === 4) break;
    print(`some ${i}`);
  }
}
