/** `checkedAdd` and its like in conditions, chains and early returns. */
enum Status {
  Ok,
  TooLarge,
}
type Sized = { readonly bytes: u64; readonly status: Status };

function total(count: u64, size: u64, header: u64): u64 | null {
  const body = checkedMul(count, size);
  if (body === null) return null;
  return checkedAdd(body, header);
}

function sized(count: u64, size: u64): Sized {
  const bytes = total(count, size, 16n);
  if (bytes === null || bytes > 1n << 40n) return { bytes: 0n, status: Status.TooLarge };
  return { bytes, status: Status.Ok };
}

function room(used: u32, limit: u32): u32 {
  const left = checkedSub(limit, used);
  return left === null ? 0 : left;
}

export function main(): void {
  print(`${sized(10n, 8n).bytes} ${sized(10n, 8n).status}`);
  print(`${sized(1n << 60n, 16n).status} ${sized(1n << 60n, 15n).status}`);
  print(`${total(0xffff_ffff_ffff_ffffn, 1n, 16n) === null} ${total(0n, 0n, 0n) === null}`);
  print(`${room(3, 10)} ${room(10, 10)} ${room(11, 10)}`);
  const small: i8 = 100;
  print(`${checkedAdd(small, 27) === null} ${checkedAdd(small, 28) === null}`);
  print(`${checkedMul(small, -1) === null} ${checkedSub(small, -28) === null}`);
}
