/** Packed structs at odd addresses: fields, arrays and references that are not aligned. */
interface Entry extends Packed {
  tag: u8;
  base: u64;
  limit: u16;
  flags: FixedArray<u16, 3>;
}
interface Table extends Packed {
  count: u8;
  entries: FixedArray<Entry, 3>;
  link: Table | null;
}

const TABLE: Table = zeroed();

function bump(entry: Entry): void {
  entry.base += 1n;
  entry.flags[2] ^= 0xffff;
}

export function main(): void {
  print(`${sizeOf<Entry>()} ${sizeOf<Table>()} ${offsetOf<Table>('link')}`);
  for (const i of range(0, 3)) {
    const entry = TABLE.entries[i];
    entry.tag = u8(i) + 1;
    entry.base = 0xffff_ffff_0000_0000n + u64(i);
    entry.limit = 0xabcd;
    entry.flags[1] = u16(i) * 3;
  }
  bump(TABLE.entries[1]);
  for (const entry of TABLE.entries) {
    print(
      `${entry.tag} ${hex(entry.base)} ${hex(entry.limit)} ${entry.flags[1]} ${entry.flags[2]}`,
    );
  }
  print(`${(addressOf(TABLE.entries[1]) - addressOf(TABLE)) % 2n} ${TABLE.link === null}`);
  TABLE.link = TABLE;
  TABLE.count = 200;
  print(`${TABLE.link.count} ${TABLE.link === TABLE}`);
}
