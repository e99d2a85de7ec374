/** Sets of flags in an integer, and the names of the ones that are set. */
enum Flag {
  Present,
  Writable,
  User,
  WriteThrough,
  NoExecute = 63,
}

function bit(flag: Flag): u64 {
  return 1n << u64(flag);
}

function has(set: u64, flag: Flag): bool {
  return (set & bit(flag)) !== 0n;
}

function show(set: u64): void {
  print(`${hex(set)}`);
  if (has(set, Flag.Present)) print(`  ${Flag.Present}`);
  if (has(set, Flag.Writable)) print(`  ${Flag.Writable}`);
  if (has(set, Flag.User)) print(`  ${Flag.User}`);
  if (has(set, Flag.NoExecute)) print(`  ${Flag.NoExecute}`);
}

export function main(): void {
  let set: u64 = bit(Flag.Present) | bit(Flag.NoExecute);
  show(set);
  set |= bit(Flag.User);
  set &= ~bit(Flag.Present);
  set ^= bit(Flag.NoExecute) | bit(Flag.Writable);
  show(set);
  print(`${u32(Flag.NoExecute)} ${Flag.WriteThrough} ${countOnes(set)}`);
}
